"""From a product to the graphs of its valid configurations, phase by phase.

`prepare` sees in which terms constraints look at options and sorts values into classes; `graphs_of` parts the product
into components and builds the graph of each. Options that no constraint ties to others have graphs of one level.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from configurator.compiler.automata import AnyAutomaton, automaton_of
from configurator.compiler.automaton import HOLDS
from configurator.compiler.budget import USUAL, Allowance, Budget, begun
from configurator.compiler.classes import ClassedOption, classify
from configurator.compiler.components import components
from configurator.compiler.layers import ComponentGraph, build
from configurator.compiler.order import arrange
from configurator.compiler.terms import Term
from configurator.compiler.ties import tie_of
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint
from configurator.model.option import Option


@dataclass(frozen=True, slots=True)
class Prepared:
    """Options in value classes, under their keys in declared order, and the constraints' automata over them."""

    options: Mapping[str, ClassedOption]
    automata: tuple[AnyAutomaton, ...]


def compile_graphs(
    product: Product, over: Collection[str] | None = None, budget: Budget | Allowance = USUAL
) -> tuple[ComponentGraph, ...]:
    """The graphs of all components of a product, in declared order of their first options.

    In each graph the options of `over` (without it: all closed ones) come first, so that their combinations can be told
    apart whatever the others are. Raises TooComplexError beyond the budget, or what is left of it.
    """
    allowance = begun(budget)
    return graphs_of(prepare(product.options, product.all_constraints, allowance), over, allowance)


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


def graphs_of(
    prepared: Prepared,
    over: Collection[str] | None = None,
    budget: Budget | Allowance = USUAL,
    known: Sequence[ComponentGraph] = (),
) -> tuple[ComponentGraph, ...]:
    """The graphs as `compile_graphs` gives them, from what is prepared.

    `known` are graphs of the same: one with none of the options in `over`, or no others, is taken as it is.
    """
    allowance = begun(budget)
    options = prepared.options
    late = {key for key, each in options.items() if (each.option.is_open if over is None else key not in over)}
    tying = [automaton for automaton in prepared.automata if automaton.start != HOLDS]
    graphs = []
    taken = {frozenset(option.key for option in graph.options): graph for graph in known}
    for keys in components(options, [tuple(automaton.terms) for automaton in tying if automaton.terms]):
        graph = taken.get(frozenset(keys))
        if graph is not None and len(late.intersection(keys)) in (0, len(keys)):
            graphs.append(graph)
            continue
        concerned = [automaton for automaton in tying if not set(keys).isdisjoint(automaton.terms)]
        part = allowance.concerning(keys, tuple(automaton.constraint.key for automaton in concerned))
        order = arrange(keys, list(map(tie_of, concerned)), late.intersection(keys), part.spend)
        for automaton in concerned:
            automaton.begin(options, order, part)
        graphs.append(build([options[key] for key in order], concerned, part))
    without_options = [automaton for automaton in tying if not automaton.terms]
    if without_options:  # what is left of them is broken whatever is chosen
        graphs.append(build((), without_options, allowance.concerning((), ())))
    return tuple(graphs)
