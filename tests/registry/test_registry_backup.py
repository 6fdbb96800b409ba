"""A backup is a sound registry of one moment, made while others issue; one that is restored obeys what was erased."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from private_contract import CANARY, RING, private_document, states, texts
from registry_contract import RELEASE, document, log_of

from configurator.errors import (
    DamagedRecordError,
    FailedStoreError,
    UnreadableExportError,
    UnusableStoreError,
    UnwritableFileError,
)
from configurator.registry import copies, migrate, safety
from configurator.registry.backup import back_up, restore
from configurator.registry.private_rows import Erasure
from configurator.registry.private_texts import Erased
from configurator.registry.sqlite import open_file
from configurator.registry.tables import CODES
from configurator.registry.verify import verify

FILES = Path(__file__).with_name("files")


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    path = tmp_path / "codes.db"
    with open_file(path, create=True) as registry:
        registry.issue_many((document(number) for number in range(50)), release=RELEASE)
    return path


def test_a_backup_is_a_registry_by_itself(codes: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    assert back_up(codes, target) == 50
    with open_file(codes) as registry, open_file(target) as copy:
        assert copy.codes() == registry.codes()
        assert list(log_of(copy)) == list(log_of(registry))
    assert {each.name for each in tmp_path.iterdir()} == {"codes.db", "backup.db"}


def test_a_backup_is_of_one_moment_also_while_others_issue(codes: Path, tmp_path: Path) -> None:
    ended = threading.Event()

    def issue() -> None:
        with open_file(codes) as registry:
            for number in range(1000, 100_000):
                registry.issue_many([document(number), document(-number)], release=RELEASE)
                if ended.is_set():
                    return

    issuing = threading.Thread(target=issue)
    issuing.start()
    try:
        counts = [back_up(codes, tmp_path / f"{number}.db") for number in range(8)]
    finally:
        ended.set()
        issuing.join()
    assert counts == sorted(counts)
    assert all(count % 2 == 0 for count in counts)
    for number in range(8):
        with open_file(tmp_path / f"{number}.db") as copy:
            assert verify(copy) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from configurator.registry import {module}
def killed(*_): os.kill(os.getpid(), signal.SIGKILL)
{module}.{name} = killed
from configurator.registry.{of} import {function}
{call}
"""


def killed(folder: Path, **of: str) -> None:
    """Run a script that is killed where it would call a function."""
    environment = {**os.environ, "TMPDIR": str(folder)}
    ran = subprocess.run([sys.executable, "-c", KILLED.format(**of)], env=environment, cwd=folder, check=False)
    assert ran.returncode == -signal.SIGKILL


@pytest.mark.parametrize("what", ["backup", "check"])
def test_a_registry_whose_writer_was_killed_can_be_copied_at_once(codes: Path, tmp_path: Path, what: str) -> None:
    script = "import os, signal, sqlite3; c = sqlite3.connect('codes.db', isolation_level=None); "
    script += "c.execute('PRAGMA cache_size = 1'); c.execute('PRAGMA cache_spill = 1'); c.execute('BEGIN'); "
    script += (
        "c.execute('DROP TRIGGER codes_are_fixed'); c.execute('UPDATE codes SET release = hex(randomblob(2000))'); "
    )
    script += "os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)
    assert (tmp_path / "codes.db-journal").stat().st_size
    with pytest.raises(sqlite3.OperationalError), closing(sqlite3.connect(f"{codes.as_uri()}?mode=ro", uri=True)) as ro:
        ro.execute("SELECT count(*) FROM codes").fetchone()
    if what == "backup":
        assert back_up(codes, tmp_path / "backup.db") == 50
    else:
        with open_file(tmp_path / "other.db", create=True) as registry:
            registry.connections.path = codes
            assert registry.at_one_moment(lambda snapshot: len(list(snapshot.rows(CODES)))) == 50


def test_what_a_killed_backup_has_left_goes_with_the_next(codes: Path, tmp_path: Path) -> None:
    of = {"module": "backup", "name": "_must_be_sound", "of": "backup", "function": "back_up"}
    killed(tmp_path, call="back_up(Path('codes.db'), Path('backup.db'))", **of)
    assert len(list(tmp_path.iterdir())) == 2
    back_up(codes, tmp_path / "other.db")
    assert {each.name for each in tmp_path.iterdir()} == {"codes.db", "other.db"}
    killed(tmp_path, call="back_up(Path('codes.db'), Path('backup.db'))", **of)
    restore(tmp_path / "other.db", tmp_path / "again.db", [])
    assert {each.name for each in tmp_path.iterdir()} == {"codes.db", "other.db", "again.db"}


