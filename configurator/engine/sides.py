"""Two products held beside one another: which of their options are one, and what documents say of all others.

Two configurations are the same if their canonical documents are equal. An option that both products have is one option;
one that only one of them has must be what documents leave out: its baseline, no value, or not asked for at all. What
follows from other options stands in no document, and each side has its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from configurator.errors import IncomparableError
from configurator.model.catalog import Product
from configurator.model.common import NEW, OLD, Side, by_permanent
from configurator.model.constraint import Activity, Constraint, Rule, Table
from configurator.model.domain import AnyOfDomain, CanonicalValue, Domain, NumberDomain, ProductDomain, members_of
from configurator.model.evaluation import worth_of
from configurator.model.expression import (
    TRUE,
    And,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    HasValue,
    Not,
    OptionValue,
    Or,
    Present,
    attributes_in,
    where_true,
)
from configurator.model.option import Option
from configurator.model.views import View


@dataclass(frozen=True)
class Sides:
    """Two products as parts of one whole, each of which sees it in its own way.

    `apart`: permanent keys of sets that both have, and that equal documents may say otherwise of; each side has its own
    there, too, and `same_sets` ties them.
    """

    old: View
    new: View
    apart: frozenset[str]

    @classmethod
    def of(cls, old: Product, new: Product) -> Sides:
        """Raises `IncomparableError` where documents of the one cannot be held against those of the other."""
        for product in (old, new):
            for option in product.options:
                if isinstance(option.domain, ProductDomain) and option.domain.many:
                    raise IncomparableError(option.key, "is a list of products, whose order means nothing")
        both = {
            key
            for key, each in old.by_permanent_key.items()
            if key in new.by_permanent_key and each.derivation is new.by_permanent_key[key].derivation is None
        }
        views = View(old, OLD, both), View(new, NEW, both)
        apart = frozenset(key for key in both if _reads_otherwise(*views, key))
        return cls(View(old, OLD, both - apart), View(new, NEW, both - apart), apart)

    @property
    def shared(self) -> list[str]:
        """The permanent keys of the options that are one on both sides, in the order of the new one."""
        return [key for key in self.new.product.by_permanent_key if key in self.new.shared]

    def own(self, view: View) -> list[Option]:
        """The options that a side has for itself."""
        return [option for option in view.product.options if option.permanent_key not in view.shared]

    def alone(self, view: View) -> list[Option]:
        """Those of them that the other side has not, and that somebody chooses."""
        return [each for each in self.own(view) if each.derivation is None and each.permanent_key not in self.apart]

    @property
    def tells_alike(self) -> bool:
        """Whether the closed options of each side settle those that the other has alone."""
        return not self.apart and all(
            option.derivation is None and (option.left_out is None or option.when is None)
            for view in (self.old, self.new)
            for option in self.own(view)
            if not option.is_open
        )

    def other(self, view: View) -> View:
        """The side that is not this one."""
        return self.new if view is self.old else self.old

    def further(self, view: View) -> list[Constraint]:
        """What a side says that the other does not say, too; as it says it."""
        known = {self._meaning(self.other(view), each) for each in self.other(view).product.all_constraints}
        return [each for each in view.product.all_constraints if self._meaning(view, each) not in known]

    def same_sets(self, key: str) -> Rule:
        """That sets which are `apart` are one on both sides, not asked for being as good as empty."""
        return _same_sets(self.old, self.new, key)

    def _meaning(self, view: View, constraint: Constraint) -> Hashable:
        """What a constraint says; equal on both sides only if it means the same of whatever both can be."""
        if not all(view.key(key) in view.shared for key in constraint.options):
            return view.side
        said = replace(view, side=_EITHER).constraint(constraint)
        if isinstance(said, Table):
            return said.columns, said.allows, said.rows, said.gives
        looks = attributes_in(said.when)
        if isinstance(said, Rule):
            looks += attributes_in(said.condition)
        if not all(self._is_one(*each) for each in looks):
            return view.side
        if isinstance(said, Activity):
            return said.option, said.when, said.optional
        return said.condition, said.forbids, said.when

    def _is_one(self, key: str, attribute: str) -> bool:
        known = self._known.get((key, attribute))
        if known is None:
            known = _same_attribute(self.old.product, self.new.product, key, attribute)
            self._known[key, attribute] = known
        return known

    @cached_property
    def _known(self) -> dict[tuple[str, str], bool]:
        return {}


def in_whole(option: Option, domain: Domain, *, may_lack: bool, takes_empty: bool) -> Option:
    """An option that both sides have, as the whole has it; when it is asked for, each side says for itself."""
    return Option(
        option.permanent_key,
        option.label,
        domain,
        optional=takes_empty if isinstance(domain, AnyOfDomain) else may_lack,
        when=TRUE if may_lack else None,
        span=option.span,
    )


def left_out(view: View, option: Option) -> Rule:
    """That an option of one side alone is what documents leave out."""
    key, baseline = view.own_key(option.key), option.left_out
    if baseline is None:
        return Rule(f"{key}#", Not(HasValue(key)))
    if baseline == ():
        return Rule(f"{key}#", Not(Present(key)))
    is_baseline = _is_true(Compare("=", OptionValue(key), Constant(_constant(option, baseline))))
    if option.when is None:
        return Rule(f"{key}#", is_baseline)
    return Rule(f"{key}#", Or((is_baseline, Not(_is_true(view.expression(option.when))))))


def _constant(option: Option, value: CanonicalValue) -> bool | Fraction | str | frozenset[str]:
    """A value as conditions see it, by permanent keys."""
    renamed = by_permanent(option.domain, value)
    if isinstance(renamed, tuple):
        return frozenset(renamed)
    if isinstance(renamed, str) and not isinstance(option.domain, NumberDomain):
        return renamed
    worth = worth_of(value, option.domain)
    assert worth is not None  # noqa: S101 - a value
    return worth


def _is_true(condition: Expression) -> Expression:
    """Whether a condition is true, which is never unknown."""
    return Compare("=", Count((where_true(condition),)), Constant(Fraction(1)))


def _reads_otherwise(old: View, new: View, key: str) -> bool:
    """Whether equal documents may have unequal values of an option: a set that is empty here, and not asked for there.

    Raises `IncomparableError` where its documents say one thing on the one side and another on the other.
    """
    one, other = old.product.by_permanent_key[key], new.product.by_permanent_key[key]
    if by_permanent(one.domain, one.left_out) != by_permanent(other.domain, other.left_out):
        raise IncomparableError(other.key, "has another baseline in one of the two, so documents mean another thing")
    if other.left_out is None or _asked_alike(old, new, one, other):
        return False
    if other.left_out == () and isinstance(one.domain, AnyOfDomain) and isinstance(other.domain, AnyOfDomain):
        return True
    raise IncomparableError(other.key, "has a baseline, and is asked for under another condition in one of the two")


def _asked_alike(old: View, new: View, one: Option, other: Option) -> bool:
    """Whether an option is asked for under one condition on both sides, which means the same on both."""
    if one.when is None or other.when is None:
        return one.when is other.when
    if not all(view.key(key) in view.shared for view, each in ((old, one), (new, other)) for key in each.depends_on):
        return False
    said = [replace(view, side=_EITHER).expression(each.when) for view, each in ((old, one), (new, other)) if each.when]
    if said[0] != said[1]:
        return False
    return all(_same_attribute(old.product, new.product, *each) for each in attributes_in(said[0]))


def _same_attribute(old: Product, new: Product, key: str, attribute: str) -> bool:
    """Whether all values that both sides have for an option have one attribute alike; as `_EITHER` names it."""
    one, other = (members_of(each.by_permanent_key[key].domain) for each in (old, new))
    if one is None or other is None:
        return one is other
    others = other.by_permanent_key
    pairs = ((each, others[each.permanent_key]) for each in one.values if each.permanent_key in others)
    if attribute == _EITHER.key:
        return all(each.key == today.key for each, today in pairs)
    name = attribute.removeprefix(_EITHER.attribute(""))
    return all(each.attributes.get(name) == today.attributes.get(name) for each, today in pairs)


_EITHER = Side("")
"""Whichever it is, where what both say is compared."""


def _same_sets(old: View, new: View, key: str) -> Rule:
    """That the sets of an option are one on both sides, not asked for being as good as empty."""
    sides = [(view, view.product.by_permanent_key[key]) for view in (old, new)]
    members = dict.fromkeys(name for _, each in sides for name in _keys(each.domain))
    has = [
        {
            name: Count((Contains(view.own_key(each.key), name),)) if name in _keys(each.domain) else _ZERO
            for name in members
        }
        for view, each in sides
    ]
    return Rule(f"{key}#", And(tuple(Compare("=", has[0][name], has[1][name]) for name in members)))


def _keys(domain: Domain) -> Mapping[str, object]:
    members = members_of(domain)
    return members.by_permanent_key if members else {}


_ZERO = Constant(Fraction(0))
