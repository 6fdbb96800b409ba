"""What a small world is: a catalog text, what each of its options can be, and when each of its rules is met."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

UNSAID: Final = "(not mentioned)"
MISSING: Final = "(missing)"

Chosen = Any
"""What is chosen for an option: a canonical value as Python has it, None for no value."""

Meaning = Callable[[Any], bool]
"""Whether completed choices, as attributes of an object, meet a rule."""


@dataclass(frozen=True)
class Asked:
    """An option by hand: its `values`, what it gets `unsaid`, whether it may have none, and when it is asked for.

    `when` looks at the options `asks` only. `is_text` options do not count.
    """

    values: tuple[Chosen, ...]
    unsaid: Chosen = MISSING
    optional: bool = False
    when: Meaning | None = None
    asks: tuple[str, ...] = ()
    is_text: bool = False


@dataclass(frozen=True)
class World:
    """A catalog and its meaning; `options` in order of dependence, `rules` in declared order."""

    name: str
    text: str
    options: Mapping[str, Asked]
    rules: Mapping[str, Meaning]


FLAG = (True, False)
ABC = ("a", "b", "c")


def subsets(n: int) -> tuple[tuple[str, ...], ...]:
    """Every set of at most two of a to d, as an `any of` option holds them."""
    return tuple(each for size in range(n + 1) for each in combinations("abcd", size))
