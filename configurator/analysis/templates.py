"""Texts with places, as written -> pieces: `BLANK-{model}-{cover}`. `{{` and `}}` stand for braces themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from configurator.analysis.expression_types import Type
from configurator.analysis.expressions import Typer
from configurator.diagnostics import codes
from configurator.model import expression as e
from configurator.model.build import Inserted, Template
from configurator.model.units import UNITS, Unit
from configurator.source import Span
from configurator.syntax import nodes as n
from configurator.syntax.builder import LONGEST_KEY

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
_KEY = rf"[A-Za-z][A-Za-z0-9_]{{0,{LONGEST_KEY - 1}}}"
_NAME = re.compile(rf"\s*({_KEY}(?:\.{_KEY})*)\s*")


def read_template(typer: Typer, node: n.Text) -> Template | None:
    """The pieces of a text; None, and diagnostics, where a place is not closed or has nothing to show."""
    pieces: list[str | Inserted] = []
    sound = True
    for text, inner, span in _pieces(node):
        if inner is None and text not in ("{", "}"):
            pieces.append({"{{": "{", "}}": "}"}.get(text, text))
            continue
        found = _NAME.fullmatch(inner or "")
        if found is None:
            hint = "a place names an option or an attribute: `{model}`, `{team.ink}`; a brace itself is written `{{`"
            what = "this place names nothing" if inner is not None else f"this `{text}` has no partner"
            typer.say(codes.BAD_PLACE, span, what, hint)
            sound = False
            continue
        path = tuple(n.Name(word, span) for word in found[1].split("."))
        inserted = read_inserted(typer, n.Reference(path, span))
        if inserted is None:
            sound = False
        else:
            pieces.append(inserted)
    return Template(tuple(pieces)) if sound else None


def read_inserted(typer: Typer, node: n.ExpressionNode) -> Inserted | None:
    """What an expression shows: a value, an attribute, an amount."""
    typed = typer.typed(node)
    if typed is None:
        return None
    expression, kind = typed
    option = expression.option if isinstance(expression, e.OptionValue) else None
    return Inserted(expression, shown_in(kind), option)


def shown_in(kind: Type) -> Unit | None:
    """The unit in which an amount is shown: the one it was written in, else the base unit; None for plain numbers."""
    if kind.kind != "amount" or not kind.dimension:
        return None
    if kind.unit is not None and kind.unit.dimension == kind.dimension:
        return kind.unit
    return next((unit for unit in UNITS.values() if unit.dimension == kind.dimension and unit.factor == 1), None)


def _pieces(node: n.Text) -> Iterator[tuple[str, str | None, Span]]:
    """Each piece of a text: as written, what stands between its braces if it is a place, and where it is."""
    exact = len(node.text) + 2 == node.span.end - node.span.start  # else something in it is escaped
    for match in _PIECE.finditer(node.text):
        begin = node.span.start + 1
        span = Span(begin + match.start(), begin + match.end(), node.span.name) if exact else node.span
        yield match[0], match[1], span
