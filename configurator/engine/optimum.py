"""The least of a quantity, and the least with each value of each option: exact, for all of them at once.

Components add up, so the least is the sum of the least of each; and the least with one value is what the cheapest path
through its label costs, beside the least of all other components. Where more is better, that is the greatest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from configurator.diagram.least import Cost
from configurator.engine.outcomes import Outcome
from configurator.engine.priced import Priced
from configurator.engine.shares import Shares
from configurator.engine.valid_space import NO_CHOICES, Choices
from configurator.model.derivation import Amount
from configurator.model.option import Option


def least(priced: Priced, choices: Choices = NO_CHOICES) -> Amount | None:
    """What the best valid configuration with these choices comes to; None where none has them.

    The texts and pictures that are not chosen are taken so that it is best. Raises `TooComplexError` where a solver is
    asked (`priced.method`) and does not find it out in time.
    """
    cost = priced.least_cost(choices)
    return None if cost is None else priced.amount(cost)


@dataclass(frozen=True)
class ByValue:
    """What the best valid configuration comes to with each value of an option and all choices for *other* options.

    `rests`: for each label, what is to be paid beside the option itself; None where nothing valid has it.
    """

    priced: Priced
    shares: Shares
    rests: tuple[Cost | None, ...]

    @property
    def option(self) -> Option:
        """The option."""
        return self.shares.option.option

    @property
    def least(self) -> Amount | None:
        """The best that the option can be; None where nothing is valid."""
        sums = (
            cost + rest
            for cost, rest in zip(self.shares.costs, self.rests, strict=True)
            if cost is not None and rest is not None
        )
        best = min(sums, default=None)
        return None if best is None else self.priced.amount(best)

    def of(self, outcome: Outcome) -> Amount | None:
        """With this outcome; None where nothing valid has it."""
        share = self.shares.of(outcome)
        if share is None:
            return None
        label, cost = share
        rest = self.rests[label]
        return None if rest is None else self.priced.amount(cost + rest)

    def each(self) -> Iterator[tuple[Outcome, Amount]]:
        """The outcomes of a closed option that are possible, in declared order, with what is best with each.

        Raises `UnorderedSetsError` for sets that are too many to be put in order.
        """
        outcomes, pieces = self.shares.outcomes, self.shares.pieces
        for start, length, number in outcomes.runs():
            piece = pieces[number]
            rest = self.rests[piece.label]
            if rest is None:
                continue
            even = None if piece.slope else self.priced.amount(piece.base + rest)
            for index in range(start, start + length):
                own = piece.base + piece.slope * (index - self.shares.shift)
                yield outcomes.at(index), even or self.priced.amount(own + rest)


def least_by_value(priced: Priced, choices: Choices = NO_CHOICES) -> Mapping[str, ByValue]:
    """For each option, in declared order, the best with each of its values: a pass down and one up each diagram.

    So a shop can say what each click would make of the price: "from 12.50", with everything that it entails. Where a
    solver is asked (`priced.method`), each value is a search; `TooComplexError` where all take longer than the budget.
    """
    paths = [part.after(choices) for part in priced.parts]
    totals = [each.least for each in paths]
    found: dict[str, ByValue] = {}
    for number, (part, path) in enumerate(zip(priced.parts, paths, strict=True)):
        others: Cost | None = priced.constant
        for total in totals[:number] + totals[number + 1 :]:
            others = None if others is None or total is None else others + total
        for level, shares in enumerate(part.levels):
            rests = path.through(level) if others is not None else [None] * len(shares.classes)
            added = tuple(None if rest is None or others is None else rest + others for rest in rests)
            found[shares.key] = ByValue(priced, shares, added)
    return {option.key: found[option.key] for option in priced.space.product.options}
