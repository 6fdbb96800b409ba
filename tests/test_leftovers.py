"""What a killed process has left beside a place is deleted by the next one that makes a file there; nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from configurator import leftovers
from configurator.whole_files import replacing


@pytest.fixture
def gone() -> int:
    """The number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_what_a_process_that_is_no_more_has_left_goes(tmp_path: Path, gone: int) -> None:
    mine = leftovers.beside(tmp_path / "codes.db")
    left = mine.name.replace(f"-{os.getpid()}-", f"-{gone}-")
    for ending in leftovers.ENDINGS:
        (tmp_path / (left + ending)).write_bytes(b"private")
    leftovers.beside(tmp_path / "another.db")
    assert list(tmp_path.iterdir()) == []


def test_what_is_under_way_or_of_others_stays(tmp_path: Path, gone: int) -> None:
    mine = leftovers.beside(tmp_path / "codes.db")
    other_host = mine.name.replace("optionary-", "optionary-0000").replace(f"-{os.getpid()}-", f"-{gone}-")
    elsewhere = f".codes.db.optionary-00000000-{gone}-{os.urandom(6).hex()}"
    names = {mine.name, other_host, elsewhere, ".codes.db.0123456789ab", "codes.db", f"x-optionary-{gone}"}
    for name in names:
        (tmp_path / name).write_bytes(b"mine")
    leftovers.beside(tmp_path / "codes.db")
    assert {each.name for each in tmp_path.iterdir()} == names


def test_a_folder_that_is_not_there_is_nobodys_matter(tmp_path: Path) -> None:
    leftovers.sweep(tmp_path / "none")


def test_a_file_that_is_written_as_a_whole_sweeps_where_it_is_asked_to(tmp_path: Path, gone: int) -> None:
    left = leftovers.beside(tmp_path / "codes.ndjson").name.replace(f"-{os.getpid()}-", f"-{gone}-")
    (tmp_path / left).write_bytes(b"private")
    with replacing(tmp_path / "plain") as file:
        file.write(b"one")
    assert (tmp_path / left).exists()
    with replacing(tmp_path / "codes.ndjson", sweeping=True) as file:
        assert not (tmp_path / left).exists()
        assert any(f"-{os.getpid()}-" in each.name for each in tmp_path.iterdir())
        file.write(b"all of it")
    assert {each.name for each in tmp_path.iterdir()} == {"plain", "codes.ndjson"}
