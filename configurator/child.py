"""What a process does that computes for another one: it keeps to its memory, and it ends when the other one does.

Such a process says so itself, as the first thing that it does; so nothing of ours is imported here.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

_LOOK = 0.5
"""Seconds between two looks whether the other process is still there, where the system does not tell."""

_TELL_OF_DEATH = 1
"""`PR_SET_PDEATHSIG` of Linux."""


def can_hold_memory() -> bool:
    """Whether this system holds a process to a limit of its memory."""
    return sys.platform not in ("darwin", "win32")


def hold_memory(more: int) -> bool:
    """Let this process have so many bytes of addresses beyond those that it has; then there is a `MemoryError`.

    A system that has no such limit (Windows), or does not hold to it (macOS), lets it have what it wants; and whoever
    began us may have set a lower one. Says whether it is this one that is held.
    """
    with suppress(ImportError, ValueError, OSError):
        import resource

        limits = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _addresses() + more
        most = min([wanted, *(each for each in limits if each != resource.RLIM_INFINITY)])
        resource.setrlimit(resource.RLIMIT_AS, (most, limits[1]))
        return most == wanted and can_hold_memory()
    return False


def release_memory() -> None:
    """Let this process have as much as its system gives it, so that it can still say why it failed."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def is_lack_of_memory(error: BaseException) -> bool:
    """Whether this is raised where memory is over.

    A library that finds no room is no `MemoryError`, nor is it where Python itself finds none for a call (3.11, 3.12).
    """
    if isinstance(error, ImportError):
        return "failed to map" in str(error) or "annot allocate" in str(error)
    if isinstance(error, SystemError):
        return "without exception set" in str(error)
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM)


def _addresses() -> int:
    """Bytes of addresses that this process has; where that is not known, of memory that it had at most."""
    import resource

    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        had = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return had if sys.platform == "darwin" else had * 1024


def end_with(parent: int) -> None:
    """End this process as soon as the one that began it has ended, which has this number; that may be now."""
    if not _is_told_of_death():
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if _has_ended(parent):
        os._exit(1)


def _is_told_of_death() -> bool:
    """Whether the system ends this process when the thread ends that began it."""
    if sys.platform == "linux":
        with suppress(ImportError, OSError, AttributeError):
            import ctypes

            failed: int = ctypes.CDLL(None).prctl(_TELL_OF_DEATH, int(signal.SIGKILL), 0, 0, 0)
            return not failed
    return False


def _watch(parent: int) -> None:
    while not _has_ended(parent):
        time.sleep(_LOOK)
    os._exit(1)


def _has_ended(parent: int) -> bool:
    return os.name == "posix" and os.getppid() != parent
