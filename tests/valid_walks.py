"""Valid configurations of the small worlds and of the shipped catalogs, found by a walk.

It goes from one that the catalog expects to be valid, changing one choice after another for as long as it stays valid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from small_worlds import WORLDS, knowledge_of
from small_worlds.meaning import meant as valid_in

from configurator.catalog_files import CatalogFiles
from configurator.engine.validate import validate
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.media.pictures import digest_of
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
)
from configurator.model.expectation import ExpectVerdict
from configurator.model.nesting import is_there, nested
from configurator.model.option import Option
from configurator.model.problem import ProblemCode
from configurator.pipeline import build
from configurator.places import shipped
from configurator.source import Source

Completed = Mapping[str, CanonicalValue | None]
Raw = dict[str, object]

CATALOGS = sorted(shipped("catalogs").glob("*/*.vpc"))
TEXTS = ("Zoë", "Łucja und Zoë", "A", "ABC", "PH-0042137", "CL-123456", "AB-12345", "Ĝis: ñandú & ål", "Ǘ x ẹ̄", "각 ½")
"""For text options; each takes some of them. NFD tells several apart from NFC."""


@dataclass(frozen=True)
class Line:
    """A product, and configurations of it that are known to be valid."""

    name: str
    knowledge: ProductKnowledge
    seeds: tuple[Raw, ...]


@cache
def lines() -> tuple[Line, ...]:
    """All products that the laws are held over."""
    found = []
    for world in WORLDS:
        small = knowledge_of(world.name)
        found.append(Line(world.name, small, tuple(said(small, each) for each in valid_in(world))))
    for path in CATALOGS:
        for product in catalog_products(path, path.read_text("utf-8")).values():
            seeds = [
                dict(each.example.choices)
                for each in product.product.expectations
                if isinstance(each, ExpectVerdict) and each.valid
            ]
            found.append(Line(product.permanent_key, product, tuple(seeds)))
    return tuple(found)


def catalog_products(
    path: Path, text: str, change: Callable[[str, str], str] | None = None
) -> Mapping[str, ProductKnowledge]:
    """The products of a catalog with this text; `change` gets the name and the text of each CSV file that it reads."""

    class Files(CatalogFiles):
        def octets(self, name: str) -> bytes:
            found = super().octets(name)
            return change(name, found.decode()).encode() if change and name.endswith(".csv") else found

    outcome = build(Source(str(path), text), Files(path))
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    return outcome.value.products


def said(knowledge: ProductKnowledge, completed: Completed) -> Raw:
    """A completed configuration as somebody would choose: what has a value, and `null` where a default is refused.

    What is chosen for products within the product stands beside the rest, under keys that say where.
    """
    return {
        option.key: list(value) if isinstance(value, tuple) else value
        for option in knowledge.product.options
        for value in (completed[option.key],)
        if (value is not None or option.default is not None) and is_asked(option, completed)
    }


def is_asked(option: Option, completed: Completed) -> bool:
    """Whether customers choose it: not what follows, how many products there are, or what is in none of these."""
    is_chosen = option.derivation is None and not isinstance(option.domain, ProductDomain)
    return is_chosen and is_there(option.key, completed)


def sent(line: Line, choices: Mapping[str, object]) -> Raw:
    """Choices as they are sent: those for products within the product inside them."""
    return nested(line.knowledge.product, choices) if line.knowledge.product.nests else dict(choices)


@st.composite
def valid_configurations(draw: DrawFn, line: Line) -> Completed:
    """A completed valid configuration, by a walk from one that is known."""
    completed = validate(line.knowledge, draw(st.sampled_from(line.seeds))).completed
    options = [option for option in line.knowledge.product.options if is_asked(option, completed)]
    for option in draw(st.lists(st.sampled_from(options), max_size=8)):
        changed = {**said(line.knowledge, completed), option.key: draw(values(option))}
        verdict = validate(line.knowledge, sent(line, changed))
        idle = [each.options[0] for each in verdict.problems if each.code is ProblemCode.INACTIVE_OPTION]
        if idle:
            rest = {key: each for key, each in changed.items() if key not in idle}
            verdict = validate(line.knowledge, sent(line, rest))
        if verdict.valid:
            completed = verdict.completed
    return completed


def values(option: Option) -> st.SearchStrategy[object]:
    """Raw values of an option, None among them."""
    domain = option.domain
    if isinstance(domain, AnyOfDomain):
        return st.lists(st.sampled_from(list(domain.members.by_key)), max_size=domain.greatest, unique=True)
    if isinstance(domain, TextDomain):
        return st.sampled_from([*TEXTS, None])
    if isinstance(domain, ImageDomain):
        return st.sampled_from([digest_of(b"one"), digest_of(b"other"), None])
    if isinstance(domain, IntegerDomain | NumberDomain):
        return st.integers(0, domain.size() - 1).map(domain.at)
    known = sorted(line_values(option))
    return st.sampled_from([*known, None] if known else [True, False, None])


def line_values(option: Option) -> list[str]:
    """The keys of an option of values; none for yes or no."""
    return list(getattr(option.domain, "by_key", ()))


@st.composite
def coded(draw: DrawFn) -> tuple[Line, Completed]:
    """A product and one of its valid configurations."""
    line = draw(st.sampled_from(lines()))
    return line, draw(valid_configurations(line))
