"""Global constraints of XCSP 2.1 that a rule or some can say: all different, and weighted sums.

    <constraint … reference="global:allDifferent"/>
    <constraint … reference="global:allDifferent"><parameters>[ V0 V1 7 ]</parameters></constraint>
    <constraint … reference="global:weightedSum"><parameters>[ { 2 V0 } { -1 V1 } ] <le/> 5</parameters></constraint>

As the specification has them (O. Roussel and C. Lecoutre, "XML representation of constraint networks: format XCSP 2.1",
arXiv:0902.2362, 2009), in abridged notation; parameters in tagged notation are refused. Names of global constraints are
read in any case, as the parser of its authors reads them; instances have `allDifferent` and `alldifferent`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from configurator.exchange.conditions import Condition, test
from configurator.exchange.foreign import shortened
from configurator.exchange.mistake import beyond, not_so
from configurator.exchange.xcsp.elements import Element
from configurator.exchange.xcsp.predicates import SIGNS

Amount = Callable[[Element, str], str]
"""What a word of the parameters stands for: the option of a variable, or a number. Raises for anything else."""

_LIST = re.compile(r"\s*\[([^\[\]]*)\]\s*(\S*)\s*")
_WEIGHTED = re.compile(r"\{\s*(\S+)\s+(\S+)\s*\}|(\S+)")


def conditions(element: Element, name: str, scope: Sequence[str], amount: Amount) -> Iterator[Condition]:
    """What a global constraint of this name requires. Raises `ForeignMistakeError` for one that is not read."""
    read = _READ.get(name.lower().removeprefix("global:"))
    if read is None:
        message = f"the constraint `{shortened(name)}` is not read; `global:allDifferent` and `global:weightedSum` are"
        raise beyond(element.span, message)
    yield from read(element, scope, amount)


def _all_different(element: Element, scope: Sequence[str], amount: Amount) -> Iterator[Condition]:
    parameters = element.first("parameters")
    words: Sequence[str] = scope
    if parameters is not None:
        inside, behind, signs = _parts(parameters)
        if behind or signs:
            raise not_so(parameters.span, "all that differ stand in one list, `[ V0 V1 ]`, and nothing behind it")
        words = inside.split()
    for one, other in combinations([amount(element, word) for word in words], 2):
        yield test(one, "!=", other)


def _weighted_sum(element: Element, _: Sequence[str], amount: Amount) -> Iterator[Condition]:
    parameters = element.first("parameters")
    if parameters is None:
        raise not_so(element.span, "a weighted sum has parameters: `[ { 2 V0 } { -1 V1 } ] <le/> 5`")
    inside, limit, signs = _parts(parameters)
    if len(signs) != 1 or not limit:
        raise not_so(
            parameters.span, "behind its list, a weighted sum has one comparison, such as `<le/>`, and a number"
        )
    total = ""
    for factor, word, other in _WEIGHTED.findall(inside):
        if other or not re.fullmatch(r"[+-]?[0-9]{1,15}", factor):
            raise not_so(
                parameters.span, f"`{shortened(other or factor)}` is no number before a variable, as in `{{ 2 V0 }}`"
            )
        weight = int(factor)
        sign = ("-" if weight < 0 else "") if not total else (" - " if weight < 0 else " + ")
        total += f"{sign}{abs(weight)} * {amount(element, word)}"
    if not total:
        raise not_so(parameters.span, "this sum adds nothing up")
    if total.startswith("-"):
        total = f"0 - {total[1:]}"
    yield test(total, SIGNS[signs[0]], amount(element, limit))


def _parts(parameters: Element) -> tuple[str, str, list[str]]:
    """The inside of the only list, the word behind it, and the comparisons that stand there as elements."""
    signs = [each.name for each in parameters.children]
    if set(signs) - SIGNS.keys():
        raise beyond(parameters.span, "parameters in tagged notation are not read; write a list as `[ V0 V1 ]`")
    found = _LIST.fullmatch(parameters.text)
    if found is None:
        raise not_so(parameters.span, f"`{shortened(parameters.text.strip())}` is no list, such as `[ V0 V1 ]`")
    return found[1], found[2], signs


_READ: Mapping[str, Callable[[Element, Sequence[str], Amount], Iterator[Condition]]] = {
    "alldifferent": _all_different,
    "weightedsum": _weighted_sum,
}
