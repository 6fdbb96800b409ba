"""Hold the package against what is known of a random catalog: verdicts, counts, documents, amounts, parts, sales."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import product
from random import Random
from typing import Any

from snippets import reader
from world_catalogs import World
from world_judging import barred, broken, closed, completed, document, flat, parts, unfit
from world_meaning import UNITS, Option, Product, Whole
from world_refs import DAYS

from configurator.diagnostics import Outcome
from configurator.engine.count import count
from configurator.engine.explode import explode
from configurator.engine.offer import offer
from configurator.engine.validate import validate, validate_clearly
from configurator.engine.verdict import Verdict
from configurator.errors import TooComplexError
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import canonical_document, document_of
from configurator.identity.document import read_document
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.stored import read_stored
from configurator.pipeline import build, check
from configurator.source import Source
from configurator.syntax.formatter import formatted

NAME = "catalog.vpc"
MOST_TRIED = 60
"""Configurations of a world that are given in several ways, sold and exploded; verdicts are asked of all."""


@dataclass(frozen=True)
class Judged:
    """A combination with what it breaks, and derived options that it does not fit."""

    whole: Whole
    broken: list[str]
    unfit: list[str]

    @property
    def valid(self) -> bool:
        return not self.broken and not self.unfit


@dataclass
class Known:
    """A random catalog, and all that is known of it."""

    world: World
    random: Random

    @cached_property
    def judged(self) -> list[Judged]:
        """Every combination."""
        found = self.world.product
        return [Judged(each, broken(found, each), unfit(found, each)) for each in self.world.wholes]

    @cached_property
    def valid(self) -> list[Whole]:
        return [each.whole for each in self.judged if each.valid]

    def some(self, wholes: Sequence[Any], most: int = MOST_TRIED) -> list[Any]:
        """A few of them."""
        return list(wholes) if len(wholes) <= most else self.random.sample(list(wholes), most)

    def facts(self, most: int = 6) -> list[dict[str, Any]]:
        """Facts of sales: each given or not."""
        every = [[None, *fact.values] for fact in self.world.facts]
        found = [
            {fact.key: each for fact, each in zip(self.world.facts, chosen, strict=True) if each is not None}
            for chosen in product(*every)
        ]
        return self.some(found, most)


def checked(world: World, expects: Sequence[str] = ()) -> Outcome[KnowledgeBase]:
    """The catalog with these examples, checked."""
    return check(Source(NAME, world.text(expects)), reader(world.files))


def names(outcome: Outcome[Any]) -> list[str]:
    return [f"{each.code.name}: {each.message}" for each in outcome.diagnostics if each.is_error]


def raw(option: Option, value: Any, random: Random) -> object:
    """A value as somebody may give it."""
    match value:
        case dict():
            assert option.inner is not None
            return given(option.inner, value, random)
        case tuple() if option.inner is not None:
            inner = option.inner
            return random.sample([given(inner, each, random) for each in value], len(value))
        case tuple():
            return random.sample(value, len(value))
        case int() if option.kind == "integer":
            return random.choice((value, str(value), Decimal(value), f"{value}.0"))
        case str() if option.kind == "number":
            spellings = [
                value,
                Decimal(value),
                f"{value} {option.unit}".strip(),
                f"{value}0" if "." in value else f"{value}.0",
            ]
            others = [each for each, (kind, _) in UNITS.items() if kind == UNITS[option.unit][0] and each != "percent"]
            other = random.choice(others)
            worth = Fraction(value) * UNITS[option.unit][1] / UNITS[other][1]
            spellings += (
                [f"{Decimal(worth.numerator) / worth.denominator} {other}"] if other and other != "inch" else []
            )
            return random.choice(spellings)
    return value


def given(found: Product, whole: Whole, random: Random) -> dict[str, object]:
    """A whole as somebody may give it: in any order, with or without what would be so anyway."""
    choices: dict[str, object] = {}
    for option in random.sample(found.options, len(found.options)):
        value = whole[option.key]
        asked = option.when is None or option.when.of(whole) is True
        unsaid = not asked or option.follows is not None or (option.has_unsaid and option.unsaid == value)
        if not (unsaid and random.random() < 0.7) and not (value is None and option.follows is not None):
            choices[option.key] = raw(option, value, random)
    return choices


def same_choices(found: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    """Whether completed choices are these, and what is not there has none."""
    return all(_alike(found.get(key), expected.get(key)) for key in {**found, **expected})


def _alike(one: Any, other: Any) -> bool:
    return (one or None) == (other or None) if type(one) is not type(other) else one == other


def verdicts(known: Known, knowledge: ProductKnowledge) -> None:
    """Fast and clear verdicts of every combination are what is known: valid, or exactly what is broken."""
    for each in known.judged:
        choices = given(known.world.product, each.whole, known.random)
        verdict = validate(knowledge, choices)
        clear = validate_clearly(knowledge.product, choices)
        assert verdict == clear, (choices, verdict, clear)
        assert verdict.valid is each.valid, (choices, verdict.problems, each)
        if not each.unfit:
            _rules_match(verdict, each, known, choices)


def _rules_match(verdict: Verdict, judged: Judged, known: Known, choices: object) -> None:
    said = sorted(str(each.constraint) for each in verdict.problems)
    several = _has_lists(known.world.product)
    found, expected = (said, judged.broken) if not several else (_unnumbered(said), _unnumbered(judged.broken))
    assert found == expected, (choices, verdict.problems, judged)
    if not several:
        assert same_choices(verdict.completed, flat(known.world.product, judged.whole)), (choices, verdict, judged)


def _has_lists(found: Product) -> bool:
    """Whether there is a list in it, however deep."""
    return any(each.kind == "many" or (each.inner and _has_lists(each.inner)) for each in found.options)


def _unnumbered(keys: Sequence[str]) -> list[str]:
    """Keys without places in a list, which may be given in any order."""
    return sorted(re.sub(r"\.\d+\.", ".", each) for each in keys)


def incomplete(known: Known, knowledge: ProductKnowledge) -> None:
    """What is left out, or mentioned in vain, or is no value: completed, or refused."""
    found = known.world.product
    for whole in known.some(known.world.wholes):
        said = {option.key: whole[option.key] for option in found.options if option.follows is None}
        for key in known.random.sample(list(said), min(2, len(said))):
            option = found.option(key)
            said[key] = known.random.choice([*option.values[:6], None, None])
            if known.random.random() < 0.6:
                del said[key]
        expected = completed(found, said)
        choices = {key: _json(value) for key, value in said.items()}
        verdict = validate(knowledge, choices)
        assert verdict == validate_clearly(knowledge.product, choices), choices
        sound = expected is not None and not unfit(found, expected) and not broken(found, expected)
        assert verdict.valid is sound, (choices, verdict.problems, expected and broken(found, expected))
        if expected is not None:
            assert same_choices(verdict.completed, flat(found, expected)), (choices, verdict, expected)


def _json(value: Any) -> Any:
    match value:
        case tuple():
            return [_json(each) for each in value]
        case dict():
            return {key: _json(each) for key, each in value.items()}
    return value


def counts(known: Known, knowledge: ProductKnowledge) -> None:
    """There are as many configurations as are known, also over some options."""
    found = known.world.product
    try:
        assert count(knowledge.product) == len({closed(found, each) for each in known.valid})
    except TooComplexError:
        return
    keys = [option.key for option in found.options if not option.is_open and option.inner is None]
    for over in ([key] for key in keys[:2]), [known.random.sample(keys, min(2, len(keys)))]:
        for some in over:
            if some:
                expected = len({repr([each[key] for key in some]) for each in known.valid})
                assert count(knowledge.product, tuple(some)) == expected, some


def documents(known: Known, knowledge: ProductKnowledge) -> None:
    """Each valid configuration has its own document, in all of its spellings, and it is read back to the same."""
    found = known.world.product
    written: dict[bytes, Any] = {}
    for whole in known.some(known.valid):
        verdict = validate(knowledge, given(found, whole, known.random))
        bytes_ = canonical_document(knowledge, verdict.completed)
        assert bytes_ == document(found, whole)
        assert bytes_ == canonical_bytes(document_of(knowledge.product, verdict.completed))
        sorted_whole = repr(_in_order(whole))
        assert written.setdefault(bytes_, sorted_whole) == sorted_whole
        stored = read_stored(knowledge.product, read_document(bytes_).choices)
        assert not stored.problems
        assert canonical_document(knowledge, stored.completed) == bytes_


def _in_order(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, _in_order(value[key])) for key in sorted(value)]
    return sorted(map(repr, map(_in_order, value))) if isinstance(value, tuple) else value


def sales(known: Known, knowledge: ProductKnowledge) -> None:
    """Amounts, parts, and what bars a sale, or would decide it, for each combination of facts."""
    found = known.world.product
    day = date.fromisoformat(DAYS[0])
    for whole in known.some(known.valid, 30):
        verdict = validate(knowledge, given(found, whole, known.random))
        made = {
            (each.part, each.quantity.unit.symbol if each.quantity.unit else ""): each.quantity.base
            for each in explode(knowledge.product, verdict.completed).parts
        }
        assert made == parts(found, whole), whole
        for facts in known.facts():
            offered = offer(knowledge.product, verdict.completed, day, facts)
            told = dict(facts)
            if any(fact.key == "day" for fact in known.world.facts):
                told.setdefault("day", DAYS[0])
            bars = [each.rule for each in offered.bars]
            expected = barred(found, whole, told)
            assert _unnumbered(list(map(str, bars))) == _unnumbered(expected), (whole, told, bars, expected)
            assert offered.sellable is _sellable(known, whole, told), (whole, told, offered)
            amounts = {key: each.base for key, each in offered.amounts.items()}
            assert amounts == {each.key: each.of({**whole, **told}) for each in found.amounts}, (whole, told)


def _sellable(known: Known, whole: Whole, told: Whole) -> bool | None:
    """Whether it may be sold: None where facts that nobody gave decide it for some rule."""
    if barred(known.world.product, whole, told):
        return False
    missing = [fact for fact in known.world.facts if fact.key not in told]
    every = [
        dict(zip((fact.key for fact in missing), each, strict=True)) for each in product(*(f.values for f in missing))
    ]
    return None if any(barred(known.world.product, whole, {**told, **each}) for each in every) else True


def laid_out(known: Known) -> KnowledgeBase:
    """The catalog as `configurator fmt` writes it; laying it out twice changes nothing more."""
    text = formatted(Source(NAME, known.world.text())).text
    assert formatted(Source(NAME, text)).text == text
    outcome = build(Source(NAME, text), reader(known.world.files))
    assert outcome.value is not None and outcome.is_sound, names(outcome)  # noqa: PT018
    return outcome.value


LAWS: tuple[Callable[[Known, ProductKnowledge], None], ...] = (verdicts, incomplete, counts, documents, sales)
