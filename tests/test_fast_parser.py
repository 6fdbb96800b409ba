"""The fast parser makes what is made of the trees of lark, with the same places, and gives up on what lark refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken
from snippets import parse_snippet, snippet_files

from configurator.source import Source
from configurator.syntax.consequences import StatementBuilder
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


class TreeMaker:
    """Makes lark's trees, without the ends of lines."""

    def make(self, rule: str, parts: list[Any]) -> Tree[Token]:
        return Tree(rule, parts)


def shape(part: Tree[Token] | Token) -> object:
    """A tree without ends of lines, with the places of its tokens, and rules by their names of this grammar alone."""
    if isinstance(part, Token):
        return part.type, str(part), part.start_pos, part.end_pos
    inner = [each for each in part.children if not (isinstance(each, Token) and each.type == "_LINE")]
    return str(part.data).rpartition("__")[2], [shape(each) for each in inner]


def test_both_make_the_same_of_every_statement() -> None:
    fast = fast_parser()
    assert fast is not None
    refused = 0
    for text, start in statements():
        try:
            expected = parser().parse(text, start=start)
        except (UnexpectedToken, UnexpectedCharacters):
            refused += 1
            assert fast.parse(text, start, TreeMaker()) is None, text
            continue
        found = fast.parse(text, start, TreeMaker())
        assert found is not None, text
        assert isinstance(expected, Tree)
        assert shape(found) == shape(expected), text
        fast_builder, builder = StatementBuilder(7, "it"), StatementBuilder(7, "it")
        assert fast.parse(text, start, fast_builder) == builder.build(expected), text
        assert sorted(map(repr, fast_builder.diagnostics)) == sorted(map(repr, builder.diagnostics)), text
    assert refused > 100


@pytest.mark.parametrize("nested", [32, 62, 63, 64, 65, 70, 130])
def test_both_cut_off_what_is_nested_too_deep(nested: int) -> None:
    inner = "a = b and (" * nested + "c = d" + ")" * nested
    text = f"rule deep require {inner} when (x + y + (z + 1) + 2) * 3 > 4"
    fast, fast_builder, builder = fast_parser(), StatementBuilder(0, ""), StatementBuilder(0, "")
    assert fast is not None
    assert fast.parse(text, "items", fast_builder) == builder.build(tree_of(text, "items"))
    assert fast_builder.diagnostics == builder.diagnostics
    assert bool(builder.diagnostics) is (nested > 30)


def test_a_sum_is_as_deep_as_its_deepest_part() -> None:
    chain = " + ".join(f"a{number}" for number in range(500))
    builder, fast = StatementBuilder(0, ""), fast_parser()
    assert fast is not None
    assert fast.parse(f"rule long require {chain} > 3", "items", builder) is not None
    assert builder.diagnostics == []


def test_what_is_refused_is_told_by_lark() -> None:
    with pytest.raises(UnexpectedToken):
        tree_of("option a b", "items")


def test_another_kind_of_parser_is_not_taken_for_this_one() -> None:
    with pytest.raises(UnknownTablesError):
        FastParser(Lark('start: "a"', parser="earley"))
