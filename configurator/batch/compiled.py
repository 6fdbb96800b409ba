"""When verdicts are worth a compiled kernel, and where it is kept: many rows, numba there, and a folder of our own.

numba takes a fourth of a second to be loaded, and some seconds to compile the kernel where nothing is kept; so NumPy
judges the first rows of a process, until the rest of a large job will most likely pay for it. Measured on a laptop of
36 options: a verdict takes half of the time, some 60 ns less, so ten million rows pay for loading, and a hundred
million for compiling. Nothing hangs on it: where numba is missing, or compiles nothing, or the user's cache folder
cannot be written, NumPy goes on.
"""

from __future__ import annotations

import os
import stat
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from configurator.kept_files import kept_path

ROWS_TO_LOAD = 2**23
"""After so many rows of a process a kernel that is kept is loaded."""
ROWS_TO_COMPILE = 2**26
"""After so many it is compiled."""


class Kernel:
    """The kernel of this process, once it has judged enough rows."""

    def __init__(self) -> None:
        self._rows = 0
        self._next: int | None = ROWS_TO_LOAD
        self._judge: Any = None

    def judge(self, rows: int) -> Any:
        """The kernel for so many rows more, or None: then NumPy does it."""
        self._rows += rows
        if self._next is not None and self._rows >= self._next:
            self._load()
        return self._judge

    def _load(self) -> None:
        folder = kept_folder()
        if folder is None or not _made(folder):
            self._next = None
        elif self._rows >= ROWS_TO_COMPILE or any(folder.rglob("*.nbc")):
            self._next, self._judge = None, loaded(folder)
        else:
            self._next = ROWS_TO_COMPILE


KERNEL = Kernel()


def loaded(folder: Path) -> Any:
    """The kernel from a folder, or compiled and kept there; None where that does not succeed, whatever the reason."""
    try:
        import numba

        if numba.config.DISABLE_JIT:
            return None
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(folder)
        try:
            from configurator.batch import kernel
        finally:
            numba.config.CACHE_DIR = before
    except Exception:  # noqa: BLE001 - whatever a compiler has against it, NumPy has not
        return None
    return kernel.judge


def kept_folder() -> Path | None:
    """Where a kernel is kept that is made of this numba, this Python and these modules."""
    try:
        made_by = " ".join(f"{each} {version(each)}" for each in ("numba", "llvmlite", "numpy"))
    except PackageNotFoundError:
        return None
    modules = (Path(__file__).with_name(name).read_bytes() for name in ("kernel.py", "kernel_tables.py"))
    return kept_path("kernel", (made_by.encode(), sys.version.encode(), *modules))


def _made(folder: Path) -> bool:
    """Whether the folder is there, and nobody else can put anything into it: what is kept in it is run."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return False
    is_ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    is_closed = os.name != "posix" or not stat.S_IMODE(found.st_mode) & 0o022
    return is_ours and is_closed and os.access(folder, os.W_OK)
