"""Files that are there as a whole or not at all: written beside their place, made durable, and moved to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from configurator.errors import UnwritableFileError


@contextmanager
def replacing(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file to write that takes its place when the block ends; where that fails, what was there stays.

    Raises `UnwritableFileError`.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
            sync_folder(path.absolute().parent)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise UnwritableFileError(str(path), getattr(error, "strerror", None) or str(error)) from None


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
