"""Truth tables over value classes: in which combinations of classes a condition is met, and as few boxes as cover them.

Values on which all terms of a condition agree are one class here; the table has a cell for each combination of classes,
decided by the referee for one representative a class. Classes that the finished table cannot tell apart are then made
one, which for «x in A and y in B» leaves two a side and a single cell.

Boxes are found greedily: from a cell that is not covered yet, grow along one option after the other for as long as the
condition is met everywhere in the box, try three orders, keep the box that covers most. The least number is hard
to find (it is the minimization of two-level logic); few enough is all that is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, prod

from configurator.knowledge.formula import formula
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.evaluation import Choices
from configurator.model.expression import LEAVES, Count, Expression, HasValue, OptionValue, Present, children
from configurator.model.option import Option
from configurator.model.raw_values import may_be_empty

MOST_CELLS = 4_096
MOST_CELLS_OF_ALL = 50_000
"""Of the truth tables of one product, a second's work; what has none is decided by its formula, as fast or slower."""
MOST_BOXES = 8
MOST_LISTED_NUMBERS = 10_000
MOST_LISTED_SETS = 4_096

Classify = Callable[[CanonicalValue | None], Hashable]
"""The class of a value, or of None for no value."""


@dataclass(frozen=True, slots=True)
class Test:
    """A condition on one option: whether the class of its value is among those wanted."""

    classify: Classify
    wanted: frozenset[Hashable]

    def __call__(self, value: CanonicalValue | None) -> bool:
        """Whether the value is of a wanted class."""
        return self.classify(value) in self.wanted


