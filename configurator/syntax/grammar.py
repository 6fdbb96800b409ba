"""Finds the files of `grammars/` and makes the parser out of them, once.

They stand at the top of the checkout, and beside the modules in an installed wheel.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedToken

from configurator.places import shipped
from configurator.syntax.fast_parser import FastParser, UnknownTablesError
from configurator.syntax.parser_tables import kept_parser

STARTS = ("catalog", "use", "space", "context", "product", "rules", "items")


class LinesInBraces:
    """Lets the ends of lines through only where they matter: directly inside braces.

    A keyword that goes on with letters is none: `requires` is not `require` and an option `s`.
    """

    always_accept = ("_LINE",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """Drop each `_LINE` whose innermost open bracket is not a brace; refuse keywords that go on."""
        open_brackets: list[str] = []
        before = Token("_LINE", "\n", end_pos=-1)
        for token in stream:
            if token.start_pos == before.end_pos and before.isalpha() and token[0].isalnum():
                raise UnexpectedToken(before, {before.type})  # type: ignore[no-untyped-call]
            before = token
            if token.type in ("LBRACE", "LPAR", "LSQB"):
                open_brackets.append(token.type)
            elif token.type in ("RBRACE", "RPAR", "RSQB") and open_brackets:
                open_brackets.pop()
            elif token.type == "_LINE" and open_brackets[-1:] not in (["LBRACE"], ["LSQB"]):
                continue
            yield token


@cache
def parser() -> Lark:
    """The LALR(1) parser of single statements; every token stays in the tree, so that spans are exact."""
    grammars = shipped("grammars")
    made_of = [each.read_bytes() for each in (*sorted(grammars.glob("*.lark")), Path(__file__))]
    return kept_parser(made_of, lambda: _made(grammars / "catalog.lark"))


def _made(path: Path) -> Lark:
    return Lark.open(
        str(path),
        parser="lalr",
        lexer="contextual",
        start=list(STARTS),
        keep_all_tokens=True,
        maybe_placeholders=False,
        postlex=LinesInBraces(),
    )


@cache
def fast_parser() -> FastParser | None:
    """The same parser without words for mistakes; None where the tables of this lark are not known."""
    try:
        return FastParser(parser())
    except UnknownTablesError:
        return None


def tree_of(text: str, start: str) -> Tree[Token]:
    """The tree of a statement, read from the rule `start`. Raises lark's errors where it has a mistake."""
    tree = parser().parse(text, start=start)
    assert isinstance(tree, Tree)  # noqa: S101 - no transformer is given to the parser
    return tree
