"""What can be looked up of a product's choices (`knowledge.lookup`), from how they are read, checked and written.

A product with others inside it, with constraints that are looked at one by one, or with values that follow from others
and are checked, is not looked up; and in other products, pictures and private texts are not.

As data, which can be kept: for each option its `key`, the `type` of its raw values, the types of those that are surely
`refused`, its `place` in the document, `prefix` (its permanent key), how values are `called` there that are called
otherwise today, the value that is `left_out` of it, what is written for `none`, `sums` and `which`, the index in these
for each value that can be listed, what is found for a raw None (`nothing`), and how a `text` is read (`kept_texts`);
and the rest as `Lookup` says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import chain
from itertools import product as combinations
from math import prod
from typing import TYPE_CHECKING, Any

from configurator.compiler.grids import listed_values
from configurator.knowledge.flat_checks import FlatChecks
from configurator.knowledge.found_values import RefusedError, word, written
from configurator.knowledge.kept_texts import kept_text
from configurator.knowledge.knowledge_base import FlatKnowledge, Fragments, OptionPlan
from configurator.knowledge.lookup import TYPES, Lookup
from configurator.knowledge.wide_sums import LIMB, WIDE, parts_of
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, Table
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.expression import HasValue, Present, options_in, walk
from configurator.model.faults import Hints
from configurator.model.raw_values import read_value

if TYPE_CHECKING:
    from configurator.knowledge.found_values import Found
    from configurator.knowledge.wide_sums import Parts

MOST_CASES = 4_096
"""Of the values of all options together that another one is conditional on."""

Data = dict[str, Any]
_NO_HINTS = Hints(0)


def lookup_of(product: Product, flat: FlatKnowledge) -> Lookup | None:
    """What is to be looked up for a product; None where that does not do."""
    options = _options(flat)
    data = _data(product, flat, options)
    if data is None:
        return None
    decisive = {key for each in data["conditional"] for key, _ in each["asked"]}
    return Lookup(data, {each.plan.key: _reading(each, is_decisive=each.plan.key in decisive) for each in options})


def lookup_data(product: Product, flat: FlatKnowledge) -> Data | None:
    """The same as data that can be kept: without what reads texts, long ranges, and unusual spellings."""
    return _data(product, flat, _options(flat))


def _options(flat: FlatKnowledge) -> list[_Option]:
    plans = {plan.key: plan for plan in flat.plan}
    width = _width(flat.checks)
    one = 1 << width  # beyond all fields: counts the options mentioned that must be
    form = parts_of if width > WIDE else int
    return [_Option(plans[each.key], each, place, one, form) for place, each in enumerate(flat.document.fragments)]


def _data(product: Product, flat: FlatKnowledge, options: list[_Option]) -> Data | None:
    checks, plans = flat.checks, {plan.key: plan for plan in flat.plan}
    follows = [checks.sums[option.key] for option in product.options if option.derivation is not None]
    if product.nests or checks.scanned or any(each.adders for each in follows):
        return None
    order = {plan.key: place for place, plan in enumerate(flat.plan)}  # of dependence
    conditional = [each for each in options if each.plan.is_met is not None]
    conditional.sort(key=lambda each: order[each.plan.key])
    if not all(_has_few_cases(each.plan, plans) for each in conditional):
        return None
    needed, width = sum(each.is_needed for each in options), _width(checks)
    counting = 2 ** needed.bit_length() - 1
    looked_into = _looked_into(product)
    settled = [_conditional(each, plans) for each in conditional]
    decisive = {key for each in settled for key, _ in each["asked"]}
    for each in options:
        if each.plan.key in decisive and isinstance(each.plan.option.domain, AnyOfDomain):
            each.data["nothing"] = None  # it is the empty set, by which whoever is conditional on it goes
    for each in options:
        domain = each.plan.option.domain
        if type(domain) is TextDomain and each.can_be_looked_up and each.plan.key not in decisive | looked_into:
            each.data["text"] = each.text(domain)
    return {
        "options": [each.data for each in options if each.can_be_looked_up],
        "bias": hex(checks.bias + sum(each.base for each in options) + sum(each.nothing for each in follows)),
        "guard": hex(checks.guard),
        "counting": hex(counting << width),
        "expected": hex(needed << width),
        "limbs": (width + needed.bit_length()) // LIMB + 1 if width > WIDE else None,
        "indexed": [(each.shift, each.mask, each.broken.hex()) for each in checks.indexed],
        "blank": [each.blank for each in options],
        "ending": flat.document.ending,
        "keys": [option.key for option in product.options],
        "tells_all": not follows and not product.images,
        "conditional": settled,
    }


def _looked_into(product: Product) -> set[str]:
    """The options of which constraints look at more than whether there is a value."""
    found: set[str] = set()
    for constraint in product.checked_constraints:
        if isinstance(constraint, Table):
            found.update(constraint.columns)
            continue
        parts = (constraint.when, constraint.condition) if isinstance(constraint, Rule) else (constraint.when,)
        for each in chain.from_iterable(map(walk, parts)):
            if not isinstance(each, HasValue | Present):
                found.add(getattr(each, "option", ""))
    return found


def _width(checks: FlatChecks) -> int:
    """How many bits the fields of constraints take, the highest guard bit included."""
    indexed = (each.shift + each.mask.bit_length() for each in checks.indexed)
    return max((checks.guard.bit_length(), checks.bias.bit_length(), *indexed))


class _Option:
    """An option and its data, with what is added in a `form`: as it is, or in parts.

    `base`: what it adds while nobody mentions it; `blank`: what is written then. `is_needed`: whether somebody must,
    whatever else is chosen.
    """

    def __init__(
        self, plan: OptionPlan, fragments: Fragments, place: int, one: int, form: Callable[[int], int | Parts]
    ) -> None:
        self.plan = plan
        self._form = form
        option = plan.option
        self.is_needed = plan.is_met is None and plan.unmentioned is None
        self.base = 0
        if plan.is_met is not None:
            self.base = plan.sums.nothing
        elif plan.unmentioned is not None:
            self.base = plan.unmentioned[1]
        self._more = one if self.is_needed else 0
        none = fragments.prepared.get(None, "")
        self.data: Data = {
            "key": plan.key,
            "type": _type_of(plan).__name__,
            "refused": [name for name in TYPES if name not in _taken(plan)],
            "place": place,
            "prefix": fragments.prefix,
            "called": dict(fragments.renamed),
            "left_out": option.left_out,
            "none": f"{none}," if none else "",
            "sums": [],
            "which": {},
            "nothing": None,
            "text": None,
        }
        places: dict[int, int] = {}
        for value, added in plan.sums.listed.items() if self.can_be_looked_up else ():
            self.data["which"][word(value)] = places.setdefault(added, len(places))
        self.data["sums"] = [form(each - self.base + self._more) for each in places]
        if option.optional and plan.is_met is None:
            self.data["nothing"] = self.found(() if isinstance(option.domain, AnyOfDomain) else None)
        self.blank = ""
        if plan.is_met is None and plan.unmentioned is not None:
            self.blank = written(self.data, plan.unmentioned[0])

    @property
    def can_be_looked_up(self) -> bool:
        """Whether what somebody chooses can be looked up at all."""
        return not self.plan.option.private and not isinstance(self.plan.option.domain, ImageDomain)

    def text(self, domain: TextDomain) -> Mapping[str, Any] | None:
        """How a text is read, where nothing else is needed for that, and each adds the same."""
        if domain.banned is not None or domain.lettering is not None:
            return None
        return kept_text(domain, self.found("any text")[0])

    def found(self, value: CanonicalValue | None) -> Found:
        """What is found for a canonical value, or None for no value."""
        added = self.plan.sums.of(value) - self.base + self._more
        return self._form(added), self.data["place"], written(self.data, value)


def _type_of(plan: OptionPlan) -> type:
    """The type of raw values that can be looked up."""
    match plan.option.domain:
        case AnyOfDomain():
            return list
        case FlagDomain():
            return bool
        case IntegerDomain():
            return int
        case _:
            return str


def _taken(plan: OptionPlan) -> Collection[str]:
    """The types of raw values that an option may take."""
    match plan.option.domain:
        case IntegerDomain() | NumberDomain():
            return ("int", "str")
        case _:
            return (_type_of(plan).__name__,)


def _reading(option: _Option, *, is_decisive: bool) -> Callable[[Any], Found]:
    """What is found for raw values that are not listed.

    Where others are conditional on the option, which is seen by its raw value, nothing can be told of one that is
    written in another way than it is canonically.
    """

    domain = option.plan.option.domain
    keys = domain.by_key if isinstance(domain, ValueDomain) else None
    data = option.data
    text = data["text"]

    def found(raw: Any) -> Found:
        if keys is not None and raw and raw not in keys:
            raise RefusedError
        value, problems = read_value(option.plan.option, raw, _NO_HINTS)
        if problems:
            raise RefusedError
        if value is None or (is_decisive and value != raw):
            raise KeyError(option.plan.key)
        if text is not None:  # each adds the same
            return text["added"], data["place"], written(data, value)
        return option.found(value)

    return found


def _has_few_cases(plan: OptionPlan, plans: Mapping[str, OptionPlan]) -> bool:
    """Whether a conditional option hangs on so few values of others that all cases can be listed."""
    asked = _asked(plan, plans)
    follows = any(each.option.derivation is not None for each in asked)
    return not follows and prod(len(_listed(each)) for each in asked) <= MOST_CASES


def _asked(plan: OptionPlan, plans: Mapping[str, OptionPlan]) -> list[OptionPlan]:
    assert plan.option.when is not None  # noqa: S101 - it is conditional
    return [plans[key] for key in options_in(plan.option.when)]


def _listed(plan: OptionPlan) -> tuple[CanonicalValue | None, ...]:
    """The values of an option that another one asks; of texts and long ranges only "no value" is known."""
    return listed_values(plan.option) or (None,)


def _conditional(option: _Option, plans: Mapping[str, OptionPlan]) -> Data:
    plan = option.plan
    assert plan.is_met is not None  # noqa: S101 - it is conditional
    asked = _asked(plan, plans)
    keys = [each.key for each in asked]
    cases = [*combinations(*map(_listed, asked))]
    met = [values for values in cases if plan.is_met(dict(zip(keys, values, strict=True)))]
    holds, unmet = 2 * len(met) <= len(cases), set(cases).difference(met)
    usual = [each.unmentioned[0] if each.unmentioned else None for each in asked]
    return {
        "key": plan.key,
        "asked": [*zip(keys, usual, strict=True)],
        "cases": met if holds else [values for values in cases if values in unmet],
        "holds": holds,
        "known": None if all(listed_values(each.option) for each in asked) else cases,
        "unmentioned": option.found(plan.unmentioned[0]) if plan.unmentioned else None,
        "value": plan.unmentioned[0] if plan.unmentioned else None,
    }
