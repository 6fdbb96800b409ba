"""What the check says of a product that no decision diagram holds: what can never be, by a circuit or a solver."""

from __future__ import annotations

import pytest

from configurator.compiler.budget import Budget
from configurator.compiler.layers import ComponentGraph
from configurator.engine import valid_space
from configurator.engine.circuited import CircuitComponent
from configurator.errors import TooComplexError
from configurator.pipeline import check
from configurator.source import Source

BIKE = """catalog bikes
product bike {
  option frame: steel | alu | carbon
  option wheel: small | large
  option motor: yes or no
  option seat: plain | wide | race
  rule heavy forbid motor and frame = carbon
  rule wide require wheel = large when seat = wide
  rule small forbid wheel = small and motor
  rule race require frame = carbon when seat = race
  rule never forbid frame = carbon and (seat = race or wheel = small)
  rule last forbid frame = carbon and wheel = large and seat in { plain, wide }
  EXPECTED
}
"""


def codes(nodes: int, expected: str = "") -> list[tuple[str, str]]:
    text = BIKE.replace("EXPECTED", expected)
    found = check(Source("bikes.vpc", text), lambda name: name, Budget(nodes=nodes))
    return [(each.code.name, each.message) for each in found.diagnostics]


def test_dead_values_are_told_as_a_diagram_tells_them() -> None:
    usual = codes(200_000)
    assert [name for name, _ in usual] == ["unreachable-value", "unreachable-value"]
    assert codes(3) == usual  # and it is counted, too: a circuit holds it


def test_a_count_that_is_expected_is_counted_all_the_same() -> None:
    (wrong,) = (message for name, message in codes(200_000, "expect count = 99") if name == "wrong-count")
    assert wrong in {message for name, message in codes(3, "expect count = 99") if name == "wrong-count"}
    right = wrong.split()[2]
    assert not {"wrong-count", "unchecked-count", "too-entangled"} & {
        name for name, _ in codes(3, f"expect count = {right}")
    }


@pytest.mark.parametrize("nodes", [3, 200_000])
def test_a_smallest_contradiction_is_told(nodes: int) -> None:
    text = BIKE.replace("EXPECTED", "rule a require motor\n  rule b require seat = race")
    found = check(Source("bikes.vpc", text), lambda name: name, Budget(nodes=nodes))
    (one,) = (each for each in found.diagnostics if each.code.name == "no-valid-configuration")
    assert len(one.labels) >= 2
    assert one.hint == "loosen one of these: without any one of them, the others can be met"


class Hurried:
    """A clock on which no time is left after it has been looked at so often."""

    def __init__(self, patience: int) -> None:
        self.asked = 0
        self._patience = patience

    def __call__(self) -> float:
        self.asked += 1
        return 0.0 if self.asked <= self._patience else 1_000.0


def told(clock: Hurried) -> dict[str, str]:
    text = BIKE.replace("EXPECTED", "rule idle forbid motor and frame = steel and frame = alu")
    found = check(Source("bikes.vpc", text), lambda name: name, Budget(clock=clock))
    return {each.code.name: each.hint or "" for each in found.diagnostics}


@pytest.fixture
def solver_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No diagram and no circuit is within any budget, so a solver is asked."""

    def never(*_: object) -> ComponentGraph:
        raise TooComplexError("it is a test", (), ())

    monkeypatch.setattr(valid_space, "graph_of", never)
    monkeypatch.setattr(CircuitComponent, "compiled", never)


@pytest.mark.usefixtures("solver_alone")
def test_whenever_the_time_ends_it_is_said_what_was_not_found_out() -> None:
    patient = Hurried(1_000_000)
    assert set(told(patient)) == {"too-entangled", "unreachable-value", "never-fires"}
    assert "all else was found out" in told(Hurried(1_000_000))["too-entangled"]
    seen = set()
    for patience in range(1, patient.asked + 1):
        found = told(Hurried(patience))
        said = found["too-entangled"]
        assert ("which values no valid configuration has" in said) is ("unreachable-value" not in found)
        assert ("which rules never matter" in said) or ("never-fires" in found)
        seen.add(tuple(found))
    assert len(seen) >= 3


@pytest.mark.usefixtures("solver_alone")
def test_all_questions_to_a_solver_share_the_time_of_the_product() -> None:
    patient = Hurried(1_000_000)
    told(patient)
    assert "unreachable-value" not in told(Hurried(patient.asked - 1))


@pytest.mark.usefixtures("solver_alone")
def test_where_nothing_is_valid_there_are_none_and_that_is_known() -> None:
    contradiction = "rule a require motor\n  rule b require seat = race\n  expect count = 0"
    assert {name for name, _ in codes(200_000, contradiction)} == {"no-valid-configuration"}


@pytest.mark.usefixtures("solver_alone")
def test_steps_are_asked_for_where_something_is_valid() -> None:
    steps = """build {
    pick "never" when frame = steel and frame = alu
  }"""
    text = BIKE.replace("EXPECTED", steps)
    found = check(Source("bikes.vpc", text), lambda name: name, Budget())
    said = {each.code.name: each.hint or "" for each in found.diagnostics}
    assert "never-happens" in said
    assert "perhaps some about its steps" in said["too-entangled"]
