"""Texts with mistakes: what cannot be read is left as it is, the rest is laid out, and nothing else changes."""

from __future__ import annotations

import os
from random import Random

import pytest
from hostile_texts import HOSTILE
from mutated_texts import TOUR, mutated
from same_tree import meaning
from snippets import parse_snippet, snippet_files

from configurator.source import Source
from configurator.syntax.formatter import Formatted, formatted
from configurator.syntax.layout.tokens import essence

LONG = bool(os.environ.get("OPTIONARY_LONG"))
MUTATIONS = 10_000 if LONG else 150
SIZE = 1_000_000 if LONG else 10_000
"""Characters of a hostile text."""

SEED = 20261125


def lay_out(text: str) -> Formatted:
    return formatted(Source("catalog.vpc", text))


def assert_lawful(text: str) -> Formatted:
    """The laws that hold for any text."""
    made = lay_out(text)
    assert lay_out(made.text).text == made.text
    assert essence(made.text) == essence(text)
    assert meaning(made.text) == meaning(text)
    for span in made.left:
        assert text[span.start : span.end] in made.text
    return made


def test_mutated_texts_are_laid_out_by_the_laws() -> None:
    random = Random(SEED)
    left = sum(bool(assert_lawful(mutated(random, TOUR)).left) for _ in range(MUTATIONS))
    assert 0 < left < MUTATIONS


def test_catalogs_of_snippets_are_laid_out_by_the_laws() -> None:
    for path in snippet_files():
        for section in parse_snippet(path.read_text(encoding="utf-8")).texts("catalog"):
            assert_lawful(section.text)


def test_mutated_snippets_are_laid_out_by_the_laws() -> None:
    random = Random(SEED)
    snippets = [parse_snippet(path.read_text(encoding="utf-8")) for path in snippet_files()]
    texts = [section.text for snippet in snippets for section in snippet.texts("catalog")]
    for _ in range(MUTATIONS):
        assert_lawful(mutated(random, random.choice(texts)))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_laid_out_by_the_laws(name: str) -> None:
    assert_lawful(HOSTILE[name][:SIZE])
