"""Clauses and circuits as a row of whole numbers from 0 on, and back; that is how they lie in a file.

A literal is twice its variable, and one more where it is negated. Each list stands behind its length.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

from configurator.diagram.circuit import Branch, Circuit
from configurator.diagram.frozen import NUMBERS
from configurator.knowledge.clauses import Clause, Clauses


def numbers_of(clauses: Clauses, circuit: Circuit | None) -> memoryview:
    """Both as numbers of 32 bits."""
    found = array(NUMBERS, [clauses.variables])
    _lists(found, clauses.literals)
    _lists(found, clauses.own)
    found.append(len(clauses.of_constraints))
    for each in clauses.of_constraints:
        _lists(found, each)
    found.append(circuit is not None)
    if circuit is not None:
        found.extend((circuit.holds, len(circuit.nodes)))
        for choice in circuit.nodes:
            _branches(found, choice)
        _branches(found, (circuit.root,))
        _plain(found, sorted(circuit.once))
    return memoryview(found)


def from_numbers(numbers: memoryview) -> tuple[Clauses, Circuit | None]:
    """The way back. Raises `IndexError` or `ValueError` for numbers that are not in order."""
    row = _Row(numbers)
    variables = row.number()
    literals = row.lists()
    own = row.lists()
    of_constraints = tuple(row.lists() for _ in range(row.number()))
    clauses = Clauses(literals, own, of_constraints, variables)
    circuit = None
    if row.number():
        holds = bool(row.number())
        nodes = tuple(row.branches() for _ in range(row.number()))
        (root,) = row.branches()
        circuit = Circuit(nodes, root, variables, frozenset(row.plain()), holds)
        _check(circuit)
    row.end()
    return clauses, circuit


def _check(circuit: Circuit) -> None:
    """Each node stands on earlier ones, and names variables that there are."""
    for number, choice in (*enumerate(circuit.nodes), (len(circuit.nodes), (circuit.root,))):
        for branch in choice:
            if any(each >= number for each in branch.nodes):
                raise ValueError(number)
            if any(not 0 < abs(each) <= circuit.variables for each in (*branch.literals, *branch.free)):
                raise ValueError(number)


def _literal(literal: int) -> int:
    return 2 * literal if literal > 0 else 1 - 2 * literal


def _lists(found: array[int], lists: Sequence[Clause]) -> None:
    found.append(len(lists))
    for each in lists:
        _plain(found, map(_literal, each))


def _branches(found: array[int], branches: Sequence[Branch]) -> None:
    found.append(len(branches))
    for branch in branches:
        _plain(found, map(_literal, branch.literals))
        _plain(found, branch.free)
        _plain(found, branch.nodes)


def _plain(found: array[int], numbers: Iterable[int]) -> None:
    listed = [*numbers]
    found.append(len(listed))
    found.extend(listed)


class _Row:
    """Reads numbers from left to right."""

    def __init__(self, numbers: memoryview) -> None:
        self._numbers = numbers.tolist()
        self._place = 0

    def number(self) -> int:
        found: int = self._numbers[self._place]
        self._place += 1
        return found

    def plain(self) -> tuple[int, ...]:
        first = self._place + 1
        self._place = first + self.number()
        if self._place > len(self._numbers):
            raise IndexError(self._place)
        return tuple(self._numbers[first : self._place])

    def lists(self) -> tuple[Clause, ...]:
        return tuple(self._literals() for _ in range(self.number()))

    def branches(self) -> tuple[Branch, ...]:
        return tuple(Branch(self._literals(), self.plain(), self.plain()) for _ in range(self.number()))

    def end(self) -> None:
        if self._place != len(self._numbers):
            raise ValueError(self._place)

    def _literals(self) -> Clause:
        return tuple(_signed(self.plain()))


def _signed(numbers: Iterable[int]) -> Iterator[int]:
    for each in numbers:
        yield -(each >> 1) if each & 1 else each >> 1
