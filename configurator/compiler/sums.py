"""Constraints become fields of one long integer: the packed sums that the fast validator adds up.

A constraint is first brought to the combinations that break it (`conjunctions`). Each gets a field. With k options in
it, each adds 1 where its test is met; the field begins at 2^w - k, the next power of two above, so that its bit w, the
guard, comes up exactly when all k are met. A budget beside the tests adds its weights, and each test then adds more
than the weights can exceed the limit by: only with all of them does the sum get there.

What has no few such combinations becomes an index into a small truth table, or is looked at on its own: a table by its
row masks, a rule by its formula.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from math import prod
from operator import add

from configurator.compiler.conjunctions import Alternatives, Conjunction, all_of, alternatives, any_of
from configurator.compiler.grids import Classes, Classify, Grid, Room, Test, classified, grid, listed_values
from configurator.compiler.parts import positive, terms
from configurator.compiler.samples import alike
from configurator.compiler.terms import ColumnTerm, ExpressionTerm, Looks, Term, looks_of
from configurator.knowledge.flat_checks import Adder, FlatChecks, Indexed, InParts, OptionSums, Scanned
from configurator.knowledge.formula import formula
from configurator.knowledge.row_masks import RowMasks, row_masks
from configurator.knowledge.wide_sums import WIDE
from configurator.model.catalog import Product
from configurator.model.constraint import Activity, Constraint, Rule, Table, holds
from configurator.model.domain import CanonicalValue, ValueDomain
from configurator.model.evaluation import Choices
from configurator.model.expression import And, Expression, HasValue, Not
from configurator.model.option import Option
from configurator.model.problem import broken


def flat_checks(product: Product, constraints: Sequence[Constraint], *, listing: bool = True) -> FlatChecks:
    """The flat checks of some constraints of a product; without `listing`, sums of values wait until they are asked."""
    fields = _Fields(product)
    for index, constraint in enumerate(constraints):
        match constraint:
            case Rule():
                _add_rule(fields, index, constraint, product)
            case Activity():
                _add_activity(fields, index, constraint, product)
            case Table():
                _add_table(fields, index, constraint, product)
    return fields.finished(tuple(constraints), listing=listing)


def _add_rule(fields: _Fields, index: int, rule: Rule, product: Product) -> None:
    violation = positive(And((rule.when, rule.condition if rule.forbids else Not(rule.condition))))
    ways = alternatives(violation, product, fields.room)
    if ways is not None:
        fields.add_ways(index, ways)
        return
    table = _truth_table(rule, violation, product, fields.room)
    if table is not None:
        fields.add_index(index, table)
        return
    function = formula(violation, product.domains)
    fields.scanned.append(Scanned(index, lambda choices: function(choices) is True))


def _add_activity(fields: _Fields, index: int, activity: Activity, product: Product) -> None:
    met, valued = positive(activity.when), HasValue(activity.option)
    missing = [] if activity.optional else _both(product, fields.room, (met, True), (valued, False))
    in_vain = _both(product, fields.room, (met, False), (valued, True))
    ways = any_of(iter((missing, in_vain)))
    if ways is not None:
        fields.add_ways(index, ways)
        return
    table = _truth_table(activity, And((met, valued)), product, fields.room)
    if table is not None:
        fields.add_index(index, table)
        return
    is_met, has_value, optional = formula(met, product.domains), formula(valued, product.domains), activity.optional

    def is_broken(choices: Choices) -> bool:
        return not optional and not has_value(choices) if is_met(choices) is True else has_value(choices) is True

    fields.scanned.append(Scanned(index, is_broken))


def _both(product: Product, room: Room, *parts: tuple[Expression, bool]) -> Alternatives | None:
    return all_of(alternatives(part, product, room, met=met) for part, met in parts)


def _truth_table(constraint: Constraint, expression: Expression, product: Product, room: Room) -> Grid | None:
    """Where a constraint is broken, over the classes by the terms of an expression that says all it depends on."""
    if not room.cells:
        return None
    axes = {}
    by_option = terms(expression)
    if 2 ** len(by_option) > room.cells:  # an option that matters has two classes at least
        return None
    for key, of_option in by_option.items():
        classes = classified(product.by_key[key], of_option, product.domains)
        if classes is None:
            return None
        axes[key] = classes

    def is_broken(choices: Choices, _: tuple[Hashable, ...]) -> bool:
        return not holds(constraint, choices, product.domains)

    return grid(axes, is_broken, room)


def _add_table(fields: _Fields, index: int, table: Table, product: Product) -> None:
    masks = row_masks(table, product.domains)
    truth = _table_grid(table, masks, product, fields.room)
    boxes = truth.boxes() if truth else None
    if boxes is not None:
        fields.add_ways(index, [Conjunction({key: (test,) for key, test in box.items()}) for box in boxes])
    elif truth is not None:
        fields.add_index(index, truth)
    else:
        fields.scanned.append(Scanned(index, masks.is_broken))


def _table_grid(table: Table, masks: RowMasks, product: Product, room: Room) -> Grid | None:
    """Where a table is broken; the classes of a column are the masks that its values have."""
    if len(set(table.columns)) < len(table.columns):
        return None
    axes: dict[str, tuple[Classify, Classes]] = {}
    for key, column in masks.columns:
        values = listed_values(product.by_key[key])
        found = column.all() if values is None else {column.of(value) for value in values}
        axes[key] = (column.of, dict.fromkeys(sorted(found)))
    return grid(axes, lambda _, classes: masks.breaks(classes), room)


class _Fields:
    """Fields as they are added, from the lowest bit up; each constraint is known by its index."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self.room = Room()
        self._adders: dict[str, list[tuple[int, Adder]]] = {option.key: [] for option in product.options}
        self._owners: dict[int, int] = {}
        self._indexed: list[Indexed] = []
        self._bias = 0
        self._width = 0
        self.scanned: list[Scanned] = []

    def add_ways(self, index: int, ways: Alternatives) -> None:
        """A field for each of the combinations that break a constraint."""
        for way in ways:
            if way.budget is None:
                self._add_tests(index, way)
            else:
                self._add_budget(index, way)

    def _add_tests(self, index: int, way: Conjunction) -> None:
        count = len(way.tests)
        guard = max(0, count - 1).bit_length()
        for option, tests in way.tests.items():
            self._adders[option].append((index, partial(_units, tests, 1, self._width)))
        self._guarded(index, guard, (1 << guard) - count)

    def _add_budget(self, index: int, way: Conjunction) -> None:
        assert way.budget is not None  # noqa: S101 - the caller looked
        weights = way.budget.weights
        limit = way.budget.limit - sum(weight.least for weight in weights.values())
        excess = sum(weight.most - weight.least for weight in weights.values()) - limit
        if excess <= 0:
            return  # the sum never gets there
        limit += excess * len(way.tests)
        if limit < 0:
            self._guarded(index, 0, 1)  # it always is
            return
        for option, weight in weights.items():
            self._adders[option].append((index, partial(_weighed, weight.of, weight.least, self._width)))
        for option, tests in way.tests.items():
            self._adders[option].append((index, partial(_units, tests, excess, self._width)))
        guard = max(limit.bit_length(), (excess - 1).bit_length())
        self._guarded(index, guard, (1 << guard) - limit - 1)

    def _guarded(self, index: int, guard: int, start: int) -> None:
        """End a field: its guard is this bit of it, and it begins with this number."""
        self._bias += start << self._width
        self._owners[self._width + guard] = index
        self._width += guard + 1

    def add_index(self, index: int, table: Grid) -> None:
        """A field that is the index of a cell in a truth table."""
        if not table.cells:
            return
        sizes = [len(axis.groups) for axis in table.axes]
        broken_cells = bytearray(prod(sizes))
        strides = [prod(sizes[place + 1 :]) for place in range(len(sizes))]
        for cell in table.cells:
            broken_cells[sum(part * stride for part, stride in zip(cell, strides, strict=True))] = 1
        for axis, stride in zip(table.axes, strides, strict=True):
            steps = {name: number * stride for number, group in enumerate(axis.groups) for name in group}
            self._adders[axis.option].append((index, partial(_stepped, axis.classify, steps, self._width)))
        bits = (len(broken_cells) - 1).bit_length()
        self._indexed.append(Indexed(index, self._width, (1 << bits) - 1, bytes(broken_cells)))
        self._width += bits

    def finished(self, constraints: tuple[Constraint, ...], *, listing: bool) -> FlatChecks:
        """The checks, with `listing` the sums of all values that can be listed worked out."""
        looks = [_looks(each) for each in constraints] if listing else None
        is_wide = self._width > WIDE
        return FlatChecks(
            constraints,
            tuple(broken(constraint) for constraint in constraints),
            {
                option.key: _summed(option, self._adders[option.key], looks, is_wide=is_wide)
                for option in self._product.options
            },
            self._bias,
            sum(1 << position for position in self._owners),
            self._owners,
            tuple(self._indexed),
            tuple(self.scanned),
        )


