"""Sums of yes and no as conditions: how many of some options are chosen, each with a factor, against a number.

`2 * a + b + c - d >= 1` is said as `2 * count(a) + count(b, c) - count(d) >= 1`. What one option adds in several places
is added up first, and a `not a` is one less `a`. Sums that always hold, or never, are found by their least and most.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import eq, ge, gt, le, lt

from configurator.exchange.conditions import ALWAYS, NEVER, Binding, Condition

_COMPARE = {"<=": le, ">=": ge, "<": lt, ">": gt, "=": eq}


def counted(terms: Iterable[tuple[int, str, bool]], sign: str, limit: int) -> Condition:
    """That the factors of what is chosen come to so much: of each (factor, option, whether it is chosen or not)."""
    factors: dict[str, int] = {}
    for factor, option, holds in terms:
        factors[option] = factors.get(option, 0) + (factor if holds else -factor)
        limit -= 0 if holds else factor
    least, most = sum(each for each in factors.values() if each < 0), sum(each for each in factors.values() if each > 0)
    outcome = _outcome(sign, limit, least, most)
    return outcome or _said(factors, sign, limit)


def _outcome(sign: str, limit: int, least: int, most: int) -> Condition | None:
    """ALWAYS or NEVER where a sum between two numbers settles it, None where it does not."""
    compare = _COMPARE[sign]
    if sign == "=":
        if least == most == limit:
            return ALWAYS
        return None if least <= limit <= most else NEVER
    if compare(least, limit) and compare(most, limit):
        return ALWAYS
    return None if compare(least, limit) or compare(most, limit) else NEVER


def _said(factors: dict[str, int], sign: str, limit: int) -> Condition:
    groups: dict[int, list[str]] = {}
    for option, factor in factors.items():
        if factor:
            groups.setdefault(factor, []).append(option)
    ordered = sorted(groups.items(), key=lambda group: group[0] < 0)  # a sum begins with what it adds
    text = ""
    for factor, options in ordered:
        amount = f"count({', '.join(options)})"
        size = abs(factor)
        part = amount if size == 1 else f"{size} * {amount}"
        if text:
            text += f" {'-' if factor < 0 else '+'} {part}"
        else:
            text = f"0 - {part}" if factor < 0 else part
    return Condition(f"{text} {sign} {limit}", Binding.TEST)
