"""Conditions of options, by the numbers of things: what they are worth is worked out here from DESIGN's words alone.

A comparison, an attribute or a look into a set over an option without a value is unknown (None); `and`, `or` and `not`
follow Kleene; `present`, `absent` and `sum` are never unknown. An empty set is a value, and nothing is present in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from things import Amount, Hidden


class Seen(Protocol):
    """What a condition can look at."""

    def chosen(self, option: int) -> Hidden | None:
        """What an option has; None where it has no value, the empty set where it has that."""

    def attribute(self, option: int, value: int, name: str) -> str | int | None:
        """An attribute of a value of an option; None where it has none."""


@dataclass(frozen=True)
class Test:
    """A question about one option; what it asks is told in `Test.truth`."""

    option: int
    asks: str
    values: frozenset[int] = frozenset()
    word: str = ""
    least: int = 0
    most: Amount | None = None

    def tests(self) -> Iterator[Test]:
        yield self

    def renumbered(self, option: int, to: int, values: Mapping[int, int]) -> Condition:
        """The same about an option with another number, or about its values with other numbers."""
        if self.option != option:
            return self
        return replace(self, option=to, values=frozenset(values.get(each, each) for each in self.values))

    def truth(self, seen: Seen) -> bool | None:
        chosen = seen.chosen(self.option)
        if self.asks in ("present", "absent"):
            return (chosen is not None and chosen != frozenset()) == (self.asks == "present")
        if self.asks == "sum":
            sizes = [seen.attribute(self.option, each, "size") for each in _numbers(chosen)]
            return sum(each for each in sizes if isinstance(each, int)) >= self.least
        if self.asks == "has tone":
            return any(seen.attribute(self.option, each, "tone") is not None for each in _numbers(chosen))
        return None if chosen is None else self._of_value(chosen, seen)

    def _of_value(self, chosen: Hidden, seen: Seen) -> bool | None:
        match self.asks:
            case "is" | "exactly":
                return chosen == self.values
            case "is not":
                return chosen != self.values
            case "among":
                return _numbers(chosen) <= self.values
            case "holds":
                return _numbers(chosen) >= self.values
            case "tone":
                tones = [seen.attribute(self.option, each, "tone") for each in _numbers(chosen)]
                return None if None in tones else tones == [self.word]
            case "yes":
                return chosen == (True,)
            case "at most":
                base = getattr(chosen, "base", None)
                return bool(self.most is not None and base is not None and base <= self.most.base)
        raise ValueError(self.asks)


def _numbers(chosen: Hidden | None) -> frozenset[int]:
    return chosen if isinstance(chosen, frozenset) else frozenset()


@dataclass(frozen=True)
class Joined:
    """Conditions joined by `and`, by `or`, or one under `not`."""

    word: str
    parts: tuple[Condition, ...]

    def tests(self) -> Iterator[Test]:
        for each in self.parts:
            yield from each.tests()

    def renumbered(self, option: int, to: int, values: Mapping[int, int]) -> Condition:
        return replace(self, parts=tuple(each.renumbered(option, to, values) for each in self.parts))

    def truth(self, seen: Seen) -> bool | None:
        truths = [each.truth(seen) for each in self.parts]
        if self.word == "not":
            return None if truths[0] is None else not truths[0]
        decides = self.word == "or"
        if decides in truths:
            return decides
        return None if None in truths else not decides


Condition = Test | Joined
BY_ATTRIBUTE = ("tone", "has tone", "sum")
"""Tests that look at attributes of values."""


def looks_at(condition: Condition | None) -> set[int]:
    """The options that a condition asks about."""
    return {each.option for each in condition.tests()} if condition else set()


def names(condition: Condition | None, value: int) -> bool:
    """Whether a condition names a value."""
    return condition is not None and any(value in each.values for each in condition.tests())


def written_condition(
    condition: Condition, option_key: Callable[[int], str], words: Callable[[Test], list[str]]
) -> str:
    """A condition in the language; `words` gives the keys of the values, or the amount, that a test names."""
    if isinstance(condition, Joined):
        parts = [written_condition(each, option_key, words) for each in condition.parts]
        grouped = [
            f"({part})" if isinstance(each, Joined) else part for part, each in zip(parts, condition.parts, strict=True)
        ]
        return f"not ({parts[0]})" if condition.word == "not" else f" {condition.word} ".join(grouped)
    key, named = option_key(condition.option), words(condition)
    listed = ", ".join(named)
    match condition.asks:
        case "present" | "absent":
            return f"{key} {condition.asks}"
        case "is":
            return f"{key} = {named[0]}"
        case "is not":
            return f"{key} != {named[0]}"
        case "among":
            return f"{key} in {{{listed}}}"
        case "exactly":
            return f"{key} = {{{listed}}}"
        case "holds":
            return f"{named[0]} in {key}"
        case "tone":
            return f"{key}.tone = {condition.word}"
        case "has tone":
            return f"{key}.tone present"
        case "yes":
            return f"{key} = yes"
        case "at most":
            return f"{key} <= {named[0]}"
        case "sum":
            return f"sum({key}.size) >= {condition.least}"
    raise ValueError(condition.asks)
