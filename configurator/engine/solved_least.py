"""The least that valid combinations of classes cost, asked by a solver, as options are decided one by one.

As `Shortest` for diagrams, but lazy: a question is asked only where what is known does not answer it. A cheapest model
tells what is least with each of its labels; and of a cheapest model that has a label, nothing changes where its option
is decided to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from configurator.compiler.budget import Allowance
from configurator.compiler.soft_solver import Cheapest, Price, SoftSolver
from configurator.diagram.least import Cost, Costs, LazyRests
from configurator.diagram.versions import Version

_STRIDE = 64
"""Decisions from one that remembers all that is assumed to the next that does."""


@dataclass(frozen=True)
class Asked:
    """A solver, the literals of labels by level, what is to be paid beside labels, and what all questions may cost."""

    solver: SoftSolver
    literals: Sequence[Sequence[int]]
    price: Price
    allowance: Allowance


class LeastModels:
    """The least costs of the models of clauses, under some costs of labels. Immutable.

    Those that come from one another are for one thread at a time. What is asked raises `TooComplexError` where a solver
    takes longer than the allowance, which all that goes on from here shares.
    """

    def __init__(self, asked: Asked, costs: Sequence[Costs]) -> None:
        floor, weights, assumed, possible = _start(asked, costs)
        self._asked, self._costs = asked, Version(costs)
        self._assumed = _Assumed(tuple(assumed))
        self._price = asked.price.plus(floor, weights)
        self._found: Cheapest | None = None
        self.is_settled = not possible
        self._taken: dict[tuple[int, int], LeastModels] = {}
        self._opened: dict[int, LeastModels] = {}

    @property
    def least(self) -> Cost | None:
        """What the cheapest model costs; None where there is none."""
        return self.cheapest.price.floor if self.cheapest else None

    @property
    def cheapest(self) -> Cheapest | None:
        """A cheapest model; None where there is none."""
        if not self.is_settled:
            self._found = self._asked.solver.cheapest(self._assumed.literals(), self._price, self._asked.allowance)
            self.is_settled = True
        return self._found

    def through(self, level: int) -> Sequence[Cost | None]:
        """For each label of a level, the least cost of a model that has it, its own cost left out."""
        return _Rests(self, level, self._beside)

    def through_least(self, level: int) -> Sequence[Cost | None]:
        """The same for labels that some cheapest model has, and None for all others."""
        return _Rests(self, level, self._beside_on_least)

    @property
    def bound(self) -> Cost | None:
        """No more than what the cheapest model costs, as far as that is known; None where there is known to be none."""
        return self.least if self.is_settled else self._price.floor_beside(self._assumed.own)

    def ask(self) -> None:
        """Ask a question or a few, so that the bound is greater, or settled."""
        if not self.is_settled:
            asked = self._asked
            found = asked.solver.nearer(self._assumed.literals(), self._price, asked.allowance)
            if isinstance(found, Price):
                self._price = found
            else:
                self._found, self.is_settled = found, True

    def taking(self, level: int, label: int) -> LeastModels:
        """Those that have a label which its level may take, at the cost that it has."""
        found = self._taken.get((level, label))
        if found is None:
            costs = [cost if number == label else None for number, cost in enumerate(self.costs_at(level))]
            found = self._taken[level, label] = self._narrowed(level, costs)
        return found

    def costs_at(self, level: int) -> Costs:
        """What the labels of a level cost."""
        return self._costs.items()[level]

    def at(self, level: int, costs: Costs) -> LeastModels:
        """The same where the labels of one level cost otherwise."""
        before = self.costs_at(level)
        if any(old is None and new is not None for old, new in zip(before, costs, strict=True)):
            return LeastModels(self._asked, self._with(level, costs))
        taken = [label for label, cost in enumerate(costs) if cost is not None]
        if len(taken) != 1:
            return self._narrowed(level, costs)
        (label,) = taken
        own, usual = costs[label], before[label]
        found = self.taking(level, label)
        return found if own == usual else found._narrowed(level, costs)  # noqa: SLF001 - it is another of this class

    def _beside(self, level: int, label: int) -> Cost | None:
        cost = self.costs_at(level)[label]
        if cost is not None:
            least = self.taking(level, label).least
            return None if least is None else least - cost
        if level not in self._opened:
            free = [0] * len(self._asked.literals[level])
            self._opened[level] = LeastModels(self._asked, self._with(level, free))
        return self._opened[level].taking(level, label).least

    def _beside_on_least(self, level: int, label: int) -> Cost | None:
        cost, cheapest = self.costs_at(level)[label], self.cheapest
        if cost is None or cheapest is None:
            return None
        taking, least = self.taking(level, label), cheapest.price.floor
        if taking.bound == least:
            taking.ask()
        return least - cost if taking.is_settled and taking.least == least else None

    def _with(self, level: int, costs: Costs) -> list[Costs]:
        found = list(self._costs.items())
        found[level] = costs
        return found

    def _narrowed(self, level: int, costs: Costs) -> LeastModels:
        """The same where a level may take fewer labels, or at other costs; it goes on from what is known of these."""
        cheapest, literals = self.cheapest, self._asked.literals[level]
        array = self._costs.items()
        before = array[level]
        array[level] = costs
        more = {
            label: new - old
            for label, (old, new) in enumerate(zip(before, costs, strict=True))
            if old is not None and new is not None
        }
        found = object.__new__(LeastModels)
        found._asked, found._taken, found._opened = self._asked, {}, {}
        found._costs = self._costs.left({level: before})
        found._found, found.is_settled = None, not more or cheapest is None
        found._price = self._price
        open_ = [label for label, old in enumerate(before) if old is not None]
        found._assumed = _Assumed(_only(literals, open_, list(more)), self._assumed)
        if cheapest is None or not more:
            return found
        least = min(more.values())
        weights = [(-literals[label], each - least) for label, each in more.items() if each > least]
        found._price = cheapest.price.plus(least, weights) if least or weights else cheapest.price
        if any(each == least and has(cheapest.model, literals[label]) for label, each in more.items()):
            found._found, found.is_settled = Cheapest(found._price, cheapest.model), True
        return found


class _Assumed:
    """Literals that are assumed beside those of the decision before; now and then one remembers all of them."""

    __slots__ = ("all", "before", "depth", "own")

    def __init__(self, own: tuple[int, ...], before: _Assumed | None = None) -> None:
        self.own, self.before = own, before
        self.depth: int = 0 if before is None else before.depth + 1
        self.all: tuple[int, ...] | None = None

    def literals(self) -> list[int]:
        """All of them."""
        way: list[_Assumed] = []
        each: _Assumed | None = self
        while each is not None and each.all is None:
            way.append(each)
            each = each.before
        found: list[int] = [] if each is None else list(each.all or ())
        for each in reversed(way):
            found += each.own
            if each.depth % _STRIDE == 0:
                each.all = tuple(found)
        return found


class _Rests(LazyRests):
    """What is least beside each label of a level, by `beside`, which is asked when somebody looks."""

    def __init__(self, path: LeastModels, level: int, beside: Callable[[int, int], Cost | None]) -> None:
        self._path, self._level, self._beside = path, level, beside
        self._own = path.costs_at(level)

    def __len__(self) -> int:
        return len(self._own)

    @overload
    def __getitem__(self, label: int) -> Cost | None: ...
    @overload
    def __getitem__(self, label: slice) -> Sequence[Cost | None]: ...
    def __getitem__(self, label: int | slice) -> Cost | Sequence[Cost | None] | None:
        if isinstance(label, slice):
            return [self._beside(self._level, each) for each in range(len(self))[label]]
        return self._beside(self._level, range(len(self))[label])

    def bound(self, label: int) -> Cost | None:
        own = self._own[label]
        bound = None if own is None else self._path.taking(self._level, label).bound
        return None if own is None or bound is None else bound - own

    def nearer(self, label: int) -> tuple[Cost | None, bool]:
        taking = self._path.taking(self._level, label)
        taking.ask()
        return self.bound(label), taking.is_settled


def has(model: Sequence[int], literal: int) -> bool:
    """Whether a literal is true in a model."""
    return model[abs(literal) - 1] == literal


def _start(asked: Asked, costs: Sequence[Costs]) -> tuple[Cost, list[tuple[int, Cost]], list[int], bool]:
    """What labels cost, as floor and weights; what is assumed where some may not be taken; whether all levels may."""
    floor: Cost = 0
    weights: list[tuple[int, Cost]] = []
    assumed: list[int] = []
    possible = True
    for literals, own in zip(asked.literals, costs, strict=True):
        open_ = {label: cost for label, cost in enumerate(own) if cost is not None}
        possible = possible and bool(open_)
        least = min(open_.values(), default=0)
        floor += least
        weights += [(-literals[label], cost - least) for label, cost in open_.items() if cost > least]
        assumed += _only(literals, range(len(literals)), list(open_))
    return floor, weights, assumed, possible


def _only(literals: Sequence[int], before: Sequence[int], now: Sequence[int]) -> tuple[int, ...]:
    """What is to be assumed so that of the labels that were open only these are."""
    if len(now) == len(before):
        return ()
    if len(now) == 1:
        return (literals[now[0]],)
    still = set(now)
    return tuple(-literals[label] for label in before if label not in still)
