"""Files that are kept from one process to the next, since making what is in them takes longer than reading it.

They lie in the user's cache folder, under a name that is a digest of all that they are made of, so that none is ever
out of date. Nothing hangs on them: where they cannot be kept, everything is made anew and nothing is said.
"""

from __future__ import annotations

import mmap
import os
import re
import sys
import time
from contextlib import suppress
from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:  # a process that only reads what is kept is done before these are loaded
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_OURS = re.compile(r"[a-z_]+-[0-9a-f]{32}(\.[0-9]+)?\Z")

LONGEST = 90 * 24 * 3600
"""Seconds that a file is kept; what is still in use is then made anew once."""


def kept_path(kind: str, made_of: Iterable[bytes]) -> Path | None:
    """Where something of this kind is kept that is made of these; None where nobody knows this user's folders."""
    from pathlib import Path

    name = kept_name(kind, made_of)
    return None if name is None else Path(name)


def kept_name(kind: str, made_of: Iterable[bytes]) -> str | None:
    """The same as a plain name."""
    name = sha256()
    for each in made_of:
        name.update(sha256(each).digest())
    folder = _cache_folder()
    return f"{folder}/{kind}-{name.hexdigest()[:32]}" if os.path.isabs(folder) else None  # noqa: PTH117


def _cache_folder() -> str:
    """The user's cache folder for us; where that is said in one line it is not worth loading a library."""
    if sys.platform.startswith("linux") and "ANDROID_DATA" not in os.environ:
        base = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")  # noqa: PTH111
        return f"{base}/optionary"
    import platformdirs

    return platformdirs.user_cache_dir("optionary")


def modules(folders: Iterable[str]) -> Iterator[bytes]:
    """Name, size and time of each module and grammar in some folders and below: who edits one gets nothing kept."""
    for folder in folders:
        yield from sorted(_modules_in(folder))


def _modules_in(folder: str) -> Iterator[bytes]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".lark")):
                stat = entry.stat()
                yield f"{folder}/{entry.name} {stat.st_size} {stat.st_mtime_ns}".encode()
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _modules_in(entry.path)


def mapped(path: Path | str) -> memoryview:
    """What is kept in a file, read as it is needed. Raises `OSError`, and `ValueError` for an empty file or one of
    somebody else.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - a plain name will do
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
                    os.unlink(each.path)  # noqa: PTH108
