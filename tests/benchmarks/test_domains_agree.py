"""What the benchmark of domains compares gives the same answers: bit masks and clear passes, diagrams and a solver."""

from __future__ import annotations

from random import Random

import pytest
from large_diagram import large

from configurator.diagram.diagram import ThawedDiagram
from configurator.diagram.domains import OpenLabels
from configurator.diagram.passes import open_labels
from configurator.engine.narrow import narrowed
from configurator.engine.valid_space import Choices, ValidSpace
from configurator.pipeline import load
from configurator.places import shipped


def test_walks_through_a_large_diagram_meet_no_difference() -> None:
    random = Random(20261126)
    diagram = large(30, 120, 12, random)
    assert diagram.nodes > 1_500
    asked = OpenLabels(ThawedDiagram(diagram.frozen).frozen)
    for _ in range(4):
        allowed: list[frozenset[int] | None] = [None] * len(diagram.levels)
        for level in random.sample(range(len(allowed)), len(allowed)):
            found = asked.sets(allowed)
            assert found == open_labels(diagram, allowed)
            allowed[level] = frozenset(random.sample(sorted(found[level]), 1))
        assert all(asked.sets(allowed))


@pytest.mark.parametrize("catalog", ["atelier", "jersey", "laptop"])
def test_a_solver_over_the_classes_finds_the_same_domains(catalog: str) -> None:
    pytest.importorskip("pysat")
    from class_solver import ClassSolver

    (product,) = load(shipped("catalogs") / catalog / f"{catalog}.vpc").knowledge.catalog.products
    space, random = ValidSpace.of(product), Random(20261126)
    solver = ClassSolver(product)
    for _ in range(2):
        allowed: dict[str, frozenset[int]] = {}
        for option in random.sample(product.options, min(5, len(product.options))):
            found = narrowed(space, Choices({}, dict(allowed))).domains
            expected = {key: set(each.classes) for key, each in found.items() if key not in allowed}
            assert solver.open_classes(allowed) == expected
            allowed[option.key] = frozenset(random.sample(sorted(found[option.key].classes), 1))
    solver.close()
