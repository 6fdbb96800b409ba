"""The valid configurations of a product with what each of them comes to: its components, priced.

A quantity falls into terms. What looks at one option is paid on the label of its level (`shares`). What looks at
several is paid on edges: components that such terms tie together become one, and a node of theirs is split by what is
left of the terms there, so that equal rests are one node. So everything that can be asked of least paths is exact for
every quantity, as long as there are not too many different rests. Where a component has no diagram, circuits and
solvers answer the same questions (`priced_clauses`), and what is left of the terms is told by clauses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from configurator.compiler.budget import USUAL, Allowance, Budget, begun
from configurator.compiler.circuits import compile_circuit
from configurator.compiler.clauses import ComponentClauses, clauses_of
from configurator.compiler.compile_graphs import parts_of, prepare
from configurator.compiler.layers import ComponentGraph
from configurator.diagram.circuit import Circuit
from configurator.diagram.least import Cost, Costs, LeastCosts
from configurator.diagram.priced_diagram import PricedDiagram, free
from configurator.diagram.shortest import Shortest
from configurator.engine import joint_clauses, joint_terms
from configurator.engine.circuited import CircuitComponent
from configurator.engine.clausal import WAYS, ClausalComponent
from configurator.engine.outcomes import Outcome
from configurator.engine.priced_clauses import PricedClauses
from configurator.engine.quantity import Quantity
from configurator.engine.shares import Shares, Terms, shares_of
from configurator.engine.solved import SolvedComponent
from configurator.engine.valid_space import Choices, Component, ValidSpace
from configurator.errors import TooComplexError
from configurator.model.derivation import Amount
from configurator.model.evaluation import evaluate
from configurator.model.expression import Expression, options_in

_OF_TIME = 0.6
"""Of the time that is left, so much for a circuit of components that terms tie together."""


@dataclass(frozen=True)
class PricedPart:
    """Some components of a product that belong together: a level an option, and what labels cost, and the way there."""

    levels: tuple[Shares, ...]
    ways: PricedDiagram | PricedClauses

    @cached_property
    def most(self) -> int:
        """No less than what any configuration costs, each part of it taken as positive."""
        return int(sum((shares.most for shares in self.levels), Fraction(0)) + self.ways.dearest)

    def after(self, choices: Choices) -> LeastCosts:
        """The least costs of what has the choices."""
        costs = [costs_after(shares, choices) for shares in self.levels]
        if isinstance(self.ways, PricedDiagram):
            return Shortest(self.ways, costs, self.most)
        return self.ways.least(costs, self.most)

    def scaled(self, scale: int) -> PricedPart:
        """The same in whole numbers."""
        return PricedPart(tuple(shares.scaled(scale) for shares in self.levels), self.ways.scaled(scale))

    @property
    def denominators(self) -> set[int]:
        """Those of all costs."""
        pieces = {Fraction(cost).denominator for each in self.levels for p in each.pieces for cost in (p.base, p.slope)}
        return pieces | {Fraction(cost).denominator for cost in self.ways.costs}


@dataclass(frozen=True)
class Priced:
    """A product's components under a quantity, of which less is better; `is_greatest`: under one of which more is.

    Costs are whole numbers: `scale` of them are one base unit. `constant` is paid in any case.
    """

    space: ValidSpace
    quantity: Quantity
    parts: tuple[PricedPart, ...]
    scale: int
    constant: int
    is_greatest: bool = False

    @classmethod
    def of(
        cls, space: ValidSpace, quantity: Quantity, *, greatest: bool = False, budget: Budget | Allowance = USUAL
    ) -> Priced:
        """Price the components of a product; takes some milliseconds, and is asked many times.

        Raises `TooComplexError` where terms that look at several options leave too many different rests, or where the
        outcomes of an option are too many to be sorted by what they cost. What is asked later raises it, too, where a
        solver is asked and takes longer than the budget, which each answer has anew.
        """
        allowance = begun(budget)
        whole = quantity.negative().sum if greatest else quantity.sum
        joint = tuple((term, factor) for term, factor in whole.terms if len(options_in(term)) > 1)
        alone: dict[str, Terms] = {}
        for term, factor in whole.terms:
            if len(options_in(term)) == 1:
                (key,) = options_in(term)
                alone[key] = (*alone.get(key, ()), (term, factor))
        parts = [
            _part(
                space,
                numbers,
                tuple(each for each in joint if _places(space, each[0]) & set(numbers)),
                alone,
                allowance,
            )
            for numbers in _tied(space, joint)
        ]
        scale = lcm(whole.constant.denominator, *(each for part in parts for each in part.denominators))
        found = tuple(part.scaled(scale) for part in parts)
        return cls(space, quantity, found, scale, int(whole.constant * scale), greatest)

    @cached_property
    def method(self) -> str:
        """What answers come from, as in `ValidSpace`; it can be another, since terms tie components together."""
        needed = (part.ways.method for part in self.parts if isinstance(part.ways, PricedClauses))
        return max(needed, default=WAYS[0], key=WAYS.index)

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """For each option, which part it stands in and at which level."""
        return {
            shares.key: (number, level)
            for number, part in enumerate(self.parts)
            for level, shares in enumerate(part.levels)
        }

    def least_cost(self, choices: Choices) -> Cost | None:
        """What the best valid configuration with these choices costs; None where none has them."""
        cost: Cost = self.constant
        for part in self.parts:
            found = part.after(choices).least
            if found is None:
                return None
            cost += found
        return cost

    def worth(self, outcomes: Mapping[str, Outcome]) -> Fraction:
        """How much of the quantity a whole configuration has, valid or not, in base units."""
        found = evaluate(self.quantity.sum.expression(), outcomes, self.space.product.domains)
        assert isinstance(found, Fraction)  # noqa: S101 - the worth of a sum
        return found

    def amount(self, cost: Cost) -> Amount:
        """A cost, with the constant in it, as an amount of the quantity."""
        base = Fraction(cost) / self.scale
        return self.quantity.amount(-base if self.is_greatest else base)


def costs_after(shares: Shares, choices: Choices) -> Costs:
    """What the labels of an option cost after choices; what is not chosen is not to be taken."""
    key = shares.key
    if key in choices.chosen:
        return only(shares, shares.meant(choices.chosen[key]))
    if key in choices.allowed:
        allowed = choices.allowed[key]
        return [cost if own in allowed else None for own, cost in zip(shares.classes, shares.costs, strict=True)]
    return shares.costs


def only(shares: Shares, outcomes: Sequence[Outcome]) -> Costs:
    """What the labels of an option cost where it is one of these outcomes."""
    found: list[Cost | None] = [None] * len(shares.classes)
    for outcome in outcomes:
        share = shares.of(outcome)
        if share is not None:
            label, cost = share
            before = found[label]
            found[label] = cost if before is None else min(before, cost)
    return found


def _tied(space: ValidSpace, joint: Terms) -> list[tuple[int, ...]]:
    """The components, by number, that terms tie together, in order of their first."""
    groups = [{number} for number in range(len(space.components))]
    for term, _ in joint:
        places = _places(space, term)
        touched = [group for group in groups if group & places]
        groups = [group for group in groups if not group & places] + [set().union(*touched)]
    return sorted(tuple(sorted(group)) for group in groups)


def _places(space: ValidSpace, term: Expression) -> set[int]:
    return {space.places[key][0] for key in options_in(term)}


def _part(
    space: ValidSpace, numbers: Sequence[int], joint: Terms, alone: Mapping[str, Terms], allowance: Allowance
) -> PricedPart:
    """Some components as one, priced; costs are still fractions."""
    components = [space.components[number] for number in numbers]
    keys = tuple(dict.fromkeys(key for term, _ in joint for key in options_in(term)))
    concerned = allowance.concerning(keys, ()) if joint else allowance
    graphs = [each for each in components if isinstance(each, ComponentGraph)]
    if len(graphs) == len(components):
        levels = _levels(space, [option.key for graph in graphs for option in graph.options], joint, alone, allowance)
        diagram = free([graph.diagram for graph in graphs])
        if joint and diagram.holds:
            diagram = joint_terms.with_terms(diagram, levels, joint, space.product.domains, concerned)
        return PricedPart(levels, diagram)
    clauses = joint_clauses.joined([_clauses(space, each, allowance) for each in components])
    levels = _levels(space, [option.key for option in clauses.options], joint, alone, allowance)
    if not joint:
        (component,) = components
        circuit = component.circuit if isinstance(component, CircuitComponent) else None
        return PricedPart(levels, PricedClauses(clauses, circuit, allowance.budget))
    clauses, costs = joint_clauses.with_terms(clauses, levels, joint, space.product.domains, concerned)
    circuit = None if any(isinstance(each, SolvedComponent) for each in components) else _circuit(clauses, concerned)
    return PricedPart(levels, PricedClauses(clauses, circuit, allowance.budget, costs))


def _levels(
    space: ValidSpace, keys: Sequence[str], joint: Terms, alone: Mapping[str, Terms], allowance: Allowance
) -> tuple[Shares, ...]:
    """How each of some options shares in a quantity."""
    found = []
    for key in keys:
        looking = [term for term, _ in joint if key in options_in(term)]
        found.append(shares_of(space.classed[key], alone.get(key, ()), looking, allowance.concerning((key,), ())))
    return tuple(found)


def _clauses(space: ValidSpace, component: Component, allowance: Allowance) -> ComponentClauses:
    """The clauses of a component; those of a diagram, which nobody needed so far, are written now."""
    if isinstance(component, ClausalComponent):
        return component.parts
    prepared = prepare(space.product.options, space.product.all_constraints, allowance)
    keys = {option.key for option in component.options}
    part = next(each for each in parts_of(prepared) if keys == set(each.keys))
    return clauses_of(prepared.options, part.keys, part.automata, allowance)


def _circuit(clauses: ComponentClauses, allowance: Allowance) -> Circuit | None:
    """The circuit of components that terms tie together; None where that is beyond the allowance."""
    try:
        return compile_circuit(clauses, allowance.share(_OF_TIME))
    except TooComplexError:
        return None
