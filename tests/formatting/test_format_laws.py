"""Laws of the layout, over random catalogs that careless authors have written, and over mutated ones."""

from __future__ import annotations

import os
import re
from random import Random

import pytest
from careless import Careless
from catalogs_in_pieces import Author, Piece, tidy
from hypothesis import given, settings
from hypothesis import strategies as st
from same_tree import meaning
from whole_catalogs import WholeAuthor

from configurator.source import Source
from configurator.syntax.formatter import Formatted, formatted
from configurator.syntax.parser import parse

LONG = bool(os.environ.get("OPTIONARY_LONG"))
SEEDS = st.integers(0, 10**9)
HOW_CARELESS = {"tidy": (0.0, 0.0), "broken lines": (0.3, 0.0), "comments": (0.1, 0.1), "both": (0.4, 0.3)}


def lay_out(text: str) -> Formatted:
    return formatted(Source("catalog.vpc", text))


def pieces(seed: int) -> list[Piece]:
    random = Random(seed)
    author = Author if random.random() < 0.5 else WholeAuthor
    return author(random, random.choice((2, 4, 12))).catalog()


def careless(seed: int, how: str) -> str:
    return Careless(Random(seed), *HOW_CARELESS[how]).write(pieces(seed))


@settings(deadline=None, max_examples=400 if LONG else 40)
@given(SEEDS)
def test_random_catalogs_can_be_read_and_are_laid_out_whole(seed: int) -> None:
    outcome = parse(Source("catalog.vpc", tidy(pieces(seed))))
    assert [each.message for each in outcome.diagnostics if each.code.name == "malformed"] == []
    for how in HOW_CARELESS:
        assert lay_out(careless(seed, how)).left == ()


@pytest.mark.parametrize("how", HOW_CARELESS)
@settings(deadline=None, max_examples=400 if LONG else 40)
@given(SEEDS)
def test_laying_out_twice_is_laying_out_once(how: str, seed: int) -> None:
    once = lay_out(careless(seed, how)).text
    assert lay_out(once).text == once


@pytest.mark.parametrize("how", HOW_CARELESS)
@settings(deadline=None, max_examples=400 if LONG else 40)
@given(SEEDS)
def test_a_layout_says_the_same_as_the_text(how: str, seed: int) -> None:
    text = careless(seed, how)
    assert meaning(lay_out(text).text) == meaning(text) == meaning(tidy(pieces(seed)))


@settings(deadline=None, max_examples=400 if LONG else 40)
@given(SEEDS)
def test_blanks_of_the_author_make_no_difference(seed: int) -> None:
    """But for two or more before a cell, which ask for aligned columns."""
    text = Careless(Random(seed), breaks=0, comments=0, widest=1).write(pieces(seed))
    assert lay_out(text).text == lay_out(tidy(pieces(seed))).text


@pytest.mark.parametrize("how", HOW_CARELESS)
@settings(deadline=None, max_examples=400 if LONG else 40)
@given(SEEDS)
def test_every_comment_is_kept_in_order(how: str, seed: int) -> None:
    text = careless(seed, how)
    assert comments(lay_out(text).text) == comments(text)


def comments(text: str) -> list[str]:
    """The comments of a text that has no mistakes in its quotes."""
    found = re.finditer(r'"(?:[^"\\\n]|\\.)*"|(//[^\n]*)', text)
    return [each[1].rstrip() for each in found if each[1] is not None]
