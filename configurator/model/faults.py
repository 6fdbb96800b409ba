"""How a raw value is refused: the kinds of raw things in words, and the exception that carries problems inside here."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from configurator.diagnostics.suggest import MANY, did_you_mean, nearest
from configurator.model.domain import (
    AnyOfDomain,
    DateDomain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.option import Option
from configurator.model.problem import LONGEST_SHOWN, Problem, ProblemCode, path_to, shown
from configurator.model.value import Value

MOST_HINTS = 5
"""Nearest names are worth looking for so many times in one configuration; hostile ones make thousands of mistakes."""

_LOOKED_THROUGH = 50_000
_TAKES = {
    ValueDomain: "one of its values, as a string",
    FlagDomain: "`true` or `false`",
    IntegerDomain: "an integer",
    NumberDomain: "a number",
    AnyOfDomain: "an array of its values",
    TextDomain: "a text",
    DateDomain: "a day, such as `2026-05-01`",
    ImageDomain: "a picture: the digest of its file, as a string",
}


class Hints:
    """Nearest names for hints, as long as there is patience for them: a reading has one of these."""

    def __init__(self, patience: int = MOST_HINTS) -> None:
        self._patience = patience

    def nearest(self, word: str, known: Collection[str]) -> str | None:
        """A hint that names what `word` may have meant among the `known` names; None if nothing comes to mind."""
        if self._patience <= 0 or len(word) > LONGEST_SHOWN:
            return None
        self._patience -= 1
        if len(known) <= MANY:
            return did_you_mean(word, known)
        first, length = word[:1].casefold(), len(word)
        alike = (
            name
            for name in islice(known, _LOOKED_THROUGH)
            if name[:1].casefold() == first and abs(len(name) - length) <= 2
        )
        found = nearest(word, islice(alike, MANY), most=1)
        return f"did you mean `{found[0]}`?" if found else None


def called_now(thing: Option | Value | None) -> str | None:
    """The hint for somebody who names a thing by its first key; None where there is no such thing."""
    return None if thing is None else f"it is called `{thing.key}` now"


class FaultyValueError(Exception):
    """Carries the problems of one value to `read_value`, which returns them; nobody else sees it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems)
        self.problems = problems


def takes(option: Option) -> str:
    """What an option takes, as the beginning of a sentence."""
    if isinstance(option.domain, ProductDomain):
        one = f"the choices for one `{option.domain.nested.key}`"
        return f"`{option.key}` takes {'an array with ' if option.domain.many else ''}{one}, as an object"
    return f"`{option.key}` takes {_TAKES[type(option.domain)]}"


def takes_not(option: Option, raw: object) -> str:
    """That an option takes something else than this."""
    return f"{takes(option)}, not {kind(raw)}"


def kind(raw: object) -> str:
    """What kind of thing a raw value is, in words; never the thing itself."""
    match raw:
        case None:
            return "null"
        case bool():
            return "`true`" if raw else "`false`"
        case str():
            return "a string"
        case int() | Decimal() | Fraction():
            return "a number"
        case float():
            return "a float"
        case list() | tuple() | set() | frozenset():
            return "an array"
        case dict():
            return "an object"
        case _:
            return f"a value of the type `{shown(type(raw).__name__)}`"


def problem_of(
    option: Option, code: ProblemCode, message: str, hint: str | None = None, index: int | None = None
) -> Problem:
    """A problem of one option; `index` is the place in its array, where it has one."""
    path = path_to(option.key, index)
    return Problem(code, path, message, hint, options=(option.key,), span=option.span)


def fault(
    option: Option, code: ProblemCode, message: str, hint: str | None = None, index: int | None = None
) -> FaultyValueError:
    """The same, ready to be raised."""
    return FaultyValueError(problem_of(option, code, message, hint, index))