@dataclass(frozen=True, slots=True)
class Axis:
    """One option of a table: how its values are classified, and the classes, those in one group being alike."""

    option: str
    classify: Classify
    groups: tuple[frozenset[Hashable], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A truth table: its axes, and the cells in which the condition is met, as indexes of groups."""

    axes: tuple[Axis, ...]
    cells: frozenset[tuple[int, ...]]

    def boxes(self) -> list[dict[str, Test]] | None:
        """Boxes that cover exactly the cells, as tests by option; None if it takes more than `MOST_BOXES`."""
        found = cover(self.cells, [len(axis.groups) for axis in self.axes])
        return None if found is None else [self._tests(box) for box in found]

    def _tests(self, box: Sequence[frozenset[int]]) -> dict[str, Test]:
        return {
            axis.option: Test(axis.classify, frozenset().union(*(axis.groups[index] for index in side)))
            for axis, side in zip(self.axes, box, strict=True)
            if len(side) < len(axis.groups)
        }


class Room:
    """How many cells the truth tables of one product may still have."""

    def __init__(self, cells: int = MOST_CELLS_OF_ALL) -> None:
        self.cells = cells

    def take(self, cells: int) -> bool:
        """Take so many, if there are; else nothing is left for those that come later."""
        is_there = cells <= self.cells
        self.cells = self.cells - cells if is_there else 0
        return is_there


Classes = Mapping[Hashable, CanonicalValue | None]
"""The classes of an option, each with a value that stands for it."""


def grid(
    axes: Mapping[str, tuple[Classify, Classes]], is_met: Callable[[Choices, tuple[Hashable, ...]], bool], room: Room
) -> Grid | None:
    """The truth table of a condition, or None if it had more than `MOST_CELLS` cells, or there is no room for it.

    `is_met` is asked with the choices that stand for the classes, and with the classes, in the order of the axes.
    """
    size = prod(len(classes) for _, classes in axes.values())
    if size > MOST_CELLS or not room.take(size):
        return None
    sides = [list(classes.items()) for _, classes in axes.values()]
    cells = set()
    for cell in product(*(range(len(side)) for side in sides)):
        corner = [side[index] for side, index in zip(sides, cell, strict=True)]
        choices = dict(zip(axes, (value for _, value in corner), strict=True))
        if is_met(choices, tuple(name for name, _ in corner)):
            cells.add(cell)
    plain = tuple(
        Axis(option, classify, tuple(frozenset((name,)) for name in classes))
        for option, (classify, classes) in axes.items()
    )
    return _merged(Grid(plain, frozenset(cells)))


def _merged(table: Grid) -> Grid:
    """The same table with classes joined on which it never depends, and without the axes that are left with one."""
    cells, axes, dropped = table.cells, list(table.axes), []
    for place, axis in enumerate(axes):
        slices: dict[int, set[tuple[int, ...]]] = {index: set() for index in range(len(axis.groups))}
        for cell in cells:
            slices[cell[place]].add((*cell[:place], *cell[place + 1 :]))
        groups: dict[frozenset[tuple[int, ...]], list[int]] = {}
        for index, rest in slices.items():
            groups.setdefault(frozenset(rest), []).append(index)
        joined = tuple(frozenset().union(*(axis.groups[index] for index in group)) for group in groups.values())
        cells = frozenset((*rest[:place], new, *rest[place:]) for new, key in enumerate(groups) for rest in key)
        axes[place] = Axis(axis.option, axis.classify, joined)
        if len(joined) == 1:
            dropped.append(place)
    kept = [place for place in range(len(axes)) if place not in dropped]
    return Grid(
        tuple(axes[place] for place in kept),
        frozenset(tuple(cell[place] for place in kept) for cell in cells),
    )


def cover(cells: frozenset[tuple[int, ...]], sizes: Sequence[int]) -> list[list[frozenset[int]]] | None:
    """Boxes, a set of indexes a side, whose union is exactly the cells; None if they are more than `MOST_BOXES`."""
    left, boxes = set(cells), list[list[frozenset[int]]]()
    while left:
        if len(boxes) == MOST_BOXES:
            return None
        seed = min(left)
        orders = [[*range(first, len(sizes)), *range(first)] for first in range(max(1, min(3, len(sizes))))]
        grown = [_grow(seed, order, cells, sizes) for order in orders]
        best = max(grown, key=lambda box: sum(cell in left for cell in product(*box)))
        boxes.append(best)
        left.difference_update(product(*best))
    return boxes


def _grow(
    seed: tuple[int, ...], order: Sequence[int], cells: frozenset[tuple[int, ...]], sizes: Sequence[int]
) -> list[frozenset[int]]:
    box = [frozenset((index,)) for index in seed]
    for place in order:
        sides = box.copy()
        fitting = set()
        for index in range(sizes[place]):
            sides[place] = frozenset((index,))
            if all(cell in cells for cell in product(*sides)):
                fitting.add(index)
        box[place] = frozenset(fitting)
    return box


def classified(
    option: Option, terms: Sequence[Expression], domains: Mapping[str, Domain]
) -> tuple[Classify, Classes] | None:
    """The classes of an option by the worths of some terms; None if it has too many values to look at each."""
    values = listed_values(option)
    if values is None:
        if not all(_looks_at_presence(term, option.domain) for term in terms):
            return None
        values = _with_and_without(option.domain)
    key, functions = option.key, tuple(formula(term, domains) for term in terms)

    def classify(value: CanonicalValue | None) -> Hashable:
        choices = {key: value}
        return tuple([function(choices) for function in functions])

    classes: dict[Hashable, CanonicalValue | None] = {}
    for value in values:
        classes.setdefault(classify(value), value)
    return classify, classes


def listed_values(option: Option) -> tuple[CanonicalValue | None, ...] | None:
    """None for no value, then the canonical values of an option; or None if they are too many to be listed."""
    match option.domain:
        case ValueDomain() as domain:
            return (None, *domain.by_key)
        case FlagDomain():
            return (None, True, False)
        case AnyOfDomain() as domain:
            return _sets(domain, empty=may_be_empty(option))
        case TextDomain() | ImageDomain():
            return None
        case domain:
            size = domain.size()
            return (None, *(domain.at(index) for index in range(size))) if size <= MOST_LISTED_NUMBERS else None


def _sets(domain: AnyOfDomain, *, empty: bool) -> tuple[CanonicalValue | None, ...] | None:
    names = sorted(domain.members.by_key)
    least, greatest = max(1, domain.least), min(domain.greatest, len(names))
    if greatest > 64 or sum(comb(len(names), size) for size in range(least, greatest + 1)) > MOST_LISTED_SETS:
        return None
    found: Iterator[tuple[str, ...]] = (
        chosen for size in range(least, greatest + 1) for chosen in combinations(names, size)
    )
    return (None, (), *found) if empty else (None, *found)


def _looks_at_presence(term: Expression, domain: Domain) -> bool:
    """Whether a term only asks whether its option has a value; a single value that is counted is no more than there."""
    if isinstance(term, LEAVES):
        return isinstance(term, HasValue | Present)
    counts = isinstance(term, Count) and not isinstance(domain, AnyOfDomain)
    return all(
        (counts and isinstance(part, OptionValue)) or _looks_at_presence(part, domain) for part in children(term)
    )


def _with_and_without(domain: Domain) -> tuple[CanonicalValue | None, ...]:
    """No value and some value, which need not be valid to be present; for sets the empty one, too."""
    match domain:
        case AnyOfDomain(members):
            return (None, (), tuple(members.by_key)[:1])
        case IntegerDomain() | NumberDomain():
            return (None, domain.at(0))
        case _:
            return (None, "x")
