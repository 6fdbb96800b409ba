"""The valid configurations of a product with what each of them comes to: its diagrams, priced.

A quantity falls into terms. What looks at one option is paid on the label of its level (`shares`). What looks at
several is paid on edges: components that such terms tie together become one, and a node of theirs is split by what is
left of the terms there, so that equal rests are one node. So everything that can be asked of least paths is exact for
every quantity, as long as there are not too many different rests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from configurator.compiler.budget import USUAL, Allowance, Budget, begun
from configurator.diagram.priced_diagram import Cost, PricedDiagram, free
from configurator.diagram.shortest import Costs, Shortest
from configurator.engine.joint_terms import with_terms
from configurator.engine.outcomes import Outcome
from configurator.engine.quantity import Quantity
from configurator.engine.shares import Shares, Terms, shares_of
from configurator.engine.valid_space import Choices, ValidSpace
from configurator.model.derivation import Amount
from configurator.model.evaluation import evaluate
from configurator.model.expression import Expression, options_in


@dataclass(frozen=True)
class PricedPart:
    """Some components of a product that belong together: a level an option, and what labels and edges cost."""

    levels: tuple[Shares, ...]
    diagram: PricedDiagram

    @cached_property
    def most(self) -> int:
        """No less than what any path costs, each step of it taken as positive."""
        return int(sum((shares.most for shares in self.levels), Fraction(0)) + self.diagram.dearest)

    def after(self, choices: Choices) -> Shortest:
        """The least paths that have the choices."""
        return Shortest(self.diagram, [costs_after(shares, choices) for shares in self.levels], self.most)

    def scaled(self, scale: int) -> PricedPart:
        """The same in whole numbers."""
        levels = tuple(shares.scaled(scale) for shares in self.levels)
        return PricedPart(levels, self.diagram.scaled(scale))

    @property
    def denominators(self) -> set[int]:
        """Those of all costs."""
        pieces = {Fraction(cost).denominator for each in self.levels for p in each.pieces for cost in (p.base, p.slope)}
        return pieces | {Fraction(cost).denominator for steps in self.diagram.steps for _, cost in steps}


@dataclass(frozen=True)
class Priced:
    """A product's diagrams under a quantity, of which less is better; `is_greatest`: under one of which more is.

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
        """Price the diagrams of a product; takes some milliseconds, and is asked many times.

        Raises `TooComplexError` where terms that look at several options leave too many different rests, or where the
        outcomes of an option are too many to be sorted by what they cost.
        """
        allowance = begun(budget)
        whole = quantity.negative().sum if greatest else quantity.sum
        joint = tuple((term, factor) for term, factor in whole.terms if len(options_in(term)) > 1)
        parts = [
            _part(
                space,
                numbers,
                tuple(each for each in joint if _places(space, each[0]) & set(numbers)),
                whole.terms,
                allowance,
            )
            for numbers in _tied(space, joint)
        ]
        scale = lcm(whole.constant.denominator, *(each for part in parts for each in part.denominators))
        found = tuple(part.scaled(scale) for part in parts)
        return cls(space, quantity, found, scale, int(whole.constant * scale), greatest)

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
    groups = [{number} for number in range(len(space.graphs))]
    for term, _ in joint:
        places = _places(space, term)
        touched = [group for group in groups if group & places]
        groups = [group for group in groups if not group & places] + [set().union(*touched)]
    return sorted(tuple(sorted(group)) for group in groups)


def _places(space: ValidSpace, term: Expression) -> set[int]:
    return {space.places[key][0] for key in options_in(term)}


def _part(space: ValidSpace, numbers: Sequence[int], joint: Terms, terms: Terms, allowance: Allowance) -> PricedPart:
    """Some components as one, priced; costs are still fractions."""
    graphs = [space.graphs[number] for number in numbers]
    levels = []
    for option in (each for graph in graphs for each in graph.options):
        own = tuple((term, factor) for term, factor in terms if options_in(term) == (option.key,))
        looking = [term for term, _ in joint if option.key in options_in(term)]
        levels.append(shares_of(space.classed[option.key], own, looking, allowance.concerning((option.key,), ())))
    diagram = free([graph.diagram for graph in graphs])
    if joint and diagram.holds:
        concerned = allowance.concerning(tuple(dict.fromkeys(key for term, _ in joint for key in options_in(term))), ())
        diagram = with_terms(diagram, levels, joint, space.product.domains, concerned)
    return PricedPart(tuple(levels), diagram)
