"""`engraving matches "[A-Z]{1,3}"`: whether the whole of a text is one that a pattern describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from configurator.analysis.expression_types import TRUTH
from configurator.analysis.text_patterns import read_pattern
from configurator.diagnostics import codes
from configurator.model import expression as e
from configurator.syntax import nodes as n

if TYPE_CHECKING:
    from configurator.analysis.expressions import Typed, Typer

# What to do about something of this kind that patterns say nothing of.
_ADVICE = {
    "word": "name its values: `cover in {black, blue}`",
    "set": "name its values: `strap in extras`",
    "amount": "compare it: `depth >= 3`, or `depth in 3 .. 8`",
    "truth": "compare it with `yes` or `no`",
    "color": "compare it with a color such as `#1a2b3c`",
    "date": "compare it with a day such as `2026-05-01`",
    "image": "ask whether it is `present` or `absent`",
    "product": "ask it of one of its texts: `first.engraving`",
    "private": "ask whether it is `present`; `pattern` in its braces limits it",
}


def read_matching(typer: Typer, node: n.Matching) -> Typed | None:
    """A text and a pattern; None, and a diagnostic, if one of them is none."""
    item = typer.typed(node.item)
    if item is None:
        return None
    if item[1].kind == "private":
        message = "private text is not matched: rules and their messages would tell of it"
        typer.say(codes.TYPE_MISMATCH, node.item.span, message, _ADVICE["private"])
        return None
    if item[1].kind != "text":
        message = f"a pattern says what a text is like, and this is {item[1].described}"
        typer.say(codes.TYPE_MISMATCH, node.item.span, message, _ADVICE.get(item[1].kind))
        return None
    pattern = read_pattern(typer.scope.report, node.pattern, item[1].case)
    return None if pattern is None else (e.Matches(item[0], pattern), TRUTH)
