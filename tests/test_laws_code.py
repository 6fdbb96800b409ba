"""A code depends on what the thing is, and on nothing else: not on how its configuration or its catalog is written.

The laws are held over the small worlds and over the shipped catalogs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from other_labels import with_other_labels
from small_worlds import WORLDS, knowledge_of
from small_worlds.meaning import judge
from valid_walks import (
    CATALOGS,
    Completed,
    Line,
    Raw,
    catalog_products,
    coded,
    is_asked,
    lines,
    said,
    sent,
    valid_configurations,
)

from configurator.engine.validate import validate
from configurator.identity.configured import canonical_document
from configurator.identity.identity_key import IdentityKey
from configurator.model.domain import IntegerDomain, NumberDomain, TextDomain
from configurator.model.nesting import gathered, is_there
from configurator.model.option import Option
from configurator.pipeline import code

KEY = IdentityKey(bytes(32))


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
