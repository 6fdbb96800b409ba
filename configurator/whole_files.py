"""Files that are there as a whole or not at all: written beside their place, made durable, and moved to it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from configurator import leftovers
from configurator.errors import UnwritableFileError

if TYPE_CHECKING:
    from typing_extensions import Buffer


@contextmanager
def replacing(path: Path, mode: int = 0o666, *, as_before: bool = False, sweeping: bool = False) -> Iterator[BinaryIO]:
    """A file to write that takes its place when the block ends; where that fails, what was there stays.

    `mode`: who may do what with a new file. `as_before`: one in the place of another has the owner and the mode of
    that, and fails where it cannot. `sweeping`: what a killed process has left beside it goes first, which takes a look
    at the whole folder. Raises `UnwritableFileError`; what the block raises for other reasons than that it cannot write
    comes out as it is.
    """
    with _writing(path):
        beside = leftovers.beside(path) if sweeping else path.with_name(f".{path.name}.{os.urandom(6).hex()}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    raw = _Raw(handle, "wb")
    try:
        with BufferedWriter(raw) as file:
            if as_before:
                with _writing(path):
                    _make_like(handle, path)
            yield file
            with _writing(path):
                file.flush()
                os.fsync(handle)
        with _writing(path):
            beside.replace(path)
            sync_folder(path.absolute().parent)
    except OSError as error:
        if not raw.has_failed:
            raise
        raise _unwritable(path, error) from None
    finally:
        with _writing(path):
            beside.unlink(missing_ok=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Others who want to be alone in this folder, too, wait until the block ends; on Windows nobody does.

    What is read in the block and then replaced loses nothing that another writes. Raises `OSError`.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # it ends with the process, and leaves no file
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_like(handle: int, path: Path) -> None:
    """Give an open file the owner and the mode of the one at a path, if there is one."""
    if sys.platform == "win32" or not path.exists():
        return
    before, own = path.stat(), os.fstat(handle)
    if (before.st_uid, before.st_gid) != (own.st_uid, own.st_gid):
        os.fchown(handle, before.st_uid, before.st_gid)
    os.fchmod(handle, stat.S_IMODE(before.st_mode))


class _Raw(FileIO):
    """An open file that knows whether it could not be written."""

    has_failed = False

    def write(self, data: Buffer, /) -> int:
        try:
            return super().write(data)
        except OSError:
            self.has_failed = True
            raise


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """What fails here makes the file unwritable; a `ValueError` is of a path that no file can have."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: Exception) -> UnwritableFileError:
    return UnwritableFileError(str(path), getattr(error, "strerror", None) or str(error))
