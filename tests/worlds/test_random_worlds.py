"""Random catalogs with all that is known of them: the package says of each what its model in plain Python says.

A world has options of every kind, in place, from spaces and from files, rules, tables, families, products within
products, derived options, amounts, sales and parts; `OPTIONARY_LONG=1` tries 10,000 of them.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world_catalogs import world
from world_examples import dead_values, examples
from world_laws import LAWS, Known, checked, laid_out, names, verdicts
from world_questions import questions

LONG = os.environ.get("OPTIONARY_LONG") == "1"
PARTS = 5
WORLDS = (10_000 if LONG else 500) // PARTS


def hold(random: Random) -> None:
    """All laws over one world, whose text stands in what is told where one does not hold."""
    found = world(random)
    known = Known(found, random)
    try:
        outcome = checked(found)
        assert outcome.value is not None, names(outcome)
        assert not names(outcome)
        knowledge = outcome.value.products["world"]
        for law in (*LAWS, examples, dead_values, questions):
            law(known, knowledge)
        if random.random() < 0.3:
            verdicts(known, laid_out(known).products["world"])
    except Exception as error:
        error.add_note(f"{found.text()}\n{dict(found.files)}")
        raise


@pytest.mark.parametrize("part", range(PARTS))  # side by side, each with worlds of its own
@settings(max_examples=WORLDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_a_random_world_is_what_is_known_of_it(part: int, random: Random) -> None:
    hold(random)
