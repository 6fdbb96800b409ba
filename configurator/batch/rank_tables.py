"""Numbers of many valid configurations at once, from tables: a few look-ups an option and a row, and the way back.

The referee is `engine.rank`. There a component has its options in an order of its own, and each step of a walk is
counted anew. Here the graphs are built in the order in which configurations are numbered, where that is possible: then
a node says how many configurations follow after each outcome, whatever led there, and a number is a sum of such
figures. Measured (`tests/benchmarks/values.py`): a phone case takes 1 us there and 1 us back, a laptop of 36 options 2
and 3 us, where walks take 80 to 500 us; the tables of the laptop take 7 s and 40 MB.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from configurator.batch.completed import Completed, Looked
from configurator.compiler.budget import Allowance, Budget, begun
from configurator.compiler.classes import ClassedOption
from configurator.compiler.compile_graphs import Prepared, late_options, parts_of, prepare
from configurator.compiler.layers import ComponentGraph, build
from configurator.diagram.passes import weights_below
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.domain import ProductDomain

MOST_CELLS = 2**23
"""Figures in all tables together."""
_LONG = 2**63

Chosen = Mapping[str, Outcome]
NOTHING: Chosen = {}

Numbers = NDArray[Any]
"""Whole numbers of 64 bits, or Python's where there are too many configurations for these."""


@dataclass(frozen=True)
class Step:
    """One option: for each node of its level, and for each run of outcomes, what stands before it and where it leads.

    `graph`: the component, by number. `starts` and `classes`: the first outcome of each run, by index, and its class.
    `before`: for each node and run, how many configurations of the component have outcomes before it; `each`: for each
    node and class, how many have one outcome of it; `targets`: the node that it leads to; `after`: how many are left
    at each of these nodes. `ends`: whether it is the last of its component.
    """

    option: ClassedOption
    graph: int
    starts: Numbers
    classes: NDArray[np.int64]
    before: Numbers
    each: Numbers
    targets: NDArray[np.int64]
    after: Numbers
    ends: bool

    @property
    def cells(self) -> int:
        """How many figures these are."""
        return self.before.size + 2 * self.each.size


