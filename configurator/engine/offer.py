"""A configuration as an offer: may it be sold for these facts, what would decide that, and what does it come to?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from configurator.engine.sale import Bar, Facts, bars, open_facts, read_facts
from configurator.model.catalog import Product
from configurator.model.derivation import Amount
from configurator.model.evaluation import Choices
from configurator.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Offer:
    """What is known of a valid configuration for the facts of a sale.

    - `facts`: in canonical form, the day of the sale among them; `problems`: what is wrong with those that were given;
    - `bars`: what bars it from sale; `open`: facts that nobody gave and that decide it;
    - `amounts`: each derived amount by its key, in declared order.
    """

    facts: Facts
    bars: tuple[Bar, ...]
    open: tuple[str, ...]
    amounts: Mapping[str, Amount]
    problems: tuple[Problem, ...] = ()

    @property
    def sellable(self) -> bool | None:
        """Whether it may be sold; None where that depends on facts that nobody gave."""
        if self.bars:
            return False
        return None if self.open or self.problems else True


def offer(product: Product, completed: Choices, day: date, given: Mapping[str, object] | None = None) -> Offer:
    """The offer of a valid configuration on a day; `given` has raw facts of the sale by key, as they come from JSON."""
    facts, problems = read_facts(product, given or {}, day)
    known = {**completed, **facts}
    amounts = {each.key: each.worth(known, product.sale_domains) for each in product.derived}
    return Offer(facts, bars(product, completed, day, facts), open_facts(product, completed, facts), amounts, problems)
