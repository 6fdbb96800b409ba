"""Read the choices of a stored document under the catalog of today (CODE.md, section 1).

A document says what a thing is, so nothing is filled in: a member that is not there means that the option is inactive,
or else its baseline; defaults play no part. Whatever was canonical once is read, and never refused. What today's
catalog no longer knows, or takes no more, is a problem beside the rest; what it calls otherwise now is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from configurator.model.catalog import Product
from configurator.model.derived_options import derived_value
from configurator.model.domain import AnyOfDomain, CanonicalValue, ProductDomain, members_of
from configurator.model.evaluation import evaluate
from configurator.model.expression import options_in
from configurator.model.faults import Hints
from configurator.model.nesting import HowMany, enclosing, flattened
from configurator.model.option import Option
from configurator.model.private import sealed
from configurator.model.problem import WHOLE, Problem, ProblemCode, path_to, shown
from configurator.model.raw_values import read_value
from configurator.text.json_reader import JsonValue


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a document names by the key that it had first and the catalog by another: an option or, with it, a value."""

    first: str
    now: str
    option: str | None = None


@dataclass(frozen=True, slots=True)
class StoredReading:
    """What was read.

    - `completed`: canonical values by today's option keys in declared order, None for no value;
    - `renamed`: options, then values, in declared order;
    - `lost`: members of the document that say nothing today, by their permanent keys, as they stand there;
    - `problems`: why it could not be ordered so today, as far as single options tell.
    """

    completed: Mapping[str, CanonicalValue | None]
    renamed: tuple[Renamed, ...] = ()
    lost: Mapping[str, JsonValue] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_stored(product: Product, choices: Mapping[str, JsonValue]) -> StoredReading:
    """Read the choices of a canonical document of this product, by permanent keys; none raises."""
    reader = _Reader(product, choices)
    for option in product.in_order_of_dependence:
        reader.read(option)
    return reader.reading()


_LEFT_OUT = object()
_NO_HINTS = Hints(0)


class _Reader:
    """Goes through the options of one document in order of dependence."""

    def __init__(self, product: Product, choices: Mapping[str, JsonValue]) -> None:
        self.product, self.given = product, choices
        self.choices = flattened(product, choices) if product.nests else choices
        self.found: dict[str, CanonicalValue | None] = {}
        unknown = (key for key in self.choices if key not in product.by_permanent_key)
        self.lost = {key: self._as_given(key) for key in unknown}
        self.problems: dict[str, tuple[Problem, ...]] = {}

    def reading(self) -> StoredReading:
        """All that was read, in declared order; what nobody knows any more comes first."""
        gone = tuple(self._gone(key) for key in self.lost if key not in self.product.by_permanent_key)
        options = self.product.options
        completed = {option.key: self.found[option.key] for option in options if option.key in self.found}
        problems = (problem for option in options for problem in self.problems.get(option.key, ()))
        renamed = [Renamed(each.permanent_key, each.key) for each in options if self._is_renamed(each)]
        return StoredReading(completed, (*renamed, *self._renamed_values()), self.lost, (*gone, *problems))

    def _is_renamed(self, option: Option) -> bool:
        return option.permanent_key in self.choices and option.key != option.permanent_key

    def _renamed_values(self) -> tuple[Renamed, ...]:
        found: list[Renamed] = []
        for option in self.product.options:
            members, value = members_of(option.domain), self.found.get(option.key)
            if members is not None and option.permanent_key in self.choices:
                keys = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
                found += [Renamed(members.renamed[key], key, option.key) for key in keys if key in members.renamed]
        return tuple(found)

    def _gone(self, key: str) -> Problem:
        message = f"`{self.product.key}` no longer has the option `{shown(key)}`"
        return Problem(ProblemCode.UNKNOWN_OPTION, path_to("", shown(key)), message, span=self.product.span)

    def read(self, option: Option) -> None:
        """Read one option; those that its `when` looks at have been read."""
        member = self.choices.get(option.permanent_key, _LEFT_OUT)
        active = self._is_active(option)
        if option.derivation is not None:
            self._follows(option, active)
            return
        if member is _LEFT_OUT:
            self._left_out(option, active)
            return
        value, problems = read_member(self.product, option, member)  # type: ignore[arg-type] # JSON, since it is not left out
        if problems:
            self.lost[option.permanent_key] = "(private)" if option.private else self._as_given(option.permanent_key)
        else:
            self.found[option.key] = value
        if active is False and value is not None:
            message = f"`{option.key}` does not apply today to what stands for {_asked(option)}"
            problems = (_problem(self.product, ProblemCode.INACTIVE_OPTION, option, message), *problems)
        self.problems[option.key] = problems

    def _as_given(self, key: str) -> JsonValue:
        """A member as it stands in the document."""
        return self.given[key] if key in self.given else cast("JsonValue", self.choices[key])

    def _is_active(self, option: Option) -> bool | None:
        """Whether the option is asked for today; None where that hangs on something lost, or missing."""
        around = enclosing(option.key) if self.product.nests else None
        if around is not None and self.found.get(around) is None:
            return False if around in self.found else None
        if option.when is None:
            return True
        asked = options_in(option.when)
        if all(key in self.found and not self._is_missed(key) for key in asked):
            return evaluate(option.when, self.found, self.product.domains) is True
        return None

    def _is_missed(self, key: str) -> bool:
        """Whether an option is one of a product that has to be there today, and is not.

        Conditions take it for granted that it is there, so they would tell something that is true of no product.
        """
        around = enclosing(key) if self.product.nests else None
        while around is not None and (self.found.get(around) is not None or not self.problems.get(around)):
            around = enclosing(around)
        return around is not None

    def _follows(self, option: Option, active: bool | None) -> None:
        """What follows today from what the document says; where it says it itself, that is lost."""
        if option.permanent_key in self.choices:
            self.lost[option.permanent_key] = self._as_given(option.permanent_key)
        if active is False:
            self.found[option.key] = None
        elif active and all(key in self.found for key in option.depends_on):
            value, problems = derived_value(option, self.found, self.product.domains)
            if problems:
                self.problems[option.key] = problems
            else:
                self.found[option.key] = value

    def _left_out(self, option: Option, active: bool | None) -> None:
        """What a member means that is not there: inactive, else the baseline."""
        if active is None:
            if option.left_out is None:
                self.found[option.key] = None
            return
        value, problems = left_out(self.product, option) if active else (None, ())
        self.found[option.key] = value
        if problems:
            self.problems[option.key] = problems


