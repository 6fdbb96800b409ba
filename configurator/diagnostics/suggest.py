"""The nearest known names, for hints that say «did you mean …?».

Few names are all compared with the word. Among many the one that a single slip makes of it is looked up first, as in
P. Norvig, "How to Write a Spelling Corrector" (2007), and only names that begin and end alike are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from posixpath import commonprefix

MANY = 1_000
"""Above this many names the comparison of each would be felt, a hundredth of a second for a mistake."""

_COMPARED = 100
"""Names that are compared with a word out of many."""
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789_-."

MOST_LISTED = 12
"""Names that a hint lists where none of them is near."""

LONGEST = 64
"""Characters of a name that a message shows."""


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Up to `most` known names that look like `word`, the nearest first; letter case does not count."""
    by_folded = _by_folded(tuple(known))
    folded = word.casefold()
    compared = by_folded if len(by_folded) <= MANY else _some_of(folded, by_folded)
    return [by_folded[match] for match in get_close_matches(folded, compared, n=most, cutoff=0.6)]


@lru_cache(maxsize=4)
def _by_folded(known: tuple[str, ...]) -> Mapping[str, str]:
    """The first of the names that are equal in small letters; kept for the next mistake about the same names."""
    found: dict[str, str] = {}
    for name in known:
        found.setdefault(name.casefold(), name)
    return found


def _some_of(word: str, known: Mapping[str, str]) -> list[str]:
    """Those of many names that a single slip makes of a word; where there are none, some that begin or end like it."""
    if len(word) > LONGEST:
        return []
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    slips = {before + behind[1:] for before, behind in cuts}
    slips |= {before + behind[1::-1] + behind[2:] for before, behind in cuts if len(behind) > 1}
    slips |= {before + sign + behind[skipped:] for before, behind in cuts for sign in _SIGNS for skipped in (0, 1)}
    found = sorted(slips & known.keys())
    if found:
        return found
    size, head, tail = len(word), word[:3], word[-3:]
    alike = (each for each in known if abs(len(each) - size) <= 3 and (each.startswith(head) or each.endswith(tail)))
    return sorted(alike, key=lambda each: _shared(word, each), reverse=True)[:_COMPARED]


def _shared(one: str, other: str) -> int:
    """How many letters two names share where they begin and where they end."""
    return len(commonprefix((one, other))) + len(commonprefix((one[::-1], other[::-1])))


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