@pytest.mark.parametrize("wal", [False, True])
def test_a_killed_check_leaves_no_copy(codes: Path, tmp_path: Path, wal: bool) -> None:
    """Nor does one that reads a registry with a write-ahead log, at whatever moment of the reading."""
    if wal:
        with closing(sqlite3.connect(codes)) as connection:
            connection.execute("PRAGMA journal_mode = wal")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    of = {"module": "verify", "name": "codes_are_sound", "of": "sqlite", "function": "open_file"}
    call = "from configurator.registry.verify import *; verify.CHECKS = (killed,); "
    call += f"verify.verify(open_file({str(codes)!r}))"
    killed(temporary, call=call.replace("verify import *", "store import CODER"), **of)
    assert [each.read_bytes() for each in temporary.rglob("*") if each.is_file()] == [b""]


@pytest.mark.parametrize(("wal", "steps"), [(False, copies.RESTARTS + 1), (True, 0)])
def test_who_issues_gets_in_while_pages_are_read_and_the_copy_ends_all_the_same(
    codes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wal: bool, steps: int
) -> None:
    monkeypatch.setattr(safety, "wal_is_sound", lambda version: True)
    monkeypatch.setattr(copies, "STEP", 2)
    told = copies._Patience.__call__
    issued: list[str] = []
    with open_file(codes, create=True, wal=wal) as registry:
        registry.connections.busy_seconds = 0

        def between(self: copies._Patience, status: int, remaining: int, total: int) -> None:
            if remaining:  # else all has been read
                number = 1000 + len(issued)
                issued.append(registry.issue(document(number), release=RELEASE).code)
            told(self, status, remaining, total)

        monkeypatch.setattr(copies._Patience, "__call__", between)
        count = back_up(codes, tmp_path / "backup.db")
        assert count == 50 + len(issued)
        assert len(issued) >= steps
        assert len(issued) < 4 * copies.RESTARTS


def test_a_copy_that_is_not_disturbed_is_made_in_steps(
    codes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "STEP", 2)
    told = copies._Patience.__call__
    left: list[int] = []

    def seen(self: copies._Patience, status: int, remaining: int, total: int) -> None:
        left.append(remaining)
        told(self, status, remaining, total)

    monkeypatch.setattr(copies._Patience, "__call__", seen)
    back_up(codes, tmp_path / "backup.db")
    assert left == list(range(left[0], -1, -2)) + ([0] if left[0] % 2 else [])
    assert len(left) > copies.RESTARTS