@dataclass(frozen=True)
class RankTables:
    """The numbers of all valid configurations of a product; there are `count`, of which each component has `ways`."""

    count: int
    ways: tuple[int, ...]
    steps: tuple[Step, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The options by which configurations are put in order, the first counting most."""
        return tuple(step.option.key for step in self.steps)

    def unranked(self, numbers: Numbers | Sequence[int]) -> list[Numbers]:
        """Of each option, by its index, the outcome in the configurations with these numbers, which there are."""
        rest = np.array(numbers, self._type)
        walk, found = _Walk(self.ways), []
        for step in self.steps:
            others, node = walk.others(step), walk.node(step, len(rest))
            number = rest // others
            run = _last_up_to(step.before, node, number)
            before, each = step.before[node, run], step.each[node, step.classes[run]]
            beyond = (number - before) // each
            rest -= (before + beyond * each) * others
            found.append(step.starts[run] + beyond)
            walk.go(step, node, step.classes[run])
        return found

    def ranked(self, runs: Sequence[NDArray[np.int64]], beyond: Sequence[Numbers], length: int) -> Numbers:
        """The numbers of valid rows: of each option the run of its outcome, and how many of that stand before it."""
        total, walk = np.zeros(length, self._type), _Walk(self.ways)
        for step, run, more in zip(self.steps, runs, beyond, strict=True):
            others, node = walk.others(step), walk.node(step, length)
            number = step.classes[run]
            total += (step.before[node, run] + more * step.each[node, number]) * others
            walk.go(step, node, number)
        return total

    @property
    def _type(self) -> type[Any]:
        return np.int64 if self.count < _LONG else object


class _Walk:
    """Where rows are in each component, and how many configurations of it are left there."""

    def __init__(self, ways: Sequence[int]) -> None:
        self._ways: list[Any] = list(ways)
        self._nodes: dict[int, NDArray[np.int64]] = {}

    def node(self, step: Step, length: int) -> NDArray[np.int64]:
        return self._nodes[step.graph] if step.graph in self._nodes else np.zeros(length, np.int64)

    def others(self, step: Step) -> Any:
        """How many configurations of all other components are left, together."""
        found: Any = 1
        for graph, ways in enumerate(self._ways):
            if graph != step.graph and not (isinstance(ways, int) and ways == 1):
                found = found * ways
        return found

    def go(self, step: Step, node: NDArray[np.int64], number: NDArray[np.int64]) -> None:
        """Go on with outcomes of these classes."""
        self._nodes[step.graph] = step.targets[node, number]
        self._ways[step.graph] = 1 if step.ends else step.after[self._nodes[step.graph]]


def _last_up_to(before: Numbers, node: NDArray[np.int64], number: Numbers) -> NDArray[np.int64]:
    """The last run of each node that has no more than `number` before it; runs without any have what the next has."""
    flat, first = before.ravel(), node * before.shape[1]
    low, high = np.zeros(len(node), np.int64), np.full(len(node), before.shape[1] - 1)
    while (low < high).any():
        middle = (low + high + 1) // 2
        is_before = (flat.take(first + middle) <= number).astype(np.bool_)
        low, high = np.where(is_before, middle, low), np.where(is_before, high, middle - 1)
    return low


class RankColumn:
    """The numbers of completed rows, chunk after chunk."""

    def __init__(self, tables: RankTables) -> None:
        self._tables = tables
        self._looked = [Looked((step.option.key,), _Index(Outcomes(step.option))) for step in tables.steps]

    def of(self, completed: Completed) -> Numbers:
        """The number of each valid row."""
        runs, beyond = [], []
        for step, looked in zip(self._tables.steps, self._looked, strict=True):
            places = looked.of(completed)
            indexes = np.array(looked.found, step.starts.dtype)
            run = np.searchsorted(step.starts, indexes, "right") - 1
            runs.append(run.take(places))
            beyond.append((indexes - step.starts[run]).take(places))
        return self._tables.ranked(runs, beyond, completed.length)


@dataclass(frozen=True)
class _Index:
    outcomes: Outcomes

    def __call__(self, given: Mapping[str, Outcome]) -> int:
        return self.outcomes.index(given[self.outcomes.option.key])


def rank_tables(product: Product, budget: Budget, chosen: Chosen = NOTHING) -> RankTables | None:
    """The tables of a product; None where the order of the numbers takes graphs or tables that are too large.

    Then, and where configurations have no numbers at all, `engine.rank` is to be asked. After choices, that are
    `chosen` in canonical form, those are numbered that have them.
    """
    closed = [option for option in product.options if not option.is_open]
    if any(isinstance(option.domain, ProductDomain) and option.domain.many for option in closed):
        return None
    try:
        graphs = _graphs(product, begun(budget))
    except (TooComplexError, MemoryError):
        return None
    found: dict[str, Step] = {}
    ways: list[int] = []
    cells = 0
    below = [_below(graph, chosen) for graph in graphs]
    count = 1
    for counts in below:
        count *= sum(counts[0])
    kind = np.int64 if count < _LONG else object
    for number, (graph, counts) in enumerate(zip(graphs, below, strict=True)):
        ways.append(sum(counts[0]))
        multiplying = [each for each in graph.options if not each.option.is_open]
        for level, option in enumerate(multiplying):
            if not Outcomes(option).is_listed:
                return None
            cells += len(counts[level]) * (len(_runs(option, chosen)) + 2 * len(option.classes))
            if cells > MOST_CELLS:
                return None
            runs, ends = _runs(option, chosen), level == len(multiplying) - 1
            found[option.key] = _step(graph, level, number, counts, runs, kind, ends=ends)
    return RankTables(count, tuple(ways), tuple(found[option.key] for option in closed))


def tables_or_none(product: Product, chosen: Chosen, budget: Budget) -> tuple[RankTables | None]:
    """The same as an answer that another process can give: a module of NumPy is loaded before its memory is held."""
    return (rank_tables(product, budget, chosen),)


def _graphs(product: Product, allowance: Allowance) -> list[ComponentGraph]:
    """The graph of each component, its closed options in declared order, and then those that do not multiply."""
    prepared = prepare(product.options, product.all_constraints, allowance)
    late = late_options(prepared, None)
    return [_graph(prepared, part.keys, part.automata, late, allowance) for part in parts_of(prepared)]


def _graph(
    prepared: Prepared, keys: Sequence[str], automata: Sequence[Any], late: frozenset[str], allowance: Allowance
) -> ComponentGraph:
    order = tuple(sorted(keys, key=late.__contains__))
    own = allowance.concerning(order, tuple(each.constraint.key for each in automata))
    for automaton in automata:
        automaton.begin(prepared.options, order, own)
    return build([prepared.options[key] for key in order], automata, own)


def _runs(option: ClassedOption, chosen: Chosen) -> Sequence[tuple[int, int, int]]:
    """The outcomes that an option may have, in runs: the first, how many, and their class."""
    outcomes = Outcomes(option)
    if option.key not in chosen:
        return outcomes.runs()
    return [(index, 1, outcomes.class_at(index)) for index in outcomes.meant(chosen[option.key])]


def _sizes(option: ClassedOption, chosen: Chosen) -> list[int]:
    """How many outcomes of each class an option may have."""
    if option.key not in chosen:
        return [each.size for each in option.classes]
    allowed = Outcomes(option).classes_meant(chosen[option.key])
    return [int(number in allowed) for number in range(len(option.classes))]


def _below(graph: ComponentGraph, chosen: Chosen) -> list[list[int]]:
    """For each level, and behind the last, how many configurations follow after each node."""
    sizes = [_sizes(option, chosen) for option in graph.options]
    return weights_below(graph.diagram, sizes, sum(not option.option.is_open for option in graph.options))


def _step(
    graph: ComponentGraph,
    level: int,
    number: int,
    counts: Sequence[Sequence[int]],
    runs: Sequence[tuple[int, int, int]],
    kind: type[Any],
    *,
    ends: bool,
) -> Step:
    nodes = graph.diagram.levels[level]
    shape = len(nodes), len(graph.options[level].classes)
    each, targets = np.zeros(shape, kind), np.zeros(shape, np.int64)
    for node, edges in enumerate(nodes):
        for labels, target in edges:
            for label in labels:
                each[node, label], targets[node, label] = counts[level + 1][target], target
    classes = np.array([run[2] for run in runs], np.int64)
    taken = each[:, classes] * np.array([run[1] for run in runs], kind)
    before = np.cumsum(taken, 1) - taken if len(nodes) else taken
    starts, after = np.array([run[0] for run in runs], kind), np.array(counts[level + 1], kind)
    return Step(graph.options[level], number, starts, classes, before, each, targets, after, ends)
