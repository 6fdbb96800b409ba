"""What the runtime's own tests hold it against is what Python says today; `pytest --update` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from python_answers import DAY, expected, explained, possible
from random_choices import random_choices, random_facts, some_choices
from valid_walks import lines

import configurator
from configurator.engine.valid_space import ValidSpace
from configurator.exchange.browser.product import browser_text
from configurator.places import shipped

TESTS = Path(__file__).parents[2] / "browser" / "tests"
PRODUCTS = ("lamp/lamp", "gifts/gift_set", "keepsake/locket", "jersey/jersey")
MANY = 40


@pytest.mark.parametrize("name", PRODUCTS)
def test_answers_of_the_runtimes_tests_are_todays(name: str, update: bool) -> None:
    catalog, product = name.split("/")
    file = TESTS / "answers" / f"{product}.json"
    path = next(path for path in shipped("catalogs").glob("*/*.vpc") if path.stem == catalog)
    document = json.loads(browser_text(configurator.load(path)[product]))
    found = {"document": document, "answers": answers(document["product"])}
    if update:
        file.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    assert json.loads(file.read_text("utf-8")) == json.loads(json.dumps(found))


def answers(product: str) -> list[dict[str, Any]]:
    """Questions, and Python's answers."""
    line = next(line for line in lines() if line.name == product)
    space = ValidSpace.of(line.knowledge.product)
    found = []
    for number in range(MANY):
        random = Random(f"{product} {number}")
        choices = some_choices(line, random) if number % 3 == 0 else random_choices(line, random)
        facts = random_facts(line, random)
        found.append(
            {
                "choices": choices,
                "facts": facts,
                "day": DAY.isoformat(),
                "verdict": expected(line, choices, facts),
                "possible": possible(space, choices),
                "conflict": explained(space, choices),
            }
        )
    return found


def test_codes_are_those_of_the_independent_implementation() -> None:
    ours = Path(__file__).parents[1] / "vectors" / "codes.json"
    assert (TESTS / "codes.json").read_bytes() == ours.read_bytes()
