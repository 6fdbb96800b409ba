"""From a product to the graphs of its valid configurations, phase by phase.

`prepare` sees in which terms constraints look at options and sorts values into classes; `graphs_of` parts the product
into components and builds the graph of each. Options that no constraint ties to others have graphs of one level.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from configurator.compiler.automata import AnyAutomaton, automaton_of
from configurator.compiler.automaton import HOLDS
from configurator.compiler.budget import USUAL, Allowance, Budget, begun
from configurator.compiler.builders import Builder
from configurator.compiler.classes import ClassedOption, classify
from configurator.compiler.components import components
from configurator.compiler.forecast import forecast
from configurator.compiler.layers import ComponentGraph, build
from configurator.compiler.order import arrange
from configurator.compiler.progress import ProgressCallback, built
from configurator.compiler.terms import Term
from configurator.compiler.ties import tie_of
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint
from configurator.model.option import Option

_OVERRATED = 1 << 16
"""No build is begun where the widest place is foreseen to take as many times the nodes that are allowed.

So much, since where tables overlap the forecast has been found some 10,000 times too high.
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Options in value classes, under their keys in declared order, and the constraints' automata over them."""

    options: Mapping[str, ClassedOption]
    automata: tuple[AnyAutomaton, ...]


def compile_graphs(
    product: Product,
    over: Collection[str] | None = None,
    budget: Budget | Allowance = USUAL,
    progress: ProgressCallback | None = None,
    builder: Builder = build,
) -> tuple[ComponentGraph, ...]:
    """The graphs of all components of a product, in declared order of their first options.

    In each graph the options of `over` (without it: all closed ones) come first, so that their combinations can be told
    apart whatever the others are. `progress` hears how far it is, instead of that of the budget, and may raise; where
    it is a `Journal`, a report is left in it. Raises TooComplexError beyond the budget, or what is left of it.
    """
    if progress is not None:
        budget = budget.heard_by(progress) if isinstance(budget, Allowance) else replace(budget, progress=progress)
    allowance = begun(budget)
    return graphs_of(prepare(product.options, product.all_constraints, allowance), over, allowance, builder=builder)


def prepare(
    options: Sequence[Option], constraints: Sequence[Constraint], budget: Budget | Allowance = USUAL
) -> Prepared:
    """Classes and automata for options under constraints that look at no others; raises TooComplexError."""
    allowance = begun(budget)
    automata = tuple(
        automaton_of(constraint, allowance.concerning(tuple(constraint.options), (constraint.key,)))
        for constraint in constraints
    )
    terms: dict[str, dict[Term, None]] = {option.key: {} for option in options}
    lookers: dict[str, list[str]] = {option.key: [] for option in options}
    for automaton in automata:
        for key, each in automaton.terms.items():
            terms[key] |= dict.fromkeys(each)
            lookers[key].append(automaton.constraint.key)
    classed = {
        option.key: classify(
            option, tuple(terms[option.key]), allowance.concerning((option.key,), tuple(lookers[option.key]))
        )
        for option in options
    }
    for automaton in automata:
        concerned = allowance.concerning(tuple(automaton.terms), (automaton.constraint.key,))
        automaton.begin(classed, tuple(automaton.terms), concerned)
    return Prepared(classed, automata)


@dataclass(frozen=True, slots=True)
class Part:
    """A component before it is compiled: the keys of its options, and the automata that tie them.

    `number` of `total`, from 1, is its place among all that have options.
    """

    keys: tuple[str, ...]
    automata: tuple[AnyAutomaton, ...]
    number: int = 0
    total: int = 0


def parts_of(prepared: Prepared) -> tuple[Part, ...]:
    """The components, in declared order of their first options; what is broken whatever is chosen has no options."""
    tying = [automaton for automaton in prepared.automata if automaton.start != HOLDS]
    groups = components(prepared.options, [tuple(automaton.terms) for automaton in tying if automaton.terms])
    own: list[list[AnyAutomaton]] = [[] for _ in groups]
    place = {key: number for number, keys in enumerate(groups) for key in keys}
    for automaton in tying:
        if automaton.terms:
            own[place[next(iter(automaton.terms))]].append(automaton)
    found = [Part(keys, tuple(own[number]), number + 1, len(groups)) for number, keys in enumerate(groups)]
    without_options = tuple(automaton for automaton in tying if not automaton.terms)
    return (*found, Part((), without_options)) if without_options else tuple(found)


def late_options(prepared: Prepared, over: Collection[str] | None) -> frozenset[str]:
    """The options that stand behind all others: those not in `over`, or without it the open ones."""
    options = prepared.options.items()
    return frozenset(key for key, each in options if (each.option.is_open if over is None else key not in over))


def graphs_of(
    prepared: Prepared,
    over: Collection[str] | None = None,
    budget: Budget | Allowance = USUAL,
    known: Sequence[ComponentGraph] = (),
    builder: Builder = build,
) -> tuple[ComponentGraph, ...]:
    """The graphs as `compile_graphs` gives them, from what is prepared.

    `known` are graphs of the same: one with none of the options in `over`, or no others, is taken as it is.
    """
    allowance = begun(budget)
    late = late_options(prepared, over)
    graphs = []
    taken = {frozenset(option.key for option in graph.options): graph for graph in known}
    for part in parts_of(prepared):
        graph = taken.get(frozenset(part.keys)) if part.keys else None
        if graph is None or len(late.intersection(part.keys)) not in (0, len(part.keys)):
            graph = graph_of(prepared, part, late, allowance, builder)
        graphs.append(graph)
    return tuple(graphs)


def graph_of(
    prepared: Prepared, part: Part, late: Collection[str], allowance: Allowance, builder: Builder = build
) -> ComponentGraph:
    """The graph of one component, the options in `late` behind all others; nothing is begun that must burst.

    Raises TooComplexError beyond the allowance.
    """
    of_constraints = tuple(automaton.constraint.key for automaton in part.automata)
    own = allowance.concerning(part.keys, of_constraints, (part.number, part.total))
    if not part.keys:
        return build((), part.automata, own)
    began = own.tell(0, 0)
    ties = list(map(tie_of, part.automata))
    order = arrange(part.keys, ties, frozenset(late).intersection(part.keys), own.spend)
    foreseen = forecast(order, ties)
    scopes = [(each.constraint.key, each.order) for each in part.automata]
    own.foreseen = foreseen.nodes
    if foreseen.nodes > own.budget.nodes * _OVERRATED:
        raise own.too_complex(*foreseen.refusal(own.budget.nodes, scopes))
    for automaton in part.automata:
        automaton.begin(prepared.options, order, own)
    graph = builder([prepared.options[key] for key in order], part.automata, own)
    told = own.tell(len(order), len(part.automata))
    own.report(built(order, tuple(map(len, graph.diagram.levels)), scopes, told, began.seconds))
    return graph
