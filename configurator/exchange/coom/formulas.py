"""Say the conditions and amounts of COOM in the language of catalogs, one for each combination of parts.

In COOM a condition is undefined as a whole where a part that it looks at is missing, and then it holds. In a catalog
only the comparison with what is missing is unknown. So a `Ground` condition knows which parts it needs, and whether it
can be true, or false, without one of them; where it can, the rule says that they are present.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TypeVar

from configurator.diagnostics import did_you_mean
from configurator.exchange.catalog_text import number
from configurator.exchange.conditions import ALWAYS, NEVER, Binding, Condition, both, either, no, test
from configurator.exchange.coom import tree as t
from configurator.exchange.coom.paths import TRUTH, Enumerated, Place, Structured, World
from configurator.exchange.mistake import beyond, not_so

MOST_GROUND = 10_000
"""Conditions that one may become, part by part."""

Needs = frozenset[frozenset[str]]
"""The parts that are needed: of each set, one at least."""
Part = TypeVar("Part")
_NOTHING: Needs = frozenset()
_SUM, _PRODUCT, _ATOM = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Amount:
    """A number: its text, how tightly it binds, and what it needs.

    `fills`: where that is missing, the text has a worth all the same, since what is missing counts 0 in a sum.
    """

    text: str
    binding: int = _ATOM
    needs: Needs = _NOTHING
    fills: bool = False

    def within(self, binding: int) -> str:
        """The text as a part of what binds so tightly."""
        return self.text if self.binding >= binding else f"({self.text})"


@dataclass(frozen=True, slots=True)
class Word:
    """A name that is no feature: the choice of an enumeration."""

    text: str


Value = Amount | Word | Place | bool


@dataclass(frozen=True, slots=True)
class Ground:
    """A condition; `sure_true`, `sure_false`: where it is so, all that it needs is there."""

    condition: Condition
    needs: Needs = _NOTHING
    sure_true: bool = True
    sure_false: bool = True


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says formulas about one structure."""

    world: World
    structure: Structured

    def conditions(self, formula: t.Formula) -> list[Ground]:
        """The conditions that a formula is, one for each combination of the parts that it looks at."""
        match formula:
            case t.Joined(word, parts, span):
                found = [self.conditions(part) for part in parts]
                return [_joined(word, each) for each in _combined(found, formula)]
            case t.Contrary(of):
                return [
                    Ground(no(each.condition), each.needs, each.sure_false, each.sure_true)
                    for each in self.conditions(of)
                ]
            case t.Compared(left, sign, right):
                sides = (self.values(left), self.values(right))
                return [self._compared(one, sign, other, formula) for one, other in _combined(sides, formula)]
            case t.Truth(holds):
                return [Ground(ALWAYS if holds else NEVER)]
            case t.Path(span=span):
                found_places = self.world.places(formula, self.structure) or []
                if not found_places or any(not _is_truth(each) for each in found_places):
                    raise not_so(span, "a condition is wanted here", "compare it with something")
                return [Ground(Condition(each.text, Binding.WORD), _needs(each)) for each in found_places]
        raise not_so(formula.span, "a condition is wanted here, and not an amount")

    def values(self, formula: t.Formula) -> list[Value]:
        """What a formula is, one for each combination of the parts that it looks at."""
        match formula:
            case t.Path(steps):
                places = self.world.places(formula, self.structure)
                return [self._word(steps[0].name)] if places is None else list(places)
            case t.Truth(holds):
                return [holds]
        return list(self.amounts(formula))

    def _word(self, name: t.Word) -> Word:
        """A name that is no feature here, and so must be the choice, or an attribute's worth, of an enumeration."""
        features = self.structure.features
        known = {each for kind in self.world.enumerations.values() for each in (*kind.choices, *kind.names())}
        if name.text not in known:
            message = f"`{name.text}` is no feature of `{self.structure.label}`, and no choice of an enumeration"
            raise not_so(name.span, message, did_you_mean(name.text, [*features, *sorted(known)]))
        return Word(name.text)

    def amounts(self, formula: t.Formula) -> list[Amount]:
        """The numbers that a formula is, as `values`."""
        match formula:
            case t.Number(worth):
                return [Amount(number(worth), _ATOM if worth >= 0 else _SUM)]
            case t.Path(span=span):
                places = self.world.places(formula, self.structure)
                if places is None or not all(each.is_number for each in places):
                    raise not_so(span, "a number is wanted here")
                return [Amount(each.text, _ATOM, _needs(each)) for each in places]
            case t.Negative(of):
                return [
                    Amount(f"0 - {each.within(_PRODUCT)}", _SUM, each.needs, fills=True) for each in self.amounts(of)
                ]
            case t.Calculated(left, sign, right, span):
                if sign == "/":
                    raise beyond(span, "a division of whole numbers is not read")
                sides = (self.amounts(left), self.amounts(right))
                return [_calculated(one, sign, other) for one, other in _combined(sides, formula)]
            case t.Call():
                return [self._called(formula)]
        raise not_so(formula.span, "an amount is wanted here, and not a condition")

    def _called(self, call: t.Call) -> Amount:
        parts: list[str] = []
        has_one = False
        for argument in call.arguments:
            if call.function == "count":
                places = self.world.places(argument, self.structure) if isinstance(argument, t.Path) else None
                if not places:
                    raise not_so(argument.span, "`count` is of what a path leads to")
                parts += [f"{each.text} present" if _is_truth(each) else each.text for each in places]
            else:
                amounts = self.amounts(argument)
                has_one = has_one or any(not each.needs for each in amounts)
                parts += [each.text for each in amounts]
        if call.function in ("min", "max") and not has_one:
            raise beyond(call.span, f"`{call.function}` of what may be missing altogether is not read")
        return Amount(f"{call.function}({', '.join(parts)})")

    def _compared(self, left: Value, sign: str, right: Value, formula: t.Compared) -> Ground:
        if sign in ("=", "!=") and not (_is_amount(left) or _is_amount(right)):
            equal = self._equal(left, right, formula)
            return equal if sign == "=" else _opposite(equal)
        one, other = self._amount(left, formula), self._amount(right, formula)
        is_unknown = not (one.fills or other.fills)  # what it needs makes it unknown, where that is missing
        return Ground(test(one.text, sign, other.text), one.needs | other.needs, is_unknown, is_unknown)

    def _amount(self, value: Value, formula: t.Compared) -> Amount:
        if isinstance(value, Amount):
            return value
        if isinstance(value, Place) and value.is_number:
            return Amount(value.text, _ATOM, _needs(value))
        raise not_so(formula.span, "only numbers can be compared so")

    def _equal(self, left: Value, right: Value, formula: t.Compared) -> Ground:
        if isinstance(left, Word | bool) and isinstance(right, Word | bool):
            return Ground(ALWAYS if left == right else NEVER)
        if isinstance(left, Word | bool):
            left, right = right, left
        assert isinstance(left, Place)  # noqa: S101 - neither an amount nor a name
        if isinstance(left.kind, Structured):
            raise beyond(formula.span, "parts that have parts themselves are not compared")
        if not isinstance(right, Place):
            name = str(right) if isinstance(right, bool) else right.text
            return Ground(is_one(left, [name], formula), _needs(left))
        return _equal_places(left, right, formula)


