"""How many mistakes are told at once: so many, and that there are more.

A text with thousands of mistakes is another kind of file, or has one that makes all the others. Nobody reads them all,
and finding words for each would take minutes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from configurator.diagnostics.codes import TOO_LARGE
from configurator.diagnostics.diagnostic import Diagnostic, Outcome
from configurator.source import Span

MOST_TOLD = 100
"""Mistakes of one text, or of one phase."""

Made = TypeVar("Made")


def enough(outcome: Outcome[Made]) -> Outcome[Made]:
    """The same, of its mistakes the first in the order of the text; then how many more there are.

    Warnings and notes all stay.
    """
    if sum(each.is_error for each in outcome.diagnostics) <= MOST_TOLD:
        return outcome
    ordered = outcome.in_order().diagnostics
    mistakes = [each for each in ordered if each.is_error]
    further = set(map(id, mistakes[MOST_TOLD:]))
    told = tuple(each for each in ordered if id(each) not in further)
    return replace(outcome, diagnostics=(*told, more_mistakes(mistakes[MOST_TOLD].span, f"{len(further):,} ")))


def more_mistakes(span: Span, number: str = "") -> Diagnostic:
    """Says that there are more mistakes, the first of them here."""
    mistakes = "mistake" if number == "1 " else "mistakes"
    verb = "is" if number == "1 " else "are"
    message = f"from here on there {verb} {number}more {mistakes}; the first {MOST_TOLD} are told"
    return Diagnostic(TOO_LARGE, span, message, hint="mend those first: one mistake often makes many")
