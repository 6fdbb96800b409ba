"""How many mistakes are told at once: so many, and that there are more.

A text with thousands of mistakes is another kind of file, or has one that makes all the others. Nobody reads them all,
and finding words for each would take minutes.
"""

from __future__ import annotations

from typing import TypeVar

from configurator.diagnostics.codes import TOO_LARGE
from configurator.diagnostics.diagnostic import Diagnostic, Outcome

MOST_TOLD = 100
"""Mistakes of one text, or of one phase."""

Made = TypeVar("Made")


def enough(outcome: Outcome[Made]) -> Outcome[Made]:
    """The same, of its mistakes the first in the order of the text; then how many more there are.

    Warnings and notes all stay. Nobody goes on with what has so many mistakes.
    """
    if sum(each.is_error for each in outcome.diagnostics) <= MOST_TOLD:
        return outcome
    ordered = outcome.in_order().diagnostics
    mistakes = [each for each in ordered if each.is_error]
    further = set(map(id, mistakes[MOST_TOLD:]))
    told = tuple(each for each in ordered if id(each) not in further)
    number = "is 1 more mistake" if len(further) == 1 else f"are {len(further):,} more mistakes"
    message, hint = f"there {number} from here on", "mend those before first: one often makes many"
    more = Diagnostic(TOO_LARGE, mistakes[MOST_TOLD].span, message, hint=hint)
    return Outcome(None, (*told, more), outcome.sources)
