"""What a revision makes of amounts: which ones come to something else, and between what they lie before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from configurator.engine.optimum import least
from configurator.engine.priced import Priced
from configurator.engine.quantity import quantity_of
from configurator.engine.valid_space import ValidSpace
from configurator.errors import NoDiagramError, TooComplexError, UnknownQuantityError
from configurator.model.catalog import Product
from configurator.model.derivation import Amount
from configurator.model.expression import Expression
from configurator.revising.proof import changed_attributes, reads_changed

SpaceOf = Callable[[Product], ValidSpace]
Range = tuple[Amount, Amount]


@dataclass(frozen=True, slots=True)
class RevisedAmount:
    """A derived amount that reads a changed attribute: the least and the greatest of all valid configurations.

    Both are None where that cannot be told for all of them, or nobody asked.
    """

    product: str
    key: str
    label: str
    before: Range | None = None
    after: Range | None = None

    @property
    def words(self) -> str:
        """What has become of it, for people."""
        if self.before is None or self.after is None:
            return f"`{self.key}` of `{self.product}` comes to something else for some configurations"
        if self.before == self.after:
            return f"`{self.key}` of `{self.product}` still lies between {_between(self.after)}"
        return f"`{self.key}` of `{self.product}` lies between {_between(self.after)}, before {_between(self.before)}"


def _between(found: Range) -> str:
    return f"{found[0]} and {found[1]}"


def revised_amounts(before: Product, after: Product, space_of: SpaceOf | None = None) -> Iterator[RevisedAmount]:
    """The amounts of a product that read a changed attribute, in declared order; with a space also their ranges."""
    changed = changed_attributes(before, after)
    for old, new in zip(before.derived, after.derived, strict=True):
        parts: list[Expression] = []
        for case in old.cases:
            parts += (case.amount,) if case.condition is None else (case.amount, case.condition)
        if not reads_changed(parts, changed):
            continue
        one = two = None
        if space_of is not None:
            one, two = _range(space_of, before, old.key), _range(space_of, after, new.key)
        yield RevisedAmount(before.key, old.key, old.label, one, two)


def _range(space_of: SpaceOf, product: Product, key: str) -> Range | None:
    """Between what an amount lies without any facts of a sale."""
    try:
        quantity = quantity_of(product, key)
        space = space_of(product)
        low = least(Priced.of(space, quantity))
        high = least(Priced.of(space, quantity, greatest=True))
    except (UnknownQuantityError, TooComplexError, NoDiagramError):
        return None
    return None if low is None or high is None else (low, high)
