"""Which texts there are under a font, a width and banned words, and what conditions can tell of a picture."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_media import made_font

from configurator.compiler.classes import ClassedOption
from configurator.compiler.compile_graphs import prepare
from configurator.engine.count import count
from configurator.errors import TooComplexError
from configurator.media.fonts import FontTable, read_font
from configurator.media.pictures import is_digest
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import Domain, FlagDomain, ImageDomain, Lettering, TextDomain
from configurator.model.expression import Compare, Constant, Count, Expression, Length, OptionValue, Present
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.raw_values import read_value
from configurator.text.banned import BannedWords
from configurator.text.patterns import compile_pattern


def font(**advances: int) -> FontTable:
    return read_font(made_font(advances))


def lettering(table: FontTable, width: int | Fraction | None) -> Lettering:
    """A font of an em of 10 mm, so that an advance of 500 takes 5 mm."""
    return Lettering("Plain", table, Fraction(10), None if width is None else Fraction(width))


def classed(domain: Domain, *conditions: Expression, optional: bool = False) -> ClassedOption:
    rules = [Rule(f"rule{number}", condition) for number, condition in enumerate(conditions)]
    return prepare([Option("it", "It", domain, optional)], rules).options["it"]


def representatives(option: ClassedOption) -> list[object]:
    return [each.representative for each in option.classes]


LONG = Compare("<=", Length("it"), Constant(Fraction(2)))


def test_a_text_that_stands_for_others_has_its_glyphs_and_its_room() -> None:
    domain = TextDomain(20, lettering=lettering(font(A=500, B=400), 4))
    assert representatives(classed(domain)) == ["B"]
    domain = TextDomain(20, pattern=compile_pattern("[A-Z]{2}"), lettering=lettering(font(X=500, Y=400), 9))
    assert representatives(classed(domain)) == ["YY"]


def test_lengths_that_no_text_has_room_for_are_no_class() -> None:
    domain = TextDomain(20, lettering=lettering(font(A=500, B=400), 13))
    assert representatives(classed(domain, LONG)) == ["B", "BBB"]
    domain = TextDomain(20, lettering=lettering(font(A=500, B=400), 8))
    assert representatives(classed(domain, LONG)) == ["B"]


def test_where_no_text_is_found_that_is_said_and_not_taken_for_none() -> None:
    for domain in (
        TextDomain(20, lettering=lettering(font(A=500), 4)),
        TextDomain(20, least=3, lettering=lettering(font(A=500), 14)),
        TextDomain(20, pattern=compile_pattern("A"), lettering=lettering(font(A=500, B=100), 4)),
        TextDomain(20, pattern=compile_pattern("damn"), banned=BannedWords.of(["damn"])),
        TextDomain(1, script="han", banned=BannedWords.of("0123456789")),
    ):
        with pytest.raises(TooComplexError, match="may have no text but those that rules name"):
            classed(domain)


def test_a_pattern_whose_letters_the_font_lacks_has_no_text() -> None:
    domain = TextDomain(20, pattern=compile_pattern("[a-z]+"), lettering=lettering(font(A=500), 40))
    assert representatives(classed(domain)) == []


def test_a_banned_text_stands_for_none() -> None:
    assert representatives(classed(TextDomain(2, least=2, banned=BannedWords.of(["00", "01"])))) == ["02"]
    named = Compare("=", OptionValue("it"), Constant("damn"))
    assert representatives(classed(TextDomain(9, banned=BannedWords.of(["damn"])), named)) == ["0"]
    assert representatives(classed(TextDomain(9), named)) == ["damn", "0"]


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(st.sampled_from("AB1 é"), st.sampled_from((200, 300, 500, 900)), min_size=1),
    st.integers(1, 3),
    st.integers(1, 40),
    st.sampled_from((None, "upper", "lower")),
    st.sampled_from((None, "latin")),
)
def test_exactly_the_lengths_that_some_text_has_are_found_or_none_is_said(
    advances: dict[str, int], least: int, width: int, case: str | None, script: str | None
) -> None:
    domain = TextDomain(4, least, script, case=case, lettering=lettering(read_font(made_font(advances)), width))
    option = Option("it", "It", domain)
    texts = ("".join(letters) for length in range(1, 5) for letters in product(advances, repeat=length))
    real = {len(text) for text in texts if read_value(option, text, Hints()) == (text, ())}
    looks = [Compare("=", Length("it"), Constant(Fraction(length))) for length in range(1, 5)]
    try:
        found = {len(str(each)) for each in representatives(classed(domain, *looks))}
    except TooComplexError:
        return
    assert found == real


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 19), st.integers(1, 900))
def test_as_many_letters_fit_as_the_width_divided_by_one(width: int, advance: int) -> None:
    domain = TextDomain(2_000, lettering=lettering(font(A=advance), width))
    most = width * 100 // advance
    option = Option("it", "It", domain)
    assert most == 0 or read_value(option, "A" * most, Hints()) == ("A" * most, ())
    assert read_value(option, "A" * (most + 1), Hints())[1][0].code == "too-wide"
    assert ceil(Fraction(most * advance, 100)) <= width


def test_a_picture_is_one_class_and_counts_once() -> None:
    found = classed(ImageDomain(("png",)), Present("it"), optional=True)
    assert representatives(found)[0] is None
    assert is_digest(str(representatives(found)[1]))
    assert [each.size for each in found.classes] == [1, 1]


def test_pictures_do_not_multiply_and_decide_what_is_asked_for() -> None:
    photo = Option("photo", "Photo", ImageDomain(("png",)), optional=True)
    gloss = Option("gloss", "Gloss", FlagDomain(), when=Present("photo"))
    lit = Option("lit", "Lit", FlagDomain())
    assert count(Product("mug", "Mug", "shop", (photo, lit))) == 2
    assert count(Product("mug", "Mug", "shop", (photo, gloss, lit))) == 6
    never = Rule("never", Present("photo"), forbids=True)
    assert count(Product("mug", "Mug", "shop", (photo, gloss, lit), (never,))) == 2
    one = Rule("one", Compare("=", Count((OptionValue("photo"), OptionValue("gloss"))), Constant(Fraction(1))))
    assert count(Product("mug", "Mug", "shop", (photo, gloss, lit), (one,))) == 0
