"""Counts by a circuit and by a counting solver are those of diagrams, with classes of many values and with choices."""

from __future__ import annotations

import errno
import subprocess
import sys
from typing import Any

import pytest
from chosen import as_choices, chosen
from cli_runs import environment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from law import LAW
from referee import brute_count
from strategies import products
from ways_to_answer import Making, by_circuit, by_circuits, solved

from configurator.compiler.budget import USUAL, Allowance, Budget
from configurator.compiler.compile_graphs import prepare
from configurator.engine import model_count
from configurator.engine.count import counted_after, counted_components
from configurator.engine.solved import SolvedComponent
from configurator.engine.valid_space import NO_CHOICES, ValidSpace
from configurator.errors import Limit, TooComplexError
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.source import Source


@LAW
@given(products(), st.data())
def test_a_circuit_counts_as_a_diagram_does(product: Product, data: st.DataObject) -> None:
    choices = chosen(data, product)
    space, other = ValidSpace.of(product), by_circuit(product)
    expected = counted_after(space, as_choices(space, choices)).number
    assert counted_after(other, as_choices(other, choices)).number == expected


@LAW
@given(products(), st.data())
def test_a_circuit_counts_over_the_options_that_multiply_in_it(product: Product, data: st.DataObject) -> None:
    closed = [option.key for option in product.options if not option.is_open]
    over = data.draw(st.lists(st.sampled_from(closed), unique=True)) if closed else []
    prepared = prepare(product.options, product.all_constraints)
    components = by_circuits(prepared, Allowance(USUAL), over=over)
    assert counted_components(over, components).number == brute_count(product, over)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(products(), st.data())
def test_models_are_counted_as_paths_are(product: Product, data: st.DataObject) -> None:
    choices = chosen(data, product)
    space, other = ValidSpace.of(product), solved(product)
    expected = counted_after(space, as_choices(space, choices)).number
    assert counted_after(other, as_choices(other, choices)).number == expected


SIGN = """catalog shop
product sign {
  option width: integer 1 .. 1000003
  option height: integer 1 .. 77
  rule wide require width >= 500 when height > 50
}"""


@pytest.mark.parametrize("made", [by_circuit, solved])
def test_a_class_counts_as_often_as_it_has_values(made: Making) -> None:
    outcome = build(Source("shop.vpc", SIGN), lambda name: name)
    assert outcome.value is not None
    space = made(outcome.value.products["sign"].product)
    assert counted_after(space, NO_CHOICES).number == 50 * 1_000_003 + 27 * (1_000_003 - 499)


def test_a_counting_solver_is_held_to_its_own_memory_and_its_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = build(Source("shop.vpc", SIGN), lambda name: name)
    assert outcome.value is not None
    space = solved(outcome.value.products["sign"].product)
    run, commands, told = subprocess.run, list[list[str]](), list[float]()

    def running(command: list[str], **named: Any) -> Any:
        commands.append(command)
        return run(command, **named)

    monkeypatch.setattr(subprocess, "run", running)
    for holds_memory in (False, True):
        budget = Budget(solver_seconds=77, holds_memory=holds_memory, waiting=told.append)
        assert counted_after(space, NO_CHOICES, budget).number == 50 * 1_000_003 + 27 * (1_000_003 - 499)
    assert told == [77, 77]
    assert [each[-1] for each in commands] == [str(model_count.MEMORY), model_count.ANEW]


@pytest.mark.parametrize(("more", "soft"), [("", "lower"), (", 'anew'", "raised")])
def test_only_a_limit_that_is_not_meant_for_it_is_raised(more: str, soft: str) -> None:
    pytest.importorskip("resource")
    script = f"""
import os, resource, sys
from configurator.engine import model_counter
most = resource.getrlimit(resource.RLIMIT_AS)[1]
resource.setrlimit(resource.RLIMIT_AS, (1 << 34, most))
def held(size):
    print(size, "lower" if resource.getrlimit(resource.RLIMIT_AS)[0] == 1 << 34 else "raised")
    raise SystemExit
model_counter.hold_memory = held
sys.argv = ["", str(os.getppid()), "4000"{more}]
model_counter.main()
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment())
    assert ran.stdout == f"4000 {soft}\n", ran.stderr


def test_a_solver_without_an_answer_tells_which_limit_was_too_low(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = build(Source("shop.vpc", SIGN), lambda name: name)
    assert outcome.value is not None
    (component,) = solved(outcome.value.products["sign"].product).components
    assert isinstance(component, SolvedComponent)
    component.why = TooComplexError("it is much", (), (), None, Limit("nodes", 7))
    weights = [[1] * len(option.classes) for option in component.options]
    ends: list[Exception | int] = [subprocess.TimeoutExpired("it", 77.0), OSError(errno.EAGAIN, "no room"), 3]

    def running(command: list[str], **named: Any) -> Any:
        end = ends.pop(0)
        if isinstance(end, Exception):
            raise end
        return subprocess.CompletedProcess(command, end, b"", b"")

    monkeypatch.setattr(subprocess, "run", running)
    for finding, limit in (
        ("it is much; a counting solver takes more than 77 s, too", Limit("solver_seconds", 77.0)),
        ("it is much; no counting solver can be begun: no room", Limit("nodes", 7)),
        ("it is much; a counting solver ended without an answer, probably for lack of memory", Limit("nodes", 7)),
    ):
        with pytest.raises(TooComplexError) as caught:
            component.count(weights, ("width",), Budget(solver_seconds=77.0))
        assert caught.value.finding.startswith(finding)
        assert caught.value.limit == limit