def _looks(constraint: Constraint) -> dict[str, Looks]:
    """What a constraint looks at, option by option."""
    if isinstance(constraint, Table):
        columns = zip(*constraint.rows, strict=True)
        return {
            key: looks_of([ColumnTerm(key, cells)]) for key, cells in zip(constraint.columns, columns, strict=False)
        }
    found: dict[str, list[Term]] = {}
    for part in (constraint.condition, constraint.when) if isinstance(constraint, Rule) else (constraint.when,):
        for option, expressions in terms(positive(part)).items():
            found.setdefault(option, []).extend(ExpressionTerm(option, each, truth=False) for each in expressions)
    return {option: looks_of(of_option) for option, of_option in found.items()}


def _summed(
    option: Option,
    numbered: Sequence[tuple[int, Adder]],
    looks: Sequence[Mapping[str, Looks]] | None,
    *,
    is_wide: bool,
) -> OptionSums:
    """The sums of an option; each adder stands with the index of its constraint, for what that looks at."""
    adders = tuple(adder for _, adder in numbered)
    nothing = sum(adder(None) for adder in adders)
    if looks is None:
        return OptionSums({}, nothing, adders)
    if isinstance(option.domain, ValueDomain):
        by_constraint: dict[int, list[Adder]] = {}
        for index, adder in numbered:
            by_constraint.setdefault(index, []).append(adder)
        seen = [(of_one, looks[index].get(option.key, Looks())) for index, of_one in by_constraint.items()]
        by_facts = _summed_by_facts(option.domain, seen)
        return OptionSums(InParts(by_facts) if is_wide else by_facts, nothing, adders)
    same: dict[int, int] = {}  # one integer for all values of equal sums
    listed: dict[CanonicalValue, int] = {}
    for value in listed_values(option) or ():
        if value is not None:
            total = sum([adder(value) for adder in adders])
            listed[value] = same.setdefault(total, total)
    return OptionSums(InParts(listed) if is_wide else listed, nothing, adders)


