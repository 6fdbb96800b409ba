"""Conditions of options, by the numbers of things: what they are worth is worked out here from DESIGN's words alone.

A comparison, an attribute or a look into a set over an option without a value is unknown (None); `and`, `or` and `not`
follow Kleene; `present`, `absent` and `sum` are never unknown. An empty set is a value, and nothing is present in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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

    def within(self, option: int) -> Sequence[Seen]:
        """What can be seen of each product that stands for an option."""


class _Nothing:
    """What is seen of a product that is not there."""

    def chosen(self, option: int) -> Hidden | None:
        return None

    def attribute(self, option: int, value: int, name: str) -> str | int | None:
        return None

    def within(self, option: int) -> Sequence[Seen]:
        return ()


@dataclass(frozen=True)
class Test:
    """A question about one option; what it asks is told in `Test.truth`.

    With `inside`, about that option of the product that stands for `option`; of `some` in a list, at least about one.
    """

    option: int
    asks: str
    values: frozenset[int] = frozenset()
    word: str = ""
    least: int = 0
    most: Amount | None = None
    inside: int | None = None
    some: bool = False

    @property
    def asked(self) -> int:
        """The option that is looked at."""
        return self.option if self.inside is None else self.inside

    def tests(self) -> Iterator[Test]:
        yield self

    def renumbered(self, option: int, to: int, values: Mapping[int, int]) -> Condition:
        """The same about an option with another number, or about its values with other numbers."""
        named = frozenset(values.get(each, each) for each in self.values) if self.asked == option else self.values
        inside = to if self.inside == option else self.inside
        return replace(self, option=to if self.option == option else self.option, inside=inside, values=named)

    def truth(self, seen: Seen) -> bool | None:
        if self.inside is not None:
            alone = replace(self, option=self.inside, inside=None, some=False)
            if self.some:
                return _any([alone.truth(each) for each in seen.within(self.option)])
            return alone.truth(next(iter(seen.within(self.option)), _Nothing()))
        if self.asks == "count":
            return len(seen.within(self.option)) >= self.least
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
        if self.word == "or":
            return _any(truths)
        return False if False in truths else None if None in truths else True


def _any(truths: Sequence[bool | None]) -> bool | None:
    return True if True in truths else None if None in truths else False


Condition = Test | Joined


@dataclass(frozen=True)
class Derivation:
    """What an option follows from: it is `yes` where a condition holds, else `no`; or yes or no itself (`is_truth`).

    `by_table`: a table with one row for `yes` says so, and not a formula.
    """

    condition: Condition
    yes: Hidden
    no: Hidden
    is_truth: bool = False
    by_table: bool = False

    def value(self, seen: Seen) -> Hidden | None:
        """What the option is; None where nothing follows."""
        truth = self.condition.truth(seen)
        return None if self.is_truth and truth is None else self.yes if truth else self.no


BY_ATTRIBUTE = ("tone", "has tone", "sum")
"""Tests that look at attributes of values."""


def looks_at(condition: Condition | None) -> set[int]:
    """The options that a condition asks about."""
    return {each.option for each in condition.tests()} if condition else set()


def looks_into(condition: Condition | None) -> set[int]:
    """The options of products within that a condition asks about."""
    return {each.inside for each in condition.tests() if each.inside is not None} if condition else set()


def names(condition: Condition | None, value: int) -> bool:
    """Whether a condition names a value."""
    return condition is not None and any(value in each.values for each in condition.tests())


def written_condition(
    condition: Condition, keys: Callable[[Test], tuple[str, str]], words: Callable[[Test], list[str]]
) -> str:
    """A condition in the language: `keys` gives those of the option that a test asks about, and of the one inside;
    `words` the keys of the values, or the amount, that it names."""
    if isinstance(condition, Joined):
        parts = [written_condition(each, keys, words) for each in condition.parts]
        grouped = [
            f"({part})" if isinstance(each, Joined) else part for part, each in zip(parts, condition.parts, strict=True)
        ]
        return f"not ({parts[0]})" if condition.word == "not" else f" {condition.word} ".join(grouped)
    key, inside = keys(condition)
    if condition.some:
        return f"some it in {key} ({_written_test(condition, f'it.{inside}', words(condition))})"
    return _written_test(condition, f"{key}.{inside}" if inside else key, words(condition))


def _written_test(condition: Test, key: str, named: list[str]) -> str:
    listed = ", ".join(named)
    match condition.asks:
        case "count":
            return f"count({key}) >= {condition.least}"
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
