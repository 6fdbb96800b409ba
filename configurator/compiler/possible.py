"""What a residual can still be worth, whatever is chosen next: exactly where that is little, else within bounds.

A set that is too large rather than exact is allowed: it only delays a decision, and never makes a wrong one. Parts of a
sum are taken as independent, which they are unless an option stands in several of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from configurator.compiler.budget import Allowance
from configurator.compiler.nodes import Amount, Kind, Node, is_amount, plain
from configurator.compiler.terms import Term, TermWorth

MOST_WORTHS = 4_096
_MOST_WORK = 50_000


@dataclass(frozen=True, slots=True)
class Possible:
    """Possible worths of a node.

    `worths`: the known ones, amounts in ascending order; None where they are too many. `low`, `high`: bounds if they
    are amounts, None where there are no such bounds. `unknown`: whether it may be unknown.
    """

    worths: tuple[TermWorth, ...] | None
    low: Amount | None
    high: Amount | None
    unknown: bool


_ANYTHING = Possible(None, None, None, unknown=True)


def possible(worths: Iterable[TermWorth], unknown: bool = False) -> Possible:
    """The summary of some worths; None among them means that it may be unknown."""
    each = dict.fromkeys(worths)
    unknown = unknown or None in each
    each.pop(None, None)
    amounts = sorted(worth for worth in each if is_amount(worth))
    if amounts:
        few = len(amounts) <= MOST_WORTHS
        return Possible(tuple(amounts) if few else None, amounts[0], amounts[-1], unknown)
    return Possible(tuple(each) if len(each) <= MOST_WORTHS else None, None, None, unknown)


class PossibleWorths:
    """Answers, and remembers, what each node can be worth; `worths` has those of each term, if known."""

    def __init__(self, worths: Mapping[Term, Sequence[TermWorth]], allowance: Allowance) -> None:
        self._allowance = allowance
        self._of_terms: dict[Term, Possible] = {}
        for term, each in worths.items():
            allowance.spend(1 + len(each))
            self._of_terms[term] = possible(map(plain, each))
        self._known: dict[Node, Possible] = {}
        self._sums: dict[tuple[tuple[Amount, Node], ...], Possible] = {}

    def take_from(self, allowance: Allowance) -> None:
        """Take from this allowance what answers take from now on."""
        self._allowance = allowance

    def settled(self, term: Term) -> tuple[TermWorth] | None:
        """The one worth that a term has on all classes, in a tuple, since it may be None, the unknown one."""
        each = self._of_terms.get(term)
        if each is None or each.worths is None or len(each.worths) + each.unknown != 1:
            return None
        return (each.worths[0] if each.worths else None,)

    def of(self, node: Node) -> Possible:
        """What a node that is a worth can be worth."""
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._find(node)
        return found

    def _find(self, node: Node) -> Possible:
        match node.kind:
            case Kind.KNOWN:
                return possible((node.worth,))
            case Kind.TERM:
                return self._of_terms.get(node.fact, _ANYTHING)
            case Kind.NUMBER:
                return Possible((0, 1), 0, 1, unknown=False)
            case Kind.TRUTH:
                return Possible((False, True), None, None, unknown=True)
            case Kind.SUM:
                constant, coefficients = node.fact
                return _shifted(self._sum(tuple(zip(coefficients, node.parts, strict=True))), constant)
            case Kind.PRODUCT | Kind.QUOTIENT:
                return self._product(node)
            case Kind.EXTREME:
                return self._extreme(node)
        return _ANYTHING

    def _sum(self, parts: tuple[tuple[Amount, Node], ...]) -> Possible:
        """Of parts with coefficients; the tails are remembered, since options are settled one after the other."""
        if not parts:
            return Possible((0,), 0, 0, unknown=False)
        found = self._sums.get(parts)
        if found is None:
            (coefficient, node), rest = parts[0], self._sum(parts[1:])
            first = _scaled(self.of(node), coefficient)
            self._allowance.spend(_work(first, rest))
            found = self._sums[parts] = _added(first, rest)
        return found

    def _product(self, node: Node) -> Possible:
        left, right = (self.of(part) for part in node.parts)
        self._allowance.spend(_work(left, right))
        divided = node.kind is Kind.QUOTIENT
        if left.worths is not None and right.worths is not None and len(left.worths) * len(right.worths) <= _MOST_WORK:
            pairs = product(left.worths, right.worths)
            found = (times(one, other, divided) for one, other in pairs)
            return possible(found, left.unknown or right.unknown)
        if divided or left.low is None or right.low is None or left.high is None or right.high is None:
            return _ANYTHING
        corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
        return Possible(None, min(corners), max(corners), left.unknown or right.unknown)

    def _extreme(self, node: Node) -> Possible:
        which, best = node.fact
        each = [self.of(part) for part in node.parts]
        unknown = best is None and all(part.unknown for part in each)
        bounds = [(part.low, part.high) for part in each] + ([] if best is None else [(best, best)])
        lows = [low for low, _ in bounds if low is not None]
        highs = [high for _, high in bounds if high is not None]
        if len(lows) < len(bounds) or len(highs) < len(bounds):
            return Possible(None, None, None, unknown)
        low, high = min(lows), max(highs)
        if best is not None:
            low, high = (low, best) if which == "min" else (best, high)
        return Possible(None, low, high, unknown)


def times(one: TermWorth, other: TermWorth, divided: bool) -> TermWorth:
    """The product or quotient of two worths; unknown if either is, and where the divisor is zero."""
    if not is_amount(one) or not is_amount(other) or (divided and not other):
        return None
    return Fraction(one) / other if divided else one * other


def _scaled(some: Possible, coefficient: Amount) -> Possible:
    """Times a coefficient, what is unknown counting 0."""
    bounds = sorted(each * coefficient for each in (some.low, some.high) if each is not None)
    if some.worths is not None:
        return possible(
            [*(each * coefficient for each in some.worths if is_amount(each)), *([0] if some.unknown else [])]
        )
    if len(bounds) < 2:
        return Possible(None, None, None, unknown=False)
    low, high = (min(bounds[0], 0), max(bounds[1], 0)) if some.unknown else bounds
    return Possible(None, low, high, unknown=False)


def _added(one: Possible, other: Possible) -> Possible:
    if one.worths is not None and other.worths is not None and len(one.worths) * len(other.worths) <= _MOST_WORK:
        sums = {a + b for a in one.worths if is_amount(a) for b in other.worths if is_amount(b)}
        return possible(sums)
    if one.low is None or other.low is None or one.high is None or other.high is None:
        return Possible(None, None, None, unknown=False)
    return Possible(None, one.low + other.low, one.high + other.high, unknown=False)


def _work(one: Possible, other: Possible) -> int:
    """About how many steps it takes to combine all worths of two nodes, where that is done."""
    ones, others = (0 if each.worths is None else len(each.worths) for each in (one, other))
    return 1 + ones + others + min(ones * others, _MOST_WORK)


def _shifted(some: Possible, constant: Amount) -> Possible:
    if not constant:
        return some
    worths = None if some.worths is None else tuple(each + constant for each in some.worths if is_amount(each))
    low = None if some.low is None else some.low + constant
    return Possible(worths, low, None if some.high is None else some.high + constant, some.unknown)
