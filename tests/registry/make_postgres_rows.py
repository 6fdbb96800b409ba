"""Write the rows of today's version, for later ones to be tried with: `python tests/registry/make_postgres_rows.py`.

They are written once for each version and never again: what later releases have to read is what was written then.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from postgres_server import PostgresServer, start_server
from registry_contract import RELEASE, document, narrow

from configurator.registry.migrate import LATEST
from configurator.registry.opening import open_registry

LEFT_OUT = (".meta ", ".turns ")


def main() -> None:
    """Write them, unless they are there."""
    path = Path(__file__).with_name("files") / f"postgres_{LATEST}.sql"
    if path.exists():
        raise SystemExit(f"{path.name} is there, and stays as it was made")
    with start_server() as server:
        address = server.database()
        issue_some(address)
        path.write_text("".join(f"{row}\n" for row in rows(server, address)), "utf-8")


def issue_some(address: str) -> None:
    """Issue 20 products of which some clash, and one that is retired and noted."""
    minutes = itertools.count()
    start = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    clock = lambda: start + timedelta(minutes=next(minutes))  # noqa: E731
    with open_registry(address, create=True, clock=clock, coder=narrow(6)) as made:
        made.issue_many([document(number) for number in range(20)], release=RELEASE)
        last = made.issue(document(20), release="com.example.studio@2").long_code
        made.retire(last, reason="recalled")
        made.changes()
        made.note(last, note="order 7")  # it has no number yet


def rows(server: PostgresServer, address: str) -> list[str]:
    """What is stored, a statement a row."""
    options = ("--data-only", "--schema=optionary", "--column-inserts", "--load-via-partition-root")
    command: list[str | Path] = [server.binaries / "pg_dump", *options, address]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    inserts = (line for line in written.splitlines() if line.startswith("INSERT INTO "))
    return [line for line in inserts if not any(table in line.partition("(")[0] for table in LEFT_OUT)]


if __name__ == "__main__":
    main()