def left_out(product: Product, option: Option) -> tuple[CanonicalValue | None, tuple[Problem, ...]]:
    """What an option that is asked for has where its member is not there, and what is wrong with that today."""
    value = option.left_out
    if value is not None and value != ():
        return value, ()
    if isinstance(option.domain, AnyOfDomain):
        return value, read_value(option, [], _NO_HINTS)[1]
    if option.optional:
        return value, ()
    message = f"`{option.key}` needs a value today, and this has none"
    return value, (_problem(product, ProblemCode.MISSING_OPTION, option, message),)


def read_member(
    product: Product, option: Option, member: JsonValue | HowMany
) -> tuple[CanonicalValue | None, tuple[Problem, ...]]:
    """The canonical value of a member, with today's keys; with problems, the catalog has no such value today."""
    members = members_of(option.domain)
    if option.private and member is not None:
        seal = sealed(member)
        message = f"`{option.key}` is private, and the document has no keyed digest for it"
        return seal, () if seal else (_problem(product, ProblemCode.UNKNOWN_VALUE, option, message),)
    if isinstance(option.domain, ProductDomain) and member is not None and not isinstance(member, HowMany):
        message = f"`{option.key}` takes `{option.domain.name}`, and something else stands there"
        return None, (_problem(product, ProblemCode.UNKNOWN_VALUE, option, message),)
    if members is None or not isinstance(member, str | list):
        return read_value(option, member, _NO_HINTS)
    keys = [member] if isinstance(member, str) else member
    gone = [key for key in keys if not isinstance(key, str) or key not in members.by_permanent_key]
    if gone:
        said = ", ".join(f"`{shown(str(key))}`" for key in gone[:3])
        message = f"`{option.key}` no longer has {said}"
        return None, (_problem(product, ProblemCode.UNKNOWN_VALUE, option, message),)
    today = [members.by_permanent_key[key].key for key in keys if isinstance(key, str)]
    return read_value(option, today[0] if isinstance(member, str) else today, _NO_HINTS)


def _problem(product: Product, code: ProblemCode, option: Option, message: str) -> Problem:
    path = path_to(option.key) if option.key in product.by_key else WHOLE
    return Problem(code, path, message, options=(option.key,), span=option.span)


def _asked(option: Option) -> str:
    asked = options_in(option.when) if option.when is not None else ()
    return ", ".join(f"`{key}`" for key in asked)
