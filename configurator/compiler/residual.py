"""Residuals: what is left of a rule when some options are settled, in one normal form.

Constructors fold what is known, and decide a comparison as soon as nothing that is still open can change it: `depth + 3
<= 40` is true once all depths left are at most 37. Its bound is moved to the nearest amount that can occur, so bounds
that make no difference make no states: one node for a whole interval of bounds is the idea of I. Abío, R. Nieuwenhuis,
A. Oliveras, E. Rodríguez-Carbonell and V. Mayer-Eichberger, "A new look at BDDs for pseudo-Boolean constraints" (JAIR
45, 2012), here found from the amounts still possible instead of from the finished diagram.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from configurator.compiler.budget import Allowance
from configurator.compiler.comparisons import MIRRORED, by_bounds, nearest_bound
from configurator.compiler.nodes import Amount, Kind, Node, NodeTable, is_amount, plain
from configurator.compiler.possible import PossibleWorths, times
from configurator.compiler.terms import Term, TermWorth
from configurator.model.evaluation import SIGNS


class Residuals:
    """The residuals of one rule. `worths`: what each term is worth on the classes of its option, as far as known.

    What they take is taken from `allowance`.
    """

    def __init__(self, worths: Mapping[Term, Sequence[TermWorth]], allowance: Allowance) -> None:
        self._allowance = allowance
        self._table = NodeTable(allowance)
        self._possible = PossibleWorths(worths, allowance)
        self.true = self.known(True)
        self.false = self.known(False)

    def take_from(self, allowance: Allowance) -> None:
        """Take from this allowance what they take from now on."""
        self._allowance = allowance
        self._table.take_from(allowance)
        self._possible.take_from(allowance)

    def known(self, worth: TermWorth) -> Node:
        """A worth that nothing can change; None is unknown."""
        return self._table.node(Kind.KNOWN, plain(worth))

    def term(self, term: Term) -> Node:
        """A term that waits for its option, or its worth where all classes agree."""
        settled = self._possible.settled(term)
        return self._table.node(Kind.TERM, term) if settled is None else self.known(*settled)

    # -- tests

    def not_(self, test: Node) -> Node:
        """The test that holds where this one does not."""
        match test.kind:
            case Kind.KNOWN:
                return self.false if test is self.true else self.true
            case Kind.NOT:
                return test.parts[0]
            case Kind.ALL:
                return self.any_(self.not_(part) for part in test.parts)
            case Kind.ANY:
                return self.all_(self.not_(part) for part in test.parts)
        return self._table.node(Kind.NOT, None, (test,))

    def all_(self, tests: Iterable[Node]) -> Node:
        """Whether all of these hold."""
        return self._together(Kind.ALL, tests, self.true, self.false)

    def any_(self, tests: Iterable[Node]) -> Node:
        """Whether some of these hold."""
        return self._together(Kind.ANY, tests, self.false, self.true)

    def _together(self, kind: Kind, tests: Iterable[Node], neutral: Node, decisive: Node) -> Node:
        parts: dict[Node, None] = {}
        for test in tests:
            self._allowance.spend()
            for part in test.parts if test.kind is kind else (test,):
                if part is decisive:
                    return decisive
                if part is not neutral:
                    parts[part] = None
        if any(part.kind is Kind.NOT and part.parts[0] in parts for part in parts):
            return decisive
        if len(parts) < 2:
            return next(iter(parts), neutral)
        return self._table.node(kind, None, tuple(sorted(parts, key=lambda part: part.number)))

    def compare(self, sign: str, left: Node, right: Node) -> Node:
        """Whether the two sides are known, and in this order."""
        if left.kind is Kind.KNOWN:
            sign, left, right = MIRRORED[sign], right, left
        if right.kind is Kind.KNOWN:
            return self.false if right.worth is None else self._against(sign, left, right.worth)
        one, other = self._possible.of(left), self._possible.of(right)
        if one.low is not None and other.low is not None and one.high is not None and other.high is not None:
            certain = by_bounds(sign, one.low - other.high, one.high - other.low)
            if certain is False or (certain and not one.unknown and not other.unknown):
                return self.known(certain)
        return self._table.node(Kind.COMPARE, sign, (left, right))

    def _against(self, sign: str, left: Node, bound: TermWorth) -> Node:
        if left.kind is Kind.KNOWN:
            return self.known(left.worth is not None and SIGNS[sign](left.worth, bound))
        if left.kind is Kind.SUM and is_amount(bound):
            constant, coefficients = left.fact
            if constant:
                left, bound = self._table.node(Kind.SUM, (0, coefficients), left.parts), bound - constant
        each = self._possible.of(left)
        if each.worths is not None:
            if each.low is not None:
                place = nearest_bound(sign, each.worths, bound)
                if isinstance(place, bool):
                    if not place or not each.unknown:
                        return self.known(place)
                    place = (">=", each.low)  # all that is left is whether it is known
                sign, bound = place
            else:
                self._allowance.spend(len(each.worths))
                held = [SIGNS[sign](worth, bound) for worth in each.worths]
                if not any(held) or (all(held) and not each.unknown):
                    return self.known(any(held))
        elif each.low is not None and each.high is not None and is_amount(bound):
            certain = by_bounds(sign, each.low - bound, each.high - bound)
            if certain is False or (certain and not each.unknown):
                return self.known(certain)
        return self._table.node(Kind.COMPARE, sign, (left, self.known(bound)))

    def in_(self, item: Node, values: Iterable[TermWorth], wanted: bool = True) -> Node:
        """Whether an item is known, and among these values or (`wanted` false) not among them."""
        among = frozenset(map(plain, values))
        if item.kind is Kind.KNOWN:
            return self.known(item.worth is not None and (item.worth in among) is wanted)
        each = self._possible.of(item)
        if each.worths is not None:
            among &= frozenset(each.worths)
            if len(among) in (0, len(each.worths)):
                holds = bool(among) is wanted
                if not holds or not each.unknown:
                    return self.known(holds)
        return self._table.node(Kind.IN, (among, wanted), (item,))

    # -- worths

    def truth(self, true: Node, false: Node) -> Node:
        """A truth value from the tests that say when it is true, and when false."""
        for test, worth in ((true, True), (false, False)):
            if test is self.true:
                return self.known(worth)
        if true is self.false and false is self.false:
            return self.known(None)
        return self._table.node(Kind.TRUTH, None, (true, false))

    def number(self, test: Node) -> Node:
        """1 where a test holds, else 0."""
        if test.kind is Kind.KNOWN:
            return self.known(int(test is self.true))
        return self._table.node(Kind.NUMBER, None, (test,))

    def sum_(self, constant: Amount, parts: Iterable[tuple[Amount, Node]]) -> Node:
        """A constant and some parts times their coefficients; an unknown part counts 0."""
        total = constant
        found: dict[Node, Amount] = {}
        for coefficient, part in parts:
            self._allowance.spend()
            if part.kind is Kind.SUM:
                inner, coefficients = part.fact
                total += coefficient * inner
                addends = [(coefficient * each, node) for each, node in zip(coefficients, part.parts, strict=True)]
            else:
                addends = [(coefficient, part)]
            for factor, node in addends:
                if node.kind is not Kind.KNOWN:
                    found[node] = found.get(node, 0) + factor
                elif is_amount(node.worth):
                    total += factor * node.worth
        open_ = sorted(((node, factor) for node, factor in found.items() if factor), key=lambda each: each[0].number)
        if not open_:
            return self.known(total)
        coefficients = tuple(plain(factor) for _, factor in open_)
        return self._table.node(Kind.SUM, (plain(total), coefficients), tuple(node for node, _ in open_))

    def product(self, left: Node, right: Node, divided: bool = False) -> Node:
        """One worth times, or by, another."""
        if left.kind is Kind.KNOWN and right.kind is Kind.KNOWN:
            return self.known(times(left.worth, right.worth, divided))
        if None in [part.worth for part in (left, right) if part.kind is Kind.KNOWN]:
            return self.known(None)
        if right.kind is Kind.KNOWN and is_amount(right.worth) and not self._possible.of(left).unknown:
            factor = times(1, right.worth, divided)
            return self.sum_(0, ((factor, left),)) if is_amount(factor) else self.known(None)
        if not divided and left.kind is Kind.KNOWN:
            return self.product(right, left)
        return self._table.node(Kind.QUOTIENT if divided else Kind.PRODUCT, None, (left, right))

    def extreme(self, which: str, best: Amount | None, parts: Iterable[Node]) -> Node:
        """The least or greatest of what is known of `best` and the parts; unknown if nothing is."""
        choose = min if which == "min" else max
        open_: dict[Node, None] = {}
        for part in parts:
            self._allowance.spend()
            if part.kind is not Kind.KNOWN:
                open_[part] = None
            elif is_amount(part.worth):
                best = part.worth if best is None else choose(best, part.worth)
        if best is not None:
            open_ = {part: None for part in open_ if self._may_beat(which, best, part)}
        if not open_:
            return self.known(best)
        return self._table.node(Kind.EXTREME, (which, best), tuple(sorted(open_, key=lambda part: part.number)))

    def _may_beat(self, which: str, best: Amount, part: Node) -> bool:
        each = self._possible.of(part)
        bound = each.low if which == "min" else each.high
        return bound is None or (bound < best if which == "min" else bound > best)

    # -- what comes next

    def settle(self, node: Node, option: str, worths: Mapping[Term, TermWorth], done: dict[Node, Node]) -> Node:
        """What is left of a node when an option's terms have these worths; `done` remembers, for these worths only."""
        if option not in node.options:
            return node
        found = done.get(node)
        if found is None:
            self._allowance.spend()
            if node.kind is Kind.TERM:
                found = self.known(worths[node.fact])
            else:
                found = self._again(node, [self.settle(part, option, worths, done) for part in node.parts])
            done[node] = found
        return found

    def taken(self, node: Node, done: dict[Node, Node]) -> Node:
        """A node of other residuals of the rule, by what is known here; `done` remembers, for these two only."""
        found = done.get(node)
        if found is None:
            self._allowance.spend()
            match node.kind:
                case Kind.KNOWN:
                    found = self.known(node.worth)
                case Kind.TERM:
                    found = self.term(node.fact)
                case _:
                    found = self._again(node, [self.taken(part, done) for part in node.parts])
            done[node] = found
        return found

    def _again(self, node: Node, parts: list[Node]) -> Node:
        match node.kind:
            case Kind.NOT:
                return self.not_(parts[0])
            case Kind.ALL:
                return self.all_(parts)
            case Kind.ANY:
                return self.any_(parts)
            case Kind.COMPARE:
                return self.compare(node.fact, *parts)
            case Kind.IN:
                return self.in_(parts[0], *node.fact)
            case Kind.NUMBER:
                return self.number(parts[0])
            case Kind.TRUTH:
                return self.truth(*parts)
            case Kind.SUM:
                constant, coefficients = node.fact
                return self.sum_(constant, zip(coefficients, parts, strict=True))
            case Kind.EXTREME:
                which, best = node.fact
                return self.extreme(which, best, parts)
        return self.product(parts[0], parts[1], divided=node.kind is Kind.QUOTIENT)
