"""The registry in an SQLite file keeps the contract; and what only a file can get wrong."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from registry_contract import RELEASE, RegistryContract, document

from configurator.errors import UnsafeStoreError, UnusableStoreError
from configurator.registry import connections, safety
from configurator.registry.migrate import LATEST
from configurator.registry.sqlite import SqliteRegistry, open_file
from configurator.registry.store import Clock, Coder, Registry


class TestSqliteRegistry(RegistryContract):
    def open_store(self, folder: Path, clock: Clock, coder: Coder) -> Registry:
        return open_file(folder / "codes.db", create=True, clock=clock, coder=coder)


class TestSqliteRegistryWithLog(RegistryContract):
    """The same with the write-ahead log, as if the library were a mended one; nobody pulls a plug here."""

    @pytest.fixture(autouse=True)
    def _mended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(safety, "wal_is_sound", lambda version: True)

    def open_store(self, folder: Path, clock: Clock, coder: Coder) -> Registry:
        return open_file(folder / "codes.db", create=True, clock=clock, coder=coder, wal=True)


def writer_of(registry: SqliteRegistry) -> sqlite3.Connection:
    writer = registry.connections._writer
    assert writer is not None
    return writer


def test_the_settings_that_durability_needs_are_in_force(tmp_path: Path) -> None:
    registry = open_file(tmp_path / "codes.db", create=True)
    writer = writer_of(registry)
    for name, wanted in (("journal_mode", "delete"), ("synchronous", 3), ("trusted_schema", 0)):
        assert writer.execute(f"PRAGMA {name}").fetchone()[0] == wanted


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
    ],
)
def test_the_libraries_that_lose_commits_are_known(version: tuple[int, ...], sound: bool) -> None:
    assert safety.wal_is_sound(version) is sound


def test_the_log_is_refused_with_a_library_that_loses_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "wal_is_sound", lambda version: False)
    with pytest.raises(UnsafeStoreError, match="WAL"):
        open_file(tmp_path / "codes.db", create=True, wal=True)


def test_a_file_in_log_mode_is_switched_back_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.db"
    issued = open_file(path, create=True).issue(document(1), release=RELEASE)
    other = sqlite3.connect(path, isolation_level=None)
    assert other.execute("PRAGMA journal_mode = wal").fetchone() == ("wal",)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM codes").fetchall()
    registry = open_file(path, create=False)
    registry.connections.busy_seconds = 0.1
    with pytest.raises(UnsafeStoreError, match="journal mode is `wal`"):
        registry.issue(document(2), release=RELEASE)
    assert registry.resolve(issued.code).document == document(1)
    other.close()
    registry.close()
    assert registry.issue(document(2), release=RELEASE).new
    assert writer_of(registry).execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_setting_that_does_not_take_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "ROLLBACK", safety.Journal("delete", 7))  # SQLite has no level 7
    with pytest.raises(UnsafeStoreError, match="`synchronous` is"):
        open_file(tmp_path / "codes.db", create=True)


def test_what_is_no_registry_is_refused_by_name_and_left_alone(tmp_path: Path) -> None:
    text, other, empty = tmp_path / "text.db", tmp_path / "other.db", tmp_path / "empty.db"
    text.write_bytes(b"these are notes, not a database " * 40)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    empty.touch()
    before = {path: path.read_bytes() for path in (text, other)}
    for path, create in ((text, False), (text, True), (other, False), (other, True), (empty, False)):
        with pytest.raises(UnusableStoreError) as caught:
            open_file(path, create=create)
        assert caught.value.reason == "not-a-registry"
        assert str(path) in str(caught.value)
    with pytest.raises(UnusableStoreError, match="is empty, not a registry"):
        open_file(empty)
    with pytest.raises(UnusableStoreError, match=r"there is no folder `.*nodir`; make it first"):
        open_file(tmp_path / "nodir" / "codes.db", create=True)
    with pytest.raises(UnusableStoreError, match="is not a file"):
        open_file(tmp_path, create=True)
    assert {path: path.read_bytes() for path in (text, other)} == before


def test_resolving_never_makes_a_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableStoreError) as caught:
        open_file(tmp_path / "codes.db", create=False)
    assert caught.value.reason == "missing"
    registry = open_file(tmp_path / "codes.db", create=True)
    registry.close()
    (tmp_path / "codes.db").unlink()
    for ask in (registry.count, lambda: registry.issue(document(1), release=RELEASE)):
        with pytest.raises(UnusableStoreError, match="does not exist"):
            ask()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "codes.db"
    open_file(path, create=True).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    for create in (False, True):
        with pytest.raises(UnusableStoreError, match=f"version {LATEST + 1}") as caught:
            open_file(path, create=create)
        assert caught.value.reason == "newer"


def test_paths_with_signs_of_their_own_in_addresses_work(tmp_path: Path) -> None:
    path = tmp_path / "what? 100% #1 & ü.db"
    issued = open_file(path, create=True).issue(document(1), release=RELEASE)
    assert open_file(str(path), create=False).resolve(issued.code).document == document(1)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_issued_rows_and_events_can_not_be_changed_by_mistake(tmp_path: Path) -> None:
    registry = open_file(tmp_path / "codes.db", create=True)
    registry.issue(document(1), release=RELEASE)
    writer = writer_of(registry)
    assert writer.execute("SELECT count(*) FROM log").fetchone() == (1,)
    for statement in ("DELETE FROM codes", "UPDATE codes SET document = x''", "DELETE FROM log"):
        with pytest.raises(sqlite3.IntegrityError):
            writer.execute(statement)
    with pytest.raises(sqlite3.IntegrityError):
        writer.execute("UPDATE log SET detail = 'x'")


def test_threads_may_share_a_registry(tmp_path: Path) -> None:
    registry = open_file(tmp_path / "codes.db", create=True)
    answers: list[str] = []

    def work(first: int) -> None:
        for number in range(first, first + 20):
            issued = registry.issue(document(number), release=RELEASE)
            answers.append(registry.resolve(issued.code).code)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 10, 20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 80
    assert registry.count() == len(set(answers)) == 50


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("unseen", [False, True])
def test_a_fork_opens_its_own_connections(tmp_path: Path, unseen: bool) -> None:
    """Also when the fork was not made by Python, so that nobody told us before it."""
    registry = open_file(tmp_path / "codes.db", create=True)
    issued = registry.issue(document(1), release=RELEASE)
    registry.resolve(issued.code)
    if unseen:
        registry.connections._process = -1
        before = {id(registry.connections._reader), id(registry.connections._writer)}
        registry.issue(document(2), release=RELEASE)
        registry.resolve(issued.code)
        assert not before & {id(registry.connections._reader), id(registry.connections._writer)}
        return
    child = multiprocessing.get_context("fork").Process(target=_in_child, args=(registry, issued.code))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert registry.issue(document(3), release=RELEASE).new
    assert registry.count() == 3


def _in_child(registry: SqliteRegistry, code: str) -> None:
    assert registry.connections._writer is None
    assert registry.resolve(code).document == document(1)
    assert registry.issue(document(2), release=RELEASE).new


def test_resolving_and_issuing_load_none_of_the_heavy_libraries(tmp_path: Path) -> None:
    code = open_file(tmp_path / "codes.db", create=True).issue(document(1), release=RELEASE).code
    script = f"""
