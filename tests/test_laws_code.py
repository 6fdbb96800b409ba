"""A code depends on what the thing is, and on nothing else: not on how its configuration or its catalog is written.

The laws are held over the small worlds and over the shipped catalogs. A valid configuration is found by a walk: from
one that the catalog expects to be valid, changing one choice after another for as long as it stays valid.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from small_worlds import WORLDS, knowledge_of
from small_worlds.meaning import judge
from small_worlds.meaning import meant as valid_in

from configurator.catalog_files import CatalogFiles
from configurator.engine.validate import validate
from configurator.identity.configured import canonical_document
from configurator.identity.identity_key import IdentityKey
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
from configurator.model.nesting import gathered, is_there, nested
from configurator.model.option import Option
from configurator.model.problem import ProblemCode
from configurator.pipeline import build, code
from configurator.places import shipped
from configurator.source import Source
from configurator.syntax.nodes import Text
from configurator.syntax.parser import parse

Completed = Mapping[str, CanonicalValue | None]
Raw = dict[str, object]

CATALOGS = sorted(shipped("catalogs").glob("*/*.vpc"))
KEY = IdentityKey(bytes(32))
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


def same_code(line: Line, completed: Completed, written: Mapping[str, object]) -> None:
    """A configuration written in another way has the document, the digest and the codes of the plain one."""
    plain = code(line.knowledge, sent(line, said(line.knowledge, completed)), KEY)
    other = code(line.knowledge, sent(line, written), KEY)
    assert (other.document, other.digest, other.code, other.long_code) == (
        plain.document,
        plain.digest,
        plain.code,
        plain.long_code,
    )
    assert dict(other.verdict.completed) == dict(completed)


law = settings(max_examples=150, deadline=None)


@law
@given(coded(), st.randoms(use_true_random=False))
def test_a_code_does_not_depend_on_the_order_of_keys(found: tuple[Line, Completed], random: Any) -> None:
    line, completed = found
    members = list(said(line.knowledge, completed).items())
    random.shuffle(members)
    same_code(line, completed, dict(members))


def spellings(option: Option, value: str | int) -> Iterator[object]:
    """Other ways of writing a number."""
    exact = Fraction(value)
    text = str(value)
    yield Decimal(text)
    yield exact
    yield text
    yield f" {text} "
    yield f"{text}.00" if "." not in text else f"{text}00"
    yield Decimal(text) + Decimal("0.000")
    yield f"{Decimal(text) * 1000}e-3"
    yield text if text.startswith("-") else f"+{text}"
    if exact.denominator == 1:
        yield int(exact)
        yield Decimal(int(exact)).normalize()
    unit = option.domain.unit.symbol if isinstance(option.domain, NumberDomain) and option.domain.unit else None
    if unit is not None:
        yield f"{text} {unit}"
        yield f"{text}{unit}"
        yield f"{text}\u202f{unit}"
    for other, factor in OTHER_UNITS.get(unit or "", {}).items():
        yield f"{Decimal(text) * Decimal(factor)} {other}"


OTHER_UNITS = {"cm": {"mm": "10", "m": "0.01", "km": "0.00001"}, "kg": {"g": "1000", "t": "0.001"}, "m": {"mm": "1000"}}


@law
@given(coded(), st.data())
def test_a_code_does_not_depend_on_the_spelling_of_numbers(found: tuple[Line, Completed], data: st.DataObject) -> None:
    line, completed = found
    written = said(line.knowledge, completed)
    for option in line.knowledge.product.options:
        value = completed[option.key]
        is_number = isinstance(option.domain, IntegerDomain | NumberDomain) and is_asked(option, completed)
        if is_number and isinstance(value, str | int):
            written[option.key] = data.draw(st.sampled_from(list(spellings(option, value))))
    same_code(line, completed, written)


def test_the_spellings_of_one_length_have_one_code() -> None:
    case = next(line for line in lines() if line.name == "studio/phone_case")
    plain: Raw = {"model": "p14", "cover": "blue", "extras": ["strap"]}
    spelled: list[object] = ["25.5", "25.50", Decimal("25.5"), Decimal("25.500"), "25.5 cm", "255 mm", "0.255m", 25.5]
    codes = {code(case.knowledge, {**plain, "strap_length": each}).code for each in spelled[:-1]}
    assert len(codes) == 1
    assert not validate(case.knowledge, {**plain, "strap_length": spelled[-1]}).valid  # a float has lost its digits


@law
@given(coded(), st.data())
def test_a_code_does_not_depend_on_writing_a_default_or_leaving_it_out(
    found: tuple[Line, Completed], data: st.DataObject
) -> None:
    line, completed = found
    written = said(line.knowledge, completed)
    for option in line.knowledge.product.options:
        is_default = option.default is not None and completed[option.key] == option.default
        if is_default and option.key in written and data.draw(st.booleans()):
            del written[option.key]
    same_code(line, completed, written)


@law
@given(coded(), st.data())
def test_a_code_does_not_depend_on_writing_null_for_what_has_no_value(
    found: tuple[Line, Completed], data: st.DataObject
) -> None:
    line, completed = found
    optional = {option.key for option in line.knowledge.product.options if option.optional}
    written: Raw = {
        key: None if value == [] and key in optional else value
        for key, value in said(line.knowledge, completed).items()
    }
    idle = (key for key, value in completed.items() if value is None and is_there(key, completed))
    written |= {key: None for key in idle if data.draw(st.booleans())}
    same_code(line, completed, written)


@law
@given(coded(), st.randoms(use_true_random=False))
def test_a_code_does_not_depend_on_the_order_of_the_values_of_a_set(found: tuple[Line, Completed], random: Any) -> None:
    line, completed = found
    written = said(line.knowledge, completed)
    for key, value in written.items():
        if isinstance(value, list):
            random.shuffle(value)
            written[key] = random.choice([value, tuple(value), frozenset(value)])
    same_code(line, completed, written)


@law
@given(coded(), st.sampled_from(("NFC", "NFD")), st.sampled_from((" ", "\u00a0", "\t", "  \n ")))
def test_a_code_does_not_depend_on_normalization_and_white_space(
    found: tuple[Line, Completed], form: str, space: str
) -> None:
    line, completed = found
    written = said(line.knowledge, completed)
    for option in line.knowledge.product.options:
        value = completed[option.key]
        if isinstance(option.domain, TextDomain) and isinstance(value, str):
            normalized = unicodedata.normalize("NFD" if form == "NFD" else "NFC", value)
            written[option.key] = f"{space}{normalized.replace(' ', space)}{space}"
    same_code(line, completed, written)


def test_a_text_in_nfd_and_nfc_is_one_code() -> None:
    case = next(line for line in lines() if line.name == "studio/phone_case")
    codes = {
        code(case.knowledge, {"model": "p14", "cover": "blue", "engraving": unicodedata.normalize(form, "Zoë")}).code
        for form in ("NFC", "NFD")
    }
    assert len(codes) == 1
    assert unicodedata.normalize("NFD", "Zoë") != "Zoë"


@law
@given(coded())
def test_a_completed_configuration_has_the_code_of_what_was_sent(found: tuple[Line, Completed]) -> None:
    line, completed = found
    everything = gathered(line.knowledge.product, completed)
    again = code(line.knowledge, everything, KEY)
    assert again.document == code(line.knowledge, sent(line, said(line.knowledge, completed)), KEY).document
    assert dict(again.verdict.completed) == dict(completed)


@law
@given(st.data())
def test_different_configurations_have_different_documents(data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(lines()))
    one, other = data.draw(valid_configurations(line)), data.draw(valid_configurations(line))
    documents = [canonical_document(line.knowledge, each, KEY) for each in (one, other)]
    assert (documents[0] == documents[1]) is (without_order(line, one) == without_order(line, other))


def without_order(line: Line, completed: Completed) -> object:
    """A configuration with the products of each list in an order of their own: theirs means nothing."""

    def ordered(found: object) -> object:
        if isinstance(found, dict):
            return {key: ordered(each) for key, each in found.items()}
        return sorted(map(ordered, found), key=repr) if isinstance(found, list) else found

    return ordered(gathered(line.knowledge.product, completed))


@law
@given(st.data())
def test_different_products_never_share_a_document(data: st.DataObject) -> None:
    one, other = data.draw(coded()), data.draw(coded())
    assume(one[0].knowledge.permanent_key != other[0].knowledge.permanent_key)
    assert canonical_document(one[0].knowledge, one[1], KEY) != canonical_document(other[0].knowledge, other[1], KEY)


def texts_for_people(node: object) -> Iterator[Text]:
    """Every label and every `because` in a tree: what people read, and codes do not."""
    if isinstance(node, tuple):
        for each in node:
            yield from texts_for_people(each)
    elif is_dataclass(node):
        for field in fields(node):
            child = getattr(node, field.name)
            if field.name in ("label", "because") and isinstance(child, Text):
                yield child
            else:
                yield from texts_for_people(child)


def with_other_labels(path: Path) -> tuple[str, Callable[[str, str], str]]:
    """The text of a catalog with every label and reason rewritten, and the same for the names in its CSV files."""
    text = path.read_text("utf-8")
    tree = parse(Source(str(path), text)).value
    assert tree is not None
    found = sorted((each.span for each in texts_for_people(tree)), reverse=True)
    for number, span in enumerate(found):
        text = f'{text[: span.start]}"Renamed {number}: „x“"{text[span.end :]}'
    columns = {column.name.text for space in tree.spaces for column in space.columns if column.kind == "label"}

    def rename(name: str, content: str) -> str:
        if not name.endswith(".csv"):
            return content
        head, *rows = csv.reader(io.StringIO(content))
        for place in (place for place, column in enumerate(head) if column in columns):
            for number, row in enumerate(rows):
                row[place] = f"Renamed, {number}"
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows([head, *rows])
        return written.getvalue()

    return text, rename


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_a_code_does_not_depend_on_labels(path: Path) -> None:
    text, rename = with_other_labels(path)
    renamed = catalog_products(path, text, rename)
    for line in lines():
        product = next((each for each in renamed.values() if each.permanent_key == line.knowledge.permanent_key), None)
        if product is None or product.product.span.name != str(path):  # it may stand in another file
            continue
        assert product.product.options[0].label.startswith("Renamed")
        for seed in line.seeds:
            assert code(product, seed, KEY).document == code(line.knowledge, seed, KEY).document


CODES_OF_ALL = """
import json, sys
from configurator import load
said = json.load(sys.stdin)
for path, products in said.items():
    catalog = load(path)
    for key, configurations in products.items():
        for choices in configurations:
            verdict = catalog[key].validate(choices)
            valid = catalog[key].code(choices, identity_key=bytes(32)).long_code if verdict.valid else None
            print(valid, [each.message for each in verdict.problems])
    print(catalog.release)
