"""The ways in which a valid space may answer: laws about its answers hold for each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.clauses import clauses_of
from configurator.compiler.compile_graphs import graph_of, parts_of, prepare
from configurator.engine.circuited import CircuitComponent
from configurator.engine.kept_space import as_kept, from_kept
from configurator.engine.solved import SolvedComponent
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError
from configurator.model.catalog import Product

Making = Callable[[Product], ValidSpace]

WHY = TooComplexError("it is a test", (), ())


def solved(product: Product) -> ValidSpace:
    """A space that asks a solver about all its components, as if none had a diagram."""
    allowance = Allowance(USUAL)
    prepared = prepare(product.options, product.all_constraints, allowance)
    return ValidSpace(
        product,
        tuple(
            SolvedComponent(clauses_of(prepared.options, part.keys, part.automata, allowance), WHY)
            if part.keys
            else graph_of(prepared, part, (), allowance)
            for part in parts_of(prepared)
        ),
    )


def by_circuit(product: Product) -> ValidSpace:
    """A space in which a circuit stands for each component."""
    allowance = Allowance(USUAL)
    components = [
        CircuitComponent.compiled(each.parts, WHY, allowance) if isinstance(each, SolvedComponent) else each
        for each in solved(product).components
    ]
    return ValidSpace(product, tuple(components))


def mixed(product: Product) -> ValidSpace:
    """A space of which every other component has a diagram, and others a circuit, or are asked of a solver."""
    ways = [ValidSpace.of(product).components, by_circuit(product).components, solved(product).components]
    order = (0, 1, 0, 2)
    each = enumerate(zip(*ways, strict=True))
    return ValidSpace(product, tuple(components[order[number % len(order)]] for number, components in each))


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
