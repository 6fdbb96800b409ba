"""Keep database connections out of forks.

An SQLite connection that is open across a fork can corrupt its file: the child believes in locks that only the parent
holds. So every connection is closed just before a fork, when nothing is under way, and parent and child open their own
when they next need one.
"""

from __future__ import annotations

import os
from threading import Lock, RLock
from typing import Protocol
from weakref import WeakSet


class Holder(Protocol):
    """Somebody who holds connections, uses them only under `lock`, and opens them anew when they are gone."""

    lock: RLock

    def close(self) -> None:
        """Close all connections."""


_HOLDERS: WeakSet[Holder] = WeakSet()
_WAITING: list[Holder] = []
_FORKING = Lock()  # one fork at a time, so that each gives back its own locks


def close_before_forks(holder: Holder) -> None:
    """See to it that the holder's connections are closed whenever this process forks."""
    _HOLDERS.add(holder)


def _before() -> None:
    _FORKING.acquire()
    for holder in list(_HOLDERS):
        holder.lock.acquire()
        _WAITING.append(holder)
        holder.close()


def _after() -> None:
    while _WAITING:
        _WAITING.pop().lock.release()
    _FORKING.release()


if hasattr(os, "register_at_fork"):  # not on Windows, where nothing forks
    os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)