def test_a_file_that_is_written_to_for_too_long_is_told_to_be_busy(
    codes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(codes, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(FailedStoreError) as caught:
            back_up(codes, tmp_path / "backup.db")
    assert caught.value.reason == "busy"


def test_nobodys_file_is_replaced(codes: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.db"
    target.write_text("mine")
    for make in (lambda: back_up(codes, target), lambda: restore(codes, target, [])):
        with pytest.raises(UnwritableFileError, match="already"):
            make()
    assert target.read_text() == "mine"
    with pytest.raises(UnwritableFileError, match="no folder"):
        back_up(codes, tmp_path / "none" / "backup.db")
    with pytest.raises(UnusableStoreError):
        back_up(tmp_path / "none.db", tmp_path / "backup.db.2")
    (tmp_path / "text").write_text("no registry, just words " * 99)
    with pytest.raises((UnusableStoreError, DamagedRecordError)):
        back_up(tmp_path / "text", tmp_path / "backup.db.2")
    assert {each.name for each in tmp_path.iterdir()} == {"codes.db", "backup.db", "text"}


@pytest.mark.parametrize("version", [1])
def test_an_earlier_version_is_backed_up_as_it_is_before_its_upgrade(tmp_path: Path, version: int) -> None:
    source, target = FILES / f"registry_{version}.db", tmp_path / "backup.db"
    assert back_up(source, target) == 21
    with closing(sqlite3.connect(target)) as copy, closing(sqlite3.connect(source)) as there:
        assert list(copy.iterdump()) == list(there.iterdump())
        assert copy.execute("PRAGMA user_version").fetchone() == (version,)
    damaged = bytearray(source.read_bytes())
    damaged[2 * 4096 :] = bytes(len(damaged) - 2 * 4096)
    (tmp_path / "damaged.db").write_bytes(damaged)
    with pytest.raises(DamagedRecordError):
        back_up(tmp_path / "damaged.db", tmp_path / "another.db")
    assert {each.name for each in tmp_path.iterdir()} == {"backup.db", "damaged.db"}


def test_what_is_no_registry_of_ours_is_named_as_the_source(tmp_path: Path) -> None:
    source = tmp_path / "other.db"
    for version, mark, reason in ((0, 7, "not-a-registry"), (77, migrate.APPLICATION_ID, "newer"), (0, 0, "empty")):
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS t (a)")
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute(f"PRAGMA application_id = {mark}")
        for make in (lambda: back_up(source, tmp_path / "x.db"), lambda: restore(source, tmp_path / "x.db", [])):
            with pytest.raises(UnusableStoreError, match=f"^`{source}` is a") as caught:
                make()
            assert caught.value.reason == reason.replace("empty", "not-a-registry")


def test_a_copy_that_cannot_be_written_is_not_blamed_on_the_registry(
    codes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = copies._target

    @contextmanager
    def small(path: Path) -> Iterator[sqlite3.Connection]:
        with inside(path) as to:
            to.execute("PRAGMA max_page_count = 4")
            yield to

    monkeypatch.setattr(copies, "_target", small)
    with pytest.raises(UnwritableFileError, match=r"`.*/backup.db` cannot be written: database or disk is full"):
        back_up(codes, tmp_path / "backup.db")
    with open_file(codes) as registry, pytest.raises(UnwritableFileError, match="cannot be written"):
        verify(registry)
    monkeypatch.undo()
    with pytest.raises(UnwritableFileError, match=r"`.*/x{300}` cannot be written: File name too long"):
        back_up(codes, tmp_path / ("x" * 300))
    assert {each.name for each in tmp_path.iterdir()} == {"codes.db"}
    assert back_up(codes, tmp_path / ("x" * 250)) == 50


def test_what_is_damaged_is_not_backed_up(codes: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(codes)) as connection:
        connection.execute("DROP TRIGGER log_is_kept")
        connection.execute("DELETE FROM log")
        connection.commit()
    with pytest.raises(DamagedRecordError):
        back_up(codes, tmp_path / "backup.db")
    with pytest.raises(DamagedRecordError):
        restore(codes, tmp_path / "backup.db", [])
    assert {each.name for each in tmp_path.iterdir()} == {"codes.db"}


def test_a_restored_backup_obeys_what_was_erased_since(codes: Path, tmp_path: Path) -> None:
    """P11: also the texts of a backup from before an erasure, to the last byte."""
    backup, restored = tmp_path / "backup.db", tmp_path / "restored" / "codes.db"
    restored.parent.mkdir()
    with open_file(codes) as registry:
        issued = [
            registry.issue(
                private_document(name), release=RELEASE, also=registry.private.keeping(RING, texts(name))
            ).code
            for name in (CANARY, "Ada")
        ]
        back_up(codes, backup)
        secrets = [each for row in registry.database.ask("SELECT wrapped, cipher FROM private_texts") for each in row]
        registry.private.erase(issued[0])
        erasures = list(registry.private.erasures())
    assert all(each in backup.read_bytes() for each in secrets)
    assert restore(backup, restored, erasures) == Erased(1, 1)
    with open_file(restored) as registry:
        assert states(registry, issued[0]) == {"name": "erased"}
        assert states(registry, issued[1]) == {"name": "Ada"}
        assert registry.count() == 52
        (left,) = registry.database.ask("SELECT wrapped, cipher FROM private_texts")
    for each in restored.parent.iterdir():
        data = each.read_bytes()
        assert [each for each in secrets if each in data] == list(left)
    assert [each.name for each in restored.parent.iterdir()] == ["codes.db"]


def test_a_damaged_text_that_was_erased_since_does_not_stop_a_restore(codes: Path, tmp_path: Path) -> None:
    with open_file(codes) as registry:
        keeping = registry.private.keeping(RING, texts(CANARY))
        code = registry.issue(private_document(CANARY), release=RELEASE, also=keeping).code
        back_up(codes, tmp_path / "backup.db")
        registry.private.erase(code)
        erasures = list(registry.private.erasures())
    with closing(sqlite3.connect(tmp_path / "backup.db")) as connection:
        connection.execute("UPDATE private_texts SET epoch = CAST(x'ff' AS TEXT), cipher = nonce")
        connection.commit()
    with pytest.raises(DamagedRecordError):
        restore(tmp_path / "backup.db", tmp_path / "restored.db", [])
    assert restore(tmp_path / "backup.db", tmp_path / "restored.db", erasures) == Erased(1, 1, 1)


def test_where_the_list_cannot_be_read_nothing_is_restored(codes: Path, tmp_path: Path) -> None:
    def cut_off() -> Iterator[Erasure]:
        yield Erasure(bytes(32), "name", "2026-01-01T00:00:00.000Z")
        raise UnreadableExportError("list", 3, "it was cut off")

    with pytest.raises(UnreadableExportError):
        restore(codes, tmp_path / "restored.db", cut_off())
    assert {each.name for each in tmp_path.iterdir()} == {"codes.db"}


@pytest.mark.parametrize("version", [1])
def test_a_backup_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    from registry_contract import narrow

    restored = tmp_path / "restored.db"
    restore(FILES / f"registry_{version}.db", restored, [], coder=narrow(6))
    with open_file(restored, coder=narrow(6)) as registry:
        assert registry.count() == 21
