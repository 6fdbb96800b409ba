"""What a release changes in what can be configured: each product of one catalog held against that of another.

Products are the same by their permanent keys. One that only one of the two has is gained or lost as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from configurator.compiler.budget import USUAL, Budget
from configurator.engine.amount_changes import AmountChange
from configurator.engine.compared import Compared, HowMany, compared, whole
from configurator.engine.difference import Configuration
from configurator.engine.sale_losses import MOST_CELLS, SaleLoss, sale_losses
from configurator.engine.valid_space import ValidSpace
from configurator.errors import IncomparableError, Limit, TooComplexError
from configurator.here_or_aside import answered
from configurator.model.catalog import Product

MOST_EXAMPLES = 3

QUESTIONS = 6
"""What is asked for one product at most, each within a budget: two spaces, what they have in common, and of each side
what only that one has, and what it has in all."""
OF_AN_AMOUNT = 3
"""For each amount: the least and the greatest change, and how many come to the same."""
OF_SALES = 2 * MOST_CELLS
"""For each kind of sale: what could be sold, and what can be sold."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A product, and how many configurations it has gained, lost and kept; None for a number that is out of reach.

    What is out of reach is `at_least` so many, 0 where nothing is known of it; a number that is known is that, too.
    `old` and `new` are the product on either side, where it is. Examples go by the keys of their side. `method`: what
    was asked, as in `ValidSpace`; None where there is no answer. `why`: what puts something out of reach, `hint` what
    can be done about it, and `limit` which one was too low, where these are known. `amounts`: what becomes of the
    amounts that follow from those that are kept; `sales`: sales in which some of them are sold no longer.
    """

    permanent_key: str
    old: Product | None
    new: Product | None
    kept: int | None = None
    gained: int | None = None
    lost: int | None = None
    kept_at_least: int = 0
    gained_at_least: int = 0
    lost_at_least: int = 0
    some_gained: tuple[Configuration, ...] = ()
    some_lost: tuple[Configuration, ...] = ()
    method: str | None = None
    why: str | None = None
    hint: str | None = None
    limit: Limit | None = None
    amounts: tuple[AmountChange, ...] = ()
    sales: tuple[SaleLoss, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether anything is gained or lost, or that is not known."""
        return self.gained != 0 or self.lost != 0


def differences(
    old: Sequence[Product],
    new: Sequence[Product],
    most: int = MOST_EXAMPLES,
    budget: Budget = USUAL,
    since: date | None = None,
) -> Iterator[Changed]:
    """What became of each product, those of today in declared order first, with `most` examples of what is changed.

    `since`: the day from which sales are looked at; without it none are.
    What is not small is found out in another process, which keeps to the memory of the budget.
    """
    before = {product.permanent_key: product for product in old}
    for product in new:
        yield _changed(product.permanent_key, before.pop(product.permanent_key, None), product, most, budget, since)
    for key, product in before.items():
        yield _changed(key, product, None, most, budget, since)


def _changed(
    key: str, old: Product | None, new: Product | None, most: int, budget: Budget, since: date | None
) -> Changed:
    products = [each for each in (old, new) if each is not None]
    times = QUESTIONS + OF_SALES * (since is not None) + OF_AN_AMOUNT * (len(new.derived) if new is not None else 0)
    try:
        found, sales = answered(products, partial(_found, old, new, most, since), budget, times)
    except IncomparableError as error:
        return Changed(key, old, new, why=str(error))
    except TooComplexError as error:
        return Changed(key, old, new, why=str(error), hint=error.hint, limit=error.limit)
    why = found.why
    return Changed(
        key,
        old,
        new,
        found.kept.number,
        found.gained.number,
        found.lost.number,
        found.kept.at_least,
        found.gained.at_least,
        found.lost.at_least,
        found.some_gained,
        found.some_lost,
        found.method,
        None if why is None else str(why),
        None if why is None else why.hint,
        why.limit if isinstance(why, TooComplexError) else None,
        found.amounts,
        sales,
    )


Found = tuple[Compared, tuple[SaleLoss, ...]]
"""What became of a product, and what of it can be sold no longer."""


def _found(old: Product | None, new: Product | None, most: int, since: date | None, budget: Budget) -> Found:
    """What became of a product that one of the two has at least. Raises `IncomparableError` and `TooComplexError`."""
    none = HowMany.exactly(0)
    if old is not None and new is not None:
        found = compared(ValidSpace.of(old, budget), ValidSpace.of(new, budget), most, budget)
        return found, tuple(sale_losses(old, new, since, budget)) if since is not None else ()
    if new is not None:
        number, method, why = whole(new, budget)
        return Compared(method, none, number, none, why=why), ()
    assert old is not None  # noqa: S101 - one of them is there
    number, method, why = whole(old, budget)
    return Compared(method, none, none, number, why=why), ()
