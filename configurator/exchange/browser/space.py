"""The valid configurations of a product, as the browser runtime reads them: classes, and a diagram each component.

A class stands as the places of its values, where these tell it; of sets, texts and pictures as what the terms are worth
on it, and the terms stand beside it. A product of which some component has no diagram has none here: its verdicts and
codes are told all the same, and what is still possible is not. What would surprise: places of numbers are texts, since
a range may have more numbers than JSON can tell apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from configurator.compiler.classes import ClassedOption, ValueClass
from configurator.compiler.layers import ComponentGraph
from configurator.compiler.terms import ExpressionTerm, Term, TermWorth
from configurator.diagram.frozen import FrozenLevel
from configurator.engine.valid_space import ValidSpace, diagrams
from configurator.exchange.browser.expressions import Patterns, worth_written, written
from configurator.model.domain import AnyOfDomain, CanonicalValue, OpenDomain, RangeDomain

Written = dict[str, Any]


def space_written(space: ValidSpace, patterns: Patterns) -> list[Written] | None:
    """The components of a space in declared order; None where one of them is no diagram."""
    graphs = diagrams(space.components)
    return None if graphs is None else [_component(each, space, patterns) for each in graphs]


def _component(component: ComponentGraph, space: ValidSpace, patterns: Patterns) -> Written:
    return {
        "holds": component.holds,
        "options": [_option(each, space, patterns) for each in component.options],
        "constraints": [each.key for each in component.constraints],
        "levels": [_level(each) for each in component.diagram.frozen.levels],
    }


def _option(classed: ClassedOption, space: ValidSpace, patterns: Patterns) -> Written:
    by_worth = isinstance(classed.option.domain, AnyOfDomain | OpenDomain)
    if by_worth:
        classed = space.classed[classed.key]  # a space that was kept does not know their worths before it is asked
    spans = None if by_worth else str if isinstance(classed.option.domain, RangeDomain) else int
    found: Written = {"key": classed.key, "classes": [_class(each, spans) for each in classed.classes]}
    if by_worth:
        found["terms"] = [_term(term, patterns) for term in classed.terms]
    return found


def _class(kept: ValueClass, spans: Callable[[int], object] | None) -> Written:
    """`one`: one of its values, null for no value; `size`: how many they are. `spans` writes the places of values."""
    found: Written = {"one": kept.representative, "size": str(kept.size)}
    if spans is None:
        return found | {"members": f"{kept.members:x}", "worths": [_worth(each) for each in kept.worths]}
    return found | {"spans": [spans(each) for span in kept.spans for each in span]}


def _term(term: Term, patterns: Patterns) -> Written:
    """An expression, of which with `truth` counts whether it is true; or what a column is worth on values."""
    if isinstance(term, ExpressionTerm):
        return {"expression": written(term.expression, patterns), "truth": term.truth}
    named, others = term.listed()
    return {"column": [[_value(value), f"{bits:x}"] for value, bits in named.items()], "others": f"{others:x}"}


def _value(value: CanonicalValue | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def _worth(worth: TermWorth) -> object:
    """As the runtime writes it, too: amounts and sets with a word before them, the rows of a column in hex digits."""
    if isinstance(worth, int) and not isinstance(worth, bool):
        return f"{worth:x}"
    found = worth_written(worth)
    return found[1] if found[0] == "'" else found


def _level(level: FrozenLevel) -> list[object]:
    """Where the edges of each node begin; where each leads, and of which kind it is; the labels of each kind."""
    return [list(level.starts), list(level.targets), list(level.kinds), [list(each) for each in level.labels]]
