"""The values of a large option in one text, which is searched: no time is spent on the thousands that nobody chooses.

A table of 22,000 values takes some 6 to 12 ms to be made; a text takes a few tenths of one, and a look-up in it less
than that, once for each value. Who looks up many gets the table after all.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # they would take longer to load than an answer
    from collections.abc import Mapping

LARGE = 1_000
"""Values from which on an option is listed in a text."""

MOST_SEARCHES = 100


def listed(which: Mapping[str, int]) -> str | Mapping[str, int]:
    """Values with the numbers of their sums, as one text where they are many."""
    if len(which) < LARGE or any("\n" in value or "\t" in value for value in which):
        return which
    return "\n" + "".join(f"{value}\t{number}\n" for value, number in which.items())


class Listing:
    """The number for each value in such a text."""

    __slots__ = ("_searches", "_table", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._searches = 0
        self._table: dict[str, int] | None = None

    def get(self, value: str) -> int | None:
        """The number for a value; None where it is not listed."""
        if self._table is not None:
            return self._table.get(value)
        self._searches += 1
        if self._searches > MOST_SEARCHES:
            rows = (row.split("\t") for row in self._text[1:-1].split("\n"))
            self._table = {key: int(number) for key, number in rows}
            return self._table.get(value)
        if "\n" in value or "\t" in value:
            return None
        at = self._text.find(f"\n{value}\t")
        if at < 0:
            return None
        start = at + len(value) + 2
        return int(self._text[start : self._text.index("\n", start)])
