"""From a pattern's tree to the smallest automaton that accepts the same texts.

Sources: the automaton with empty moves of Thompson, "Regular expression search algorithm" (CACM 11, 1968), but with
one state for a set of code points and built from the end to the start; the subset construction of Rabin and Scott,
"Finite automata and their decision problems" (IBM Journal 3, 1959); the partition refinement of Hopcroft, "An n log n
algorithm for minimizing states" (1971), with whole blocks as splitters. Code points that the pattern nowhere tells
apart share a class, so a table has a column a class. States are numbered as a walk in breadth finds them and classes
as their first code points stand, so patterns that accept the same texts get the same table.

All limits count things, never seconds: a pattern is refused on every machine or on none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from configurator.errors import PatternError
from configurator.text.pattern_tree import Either, Intervals, Letter, Node, Repeat, Sequence

MAX_STATES = 10_000
"""States of the deterministic automaton, before it is minimized, the dead one not counted."""
MAX_PLACES = 40_000
"""States of Thompson's automaton: about the letters of a pattern with its counts written out."""
MAX_WORK = 600_000
"""Table cells plus places looked at by the subset construction; reached in a quarter of a second."""

DEAD = 0
START = 1


@dataclass(frozen=True, slots=True)
class Automaton:
    """A minimal deterministic automaton. State 0 is dead, state 1 the start; both always exist.

    The code points from `starts[i]` up to the next start belong to class `classes[i]`; `rows[state][class]` is the next
    state. `accepting` is sorted.
    """

    starts: list[int]
    classes: list[int]
    rows: list[list[int]]
    accepting: list[int]


def automaton(tree: Node) -> Automaton:
    """The minimal automaton of a tree; raises PatternError `pattern-too-large` beyond the limits above."""
    places = _Places()
    start = places.build(tree, places.accept)
    starts, classes, members = _partition(places.letters)
    rows, accepting = _subsets(places, start, members, max(classes) + 1)
    return _smallest(starts, classes, rows, accepting)


def _too_large(what: str) -> PatternError:
    return PatternError("pattern-too-large", f"the pattern is too large: {what}; use smaller counts or fewer choices")


class _Places:
    """Thompson's automaton: each place has either empty moves, or a set of code points and one place after it."""

    def __init__(self) -> None:
        self.letters: dict[Intervals, int] = {}  # the sets of code points, numbered
        self.letter: list[int] = []  # number of its set, -1 where there are only empty moves
        self.after: list[list[int]] = []
        self.looked_at = 0
        self.accept = self.add(-1, [])

    def add(self, letter: int, after: list[int]) -> int:
        if len(self.letter) >= MAX_PLACES:
            raise _too_large(f"with its counts written out it has more than {MAX_PLACES:,} places")
        self.letter.append(letter)
        self.after.append(after)
        return len(self.letter) - 1

    def build(self, tree: Node, following: int) -> int:
        """Add the places of a tree in front of `following`; the place where it begins."""
        if isinstance(tree, Letter):
            return self.add(self.letters.setdefault(tree.intervals, len(self.letters)), [following])
        if isinstance(tree, Sequence):
            for part in reversed(tree.parts):
                following = self.build(part, following)
            return following
        if isinstance(tree, Either):
            return self.add(-1, [self.build(part, following) for part in tree.parts])
        return self._repeat(tree, following)

    def _repeat(self, tree: Repeat, following: int) -> int:
        begin = following
        if tree.high is None:
            begin = self.add(-1, [following])
            self.after[begin].append(self.build(tree.part, begin))
        else:
            for _ in range(tree.high - tree.low):
                begin = self.add(-1, [self.build(tree.part, begin), following])
        for _ in range(tree.low):
            begin = self.build(tree.part, begin)
        return begin

    def reached(self, begin: Iterable[int]) -> frozenset[int]:
        """The places with letters, and the accepting one, that empty moves reach."""
        seen = set(begin)
        stack = list(seen)
        while stack:
            place = stack.pop()
            if self.letter[place] < 0:
                fresh = [after for after in self.after[place] if after not in seen]
                seen.update(fresh)
                stack += fresh
        self.looked_at += len(seen)
        return frozenset(place for place in seen if self.letter[place] >= 0 or place == self.accept)


def _partition(letters: dict[Intervals, int]) -> tuple[list[int], list[int], list[list[int]]]:
    """Cut the code points where a set begins or ends.

    Gives the first code point of each stretch, the class of each stretch, and the classes of each set.
    """
    edges = {0}
    for intervals in letters:
        for first, last in intervals:
            edges |= {first, last + 1}
    starts = sorted(edges - {0x110000})
    position = {start: index for index, start in enumerate(starts)}
    sets_of: list[list[int]] = [[] for _ in starts]
    for intervals, number in letters.items():
        for first, last in intervals:
            for index in range(position[first], position.get(last + 1, len(starts))):
                sets_of[index].append(number)
    numbers: dict[tuple[int, ...], int] = {}
    classes = [numbers.setdefault(tuple(sets), len(numbers)) for sets in sets_of]
    members: list[list[int]] = [[] for _ in letters]
    for sets, number in numbers.items():
        for letter in sets:
            members[letter].append(number)
    return starts, classes, members


