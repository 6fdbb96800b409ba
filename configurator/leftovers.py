"""Files that are made beside their place, under names by which what a killed process has left is found and deleted.

`codes.db` is made as `.codes.db.optionary-HOST-PROCESS-RANDOM`. Who makes the next file in a folder deletes those that
are of this host and of a process that is no more, and no others: what another host has under way in a shared folder
cannot be told from what it left.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

ENDINGS = ("", "-journal", "-wal", "-shm")
"""What SQLite puts behind the name of a file for those beside it."""

_LONGEST = 40
"""Characters of the name of the target, so that with all that is added the name is short enough for any disk."""

_OURS = re.compile(r"\..+\.optionary-(?P<host>[0-9a-f]{8})-(?P<process>[0-9]+)-[0-9a-f]{12}(-journal|-wal|-shm)?")


def beside(target: Path) -> Path:
    """A new place beside the target for a file that will take its place; what others have left there goes first."""
    sweep(target.absolute().parent)
    return target.with_name(f".{target.name[:_LONGEST]}.optionary-{_host()}-{os.getpid()}-{os.urandom(6).hex()}")


def remove(path: Path) -> None:
    """Delete such a file, and those that SQLite has put beside it."""
    for ending in ENDINGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Delete what processes of this host that are no more have left in a folder; what cannot be deleted stays.

    On Windows all of it does: asking whether there is a process would end it there.
    """
    if sys.platform == "win32":
        return
    host = _host()
    with suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208 - names only
            found = _OURS.fullmatch(name)
            if found and found["host"] == host and not _is_alive(int(found["process"])):
                with suppress(OSError):
                    (folder / name).unlink()


def _is_alive(process: int) -> bool:
    """Whether there is a process of this number; where that cannot be told, there is."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _host() -> str:
    """Eight letters for this machine and, on Linux, for the processes that see one another: numbers are theirs only."""
    try:
        space = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - a name, no path
    except OSError:
        space = ""
    return sha256(f"{platform.node()} {space}".encode()).hexdigest()[:8]
