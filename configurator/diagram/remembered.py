"""What was found, remembered in bounded memory: what is asked for stays, what nobody asks for is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Room:
    """How many bytes may be taken until what was remembered has to grow old, by all who remember things in it."""

    __slots__ = ("_size", "left")

    def __init__(self, size: int) -> None:
        self._size = self.left = size

    def is_used_up(self) -> bool:
        """Whether it is; if so, there is as much again, since the older half is about to be forgotten."""
        if self.left >= 0:
            return False
        self.left = self._size
        return True


class Remembered(dict[bytes, Found]):
    """Finds what it is asked for by some bytes, and remembers it; what is known is a plain look-up.

    There are two generations: `grow_old` makes the young one the old one, and forgets the old one; what is asked for
    again is young again. Keys are bytes since these do not concern the garbage collector: looking through a million
    tuples takes it as long as a hundred answers. Several threads may ask; at worst something is found twice.
    """

    __slots__ = ("_find", "_old", "_room")

    def __init__(self, find: Callable[[bytes], Found], room: Room) -> None:
        super().__init__()
        self._find, self._room = find, room
        self._old: dict[bytes, Found] = {}

    def __missing__(self, key: bytes) -> Found:
        found = self._old.get(key)
        if found is None:
            found = self._find(key)
        self._room.left -= 2 * len(key) + _ENTRY
        self[key] = found
        return found

    def grow_old(self) -> None:
        """What is remembered stays once more; what was found before the last time is forgotten."""
        self._old = dict(self)
        self.clear()


_ENTRY = 200
"""Bytes of what is remembered beside a key, and what was found if that is as long: a place, and two objects."""
