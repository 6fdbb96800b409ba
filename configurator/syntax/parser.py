"""Parse catalog text into a syntax tree.

A tree comes back even for faulty text, with the mistakes beside it, so that an editor can go on helping while somebody
types. The file is cut into statements first; each that the grammar cannot read costs one diagnostic and nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from string import ascii_letters, digits

from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from configurator.diagnostics import Diagnostic, Outcome, codes
from configurator.diagnostics.enough import MOST_TOLD
from configurator.source import Source, Sources, Span
from configurator.syntax import nodes as n
from configurator.syntax.builder import LONGEST_KEY
from configurator.syntax.consequences import StatementBuilder
from configurator.syntax.grammar import fast_parser, tree_of
from configurator.syntax.mistakes import explain
from configurator.syntax.sizes import oversized
from configurator.syntax.statements import CONTAINERS, ITEM_WORDS, Statement, cut, item_starts
from configurator.syntax.words import first_word, word_meant

SIZE_LIMIT = 5_000_000
"""Characters of one catalog file."""


def parse(source: Source, *, goes_on: bool = False) -> Outcome[n.Tree]:
    """The tree of a file, as far as it can be read, and every mistake of its shape, in the order of the text.

    `goes_on`: the text is the first part of a longer one, of which the next statement follows.
    """
    if len(source.text) > SIZE_LIMIT:
        message = f"this file has {len(source.text):,} characters; at most {SIZE_LIMIT:,} are read"
        hint = "move long lists of values into a CSV file"
        return Outcome(None, (Diagnostic(codes.TOO_LARGE, source.span(0, 1), message, hint=hint),), Sources((source,)))
    pieces = cut(source, goes_on=goes_on)
    reading = _Reading(source, list(pieces.diagnostics))
    end = pieces.end
    for statement in pieces.statements if end is None else ():
        if not reading.take(statement):
            end = statement.span.end
            break
    reading.diagnostics.sort(key=lambda each: each.span)
    if end is None:
        return Outcome(reading.tree(), tuple(reading.diagnostics), Sources((source,)))
    # what has not been read would be called unknown, so nobody goes on with the rest
    message, hint = "nothing is read from here on", "mend what is told before first: one mistake often makes many"
    told = (*reading.diagnostics, Diagnostic(codes.TOO_LARGE, source.span(end, end + 1), message, hint=hint))
    return Outcome(None, told, Sources((source,)))


class _Reading:
    """What has been read of a file so far."""

    def __init__(self, source: Source, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = diagnostics
        self.reported = sorted(each.span.start for each in diagnostics)
        self.catalogs: list[n.CatalogNode] = []
        self.spaces: list[n.SpaceNode] = []
        self.products: list[tuple[n.ProductNode, list[n.ItemNode]]] = []
        self.broken: list[n.BrokenNode] = []
        self.contexts: list[n.ContextNode] = []
        self.uses: list[n.UseNode] = []

    def tree(self) -> n.Tree:
        """All of it."""
        products = tuple(replace(head, items=tuple(items)) for head, items in self.products)
        spaces, contexts = tuple(self.spaces), tuple(self.contexts)
        return n.Tree(
            self.source, tuple(self.catalogs), spaces, products, tuple(self.broken), contexts, tuple(self.uses)
        )

    def take(self, statement: Statement) -> bool:
        """Read one statement; of a faulty one, those of its parts that are not. False: there are too many mistakes."""
        waiting = [statement]
        while waiting:
            if len(self.diagnostics) >= MOST_TOLD:
                return False
            waiting += reversed(self._take(waiting.pop()))
        return True

    def _take(self, statement: Statement) -> list[Statement]:
        """Read one statement, or say of which parts it consists, each to be read alone."""
        text, offset = self._text(statement)
        made = oversized(text, offset, statement.span.name) or self._try(statement)
        if not isinstance(made, Diagnostic):
            self._keep(made)
        else:
            parts = self._parts(statement, made, text, offset) if statement.symbol == "items" else []
            if parts:
                return parts
            self._keep_broken(statement, made)
        return []

    def _parts(self, statement: Statement, mistake: Diagnostic, text: str, offset: int) -> list[Statement]:
        """The statements of a line, or those before and after a misspelt first word; none if there is only one."""
        begin, end, name = statement.span
        if mistake.code is codes.NOT_A_STATEMENT:
            at = mistake.span.start
            meant = word_meant(self.source.text[at : mistake.span.end], ITEM_WORDS) or ""
            self.diagnostics.append(mistake)
            before = replace(statement, span=Span(begin, begin + len(self.source.text[begin:at].rstrip()), name))
            return [before, Statement("items", Span(at, end, name), statement.owner, meant)]
        starts = [offset + start for start in item_starts(text)]
        if len(starts) < 2:
            return []
        spans = [Span(max(start, begin), after, name) for start, after in zip(starts, [*starts[1:], end], strict=True)]
        return [replace(statement, span=spans[0]), *(Statement("items", span, statement.owner) for span in spans[1:])]

    def _keep_broken(self, statement: Statement, mistake: Diagnostic) -> None:
        """Report a mistake, and remember what its statement declares, so that nobody calls that unknown."""
        span = statement.span
        # One mistake is enough where a bracket or quote of this statement has been reported already.
        at = bisect_left(self.reported, span.start)
        if statement.meant or at == len(self.reported) or self.reported[at] >= span.end:
            self.diagnostics.append(mistake)
        text, offset = self._text(statement)
        word, declared = first_word(text), _declared(text, offset, span)
        key = declared or n.Name(f"{word}_{span.start}", span, quoted=True)
        if word == "catalog":
            self.catalogs.append(n.CatalogNode(key, None, (), (), key.span))
        elif word in CONTAINERS:
            parameters = () if word == "rules" else None
            self.products.append((n.ProductNode(key, None, (), key.span, (), parameters), []))
        elif declared is not None and word in ("space", "context"):
            self.broken.append(n.BrokenNode(word, declared, span))
        elif declared is not None and self.products and statement.symbol == "items":
            self.products[-1][1].append(n.BrokenNode(word, declared, span))

    def _keep(self, made: list[object]) -> None:
        for each in made:
            match each:
                case n.CatalogNode():
                    self.catalogs.append(each)
                case n.SpaceNode():
                    self.spaces.append(each)
                case n.UseNode():
                    self.uses.append(each)
                case n.ContextNode():
                    self.contexts.append(each)
                case n.ProductNode():
                    self.products.append((each, []))
                case _ if self.products and isinstance(each, n.ItemNode):
                    self.products[-1][1].append(each)

    def _text(self, statement: Statement) -> tuple[str, int]:
        """The text of a statement, its first word as it is meant, and where that text begins in the source."""
        span = statement.span
        text = self.source.text[span.start : span.end]
        if not statement.meant:
            return text, span.start
        rest = text.lstrip("_" + ascii_letters + digits)
        return statement.meant + rest, span.end - len(rest) - len(statement.meant)

    def _try(self, statement: Statement) -> list[object] | Diagnostic:
        """The nodes of a statement, or the diagnostic that says why there are none."""
        text, offset = self._text(statement)
        name = statement.span.name
        builder, fast = StatementBuilder(offset, name), fast_parser()
        made = fast.parse(text, statement.symbol, builder) if fast else None
        if made is None:
            try:
                tree = tree_of(text, statement.symbol)
            except (UnexpectedToken, UnexpectedCharacters) as error:
                return explain(error, text, offset, name)
            builder = StatementBuilder(offset, name)
            made = builder.build(tree)
        if builder.diagnostics:
            builder.diagnostics.sort(key=lambda each: each.span)
            self.diagnostics += builder.diagnostics[1:]
            return builder.diagnostics[0]
        return list(made) if isinstance(made, tuple) else [made]


def is_made_up(key: n.Name) -> bool:
    """Whether a key looks like those that products get which have none; it tells where they stand."""
    return key.quoted and key.text.endswith(f"_{key.span.start}")


def _declared(text: str, offset: int, span: Span) -> n.Name | None:
    """The key that a statement that cannot be read most likely declares, after its first word."""
    found = re.compile(r'\s*(?:"[^"\n]*"\s*)?([A-Za-z][A-Za-z0-9_]*)').match(text, len(first_word(text)))
    if found is None:
        return None
    place = Span(*found.span(1), span.name).shift(offset)
    return n.Name(found[1][:LONGEST_KEY], place, quoted=True)
