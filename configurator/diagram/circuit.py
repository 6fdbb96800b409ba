"""A decision circuit: a set of assignments as a graph that tells choices apart and lets independent parts stand apart.

Where a decision diagram has one way from a node to the end, a branch here has several, one for each part that nothing
ties to the others; so feature trees that no diagram holds have small circuits. A node is a choice between branches that
exclude one another; a branch says which literals are true, which variables may be either, and which nodes hold beside
them, no variable standing in two of these. That is a decision-DNNF (A. Darwiche, "New advances in compiling CNF to
decomposable negation normal form", ECAI 2004; J. Huang and A. Darwiche, "The language of search", JAIR 29, 2007).

Literals are whole numbers as in DIMACS. Each question is a pass up and sometimes a pass down (A. Darwiche, "A
differential approach to inference in Bayesian networks", JACM 50, 2003).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod


@dataclass(frozen=True, slots=True)
class Branch:
    """Literals that are true, variables that may be either, and nodes (by number) that hold beside them."""

    literals: tuple[int, ...]
    free: tuple[int, ...]
    nodes: tuple[int, ...]


Choice = tuple[Branch, ...]
"""A node: branches that exclude one another."""


class Weights:
    """How much each literal counts; an assignment counts the product of its literals' weights."""

    def __init__(self, variables: int) -> None:
        self.of_true = [1] * (variables + 1)
        self.of_false = [1] * (variables + 1)

    def __getitem__(self, literal: int) -> int:
        return self.of_true[literal] if literal > 0 else self.of_false[-literal]

    def __setitem__(self, literal: int, weight: int) -> None:
        if literal > 0:
            self.of_true[literal] = weight
        else:
            self.of_false[-literal] = weight

    def copy(self) -> Weights:
        """The same, to be changed."""
        found = Weights(0)
        found.of_true, found.of_false = self.of_true.copy(), self.of_false.copy()
        return found

    def of(self, branch: Branch) -> int:
        """What a branch counts without its nodes."""
        true, false = self.of_true, self.of_false
        found = 1
        for literal in branch.literals:
            found *= true[literal] if literal > 0 else false[-literal]
        for variable in branch.free:
            found *= true[variable] + false[variable]
        return found


@dataclass(frozen=True)
class Circuit:
    """All nodes, each after those that stand below it, and the branch that everything begins with.

    `once`: nodes that do not multiply; it only matters whether something that counts holds in them. `variables`: how
    many there are. `holds` is false for the empty set.
    """

    nodes: tuple[Choice, ...]
    root: Branch
    variables: int
    once: frozenset[int] = frozenset()
    holds: bool = True

    @property
    def branches(self) -> int:
        """How many branches there are: what a pass costs."""
        return 1 + sum(map(len, self.nodes))

    def below(self, weights: Weights) -> list[int]:
        """What each node counts."""
        found: list[int] = []
        for number, choice in enumerate(self.nodes):
            total = sum([weights.of(branch) * prod([found[each] for each in branch.nodes]) for branch in choice])
            found.append(min(total, 1) if number in self.once else total)
        return found

    def count(self, weights: Weights) -> int:
        """What all assignments count together."""
        if not self.holds:
            return 0
        below = self.below(weights)
        return weights.of(self.root) * prod([below[each] for each in self.root.nodes])


def bit(literal: int) -> int:
    """The number that stands for a set of this one literal: bit 2v for the variable v true, bit 2v + 1 for false."""
    return 1 << (2 * literal if literal > 0 else -2 * literal + 1)
