"""The ways in which a valid space may answer: laws about its answers hold for each."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.clauses import clauses_of
from configurator.compiler.compile_graphs import Prepared, graph_of, graphs_of, late_options, parts_of, prepare
from configurator.engine.circuited import CircuitComponent
from configurator.engine.conjunction import Compiling
from configurator.engine.kept_space import as_kept, from_kept
from configurator.engine.paths import closed_options
from configurator.engine.solved import SolvedComponent
from configurator.engine.valid_space import Component, ValidSpace
from configurator.errors import TooComplexError
from configurator.model.catalog import Product

Making = Callable[[Product], ValidSpace]
Components = tuple[Component, ...]

WHY = TooComplexError("it is a test", (), ())


def by_diagrams(prepared: Prepared, allowance: Allowance, *, over: Collection[str] | None = None) -> Components:
    """Components each of which has a diagram."""
    return graphs_of(prepared, over, allowance)


def by_circuits(prepared: Prepared, allowance: Allowance, *, over: Collection[str] | None = None) -> Components:
    """Components each of which has a circuit."""
    late, asked = late_options(prepared, over), by_solver(prepared, allowance)
    return tuple(
        CircuitComponent.compiled(each.parts, WHY, allowance, late=late) if isinstance(each, SolvedComponent) else each
        for each in asked
    )


def by_solver(prepared: Prepared, allowance: Allowance, *, over: Collection[str] | None = None) -> Components:
    """Components about which a solver is asked, as if none had a diagram."""
    late = late_options(prepared, over)
    return tuple(
        SolvedComponent(clauses_of(prepared.options, part.keys, part.automata, allowance), WHY)
        if part.keys
        else graph_of(prepared, part, late, allowance)
        for part in parts_of(prepared)
    )


def in_turn(*ways: Compiling) -> Compiling:
    """Components that are made in several ways, one after the other."""

    def compiling(prepared: Prepared, allowance: Allowance, *, over: Collection[str]) -> Components:
        each = enumerate(zip(*(way(prepared, allowance, over=over) for way in ways), strict=True))
        return tuple(components[number % len(ways)] for number, components in each)

    return compiling


def made_by(compiling: Compiling, product: Product) -> ValidSpace:
    """A space whose components are made in this way."""
    allowance = Allowance(USUAL)
    prepared = prepare(product.options, product.all_constraints, allowance)
    return ValidSpace(product, compiling(prepared, allowance, over=closed_options(product)))


def solved(product: Product) -> ValidSpace:
    """A space that asks a solver about all its components, as if none had a diagram."""
    return made_by(by_solver, product)


def by_circuit(product: Product) -> ValidSpace:
    """A space in which a circuit stands for each component."""
    return made_by(by_circuits, product)


def mixed(product: Product) -> ValidSpace:
    """A space of which every other component has a diagram, and others a circuit, or are asked of a solver."""
    return made_by(in_turn(by_diagrams, by_circuits, by_diagrams, by_solver), product)


def kept(product: Product) -> ValidSpace:
    """A space as another process reads it that did not compile it."""
    return from_kept(product, memoryview(as_kept(ValidSpace.of(product))))


def kept_circuit(product: Product) -> ValidSpace:
    """Circuits, and clauses for a solver, as another process reads them."""
    return from_kept(product, memoryview(as_kept(by_circuit(product))))


by_each_way = pytest.mark.parametrize(
    "made", [ValidSpace.of, kept, by_circuit, solved], ids=["diagram", "kept", "circuit", "solver"]
)

that_count = pytest.mark.parametrize("made", [ValidSpace.of, kept, kept_circuit], ids=["diagram", "kept", "circuit"])
