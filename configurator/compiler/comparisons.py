"""The six comparisons: turned round, decided by bounds, and brought to a bound that can occur."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from configurator.compiler.nodes import Amount
from configurator.model.evaluation import SIGNS

OPPOSITE: Mapping[str, str] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED: Mapping[str, str] = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def by_bounds(sign: str, low: Amount, high: Amount) -> bool | None:
    """Whether a difference between two bounds stands in this order to 0: surely, surely not, or either."""
    if sign in ("=", "!="):
        if low == high == 0:
            return sign == "="
        return None if low <= 0 <= high else sign == "!="
    held = SIGNS[sign](low, 0), SIGNS[sign](high, 0)
    return held[0] if held[0] == held[1] else None


def nearest_bound(sign: str, amounts: Sequence[Any], bound: Any) -> bool | tuple[str, Any]:
    """The same comparison with a bound that can occur, for ascending amounts; or its outcome if that is one for all."""
    if sign in ("=", "!="):
        place = bisect_left(amounts, bound)
        occurs = place < len(amounts) and amounts[place] == bound
        if occurs and len(amounts) == 1:
            return sign == "="
        return (sign, bound) if occurs else sign == "!="
    upper = sign in ("<", "<=")
    cut = bisect_left(amounts, bound) if sign in ("<", ">=") else bisect_right(amounts, bound)  # first that is above
    if cut in (0, len(amounts)):
        return (cut > 0) is upper
    return ("<=", amounts[cut - 1]) if upper else (">=", amounts[cut])
