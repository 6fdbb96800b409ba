"""The fast parser makes the trees that lark makes, with the same places, and gives up on what lark refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from snippets import parse_snippet, snippet_files

from configurator.source import Source
from configurator.syntax.fast_parser import FastParser, UnknownTablesError
from configurator.syntax.grammar import fast_parser, parser, tree_of
from configurator.syntax.statements import cut

ROOT = Path(__file__).parents[1]


def statements() -> list[tuple[str, str]]:
    """The statements of all shipped catalogs and snippets, good and bad, each once: text and start."""
    texts = [path.read_text("utf-8") for path in sorted(ROOT.glob("catalogs/*/*.vpc"))]
    texts += [each.text for path in snippet_files() for each in parse_snippet(path.read_text("utf-8")).texts("catalog")]
    found = ((text, each) for text in texts for each in cut(Source("", text)).statements)
    return list(dict.fromkeys((text[each.span.start : each.span.end], each.symbol) for text, each in found))


def shape(part: Tree[Token] | Token) -> object:
    """A tree with the places of its tokens."""
    if isinstance(part, Token):
        return part.type, str(part), part.start_pos, part.end_pos
    return str(part.data), [shape(each) for each in part.children]


def test_both_make_the_same_tree_of_every_statement() -> None:
    fast = fast_parser()
    assert fast is not None
    refused = 0
    for text, start in statements():
        try:
            expected = parser().parse(text, start=start)
        except (UnexpectedToken, UnexpectedCharacters):
            refused += 1
            assert fast.parse(text, start) is None, text
            continue
        found = fast.parse(text, start)
        assert found is not None, text
        assert isinstance(expected, Tree)
        assert shape(found) == shape(expected), text
    assert refused > 100


def test_what_is_refused_is_told_by_lark() -> None:
    with pytest.raises(UnexpectedToken):
        tree_of("option a b", "items")


def test_another_kind_of_parser_is_not_taken_for_this_one() -> None:
    with pytest.raises(UnknownTablesError):
        FastParser(Lark('start: "a"', parser="earley"))
