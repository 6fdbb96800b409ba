"""The peer: valid domains by an incremental SAT solver (python-sat), over the same value classes.

Each option has a variable a class, exactly one of which is true. Each constraint is encoded by itself, as the decision
diagram of that constraint alone: a node that is reached, with a class that is chosen, reaches the next node or is
forbidden. So sums and tables propagate as well as clauses can make them; the constraints together are left to the
solver. The domains are a complete backbone: a class is open if a model has it, each model answers for all classes that
it has, and each remaining class is asked for with the choices as assumptions. Chosen options are not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, count

from pysat.solvers import Solver

from configurator.compiler.automaton import HOLDS
from configurator.compiler.compile_graphs import Prepared, graphs_of, prepare
from configurator.compiler.layers import ComponentGraph
from configurator.model.catalog import Product

SOLVER = "minisat22"


class ClassSolver:
    """A solver that has the constraints of a product, and is asked again and again."""

    def __init__(self, product: Product) -> None:
        prepared = prepare(product.options, product.all_constraints)
        self._fresh = count(1)
        self._variables = {key: [next(self._fresh) for _ in each.classes] for key, each in prepared.options.items()}
        self._solver = Solver(name=SOLVER)
        for variables in self._variables.values():
            self._solver.add_clause(variables)
            for pair in combinations(variables, 2):
                self._solver.add_clause([-each for each in pair])
        for automaton in prepared.automata:
            if automaton.start != HOLDS:
                alone = Prepared({key: prepared.options[key] for key in automaton.terms}, (automaton,))
                for graph in graphs_of(alone):
                    for clause in self._clauses(graph):
                        self._solver.add_clause(clause)

    def open_classes(self, allowed: Mapping[str, frozenset[int]]) -> dict[str, set[int]]:
        """For each option that is not chosen, the classes that it can still be."""
        assumed = [
            -variable
            for key, classes in allowed.items()
            for number, variable in enumerate(self._variables[key])
            if number not in classes
        ]
        unknown = {variable for key, each in self._variables.items() if key not in allowed for variable in each}
        opened: set[int] = set()
        while unknown:
            asked = min(unknown)
            if self._solver.solve([*assumed, asked]):
                self._solver.set_phases([-each for each in unknown - {asked}])
                seen = unknown.intersection(self._solver.get_model())
                opened |= seen
                unknown -= seen
            else:
                unknown.discard(asked)
        return {
            key: {number for number, variable in enumerate(each) if variable in opened}
            for key, each in self._variables.items()
            if key not in allowed
        }

    def close(self) -> None:
        """Free the solver."""
        self._solver.delete()

    def _clauses(self, graph: ComponentGraph) -> Iterator[list[int]]:
        if not graph.diagram.holds:
            yield []
        before = [0]  # the root is always reached
        for place, (option, level) in enumerate(zip(graph.options, graph.diagram.levels, strict=True)):
            is_last = place + 1 == len(graph.options)
            after = [] if is_last else [next(self._fresh) for _ in graph.diagram.levels[place + 1]]
            variables = self._variables[option.key]
            for reached, edges in zip(before, level, strict=True):
                here = [-reached] if reached else []
                targets = {label: target for labels, target in edges for label in labels}
                for label, variable in enumerate(variables):
                    if label not in targets:
                        yield [*here, -variable]
                    elif not is_last:
                        yield [*here, -variable, after[targets[label]]]
            before = after
