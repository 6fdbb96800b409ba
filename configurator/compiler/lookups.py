"""What can be looked up of a product's choices (`knowledge.lookup`), from how they are read, checked and written.

A product with others inside it, with constraints that are looked at one by one, or with values that follow from others
and are checked, is not looked up; and in other products, pictures and private texts are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product as combinations
from math import prod
from typing import Any

from configurator.compiler.fragments import member_written
from configurator.compiler.grids import listed_values
from configurator.knowledge.flat_checks import FlatChecks
from configurator.knowledge.knowledge_base import FlatKnowledge, Fragments, OptionPlan
from configurator.knowledge.lookup import Conditional, Found, FoundByRaw, Lookup, RefusedError
from configurator.model.catalog import Product
from configurator.model.domain import AnyOfDomain, CanonicalValue, FlagDomain, ImageDomain, IntegerDomain
from configurator.model.expression import options_in
from configurator.model.faults import Hints
from configurator.model.raw_values import read_value

MOST_CASES = 4_096
"""Of the values of all options together that another one is conditional on."""

_NO_HINTS = Hints(0)


def lookup_of(product: Product, flat: FlatKnowledge) -> Lookup | None:
    """What is to be looked up for a product; None where that does not do."""
    checks = flat.checks
    follows = [option.key for option in product.options if option.derivation is not None]
    if product.nests or checks.scanned or any(checks.sums[key].adders for key in follows):
        return None
    plans = {plan.key: plan for plan in flat.plan}
    one = 1 << _width(checks)  # beyond all fields: counts the options mentioned that must be
    options = [_Looked(plans[each.key], each, place, one) for place, each in enumerate(flat.document.fragments)]
    by_key = {each.plan.key: each for each in options}
    conditional: list[Conditional] = []
    for plan in flat.plan:
        if plan.is_met is not None and plan.option.derivation is None:
            found = _conditional(by_key[plan.key], plans)
            if found is None:
                return None
            conditional.append(found)
    needed = sum(each.is_needed for each in options)
    return Lookup(
        _by_type(options),
        checks.bias + sum(each.base for each in options) + sum(checks.sums[key].nothing for key in follows),
        checks.guard | (2 ** needed.bit_length() - 1) * one,
        needed * one,
        checks.indexed,
        [each.blank for each in options],
        flat.document.ending,
        tuple(conditional),
    )


def _width(checks: FlatChecks) -> int:
    """How many bits the fields of constraints take, the highest guard bit included."""
    indexed = (each.shift + each.mask.bit_length() for each in checks.indexed)
    return max((checks.guard.bit_length(), checks.bias.bit_length(), *indexed))


def _by_type(options: list[_Looked]) -> dict[type, dict[str, FoundByRaw]]:
    found: dict[type, dict[str, FoundByRaw]] = {kind: {} for kind in (str, bool, int, list, type(None))}
    for each in options:
        option = each.plan.option
        if option.private or isinstance(option.domain, ImageDomain):
            continue
        match option.domain:
            case AnyOfDomain():
                found[list][option.key] = _Sets(each)
            case FlagDomain():
                found[bool][option.key] = _Known(each)
            case IntegerDomain():
                found[int][option.key] = _Known(each)
            case _:
                found[str][option.key] = _Known(each)
        if option.optional and option.when is None:
            nothing = () if isinstance(option.domain, AnyOfDomain) else None
            found[type(None)][option.key] = {None: each.found(nothing)}
    return found


class _Looked:
    """An option: what is found for each of its values.

    `base`: what it adds while nobody mentions it; `blank`: what is written then. `is_needed`: whether somebody must,
    whatever else is chosen.
    """

    def __init__(self, plan: OptionPlan, fragments: Fragments, place: int, one: int) -> None:
        self.plan, self._fragments, self._place, self._one = plan, fragments, place, one
        self.is_needed = plan.is_met is None and plan.unmentioned is None
        self.base, self.blank = 0, ""
        if plan.is_met is not None:
            self.base = plan.sums.nothing
        elif plan.unmentioned is not None:
            value, self.base = plan.unmentioned
            self.blank = self._written(value)

    def found(self, value: CanonicalValue | None) -> Found:
        """For a canonical value, or None for no value."""
        added = self.plan.sums.of(value) - self.base + self.is_needed * self._one
        return added, self._place, self._written(value)

    def when_unmentioned(self) -> tuple[Found | None, object]:
        """For what a conditional option gets that is asked for and not mentioned, and that value."""
        if self.plan.unmentioned is None:
            return None, None
        value, _ = self.plan.unmentioned
        return self.found(value), value

    def _written(self, value: CanonicalValue | None) -> str:
        written = member_written(self._fragments, value)
        return f"{written}," if written else ""


class _Known(dict[object, Found]):
    """What is found for raw values of one type; those that are canonical and not too many are remembered."""

    def __init__(self, looked: _Looked) -> None:
        super().__init__()
        self._looked = looked

    def __missing__(self, raw: Any) -> Found:
        looked = self._looked
        if raw in looked.plan.listed:
            found = self[raw] = looked.found(raw)
            return found
        value, problems = read_value(looked.plan.option, raw, _NO_HINTS)
        if problems:
            raise RefusedError
        if value is None:
            raise KeyError(looked.plan.key)
        return looked.found(value)


class _Sets:
    """What is found for lists of values, in whatever order."""

    def __init__(self, looked: _Looked) -> None:
        self._looked = looked
        self._known: dict[tuple[str, ...], Found] = {}

    def __getitem__(self, raw: list[str]) -> Found:
        members = tuple(sorted(raw))
        found = self._known.get(members)
        if found is None:
            looked = self._looked
            value, problems = read_value(looked.plan.option, raw, _NO_HINTS)
            if problems:
                raise RefusedError
            found = looked.found(value)
            if members in looked.plan.listed:
                self._known[members] = found
        return found


def _conditional(looked: _Looked, plans: Mapping[str, OptionPlan]) -> Conditional | None:
    """An option that is asked for where others are chosen so; None where that does not do."""
    plan = looked.plan
    when, is_met = plan.option.when, plan.is_met
    assert when is not None and is_met is not None, "it is conditional"  # noqa: S101, PT018 - the caller looked
    asked = [plans[key] for key in options_in(when)]
    # of texts and long ranges only "no value" is known
    lists = [listed_values(each.option) or (None,) for each in asked]
    if prod(map(len, lists)) > MOST_CASES or any(each.option.derivation is not None for each in asked):
        return None
    keys = [each.key for each in asked]
    meeting: dict[tuple[object, ...], bool] = {
        values: is_met(dict(zip(keys, values, strict=True))) for values in combinations(*lists)
    }
    usual = tuple((each.key, each.unmentioned[0] if each.unmentioned else None) for each in asked)
    return Conditional(plan.key, usual, meeting, *looked.when_unmentioned())
