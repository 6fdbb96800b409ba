"""Small worlds: catalogs of a few options whose every configuration is tried, against their meaning written by hand.

A world is a catalog text and, beside it, what the text says, in plain Python that knows nothing of the package: what
each option can be, what it gets when nobody mentions it, and a condition for each rule.
"""

from __future__ import annotations

from functools import cache

from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.pipeline import build
from configurator.source import Source
from small_worlds.amounts import AMOUNTS
from small_worlds.conditions import CONDITIONS
from small_worlds.values import SPACES, VALUES
from small_worlds.world import World

WORLDS: tuple[World, ...] = (*CONDITIONS, *VALUES, *AMOUNTS)


@cache
def knowledge_of(world_name: str) -> ProductKnowledge:
    """The compiled product of a world."""
    world = next(each for each in WORLDS if each.name == world_name)

    def no_file(name: str) -> str:
        raise AssertionError(f"{world_name} reads {name}")

    outcome = build(
        Source(f"{world_name}.vpc", f"catalog small\n{SPACES}\nproduct world {{\n{world.text}\n}}\n"), no_file
    )
    assert outcome.value is not None, [f"{each.code.name}: {each.message}" for each in outcome.diagnostics]
    assert outcome.diagnostics == ()
    return outcome.value.products["world"]
