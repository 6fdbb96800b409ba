"""The runtime in Node and Python agree on verdict, problems, document, code, price, valid domains and conflicts.

`OPTIONARY_LONG=1 pytest tests/browser` tries 100,000 configurations over all products, 30,000 questions what is
possible, and 6,000 why something is not; usually they are some thousand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from node_runtime import NodeRuntime, node_runtime
from python_answers import DAY, expected, explained, possible
from random_choices import random_choices, random_facts, some_choices
from valid_walks import Line, catalog_products, lines

from configurator.compiler.budget import USUAL
from configurator.engine.valid_space import ValidSpace
from configurator.exchange.browser.product import browser_document

LONG = os.environ.get("OPTIONARY_LONG", "0") not in ("", "0")
HUGE = """
catalog huge "More numbers than JSON can tell apart"
product range "Range" {
  option a "A": number 0 .. 1_000_000_000_000 m step 0.000000001
  option b "B": small | large
  rule long_ones require a >= 5.000000001 m when b = large
}
"""


@cache
def tried() -> dict[str, Line]:
    """All products that the laws are held over, and one beyond what JavaScript counts by."""
    huge = catalog_products(Path("huge.vpc"), HUGE)["range"]
    seeds: tuple[dict[str, object], ...] = ({"a": "7.000000002", "b": "large"}, {"a": "0", "b": "small"})
    return {line.name: line for line in (*lines(), Line("huge/range", huge, seeds))}


NAMES = list(tried())


@pytest.fixture(scope="module")
def runtime() -> Iterator[NodeRuntime]:
    """A runtime that has all products."""
    with node_runtime() as found:
        yield found


@pytest.fixture(scope="module", params=tried().values(), ids=NAMES)
def line(request: pytest.FixtureRequest, runtime: NodeRuntime, tmp_path_factory: pytest.TempPathFactory) -> Line:
    """A product that the runtime has loaded."""
    found: Line = request.param
    product = found.knowledge.product
    document = tmp_path_factory.mktemp("product") / "product.json"
    document.write_text(json.dumps(browser_document(product, "release", space_of(found.name))), "utf-8")
    runtime.load(found.name, document)
    return found


@cache
def space_of(name: str) -> ValidSpace:
    """What is valid of a product, compiled once; the one that no diagram holds gets little time to find that out."""
    budget = replace(USUAL, seconds=0.5) if name == "fleet/fleet_order" else USUAL
    return ValidSpace.of(tried()[name].knowledge.product, budget)


def seeds(line: Line, usual: int, long: int) -> Iterator[Random]:
    """So many for each product; other ones each time where `OPTIONARY_LONG` is set, `long` over all products."""
    many = long // len(NAMES) + 1 if LONG else usual
    start = int.from_bytes(os.urandom(6), "big") if LONG else 0
    for number in range(many):
        yield Random(f"{line.name} {start + number}")


def test_verdicts_codes_and_prices(line: Line, runtime: NodeRuntime) -> None:
    for random in seeds(line, 60, 100_000):
        choices, facts = random_choices(line, random), random_facts(line, random)
        told = runtime.ask(line.name, "judge", choices, facts=facts, day=DAY.isoformat())
        assert told == expected(line, choices, facts), choices


def test_valid_domains(line: Line, runtime: NodeRuntime) -> None:
    space = space_of(line.name)
    if space.method != "diagram":
        assert runtime.ask(line.name, "possible") == "NoDiagram"
        return
    for random in seeds(line, 25, 30_000):
        choices = some_choices(line, random) if random.random() < 0.7 else random_choices(line, random)
        told, found = runtime.ask(line.name, "possible", choices), possible(space, choices)
        assert told == found, choices
        assert list(told["domains"]) == list(found["domains"])


def test_conflicts(line: Line, runtime: NodeRuntime) -> None:
    space, tried = space_of(line.name), 0
    if space.method != "diagram":
        return  # what it says then is looked at above
    for random in seeds(line, 60, 6_000):
        choices = some_choices(line, random)
        told = runtime.ask(line.name, "explain", choices)
        assert (told is None) is possible(space, choices)["isConsistent"], choices
        if told is not None and tried < 6:
            assert told == explained(space, choices), choices
            tried += 1
