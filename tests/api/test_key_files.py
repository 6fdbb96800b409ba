"""Files of keys: whole or not at all, with the owner and mode that they have, and of two changes none is lost."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_runs import environment, run

from configurator import access_keys
from configurator.access_keys import KeyFileError, Keys, Scope, changing, read_keys, write_keys


@pytest.fixture
def file(tmp_path: Path) -> Path:
    keys, _ = Keys().with_new("shop", [Scope.READ])
    write_keys(tmp_path / "keys.json", keys)
    return tmp_path / "keys.json"


def test_a_failed_write_leaves_what_was_there_and_nothing_beside_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = file.read_bytes()
    monkeypatch.setattr(os, "fsync", full_disk)
    ran = run("access", "add", str(file), "other", "--for", "read")
    assert (ran.code, "No space left" in ran.err, "opt_" in ran.out) == (2, True, False)
    assert [(each.name, each.read_bytes()) for each in file.parent.iterdir()] == [("keys.json", before)]


def test_a_new_file_is_for_its_owner_and_another_keeps_its_mode(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    assert run("access", "add", str(file), "other", "--for", "read").code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_file_keeps_its_owner_or_is_not_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def chown(_: int, user: int, group: int) -> None:
        asked.append((user, group))
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    before, real = file.read_bytes(), Path.stat
    other = os.stat_result([4711 if at in (4, 5) else told for at, told in enumerate(file.stat())])
    monkeypatch.setattr(os, "fchown", chown)
    monkeypatch.setattr(Path, "stat", lambda each, **how: other if each.name == file.name else real(each, **how))
    with pytest.raises(KeyFileError, match="Operation not permitted"):
        write_keys(file, Keys())
    assert (asked, file.read_bytes()) == ([(4711, 4711)], before)


def test_a_link_to_a_file_of_keys_stays_one(file: Path, tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    link = tmp_path / "etc" / "keys.json"
    link.symlink_to(file)
    assert run("access", "add", str(link), "other", "--for", "read").code == 0
    assert link.is_symlink()
    assert [each.name for each in read_keys(file).holders] == ["shop", "other"]


@pytest.mark.parametrize("words", [("add", "other", "--for", "read"), ("remove", "shop")])
def test_keys_are_read_and_written_by_one_at_a_time(
    file: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    held: list[bool] = []

    def seen(work: Callable[..., Any]) -> Callable[..., Any]:
        def found(*given: object) -> object:
            handle = os.open(file.parent, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                held.append(False)
            except BlockingIOError:
                held.append(True)
            finally:
                os.close(handle)
            return work(*given)

        return found

    for name in ("read_keys", "write_keys"):
        monkeypatch.setattr(access_keys, name, seen(getattr(access_keys, name)))
    assert run("access", words[0], str(file), *words[1:]).code == 0
    assert held == [True, True]
    with changing(file):  # it is over with the command
        pass


def test_keys_that_are_made_at_once_are_all_there(file: Path) -> None:
    names = [f"till-{number}" for number in range(4)]
    command = [sys.executable, "-m", "configurator", "access", "add", str(file)]
    made = [
        subprocess.Popen([*command, name, "--for", "read"], stdout=subprocess.DEVNULL, env=environment())
        for name in names
    ]
    assert [each.wait(timeout=120) for each in made] == [0] * len(names)
    assert {each.name for each in read_keys(file).holders} == {"shop", *names}
