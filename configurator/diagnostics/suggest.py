"""The nearest known names, for hints that say «did you mean …?»."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from difflib import get_close_matches

# Above this many names the comparison of each would be felt; the first letter then narrows the search.
MANY = 2_000

MOST_LISTED = 12
"""Names that a hint lists where none of them is near."""

LONGEST = 64
"""Characters of a name that a message shows."""


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Up to `most` known names that look like `word`, the nearest first; letter case does not count."""
    names = list(dict.fromkeys(known))
    if len(names) > MANY:
        names = [name for name in names if name[:1].casefold() == word[:1].casefold()][: MANY * 5]
    by_folded: dict[str, str] = {}
    for name in names:
        by_folded.setdefault(name.casefold(), name)
    return [by_folded[match] for match in get_close_matches(word.casefold(), by_folded, n=most, cutoff=0.6)]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint that names the nearest known name; else, when there are few, one that lists them; else None."""
    names = list(known)
    found = nearest(word, names, most=1)
    if found:
        return f"did you mean `{short(found[0])}`?"
    if 0 < len(names) <= MOST_LISTED:
        return f"known here: {listed(names)}"
    return None


def digits(number: int, separator: str = "") -> str:
    """A whole number in digits, however long: `str` refuses more than 4,300 of them. `separator` is `,` or nothing."""
    return format(Decimal(number), f"{separator}f")


def listed(names: Sequence[str]) -> str:
    """Names in backticks, separated by commas, in the given order."""
    return ", ".join(f"`{short(name)}`" for name in names)


def short(name: str) -> str:
    """A name as messages show it: of a very long one the beginning."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
