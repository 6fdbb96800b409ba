"""Small worlds: every configuration of a few options is judged as their meaning, written by hand, says.

So the whole way is held, from the grammar to the counts, and `evaluate`, which is the referee of everything faster, is
itself held.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from referee import all_valid, brute_count
from small_worlds import WORLDS, knowledge_of
from small_worlds.meaning import Judged, every_configuration, judge, meant, raw
from small_worlds.world import Chosen, World

from configurator.engine.count import count
from configurator.engine.validate import validate, validate_clearly
from configurator.engine.verdict import Verdict
from configurator.identity.configured import canonical_document
from configurator.model.catalog import Product

every_world = pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)


def check_faults(verdict: Verdict, judged: Judged, product: Product) -> None:
    """What is wrong with the values is what should be; the broken rules are those, in their order."""
    faults = {(each.code.value, each.options[0]) for each in verdict.problems if each.constraint is None}
    assert faults == judged.faults
    if not judged.faults:
        assert [each.constraint for each in verdict.problems] == judged.broken
        for each in verdict.problems:
            assert each.span == next(one for one in product.constraints if one.key == each.constraint).span


@every_world
def test_the_clear_verdict_is_the_meaning_written_by_hand(world: World) -> None:
    product = knowledge_of(world.name).product
    for said in every_configuration(world):
        judged = judge(world, said)
        verdict = validate_clearly(product, raw(said))
        assert verdict.valid is judged.valid, said
        assert verdict.completed == judged.completed, said
        check_faults(verdict, judged, product)


@every_world
def test_the_fast_verdict_is_the_clear_one(world: World) -> None:
    knowledge = knowledge_of(world.name)
    for said in every_configuration(world):
        assert validate(knowledge, raw(said)) == validate_clearly(knowledge.product, raw(said)), said


def outcomes(valid: list[dict[str, Chosen]], keys: tuple[str, ...]) -> set[tuple[Chosen, ...]]:
    return {tuple(choices[key] for key in keys) for choices in valid}


def closed(world: World) -> tuple[str, ...]:
    return tuple(key for key, option in world.options.items() if not option.is_text)


@every_world
def test_the_count_is_that_of_the_meaning_written_by_hand(world: World) -> None:
    product = knowledge_of(world.name).product
    valid = meant(world)
    assert valid, "a world without valid configurations shows nothing"
    assert count(product) == len(outcomes(valid, closed(world)))
    for keys in (over for size in (1, 2) for over in combinations(closed(world), size)):
        assert count(product, keys) == len(outcomes(valid, keys)), keys


@every_world
def test_the_referee_finds_what_was_written_by_hand(world: World) -> None:
    product = knowledge_of(world.name).product
    keys = closed(world)
    valid = outcomes(meant(world), keys)
    assert {tuple(choices[key] for key in keys) for choices in all_valid(product)} == valid
    assert brute_count(product) == len(valid)


@every_world
def test_different_products_have_different_documents_and_equal_ones_the_same(world: World) -> None:
    knowledge = knowledge_of(world.name)
    documents: dict[bytes, dict[str, Chosen]] = {}
    for said in every_configuration(world):
        judged = judge(world, said)
        if judged.valid:
            document = canonical_document(knowledge, validate(knowledge, raw(said)).completed)
            assert documents.setdefault(document, judged.completed) == judged.completed
    assert len(documents) == len(meant(world))


@every_world
def test_every_rule_of_a_world_is_met_by_something_and_broken_by_something(world: World) -> None:
    """Else a world would not show that this rule is asked at all."""
    judged = [each for each in (judge(world, said) for said in every_configuration(world)) if not each.faults]
    for rule in world.rules:
        assert {rule in each.broken for each in judged} == {True, False}, rule


def test_the_walk_finds_a_wrong_meaning() -> None:
    world = WORLDS[0]
    wrong = World(world.name, world.text, world.options, {**world.rules, "required": lambda w: w.one == "a"})
    with pytest.raises(AssertionError):
        test_the_clear_verdict_is_the_meaning_written_by_hand(wrong)
    with pytest.raises(AssertionError):
        test_the_count_is_that_of_the_meaning_written_by_hand(wrong)
