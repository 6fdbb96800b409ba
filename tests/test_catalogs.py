"""Every shipped catalog checks clean, tests itself, and keeps its counts and codes, which are on record.

`vectors/catalogs.json` has, by file and product, the count (in decimal text: it may be beyond what JSON readers hold)
and some configurations with their codes. `pytest --update` writes the counts anew and adds codes for a product that has
none there yet. A code on record is never rewritten: what has been issued stays what it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product as product_of
from math import prod
from pathlib import Path
from typing import Any

import pytest

from configurator.catalog_files import CatalogFiles
from configurator.diagnostics import Diagnostic
from configurator.diagnostics.render import report
from configurator.engine.count import count
from configurator.engine.validate import validate
from configurator.identity.code_text import grouped
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.constraint import Table
from configurator.model.domain import ValueDomain
from configurator.model.expectation import ExpectCode, ExpectCount, ExpectVerdict
from configurator.pipeline import build, check, code
from configurator.places import shipped

FOLDER = shipped("catalogs")
CATALOGS = sorted(FOLDER.rglob("*.vpc"))
RECORD = Path(__file__).parent / "vectors" / "catalogs.json"
MOST_RECORDED = 5
"""Codes on record of one product, where `--update` adds them."""

each_catalog = pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.relative_to(FOLDER).as_posix())


@cache
def checked(path: Path) -> tuple[KnowledgeBase | None, tuple[Diagnostic, ...], str]:
    """A catalog, what checking it finds, and that as people read it."""
    files = CatalogFiles(path)
    source = files.source()
    outcome = check(source, files)
    return outcome.value, outcome.diagnostics, report(outcome.diagnostics, source)


def knowledge_of(path: Path) -> KnowledgeBase:
    """A catalog that checks clean."""
    knowledge, _, report_of_it = checked(path)
    assert knowledge is not None, report_of_it
    return knowledge


def recorded() -> dict[str, dict[str, dict[str, Any]]]:
    """What is on record: by file, by product, `count` and `codes`."""
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    return found


def name_of(path: Path) -> str:
    """A catalog's name in the record: `atelier/atelier.vpc`."""
    return path.relative_to(FOLDER).as_posix()


def test_the_four_catalogs_of_the_first_release_are_there() -> None:
    assert {"atelier", "studio", "laptop", "sneaker"} <= {path.stem for path in CATALOGS}


@each_catalog
def test_a_catalog_checks_without_errors_and_without_warnings(path: Path) -> None:
    _, diagnostics, report_of_it = checked(path)
    assert not diagnostics, report_of_it


@each_catalog
def test_a_catalog_begins_with_a_comment_that_says_what_it_shows(path: Path) -> None:
    comment = re.match(r"(//[^\n]*\n)+", path.read_text("utf-8"))
    assert comment is not None
    assert "This catalog shows" in comment[0].replace("\n// ", " ")


@each_catalog
def test_a_catalog_tests_itself_with_every_form_of_expect(path: Path) -> None:
    for product in knowledge_of(path).catalog.products:
        expected = product.expectations
        verdicts = [each for each in expected if isinstance(each, ExpectVerdict)]
        assert any(isinstance(each, ExpectCount) for each in expected)
        assert any(isinstance(each, ExpectCode) for each in expected)
        assert any(each.valid for each in verdicts)
        assert any(not each.valid and each.because for each in verdicts)


@each_catalog
def test_every_constraint_gives_its_reason_in_a_sentence(path: Path) -> None:
    for product in knowledge_of(path).catalog.products:
        for constraint in product.constraints:
            if isinstance(constraint, Table) and constraint.gives and constraint.because is None:
                continue  # some row fits everything, so nobody is ever told of it
            assert constraint.because is not None, constraint.key
            assert re.fullmatch(r"[A-Z0-9].*[.!]", constraint.because), constraint.key


def test_some_catalog_has_forty_rules() -> None:
    products = [product for path in CATALOGS for product in knowledge_of(path).catalog.products]
    assert max(len(product.constraints) for product in products) >= 40


def test_there_are_exactly_22_000_foundations() -> None:
    product = knowledge_of(FOLDER / "atelier" / "atelier.vpc").products["foundation"].product
    assert count(product) == 22_000
    assert any(option.is_open for option in product.options), "an engraved cap, which does not multiply"