def _summed_by_facts(domain: ValueDomain, adders: Sequence[tuple[Sequence[Adder], Looks]]) -> dict[CanonicalValue, int]:
    """The sums of values, worked out once for all that are alike to a constraint: of 22,000 in a tenth of the time."""
    keys = list(domain.by_key)
    totals = [0] * len(keys)
    for of_one, looks in adders:
        facts_of = alike(domain, looks)
        first = dict(zip(reversed(facts_of), reversed(keys), strict=True))  # the first value of a kind stands for it
        added = {facts: sum([adder(key) for adder in of_one]) for facts, key in first.items()}
        totals = list(map(add, totals, map(added.__getitem__, facts_of)))
    same: dict[int, int] = {}  # one integer for all values of equal sums
    return {key: same.setdefault(total, total) for key, total in zip(keys, totals, strict=True)}


# What an option adds is shifted to its field when it is asked for: of 40,000 fields, the units would take gigabytes.


def _units(tests: tuple[Test, ...], units: int, shift: int, value: CanonicalValue | None) -> int:
    for test in tests:
        if not test(value):
            return 0
    return units << shift


def _weighed(
    weight: Callable[[CanonicalValue | None], int], least: int, shift: int, value: CanonicalValue | None
) -> int:
    return (weight(value) - least) << shift


def _stepped(
    classify: Callable[[CanonicalValue | None], Hashable],
    steps: dict[Hashable, int],
    shift: int,
    value: CanonicalValue | None,
) -> int:
    return steps[classify(value)] << shift
