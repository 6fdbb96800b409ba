"""How many valid configurations a product has, exactly, by components, whose counts multiply.

In a decision diagram they are the paths, times the sizes of the classes on them; where that is beyond the budget, a
circuit or a counting solver counts them. Open options (text, image) do not multiply: a configuration counts once if
some texts make it valid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from configurator.compiler.budget import USUAL, Allowance, Budget, begun
from configurator.compiler.classes import ClassedOption
from configurator.compiler.clauses import clauses_of
from configurator.compiler.compile_graphs import Part, Prepared, graph_of, late_options, parts_of, prepare
from configurator.diagram.passes import weights_below
from configurator.engine.clausal import WAYS, ClausalComponent
from configurator.engine.condense import condensed
from configurator.engine.model_count import count_models
from configurator.engine.paths import closed_options, count_paths
from configurator.engine.valid_space import Choices, Component, ValidSpace, components_of
from configurator.errors import MissingExtraError, TooComplexError, UnnumberedError
from configurator.model.catalog import Product
from configurator.model.domain import ProductDomain

DIAGRAM, _, SOLVER = WAYS


@dataclass(frozen=True, slots=True)
class Counted:
    """An exact count, and what it was got by: `diagram`, or where a component was beyond it `circuit` or `solver`."""

    number: int
    method: str


def sizes(option: ClassedOption) -> list[int]:
    """How many outcomes each class of an option has."""
    return [each.size for each in option.classes]


def count(product: Product, over: Sequence[str] | None = None, budget: Budget = USUAL) -> int:
    """The number of valid configurations; with `over`, of different outcomes for these closed options only.

    "No value" is an outcome. Raises TooComplexError beyond the budget, and ValueError for a key in `over` that is no
    closed option of the product.
    """
    return counted(product, over, budget).number


def counted(product: Product, over: Sequence[str] | None = None, budget: Budget = USUAL) -> Counted:
    """The same, and how it was got."""
    for key in over or ():
        if key not in product.by_key or product.by_key[key].is_open:
            raise ValueError(f"`{key}` is not a closed option of `{product.key}`")
    allowance = begun(budget)
    small = condensed(product, allowance)
    prepared = prepare(small.options, small.all_constraints, allowance)
    if over is None:
        return counted_components(small, components_of(prepared, allowance), budget=allowance.budget)
    return _counted_over(prepared, over, allowance)


def counted_after(space: ValidSpace, choices: Choices, budget: Budget = USUAL) -> Counted:
    """How many valid configurations have some choices.

    Raises `UnnumberedError` where some of them differ in the order of a list alone, `TooComplexError` where a component
    without a diagram cannot be counted within the budget, and `MissingExtraError` where there is nothing to count it.
    """
    refuse_lists(space.product)
    return counted_components(space.product, space.components, sizes_after(choices), budget)


def refuse_lists(product: Product) -> None:
    """Raise `UnnumberedError` for a product with a list: its valid space tells apart what differs in order alone."""
    for option in product.options:
        if isinstance(option.domain, ProductDomain) and option.domain.many:
            raise UnnumberedError(product.key, option.key, "is a list, whose order means nothing")


def sizes_after(choices: Choices) -> Callable[[ClassedOption], list[int]]:
    """How many outcomes each class of an option still has after choices."""

    def weights_of(option: ClassedOption) -> list[int]:
        allowed = choices.allowed.get(option.key)
        return sizes(option) if allowed is None else [int(each in allowed) for each in range(len(option.classes))]

    return weights_of


def counted_components(
    product: Product,
    components: Sequence[Component],
    weights_of: Callable[[ClassedOption], list[int]] = sizes,
    budget: Budget = USUAL,
) -> Counted:
    """How much all valid configurations of compiled components count, where each class counts so much.

    Raises as `counted_after` does, but for lists.
    """
    number, method, multiplying = 1, DIAGRAM, closed_options(product)
    for component in components:
        weights = [weights_of(option) for option in component.options]
        if isinstance(component, ClausalComponent):
            number *= component.count(weights, multiplying, budget)
            method = max(method, component.method, key=WAYS.index)
        else:
            closed = sum(option.key in multiplying for option in component.options)
            number *= sum(weights_below(component.diagram, weights, closed)[0])
        if not number:
            break
    return Counted(number, method)


def _counted_over(prepared: Prepared, over: Sequence[str], allowance: Allowance) -> Counted:
    """How many outcomes some closed options have, in diagrams in which they come first."""
    late = late_options(prepared, over)
    number, method = 1, DIAGRAM
    for part in parts_of(prepared):
        try:
            number *= count_paths((graph_of(prepared, part, late, allowance),), over)
        except (TooComplexError, MemoryError) as error:
            error.with_traceback(None)  # which has all that was built so far
            number *= _by_solver(prepared, part, over, _why(error, part, allowance.budget), allowance.budget)
            method = SOLVER
        if not number:
            break
    return Counted(number, method)


def _why(error: TooComplexError | MemoryError, part: Part, budget: Budget) -> TooComplexError:
    if isinstance(error, TooComplexError):
        return error
    return budget.out_of_memory(part.keys, tuple(each.constraint.key for each in part.automata))


def _by_solver(
    prepared: Prepared, part: Part, multiplying: Collection[str], why: TooComplexError, budget: Budget
) -> int:
    """How many outcomes a component has that no diagram holds; raises `why` where nothing can count them."""
    try:
        parts = clauses_of(prepared.options, part.keys, part.automata, Allowance(budget))
    except TooComplexError:
        raise why from None
    try:
        return count_models(parts, [sizes(option) for option in parts.options], multiplying, why, budget)
    except MissingExtraError as missing:
        raise TooComplexError(why.finding, why.options, why.constraints, missing.hint) from None