def test_trying_every_blend_finds_as_many_foundations() -> None:
    """The count is made on a graph of value classes; this one asks for each of 40,500 blends, one by one."""
    knowledge = knowledge_of(FOLDER / "atelier" / "atelier.vpc").products["foundation"]
    keys = [option.key for option in knowledge.product.options if not option.is_open]
    outcomes: list[list[object]] = []
    for option in (each for each in knowledge.product.options if not each.is_open):
        values = list(option.domain.by_key) if isinstance(option.domain, ValueDomain) else range(1, 61)
        outcomes.append([*values, None] if option.optional else [*values])
    assert prod(map(len, outcomes)) == 40_500
    valid = sum(validate(knowledge, dict(zip(keys, each, strict=True))).valid for each in product_of(*outcomes))
    assert valid == 22_000


def test_there_are_3_000_team_logos() -> None:
    for name in ("studio", "laptop"):
        catalog = knowledge_of(FOLDER / name / f"{name}.vpc").catalog
        assert catalog.spaces["team"].size() == 3_000


def as_json(choices: Mapping[str, object]) -> dict[str, object]:
    """The choices of an `expect` line as JSON writes them: decimals and fractions as text, sets as arrays."""
    return {key: _as_json(value) for key, value in choices.items()}


def _as_json(value: object) -> object:
    match value:
        case Mapping():
            return as_json(value)
        case list() | tuple() | set() | frozenset():
            return [_as_json(each) for each in value]
        case Decimal() | Fraction():
            return str(value)
    return value


def codes_to_record(product: ProductKnowledge) -> list[dict[str, object]]:
    """The first valid examples of a product, with their codes."""
    expected = product.product.expectations
    private = {option.key for option in product.product.private_options}  # their codes take a key
    valid = [each.example for each in expected if isinstance(each, ExpectVerdict) and each.valid]
    examples = [each for each in valid if not private & each.choices.keys()]
    found: list[dict[str, object]] = []
    for example in examples[:MOST_RECORDED]:
        choices = as_json(example.choices)
        made = code(product, choices)
        found.append({"choices": choices, "code": grouped(made.code), "sha256": made.digest.hex()})
    return found


def write_record() -> None:
    """Counts anew; codes where a product has none."""
    record = recorded()
    for path in CATALOGS:
        catalog = record.setdefault(name_of(path), {})
        for key, product in knowledge_of(path).products.items():
            entry = catalog.setdefault(key, {})
            entry["count"] = str(count(product.product))
            entry["codes"] = entry.get("codes") or codes_to_record(product)
    text = json.dumps(record, indent=2, ensure_ascii=False, sort_keys=True)
    RECORD.write_text(f"{text}\n", "utf-8")


def test_the_record_knows_every_product(update: bool) -> None:
    if update:
        write_record()
    known = {name: set(products) for name, products in recorded().items()}
    assert known == {name_of(path): set(knowledge_of(path).products) for path in CATALOGS}


@each_catalog
def test_a_product_has_as_many_valid_configurations_as_on_record(path: Path) -> None:
    for key, product in knowledge_of(path).products.items():
        assert str(count(product.product)) == recorded()[name_of(path)][key]["count"]


@each_catalog
def test_every_code_on_record_is_still_the_code_of_its_configuration(path: Path) -> None:
    for key, product in knowledge_of(path).products.items():
        entries = recorded()[name_of(path)][key]["codes"]
        assert entries
        for entry in entries:
            made = code(product, entry["choices"])
            assert (grouped(made.code), made.digest.hex()) == (entry["code"], entry["sha256"])


def test_a_catalog_with_an_idle_rule_does_not_check_clean(tmp_path: Path) -> None:
    broken = tmp_path / "broken.vpc"
    text = "catalog broken\nproduct box {\n  option size: a | b\n  rule idle forbid size = a and size = b\n}\n"
    broken.write_text(text, "utf-8")
    files = CatalogFiles(broken)
    assert build(files.source(), files).diagnostics == ()
    assert [each.code.name for each in check(files.source(), files).diagnostics] == ["never-fires"]
