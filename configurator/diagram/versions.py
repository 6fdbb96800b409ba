"""An array that has versions: each stays what it is, and a new one costs no more than what is different in it.

Only one version at a time holds the array; each other knows what is different in it from the next one on the way there.
Who reads another version brings the array to it first (H. G. Baker, "Shallow binding makes functional arrays fast", ACM
SIGPLAN Notices 26, 1991). So a search that goes from one choice to the next, and sometimes back, neither copies nor
works anything out again. The versions of one array are for one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Version(Generic[Item]):
    """One version of an array.

    `array` is what it holds; else `others` are the items, by place, in which it differs from the version `next`.
    """

    __slots__ = ("array", "next", "others")

    def __init__(self, items: Iterable[Item]) -> None:
        self.array: list[Item] | None = list(items)
        self.others: dict[int, Item] = {}
        self.next: Version[Item] | None = None

    def items(self) -> list[Item]:
        """All items; right until another version is read, and to be changed as `left` has it or put back."""
        way: list[Version[Item]] = []
        holder = self
        while holder.array is None:
            assert holder.next is not None  # noqa: S101 - the array is somewhere
            way.append(holder)
            holder = holder.next
        array = holder.array
        for version in reversed(way):
            others, version.others = version.others, {}
            holder.others = {place: array[place] for place in others}
            for place, item in others.items():
                array[place] = item
            holder.array, holder.next = None, version
            version.array, version.next = array, None
            holder = version
        return array

    def left(self, before: dict[int, Item]) -> Version[Item]:
        """The version that has the items as somebody has just changed them; this one has them as they were `before`."""
        found: Version[Item] = Version(())
        found.array = self.items()
        self.array, self.others, self.next = None, before, found
        return found
