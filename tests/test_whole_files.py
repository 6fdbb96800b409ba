"""A file is there as a whole or as it was; only what keeps it from being written is called so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from configurator.errors import UnwritableFileError
from configurator.whole_files import replacing

FULL = Path("/dev/full")


@pytest.mark.parametrize(
    "error", [ValueError("canary"), OSError(2, "canary"), UnicodeError("canary"), KeyError("canary")]
)
def test_what_the_block_raises_comes_out_as_it_is_and_the_file_stays(tmp_path: Path, error: Exception) -> None:
    path = tmp_path / "told"
    path.write_bytes(b"before")
    with pytest.raises(type(error)) as caught:
        write_half(path, error)
    assert caught.value is error
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("told", b"before")]


def write_half(path: Path, error: Exception) -> None:
    with replacing(path) as file:
        file.write(b"half")
        raise error


@pytest.mark.skipif(not FULL.exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_disk_that_is_full_makes_a_file_unwritable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Whether it is noticed when a block writes or when its end does."""
    path, real = tmp_path / "told", os.open
    path.write_bytes(b"before")
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", lambda at, flags, *mode: real(FULL if flags & os.O_CREAT else at, os.O_WRONLY))
        with pytest.raises(UnwritableFileError, match="No space left"), replacing(path) as file:
            file.write(b"x" * size)
    assert path.read_bytes() == b"before"


@pytest.mark.parametrize("path", ["none/told", "to\0ld", "", "/"])
def test_a_path_that_no_file_can_have_is_unwritable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir(tmp_path)
    for sweeping in (False, True):
        with pytest.raises(UnwritableFileError), replacing(Path(path), sweeping=sweeping):
            pass
    assert list(tmp_path.iterdir()) == []