def _equal_places(left: Place, right: Place, formula: t.Compared) -> Ground:
    """That two places are the same: of one enumeration they are compared, else name by name."""
    needs = _needs(left) | _needs(right)
    if left.kind is right.kind and left.attribute is None is right.attribute:
        return Ground(test(left.text, "=", right.text), needs)
    if isinstance(right.kind, Structured):
        raise beyond(formula.span, "parts that have parts themselves are not compared")
    names = [name for name in dict.fromkeys(names_of(left)) if name in names_of(right)]
    cases = [both((is_one(left, [name], formula), is_one(right, [name], formula))) for name in names]
    return Ground(either(cases), needs, sure_true=True, sure_false=not needs)


def names_of(place: Place) -> list[str]:
    """The names of what a place can be."""
    if place.attribute is not None:
        return [each for each in place.worths if isinstance(each, str)]
    return list(place.kind.choices) if isinstance(place.kind, Enumerated) else []


def is_one(place: Place, names: list[str], formula: t.Formula) -> Condition:
    """That a place is one of these names; each must be one that it can be."""
    known = names_of(place)
    for name in names:
        if name not in known:
            what = place.attribute or getattr(place.kind, "label", "this")
            raise not_so(formula.span, f"`{what}` cannot be `{name}`", did_you_mean(name, known))
    if _is_truth(place):
        return (
            Condition(place.text, Binding.WORD, f"not {place.text}")
            if names[0] == "True"
            else Condition(f"not {place.text}", Binding.NOT, place.text)
        )
    if place.attribute is not None:
        assert isinstance(place.kind, Enumerated)  # noqa: S101 - only those have attributes
        return either(test(place.text, "=", place.kind.written(place.attribute, name)) for name in names)
    assert isinstance(place.kind, Enumerated)  # noqa: S101 - it has names
    return either(test(place.text, "=", place.kind.choices[name]) for name in names)


