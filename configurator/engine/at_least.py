"""How many valid configurations there are at least, where they cannot be counted: a true bound that costs little.

Components with a diagram or a circuit are counted. Of one that only a solver knows, a valid combination is taken, and
in it as many yes-or-no choices are left open as can be so that every clause still has something true without them. What
is not open is an implicant, so all ways to fill in the rest are valid (D. Déharbe, P. Fontaine, D. Le Berre and B.
Mazure, "Computing prime implicants", FMCAD 2013, departing from it in that only variables of options are left open,
those first that few clauses need).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from math import prod

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.compiler.classes import ClassedOption
from configurator.compiler.clauses import ComponentClauses
from configurator.compiler.solver import IncrementalSolver
from configurator.diagram.passes import weights_below
from configurator.engine.circuited import CircuitComponent
from configurator.engine.clausal import ClausalComponent
from configurator.engine.count import refuse_lists, sizes, sizes_after
from configurator.engine.paths import closed_options
from configurator.engine.valid_space import NO_CHOICES, Choices, Component, ValidSpace
from configurator.errors import TooComplexError
from configurator.knowledge.clauses import Clause

Weights = Sequence[Sequence[int]]


def at_least(space: ValidSpace, choices: Choices = NO_CHOICES, budget: Budget = USUAL) -> int:
    """A number that the count of the valid configurations with some choices does not fall below.

    It is 0 exactly where there are none. Raises `UnnumberedError` as `counted_after` does, TooComplexError where not
    even that is found out in time, and `MissingExtraError` without python-sat.
    """
    refuse_lists(space.product)
    return at_least_of(space.components, closed_options(space.product), sizes_after(choices), budget)


def at_least_of(
    components: Sequence[Component],
    multiplying: Collection[str],
    weights_of: Callable[[ClassedOption], list[int]] = sizes,
    budget: Budget = USUAL,
) -> int:
    """The same of components, where each class counts so much and these options multiply: as `counted_components`."""
    number = 1
    for component in components:
        weights = [weights_of(option) for option in component.options]
        if not isinstance(component, ClausalComponent):
            closed = sum(option.key in multiplying for option in component.options)
            number *= sum(weights_below(component.diagram, weights, closed)[0])
        elif isinstance(component, CircuitComponent):
            number *= component.count(weights, multiplying, budget)
        else:
            number *= implied(component.parts, weights, multiplying, component.allowance())
    return number


def implied(parts: ComponentClauses, weights: Weights, multiplying: Collection[str], allowance: Allowance) -> int:
    """How much the valid combinations around one or another count at least; 0 where there is none. Raises as above."""
    excluded = [
        (-literal,)
        for literals, own in zip(parts.clauses.literals, weights, strict=True)
        for literal, weight in zip(literals, own, strict=True)
        if not weight
    ]
    clauses = [*parts.clauses, *excluded]
    solver = IncrementalSolver(clauses, parts.clauses.variables)
    best = 0
    for sign in (-1, 1):  # what is seldom chosen leaves more open where rules require, and less where they forbid
        solver.prefer([sign * variable for variable in range(1, parts.clauses.variables + 1)])
        try:
            model = solver.model([], allowance)
            allowance.spend(len(clauses))
        except TooComplexError:
            if not best:
                raise
            break
        if model is None:
            return 0
        best = max(best, _around(parts, weights, multiplying, frozenset(model), clauses))
    return best


def _around(
    parts: ComponentClauses,
    weights: Weights,
    multiplying: Collection[str],
    model: Collection[int],
    clauses: list[Clause],
) -> int:
    """How much all combinations count that differ from a model in what may be open."""
    counting = {
        abs(literals[0]): sum(own)
        for option, literals, own in zip(parts.options, parts.clauses.literals, weights, strict=True)
        if option.key in multiplying and len(literals) == 2
    }
    free = _free(counting, model, clauses)
    fixed = (
        next(weight for literal, weight in zip(literals, own, strict=True) if literal in model)
        for option, literals, own in zip(parts.options, parts.clauses.literals, weights, strict=True)
        if option.key in multiplying and abs(literals[0]) not in free
    )
    return prod(counting[variable] for variable in free) * prod(fixed)


def _free(counting: Collection[int], model: Collection[int], clauses: list[Clause]) -> set[int]:
    """Of these variables some that can all be open: every clause has something true in the model without them."""
    true = [frozenset(literal for literal in clause if literal in model) for clause in clauses]
    left = list(map(len, true))
    needed_by: dict[int, list[int]] = {variable: [] for variable in counting}
    for number, literals in enumerate(true):
        for literal in literals:
            if abs(literal) in needed_by:
                needed_by[abs(literal)].append(number)
    critical = Counter({variable: sum(left[each] == 1 for each in having) for variable, having in needed_by.items()})
    free: set[int] = set()
    for variable in sorted(counting, key=lambda each: (critical[each], len(needed_by[each]), each)):
        having = needed_by[variable]
        if all(left[each] > 1 for each in having):
            free.add(variable)
            for each in having:
                left[each] -= 1
    return free
