"""The server that the tests run: real, without rights, with checksums, and gone when its process is."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from postgres_server import NoPostgresError, PostgresServer, binaries

START = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from postgres_server import start_server
server = start_server()
print(server.folder, server.address(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_is_set_up_as_the_registry_wants_it(postgres: PostgresServer, address: str) -> None:
    names = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "server_encoding")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    here = "FROM pg_database WHERE datname = current_database()"
    assert postgres.sql(f"SELECT {asked}, datcollate {here}", address) == [["on", "on", "on", "on", "UTF8", "C"]]
    assert int(postgres.sql("SHOW server_version_num")[0][0]) >= 150000
    assert (postgres.folder / "data").stat().st_uid != 0


def test_what_was_committed_outlives_a_crash(postgres: PostgresServer, address: str) -> None:
    postgres.sql("CREATE TABLE kept (n INTEGER); INSERT INTO kept VALUES (7)", address)
    postgres.crash()
    assert postgres.sql("SELECT n FROM kept", address) == [["7"]]
    assert "was not properly shut down" in postgres.log()


def test_every_database_is_a_new_one(postgres: PostgresServer) -> None:
    one, two = postgres.database(), postgres.database(default_transaction_read_only="on")
    assert one != two
    assert postgres.sql("SHOW default_transaction_read_only", two) == [["on"]]


def test_it_ends_with_the_process_that_started_it(postgres: PostgresServer) -> None:
    command = [sys.executable, "-c", START, str(Path(__file__).parents[1])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    folder, address = done.stdout.split()
    marker = Path(folder) / "data" / "postmaster.pid"
    end = time.monotonic() + 60
    while marker.exists() and time.monotonic() < end:
        time.sleep(0.05)
    with pytest.raises(RuntimeError, match="Connection refused"):
        postgres.sql("SELECT 1", address)
    subprocess.run(["rm", "-rf", folder], check=True)


def test_where_postgresql_is_not_installed_that_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(Path, "glob", lambda self, pattern: [])
    with pytest.raises(NoPostgresError, match="not installed here"):
        binaries()