import sys
from configurator.registry.sqlite import open_file
registry = open_file({str(tmp_path / "codes.db")!r}, create=False)
assert registry.resolve({code!r}).document == {document(1)!r}
assert registry.issue({document(2)!r}, release="r@1").new
assert len(registry.codes()) == 2
assert registry.changes()
heavy = {{"lark", "sqlite_utils", "pydantic", "jsonschema", "typer", "rich", "click", "psycopg"}} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, cwd=Path(__file__).parents[2])


def test_a_known_code_is_made_durable_before_it_is_acknowledged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its writer may have been killed after its last write, before its last sync: then we are who sees to it."""
    registry = open_file(tmp_path / "codes.db", create=True)
    registry.issue(document(1), release=RELEASE)
    synced: list[Path] = []
    monkeypatch.setattr(connections, "sync", synced.append)
    registry.issue(document(1), release=RELEASE)
    assert synced == [tmp_path]


def test_behind_a_link_the_folder_of_the_real_file_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite keeps its journal beside the real file, so that is the folder that decides."""
    real, linked = tmp_path / "real", tmp_path / "linked"
    real.mkdir()
    linked.mkdir()
    open_file(real / "codes.db", create=True).issue(document(1), release=RELEASE)
    (linked / "codes.db").symlink_to(real / "codes.db")
    registry = open_file(linked / "codes.db")
    synced: list[Path] = []
    monkeypatch.setattr(connections, "sync", synced.append)
    assert not registry.issue(document(1), release=RELEASE).new
    assert synced == [real]