def _subsets(places: _Places, start: int, members: list[list[int]], width: int) -> tuple[list[list[int]], set[int]]:
    """The rows of the deterministic automaton and its accepting states: each state is a set of places."""
    numbers: dict[frozenset[int], int] = {frozenset(): DEAD}
    waiting: list[frozenset[int]] = [frozenset()]
    known: dict[frozenset[int], int] = {}  # from places before empty moves to the state that they lead to

    def number(begin: frozenset[int]) -> int:
        if begin not in known:
            subset = places.reached(begin)
            if subset not in numbers:
                if len(numbers) > MAX_STATES:
                    raise _too_large(f"its table would have more than {MAX_STATES:,} states")
                numbers[subset] = len(numbers)
                waiting.append(subset)
            known[begin] = numbers[subset]
        return known[begin]

    number(frozenset((start,)))
    rows: list[list[int]] = []
    accepting = set()
    for subset in waiting:  # grows while we go
        if places.accept in subset:
            accepting.add(len(rows))
        row = [DEAD] * width
        for letter, begin in _moves(places, subset, members).items():
            row[letter] = number(frozenset(begin))
        rows.append(row)
        if places.looked_at + width * len(rows) > MAX_WORK:
            raise _too_large("its table would take too much work to make")
    return rows, accepting


def _moves(places: _Places, subset: frozenset[int], members: list[list[int]]) -> dict[int, set[int]]:
    """The places right after a set of places, by class."""
    moves: dict[int, set[int]] = {}
    for place in subset - {places.accept}:
        letters = members[places.letter[place]]
        places.looked_at += 1 + len(letters)
        for letter in letters:
            moves.setdefault(letter, set()).add(places.after[place][0])
    return moves


def _smallest(starts: list[int], classes: list[int], rows: list[list[int]], accepting: set[int]) -> Automaton:
    """Merge the states, then the classes, that no text tells apart, and number both by where they are met first."""
    blocks = _blocks(rows, accepting)
    example: dict[int, int] = {}  # a state of each block stands for all of them
    for state, block in enumerate(blocks):
        example.setdefault(block, state)

    columns: dict[tuple[int, ...], int] = {}
    leaders: list[int] = []  # the first of the classes that become one
    merged: list[int] = []
    for letter in range(len(rows[DEAD])):
        column = tuple(blocks[rows[state][letter]] for state in example.values())
        if column not in columns:
            columns[column] = len(leaders)
            leaders.append(letter)
        merged.append(columns[column])

    order = [DEAD, START]
    numbers = {blocks[DEAD]: DEAD, blocks[START]: START}  # one block, and then 1, where no text is accepted
    smallest: list[list[int]] = []
    for state in order:  # grows while we go
        targets = [blocks[rows[state][letter]] for letter in leaders]
        for target in targets:
            if target not in numbers:
                numbers[target] = len(order)
                order.append(example[target])
        smallest.append([numbers[target] for target in targets])

    cuts = [index for index, letter in enumerate(classes) if index == 0 or merged[letter] != merged[classes[index - 1]]]
    return Automaton(
        [starts[index] for index in cuts],
        [merged[classes[index]] for index in cuts],
        smallest,
        sorted(numbers[block] for block in {blocks[state] for state in accepting}),
    )


def _blocks(rows: list[list[int]], accepting: set[int]) -> list[int]:
    """The block of each state: states in one block accept the same continuations."""
    before: list[dict[int, list[int]]] = [{} for _ in rows[DEAD]]  # a class and a target to the states that lead there
    for state, row in enumerate(rows):
        for sources, target in zip(before, row, strict=True):
            sources.setdefault(target, []).append(state)
    blocks = [block for block in (set(accepting), set(range(len(rows))) - accepting) if block]
    block_of = [0 if state in accepting else len(blocks) - 1 for state in range(len(rows))]
    waiting = {min(range(len(blocks)), key=lambda block: len(blocks[block]))}
    while waiting:
        splitter = tuple(blocks[waiting.pop()])
        for sources in before:
            hit: dict[int, set[int]] = {}
            for target in splitter:
                for state in sources.get(target, ()):
                    hit.setdefault(block_of[state], set()).add(state)
            for block, moved in hit.items():
                if len(moved) == len(blocks[block]):
                    continue
                blocks[block] -= moved
                fresh = len(blocks)
                blocks.append(moved)
                for state in moved:
                    block_of[state] = fresh
                smaller = fresh if len(moved) <= len(blocks[block]) else block
                waiting.add(fresh if block in waiting else smaller)
    return block_of
