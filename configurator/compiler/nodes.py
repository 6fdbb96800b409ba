"""Nodes of residuals: the shapes, and a table that keeps equal ones once, so that they compare by identity.

Some nodes are *tests*, which hold or do not: KNOWN true or false, TERM of truth, NOT, ALL, ANY, COMPARE, IN. The others
are *worths*, which may be unknown: KNOWN, TERM, SUM, PRODUCT, QUOTIENT, EXTREME, NUMBER (1 where a test holds, else 0)
and TRUTH (true where its first test holds, false where its second does). `fact` says the rest:

=========  =========================================================================
KNOWN      the worth; None is unknown
TERM       the Term that it waits for
COMPARE    the sign; false where a side is unknown
IN         (the constants, whether to be among them); false where the part is unknown
SUM        (constant, coefficient of each part); an unknown part counts 0
EXTREME    ("min" or "max", the best amount so far or None)
=========  =========================================================================

Integers stand for whole amounts, since they are faster than fractions and compare the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from typing import Any, TypeGuard

from configurator.compiler.budget import Allowance
from configurator.compiler.terms import ColumnTerm, ExpressionTerm, TermWorth

Amount = int | Fraction


class Kind(Enum):
    """The shapes of nodes."""

    KNOWN = auto()
    TERM = auto()
    NOT = auto()
    ALL = auto()
    ANY = auto()
    COMPARE = auto()
    IN = auto()
    SUM = auto()
    PRODUCT = auto()
    QUOTIENT = auto()
    EXTREME = auto()
    NUMBER = auto()
    TRUTH = auto()

    __hash__ = object.__hash__  # there is one of each; the usual hash is that of the name, worked out in Python


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A residual; equal ones of a table are one object. `number` counts them, so it gives parts a stable order."""

    number: int
    kind: Kind
    fact: Any
    parts: tuple[Node, ...]
    options: frozenset[str]

    @property
    def worth(self) -> TermWorth:
        """Of KNOWN, what it is worth."""
        worth: TermWorth = self.fact
        return worth


_LOGIC = frozenset((Kind.KNOWN, Kind.TERM, Kind.NOT, Kind.ALL, Kind.ANY))
_NOTHING = frozenset[str]()


class NodeTable:
    """All nodes of one rule, each once: a unique table (R. E. Bryant, IEEE Transactions on Computers 35, 1986)."""

    def __init__(self, allowance: Allowance) -> None:
        self._nodes: dict[object, Node] = {}
        self._allowance = allowance

    def take_from(self, allowance: Allowance) -> None:
        """Take from this allowance what the making of nodes takes from now on."""
        self._allowance = allowance

    def node(self, kind: Kind, fact: object, parts: tuple[Node, ...] = ()) -> Node:
        """The node of this shape."""
        self._allowance.spend(1 + len(parts))
        # True == 1 for dict, and both are worths
        key = (kind, type(fact) is bool, fact, parts)
        found = self._nodes.get(key)
        if found is None:
            if isinstance(fact, ExpressionTerm | ColumnTerm):
                options = frozenset((fact.option,))
            elif len(parts) == 1:
                options = parts[0].options
            else:
                options = _NOTHING.union(*[part.options for part in parts])
            found = self._nodes[key] = Node(len(self._nodes), kind, fact, parts, options)
        return found


def is_logic(test: Node) -> bool:
    """Whether a test does no more than join looks at single options."""
    waiting, seen = [test], {test}
    while waiting:
        node = waiting.pop()
        if node.kind not in _LOGIC:
            return False
        fresh = [part for part in node.parts if part not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return True


def is_amount(worth: TermWorth) -> TypeGuard[Amount]:
    """Whether a worth is an amount; a truth value is not, whatever Python says."""
    return isinstance(worth, int | Fraction) and not isinstance(worth, bool)


def plain(worth: TermWorth) -> TermWorth:
    """The same worth, a whole amount as an integer."""
    return worth.numerator if isinstance(worth, Fraction) and worth.denominator == 1 else worth
