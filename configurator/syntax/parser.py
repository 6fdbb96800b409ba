"""Parse catalog text into a syntax tree.

A tree comes back even for faulty text, with the mistakes beside it, so that an editor can go on helping while somebody
types. The file is cut into statements first; each that the grammar cannot read costs one diagnostic and nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from lark import Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from configurator.diagnostics import Diagnostic, Outcome, codes
from configurator.source import Source, Span
from configurator.syntax import nodes as n
from configurator.syntax.declarations import DeclarationBuilder
from configurator.syntax.grammar import parser
from configurator.syntax.mistakes import explain
from configurator.syntax.statements import Statement, cut, item_starts

SIZE_LIMIT = 5_000_000
"""Characters of one catalog file."""

_LATER = {
    "use": "taking parts of other catalogs", "context": "facts of a sale", "sell": "rules of sale",
    "derive": "derived amounts", "build": "parts and work steps",
}  # fmt: skip


def parse(source: Source) -> Outcome[n.Tree]:
    """The tree of a file, as far as it can be read, and every mistake of its shape, in the order of the text."""
    if len(source.text) > SIZE_LIMIT:
        message = f"this file has {len(source.text):,} characters; at most {SIZE_LIMIT:,} are read"
        hint = "move long lists of values into a CSV file"
        return Outcome(
            n.Tree(source, (), (), ()), (Diagnostic(codes.TOO_LARGE, source.span(0, 1), message, hint=hint),)
        )
    pieces = cut(source)
    reading = _Reading(source, list(pieces.diagnostics))
    for statement in pieces.statements:
        reading.take(statement)
    reading.diagnostics.sort(key=lambda each: each.span)
    return Outcome(reading.tree(), tuple(reading.diagnostics))


class _Reading:
    """What has been read of a file so far."""

    def __init__(self, source: Source, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = diagnostics
        self.reported = sorted(each.span.start for each in diagnostics)
        self.catalogs: list[n.CatalogNode] = []
        self.spaces: list[n.SpaceNode] = []
        self.products: list[tuple[n.ProductNode, list[n.ItemNode]]] = []

    def tree(self) -> n.Tree:
        """All of it."""
        products = tuple(replace(head, items=tuple(items)) for head, items in self.products)
        return n.Tree(self.source, tuple(self.catalogs), tuple(self.spaces), products)

    def take(self, statement: Statement) -> None:
        """Read one statement; of a faulty one, those of its parts that are not."""
        span = statement.span
        text = self.source.text[span.start : span.end]
        word = text.split(maxsplit=1)[0]
        if word in _LATER:
            message = f"`{word}` ({_LATER[word]}) is not read by this version"
            here = Span(span.start, span.start + len(word), span.name)
            self.diagnostics.append(Diagnostic(codes.NOT_YET, here, message, hint="take the statement out for now"))
            return
        made = self._try(statement)
        starts = item_starts(text) if isinstance(made, Diagnostic) and statement.symbol == "items" else []
        if len(starts) > 1:
            for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
                self._keep(self._try(Statement("items", Span(start, end, span.name).shift(span.start))), statement)
        else:
            self._keep(made, statement)

    def _keep(self, made: list[object] | Diagnostic, statement: Statement) -> None:
        if isinstance(made, Diagnostic):
            span = statement.span
            # One mistake is enough where a bracket or quote of this statement has been reported already.
            if not any(span.start <= start < span.end for start in self.reported):
                self.diagnostics.append(made)
            made = [_placeholder(self.source, statement)] if statement.symbol == "product" else []
        for each in made:
            match each:
                case n.CatalogNode():
                    self.catalogs.append(each)
                case n.SpaceNode():
                    self.spaces.append(each)
                case n.ProductNode():
                    self.products.append((each, []))
                case _ if self.products and isinstance(each, n.ItemNode):
                    self.products[-1][1].append(each)

    def _try(self, statement: Statement) -> list[object] | Diagnostic:
        """The nodes of a statement, or the diagnostic that says why there are none."""
        span = statement.span
        text = self.source.text[span.start : span.end]
        try:
            tree = parser().parse(text, start=statement.symbol)
        except (UnexpectedToken, UnexpectedCharacters) as error:
            return explain(error, text, span.start, span.name)
        builder = DeclarationBuilder(span.start, span.name)
        assert isinstance(tree, Tree)  # noqa: S101 - no transformer is given to the parser
        made = builder.build(tree)
        self.diagnostics += builder.diagnostics
        return list(made) if isinstance(made, tuple) else [made]


def _placeholder(source: Source, statement: Statement) -> n.ProductNode:
    """A product whose head cannot be read still holds the statements in its braces."""
    words = source.text[statement.span.start : statement.span.end].split()
    key = words[1] if len(words) > 1 and words[1].isidentifier() else "product"
    return n.ProductNode(n.Name(key, statement.span), None, (), statement.span)