def _is_truth(place: Place) -> bool:
    return isinstance(place.kind, Enumerated) and place.kind.label == TRUTH and place.attribute is None


def _is_amount(value: Value) -> bool:
    return isinstance(value, Amount) or (isinstance(value, Place) and value.is_number)


def _needs(place: Place) -> Needs:
    return frozenset((frozenset((place.needs,)),)) if place.needs else _NOTHING


def _opposite(ground: Ground) -> Ground:
    return Ground(no(ground.condition), ground.needs, ground.sure_false, ground.sure_true)


def _joined(word: str, parts: Iterable[Ground]) -> Ground:
    """Several conditions in one: true by one of them, or false by one, the others need not be there."""
    found = list(parts)
    needs = frozenset().union(*(each.needs for each in found))
    alike = all(each.needs == needs for each in found)
    sure_true, sure_false = all(each.sure_true for each in found), all(each.sure_false for each in found)
    if word == "&&":
        return Ground(both(each.condition for each in found), needs, sure_true, sure_false and alike)
    return Ground(either(each.condition for each in found), needs, sure_true and alike, sure_false)


def _calculated(left: Amount, sign: str, right: Amount) -> Amount:
    if sign == "*":
        text, fills = f"{left.within(_PRODUCT)} * {right.within(_ATOM)}", left.fills or right.fills
        return Amount(text, _PRODUCT, left.needs | right.needs, fills)
    text = f"{left.within(_SUM)} {sign} {right.within(_PRODUCT)}"
    # what is missing counts 0 in a sum, as long as something is there
    needs = _NOTHING
    if left.needs and right.needs:
        needs = frozenset((frozenset().union(*left.needs, *right.needs),))
    return Amount(text, _SUM, needs, bool(needs))


def _combined(parts: Iterable[list[Part]], formula: t.Formula) -> Iterator[tuple[Part, ...]]:
    """Every combination of one of each. Raises `ForeignMistakeError` for too many."""
    every = list(parts)
    if prod(map(len, every)) > MOST_GROUND:
        raise beyond(formula.span, f"this is more than {MOST_GROUND:,} conditions, part by part")
    return product(*every)


def combined_conditions(speaker: Speaker, formulas: Iterable[t.Formula]) -> list[Ground]:
    """All of some conditions, in every combination of parts."""
    found = list(formulas)
    if not found:
        return [Ground(ALWAYS)]
    return [_joined("&&", each) for each in _combined([speaker.conditions(one) for one in found], found[0])]


def present(needs: Needs) -> Iterator[Condition]:
    """That what is needed is there."""
    for one_of in sorted(map(sorted, needs)):
        yield either(Condition(f"{each} present", Binding.TEST, f"{each} absent") for each in one_of)
