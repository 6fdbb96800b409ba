"""What became of the configurations of a product, in whichever way it can be found out: as much of it as is certain.

Where diagrams and circuits hold both releases and what they have in common, all is counted, and examples have numbers
(`difference`). Elsewhere a counting solver counts within its time, and a solver looks for examples of what only one has
(`solved_difference`); if there are few, these are all, and else there are at least so many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.engine.amount_changes import AmountChange, amount_changes
from configurator.engine.at_least import at_least, at_least_of
from configurator.engine.clausal import WAYS
from configurator.engine.conjunction import Compiling, Conjunction, InCommon, conjunction
from configurator.engine.count import counted, counted_components
from configurator.engine.difference import Configuration, Difference
from configurator.engine.paths import closed_options
from configurator.engine.sides import Sides
from configurator.engine.solved_difference import Alone, alone
from configurator.engine.valid_space import ValidSpace, components_of
from configurator.errors import MissingExtraError, TooComplexError
from configurator.model.catalog import Product
from configurator.model.domain import ProductDomain

SOLVER = WAYS[-1]

Why = TooComplexError | MissingExtraError
"""Why something is not counted."""


@dataclass(frozen=True, slots=True)
class HowMany:
    """A number where it is known, and what it is `at_least` anyway, which is nothing where nothing is known of it."""

    number: int | None
    at_least: int

    @classmethod
    def exactly(cls, number: int) -> HowMany:
        """A number that is known."""
        return cls(number, number)


@dataclass(frozen=True, slots=True)
class Compared:
    """How many configurations are kept, gained and lost, with some of each, by the keys of their side.

    `method`: what that comes from, as in `ValidSpace`. `why`: why not all is counted. `amounts`: what becomes of the
    amounts that follow from those that are kept.
    """

    method: str
    kept: HowMany
    gained: HowMany
    lost: HowMany
    some_gained: tuple[Configuration, ...] = ()
    some_lost: tuple[Configuration, ...] = ()
    why: Why | None = None
    amounts: tuple[AmountChange, ...] = ()


def compared(
    old: ValidSpace, new: ValidSpace, most: int, budget: Budget = USUAL, compiling: Compiling = components_of
) -> Compared:
    """What became of the configurations of a product, with `most` examples of what is gained and lost.

    Raises `IncomparableError` where documents of the one cannot be held against those of the other, and
    `TooComplexError` where not even a solver can be asked within the budget.
    """
    sides = Sides.of(old.product, new.product)
    both = conjunction(sides, Allowance(budget), compiling)
    if both.method(old, new) == SOLVER:
        found = _asked(old, new, sides, both, most, budget)
    else:
        found = _counted(old, new, both, most, budget)
    amounts = amount_changes(sides, both, found.kept.number, budget, compiling)
    return replace(found, amounts=tuple(amounts))


def _counted(old: ValidSpace, new: ValidSpace, both: Conjunction, most: int, budget: Budget) -> Compared:
    """All of it, exactly."""
    found = Difference(old, new, budget, both)
    kept, gained, lost = map(HowMany.exactly, (found.kept, found.gained, found.lost))
    return Compared(found.method, kept, gained, lost, tuple(found.some_gained(most)), tuple(found.some_lost(most)))


def whole(product: Product, budget: Budget = USUAL) -> tuple[HowMany, str, Why | None]:
    """How many configurations a product has that only one side has; what that comes from, and why it is not counted.

    Raises `TooComplexError` where not even a solver can be asked within the budget.
    """
    if any(isinstance(option.domain, ProductDomain) and option.domain.many for option in product.options):
        found = counted(product, None, budget)  # a space would tell apart what differs in order alone
        return HowMany.exactly(found.number), found.method, None
    space = ValidSpace.of(product, budget)
    number = _number(space, budget)
    if isinstance(number, int):
        return HowMany.exactly(number), space.method, None
    return _how_many(number, _tried(lambda: at_least(space, budget=budget))), space.method, number


def _asked(old: ValidSpace, new: ValidSpace, sides: Sides, both: Conjunction, most: int, budget: Budget) -> Compared:
    """What a solver knows of them, and a counting solver in its time."""
    gains, losses = (alone(sides, each, most, Allowance(budget)) for each in (both.new, both.old))
    is_one = both.old.space is both.new.space
    if gains.is_all and new.method != SOLVER:
        kept = _number(new, budget, gains.at_least)
    elif losses.is_all and old.method != SOLVER and is_one:
        kept = _number(old, budget, losses.at_least)
    else:
        kept = _in_common(both.new, budget)
    kept_of_old = kept
    if not is_one and isinstance(kept, int) and not losses.is_all:
        kept_of_old = _in_common(both.old, budget)
    gained, lost = _others(new, gains, kept, budget), _others(old, losses, kept_of_old, budget)
    unknown = [each for each in (kept, gained, lost) if not isinstance(each, int)]
    least = kept
    if not isinstance(kept, int):
        least = _tried(lambda: at_least_of(both.new.space.components, both.new.over, budget=budget))
    return Compared(
        SOLVER,
        _how_many(kept, least),
        _how_many(gained, gains.at_least),
        _how_many(lost, losses.at_least),
        gains.some,
        losses.some,
        unknown[0] if unknown else None,
    )


def _in_common(both: InCommon, budget: Budget) -> int | Why:
    return _tried(lambda: counted_components(both.over, both.space.components, budget=budget).number)


def _others(space: ValidSpace, found: Alone, kept: int | Why, budget: Budget) -> int | Why:
    """How many only one side has: those that were found, where these are all; else all that it has but those kept."""
    if found.is_all:
        return found.at_least
    if not isinstance(kept, int):  # what there is in all takes no less time
        return kept
    return _number(space, budget, kept)


def _number(space: ValidSpace, budget: Budget, less: int = 0) -> int | Why:
    """How many configurations there are, less so many."""
    closed = closed_options(space.product)
    return _tried(lambda: counted_components(closed, space.components, budget=budget).number - less)


def _tried(counting: Callable[[], int]) -> int | Why:
    """A number, or why it is not counted."""
    try:
        return counting()
    except (TooComplexError, MissingExtraError) as error:
        return error


def _how_many(number: int | Why, least: int | Why) -> HowMany:
    if isinstance(number, int):
        return HowMany.exactly(number)
    return HowMany(None, least if isinstance(least, int) else 0)