"""


def answers_under(seed: str, asked: str) -> str:
    """What a fresh interpreter answers whose hashes are seeded so."""
    done = subprocess.run(
        [sys.executable, "-c", CODES_OF_ALL],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
        env={"PYTHONHASHSEED": seed, "PATH": "", "PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_answers_are_the_same_whatever_the_seed_of_hashes() -> None:
    asked = {
        str(path): {
            product.product.key: [
                json_like(each.example.choices)
                for each in product.product.expectations
                if isinstance(each, ExpectVerdict)
            ]
            for product in catalog_products(path, path.read_text("utf-8")).values()
        }
        for path in CATALOGS
    }
    answers = {answers_under(seed, json.dumps(asked)) for seed in ("0", "1", "4242")}
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) > 40


def json_like(choices: Mapping[str, object]) -> Raw:
    """A configuration from an `expect` line as JSON can carry it."""
    return {key: _json_like(each) for key, each in choices.items()}


def _json_like(choice: object) -> object:
    match choice:
        case Mapping():
            return json_like(choice)
        case list() | tuple() | set() | frozenset():
            return sorted(map(_json_like, choice), key=repr)
        case Decimal() | Fraction():
            return str(choice)
    return choice


def test_the_walk_reaches_configurations_that_no_catalog_names() -> None:
    """Else the laws above would hold over a few examples only."""
    line = next(each for each in lines() if each.name == "atelier/foundation")
    found: set[bytes] = set()

    @settings(max_examples=60, deadline=None, database=None)
    @given(valid_configurations(line))
    def walk(completed: Completed) -> None:
        found.add(canonical_document(line.knowledge, completed, KEY))

    walk()
    assert len(found) > 2 * len(line.seeds)


def test_a_law_can_fail() -> None:
    world = WORLDS[0]
    line = Line(world.name, knowledge_of(world.name), ())
    assert judge(world, {"one": "a", "two": "a"}).valid
    assert judge(world, {"one": "a", "two": "b"}).valid
    with pytest.raises(AssertionError):
        same_code(line, {"one": "a", "two": "a", "flag": None}, {"one": "a", "two": "b"})
