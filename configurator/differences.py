"""What a release changes in what can be configured: each product of one catalog held against that of another.

Products are the same by their permanent keys. One that only one of the two has is gained or lost as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from configurator.compiler.budget import USUAL, Budget
from configurator.engine.count import count
from configurator.engine.difference import Configuration, Difference
from configurator.engine.valid_space import ValidSpace
from configurator.errors import IncomparableError, TooComplexError
from configurator.model.catalog import Product

MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Changed:
    """A product, and how many configurations it has gained, lost and kept; None for all where that is out of reach.

    `old` and `new` are the product on either side, where it is. Examples go by the keys of their side. `why`: what puts
    it out of reach.
    """

    permanent_key: str
    old: Product | None
    new: Product | None
    kept: int | None = None
    gained: int | None = None
    lost: int | None = None
    some_gained: tuple[Configuration, ...] = ()
    some_lost: tuple[Configuration, ...] = ()
    why: str | None = None

    @property
    def is_changed(self) -> bool:
        """Whether anything is gained or lost, or that is not known."""
        return self.gained != 0 or self.lost != 0


def differences(
    old: Sequence[Product], new: Sequence[Product], most: int = MOST_EXAMPLES, budget: Budget = USUAL
) -> Iterator[Changed]:
    """What became of each product, those of today in declared order first, with `most` examples of what is changed."""
    before = {product.permanent_key: product for product in old}
    for product in new:
        yield _changed(product.permanent_key, before.pop(product.permanent_key, None), product, most, budget)
    for key, product in before.items():
        yield _changed(key, product, None, most, budget)


def _changed(key: str, old: Product | None, new: Product | None, most: int, budget: Budget) -> Changed:
    try:
        if old is None or new is None:
            gained = 0 if new is None else count(new, None, budget)
            lost = 0 if old is None else count(old, None, budget)
            return Changed(key, old, new, 0, gained, lost)
        found = Difference(ValidSpace.of(old, budget), ValidSpace.of(new, budget), budget)
        gains, losses = tuple(found.some_gained(most)), tuple(found.some_lost(most))
        return Changed(key, old, new, found.kept, found.gained, found.lost, gains, losses)
    except (IncomparableError, TooComplexError) as error:
        return Changed(key, old, new, why=str(error))
