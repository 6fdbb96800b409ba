"""Why choices cannot stand together: a smallest set of choices and constraints that exclude one another.

First the choices are made few, with all constraints: that asks the finished diagrams. Then the constraints are made
few, with those choices: for that, diagrams of some constraints are made anew, small since what is chosen is known; or
a solver is asked, where there is no diagram.
Together both are smallest: without one of the choices all constraints can be met, so a part of them can, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.compiler.compile_graphs import Prepared, graphs_of, prepare
from configurator.engine.clausal import ClausalComponent
from configurator.engine.narrow import narrowed
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.engine.quickxplain import smallest_conflict
from configurator.engine.reachable import satisfiable
from configurator.engine.valid_space import Choices, ValidSpace
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint

NOTHING: Mapping[str, Outcome] = {}


@dataclass(frozen=True)
class Conflict:
    """Choices and constraints that exclude one another; without any one of them, the others do not.

    Where constraints exclude one another by themselves, there are no choices.
    """

    choices: Mapping[str, Outcome]
    constraints: tuple[Constraint, ...]


def conflict(space: ValidSpace, choices: Choices, budget: Budget = USUAL) -> Conflict | None:
    """A smallest conflict among choices; None where some valid configuration has all of them.

    Of several it is one whose last choice comes as early as can be. Raises `TooComplexError` where even the diagrams of
    a part of the constraints are beyond the budget.
    """
    keys = smallest_conflict(tuple(choices.chosen), lambda keys: _stand(space, choices, keys))
    return None if keys is None else _with_constraints(space, choices, keys, budget)


def why_not(
    space: ValidSpace, choices: Choices, option: str, outcome: Outcome, budget: Budget = USUAL
) -> Conflict | None:
    """Why an option cannot have an outcome beside all other choices; None where it can.

    The conflict is one that the outcome takes part in, unless the other choices exclude one another already.
    """
    others = {key: value for key, value in choices.chosen.items() if key != option}
    allowed = {key: choices.allowed[key] for key in others} | {option: space.outcomes[option].classes_meant(outcome)}
    asked = Choices({**others, option: outcome}, allowed)
    return conflict(space, asked, budget)


def _stand(space: ValidSpace, choices: Choices, keys: Sequence[str]) -> bool:
    some = Choices({key: choices.chosen[key] for key in keys}, {key: choices.allowed[key] for key in keys})
    return narrowed(space, some).is_consistent


def _with_constraints(space: ValidSpace, choices: Choices, keys: Sequence[str], budget: Budget) -> Conflict:
    """The constraints that these choices cannot meet together, as few as can be."""
    chosen = {key: choices.chosen[key] for key in keys}
    solved = _solved(space, keys)
    if solved is not None:
        asked = space.by_level(solved, {key: choices.allowed[key] for key in keys})
        return Conflict(chosen, solved.contradicting(asked))
    return Conflict(chosen, contradicting(space.product, _near(space, keys), Allowance(budget), chosen))


def _solved(space: ValidSpace, keys: Sequence[str]) -> ClausalComponent | None:
    """The component that a conflict lies in, where a solver is asked about it; None where there is a diagram."""
    if keys:
        found = space.components[space.places[keys[0]][0]]
    else:
        found = next(each for each in space.components if not each.holds)
    return found if isinstance(found, ClausalComponent) else None


def contradicting(
    product: Product, constraints: Sequence[Constraint], allowance: Allowance, chosen: Mapping[str, Outcome] = NOTHING
) -> tuple[Constraint, ...]:
    """The constraints, as few as can be, that some choices for a product cannot meet together; nothing if they can.

    Raises `TooComplexError` where their diagrams are beyond the allowance.
    """
    return smallest_conflict(constraints, lambda some: _can_be_met(product, chosen, some, allowance)) or ()


def _near(space: ValidSpace, keys: Sequence[str]) -> tuple[Constraint, ...]:
    """The constraints of the components that choices stand in, or of all without any, in declared order."""
    graphs = {space.places[key][0] for key in keys} or set(range(len(space.components)))
    own = {each.key for number in graphs for each in space.components[number].constraints}
    own |= {each.key for graph in space.components if not graph.options for each in graph.constraints}
    # a constraint that nothing can break, or meet, is in no component
    return tuple(each for each in space.product.all_constraints if each.key in own or not keys)


def _can_be_met(
    product: Product, chosen: Mapping[str, Outcome], constraints: Sequence[Constraint], allowance: Allowance
) -> bool:
    """Whether some outcomes of all options meet these constraints and agree with what is chosen."""
    concerned = {key for each in constraints for key in each.options} | chosen.keys()
    options = [option for option in product.options if option.key in concerned]
    prepared = prepare(options, constraints, allowance)
    classed = dict(prepared.options)
    for key, outcome in chosen.items():
        meant = Outcomes(classed[key]).classes_meant(outcome)
        classes = tuple(each for number, each in enumerate(classed[key].classes) if number in meant)
        if not classes:
            return False
        classed[key] = replace(classed[key], classes=classes)
    for automaton in prepared.automata:
        automaton.begin(classed, tuple(automaton.terms), allowance)
    return satisfiable(graphs_of(Prepared(classed, prepared.automata), None, allowance))
