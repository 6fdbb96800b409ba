"""Files that are kept from one process to the next, since making what is in them takes longer than reading it.

They lie in the user's cache folder, under a name that is a digest of all that they are made of, so that none is ever
out of date. Nothing hangs on them: where they cannot be kept, everything is made anew and nothing is said.
"""

from __future__ import annotations

import mmap
import os
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

_OURS = re.compile(r"[a-z_]+-[0-9a-f]{32}(\.[0-9]+)?\Z")

LONGEST = 90 * 24 * 3600
"""Seconds that a file is kept; what is still in use is then made anew once."""


def kept_path(kind: str, made_of: Iterable[bytes]) -> Path | None:
    """Where something of this kind is kept that is made of these; None where nobody knows this user's folders."""
    import platformdirs

    name = sha256()
    for each in made_of:
        name.update(sha256(each).digest())
    path = platformdirs.user_cache_path("optionary") / f"{kind}-{name.hexdigest()[:32]}"
    return path if path.is_absolute() else None


def mapped(path: Path) -> memoryview:
    """What is kept in a file, read as it is needed. Raises `OSError`, and `ValueError` for an empty file or one of
    somebody else.
    """
    with path.open("rb") as file:
        if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
            raise ValueError(path)
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def keep(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all, and take away those beside it that were written long ago. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _forget(path.parent, time.time() - LONGEST)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _forget(folder: Path, before: float) -> None:
    with suppress(OSError), os.scandir(folder) as files:
        for each in files:
            with suppress(OSError):  # another process may have been faster
                if _OURS.match(each.name) and each.stat(follow_symlinks=False).st_mtime < before:
                    Path(each.path).unlink()
