"""A full, read-only or failing disk stops issuing, not resolving, and nothing is acknowledged that is not there (P14).

The failing disk is `strace`, which makes the n-th system call fail; the full one is a small tmpfs, for which one must
be root. By command: OPTIONARY_LONG=1 pytest tests/registry/test_registry_disk.py -rs (fails every call once).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from registry_contract import LONG_RUN, RELEASE, document, log_of
from registry_power import strace

from configurator.errors import DamagedRecordError, FailedStoreError
from configurator.registry import faults
from configurator.registry.sqlite import SqliteRegistry, open_file

WRITER = Path(__file__).with_name("registry_writer.py")
CALLS = ("pwrite64", "fdatasync", "unlink", "openat")
FAULTS = ("EIO", "ENOSPC")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 512 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small disk can only be mounted by root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(registry: SqliteRegistry, told: dict[int, str]) -> FailedStoreError:
    """Issue until the disk says no."""
    for number in range(100_000):
        try:
            told[number] = registry.issue(document(number), release=RELEASE).code
        except FailedStoreError as error:
            return error
    raise AssertionError("the disk never filled up")


def all_resolve(registry: SqliteRegistry, told: dict[int, str]) -> bool:
    return all(registry.resolve(code).document == document(number) for number, code in told.items())


def test_a_full_disk_stops_issuing_not_resolving(disk: Path) -> None:
    registry = open_file(disk / "codes.db", create=True)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(200_000))
    told: dict[int, str] = {}
    assert fill(registry, told).reason == "full"
    assert len(told) > 10
    assert all_resolve(registry, told)
    assert registry.issue(document(0), release=RELEASE).new is False  # known, so nothing needs to be written
    with pytest.raises(FailedStoreError):
        registry.issue_many([document(number) for number in range(50_000, 52_000)], release=RELEASE)
    assert registry.count() == len(told)
    ballast.unlink()
    assert registry.issue(document(99_999), release=RELEASE).new
    assert all_resolve(open_file(disk / "codes.db", create=False), told)
    registry.close()


def test_a_read_only_disk_stops_issuing_not_resolving(disk: Path) -> None:
    with open_file(disk / "codes.db", create=True) as registry:
        told = {1: registry.issue(document(1), release=RELEASE).code}
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with open_file(disk / "codes.db", create=False) as registry:
        for _ in range(2):
            with pytest.raises(FailedStoreError) as caught:
                registry.issue(document(2), release=RELEASE)
            assert caught.value.reason == "read-only"
            assert "`codes.db` or its folder is read-only, and SQLite must write both" in str(caught.value)
            assert "asking again is safe" not in str(caught.value)
            assert all_resolve(registry, told)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert registry.issue(document(2), release=RELEASE).new


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_stops_issuing_not_resolving(tmp_path: Path) -> None:
    path = tmp_path / "codes.db"
    with open_file(path, create=True) as registry:
        told = {1: registry.issue(document(1), release=RELEASE).code}
    path.chmod(0o444)
    with open_file(path, create=False) as registry:
        with pytest.raises(FailedStoreError):
            registry.issue(document(2), release=RELEASE)
        assert all_resolve(registry, told)


def test_a_file_that_may_not_grow_stops_issuing_not_resolving(tmp_path: Path) -> None:
    registry = open_file(tmp_path / "codes.db", create=True)
    writer = registry.connections._writer
    assert writer is not None
    writer.execute("PRAGMA max_page_count = 20")
    told: dict[int, str] = {}
    assert fill(registry, told).reason == "full"
    assert registry.connections._writer is None
    assert all_resolve(registry, told)
    assert registry.count() == len(told)


def test_a_busy_file_is_named_and_nothing_is_acknowledged(tmp_path: Path) -> None:
    registry = open_file(tmp_path / "codes.db", create=True)
    registry.close()
    registry.connections.busy_seconds = 0.05
    other = sqlite3.connect(tmp_path / "codes.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(FailedStoreError) as caught:
        registry.issue(document(1), release=RELEASE)
    assert caught.value.reason == "busy"
    assert registry.count() == 0
    other.close()
    assert registry.issue(document(1), release=RELEASE).new


def test_after_a_failed_write_the_file_is_checked_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "codes.db"
    registry = open_file(path, create=True)
    told = dict(enumerate(answer.code for answer in registry.issue_many(map(document, range(500)), release=RELEASE)))
    registry.connections._suspect = True
    assert registry.issue(document(0), release=RELEASE).new is False
    assert registry.connections._suspect is False
    registry.close()
    bad = bytearray(path.read_bytes())
    page = bad.index(b'"serial":250') // 4096 * 4096
    bad[page : page + 4096] = bytes(4096)
    path.write_bytes(bad)
    registry.connections._suspect = True
    with pytest.raises(DamagedRecordError, match="the registry is damaged"):
        registry.issue(document(501), release=RELEASE)
    assert registry.connections._suspect
    assert registry.connections._writer is None
    assert told


@pytest.mark.parametrize("call", CALLS)
def test_a_failing_disk_is_never_acknowledged(tmp_path: Path, call: str) -> None:
    """Each call of a kind fails, once or from then on, and whatever the writer was told still resolves."""
    runs = refused = 0
    for fault in FAULTS if LONG_RUN else (FAULTS[CALLS.index(call) % 2],):
        for when in (f"{n}{for_ever}" for n in range(1, 60, 1 if LONG_RUN else 23) for for_ever in ("", "+")):
            if call == "openat" and when.endswith("+"):
                continue  # Python itself could not start
            folder = tmp_path / f"{fault}-{when}"
            folder.mkdir()
            path = folder / "codes.db"
            with open_file(path, create=True) as registry:
                told = {100: registry.issue(document(100), release=RELEASE).code}
            ours = [option for each in (path, f"{path}-journal", folder) for option in ("-P", str(each))]
            command = strace("-o", os.devnull, *ours, "-e", f"inject={call}:error={fault}:when={when}")
            run = subprocess.run(
                [*command, sys.executable, str(WRITER), str(path), "0", "8", "1"],
                capture_output=True,
                check=False,
                timeout=60,
            )
            *_, last = ["", *run.stderr.decode().splitlines()]
            assert not last or last.startswith("configurator.errors.stores.FailedStoreError: "), last
            for line in run.stdout.decode().splitlines():
                first, rest = line.split()
                if first == "refused":
                    refused += 1
                else:
                    told[int(first)] = rest
            runs += 1
            with open_file(path, create=False) as registry:
                assert all_resolve(registry, told), (fault, when)
                for number in range(8):  # and asking again is safe
                    registry.issue(document(number), release=RELEASE)
                assert registry.count() == 9, (fault, when)
    print(f"{call}: {runs} faults, {refused} refusals, 0 false acknowledgements")
    assert refused > 0


@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "unlink"])
def test_a_kill_at_any_write_or_sync_loses_nothing_that_was_acknowledged(tmp_path: Path, call: str) -> None:
    """P1. The writer is killed at its n-th call of a kind; by command at each of them, else at some."""
    kills = half_done = 0
    for when in range(1, 200, 1 if LONG_RUN else 6):
        folder = tmp_path / str(when)
        folder.mkdir()
        path = folder / "codes.db"
        open_file(path, create=True).close()
        ours = [option for each in (path, f"{path}-journal", folder) for option in ("-P", str(each))]
        command = strace("-o", os.devnull, *ours, "-e", f"inject={call}:signal=KILL:when={when}")
        run = subprocess.run(
            [*command, sys.executable, str(WRITER), str(path), "0", "4", "2"],
            capture_output=True,
            check=False,
            timeout=60,
        )
        if run.returncode == 0:
            break
        kills += 1
        half_done += path.with_name("codes.db-journal").exists()
        told = {int(number): code for number, code in map(str.split, run.stdout.decode().splitlines())}
        with open_file(path, create=False) as registry:
            assert all_resolve(registry, told), when
            logged = [code for each in log_of(registry) for code in each.value("codes")]
            assert registry.count() == len(logged) == len(set(logged)), when
            assert [each.new for each in registry.issue_many(map(document, range(4)), release=RELEASE)].count(
                False
            ) == len(logged), when
    else:
        raise AssertionError("the writer never came to its end")
    print(f"{call}: killed at {kills} calls, {half_done} times within a commit")
    assert kills


def test_a_folder_without_room_for_a_journal_is_told_as_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = sqlite3.OperationalError("unable to open database file")
    fault.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
    told = faults.named(fault, tmp_path / "codes.db")
    assert (told.reason, "asking again is safe" in str(told)) == ("failing", True)
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    told = faults.named(fault, tmp_path / "codes.db")
    assert (told.reason, "asking again is safe" in str(told)) == ("read-only", False)
    assert "`codes.db` or its folder is read-only" in str(told)
