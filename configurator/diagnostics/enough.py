"""How many mistakes are told at once: so many, and that there are more.

A text with thousands of mistakes is another kind of file, or has one that makes all the others. Nobody reads them all,
and finding words for each would take minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from configurator.diagnostics.codes import TOO_LARGE
from configurator.diagnostics.diagnostic import Diagnostic, Outcome

MOST_TOLD = 100
"""Mistakes of one text, or of one phase."""

Made = TypeVar("Made")


def enough(outcome: Outcome[Made]) -> Outcome[Made]:
    """The same, of its mistakes the first in the order of the text; then how many more there are.

    Nobody goes on with what has so many mistakes. Of warnings the first of each code stay, the last of which says how
    many more there are.
    """
    if len(outcome.diagnostics) <= MOST_TOLD:
        return outcome
    ordered = outcome.in_order().diagnostics
    mistakes = [each for each in ordered if each.is_error]
    others = _first_of_each_code([each for each in ordered if not each.is_error])
    further = len(mistakes) - MOST_TOLD
    if further <= 0:
        return replace(outcome, diagnostics=(*mistakes, *others)).in_order()
    told = replace(outcome, diagnostics=(*mistakes[:MOST_TOLD], *others)).in_order().diagnostics
    number = "is 1 more mistake" if further == 1 else f"are {further:,} more mistakes"
    message, hint = f"there {number} from here on", "mend those before first: one often makes many"
    more = Diagnostic(TOO_LARGE, mistakes[MOST_TOLD].span, message, hint=hint)
    return Outcome(None, (*told, more), outcome.sources)


def _first_of_each_code(warnings: Sequence[Diagnostic]) -> list[Diagnostic]:
    by_code: dict[str, list[Diagnostic]] = {}
    for each in warnings:
        by_code.setdefault(each.code.name, []).append(each)
    told: list[Diagnostic] = []
    for alike in by_code.values():
        first = alike[:MOST_TOLD]
        if len(alike) > MOST_TOLD:
            more = f"; there are {len(alike) - MOST_TOLD:,} more of `{first[-1].code.name}` from here on"
            first[-1] = replace(first[-1], message=first[-1].message + more)
        told += first
    return told
