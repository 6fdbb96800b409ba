"""A constraint as a small deterministic automaton that reads the options it looks at, one class after the other.

States are integers: HOLDS and BROKEN are the ends, where nothing more matters; the others number what is left of the
constraint. For a rule that is a residual, for a table the rows that still match. Equal rests are one state. A letter is
what the constraint's own terms are worth on a class, so classes that only other constraints tell apart are one letter.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, Generic, TypeVar

from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ClassedOption
from configurator.compiler.nodes import Kind, Node
from configurator.compiler.residual import Residuals
from configurator.compiler.terms import ColumnTerm, Term, TermWorth, by_option
from configurator.compiler.translate import broken, terms_in
from configurator.model.constraint import Activity, AnyCell, Cell, Constraint, NoneCell, Rule, Table
from configurator.model.evaluation import SIGNS

HOLDS: Final = 0
BROKEN: Final = 1

Letter = tuple[TermWorth, ...]
Rest = TypeVar("Rest", bound=Hashable)


class Automaton(ABC, Generic[Rest]):
    """What each kind of automaton does; `letters` has, for each option, the letter of each of its classes."""

    def __init__(self, constraint: Constraint, terms: Mapping[str, tuple[Term, ...]], allowance: Allowance) -> None:
        self.constraint = constraint
        self._allowance = allowance
        self.terms = terms
        self.letters: dict[str, tuple[int, ...]] = {}
        self._options: Mapping[str, ClassedOption] | None = None
        self.start: int = BROKEN
        self._words: dict[str, list[Letter]] = {}
        self._rests: list[Rest | None] = [None, None]  # the ends have none
        self._numbers: dict[Rest, int] = {}
        self._outcomes: dict[tuple[int, str], Sequence[int]] = {}

    def begin(self, options: Mapping[str, ClassedOption], order: Sequence[str], allowance: Allowance) -> None:
        """Take the classes of its options, which stand in `order`, and forget what was known under others.

        What this and all steps from now on take is taken from `allowance`.
        """
        self._allowance = allowance
        if options is not self._options:
            self._options = options
            self._spell(options, allowance)
        self._rests, self._numbers, self._outcomes = [None, None], {}, {}
        self.start = self._state(self._first([key for key in order if key in self.terms]))

    def _spell(self, options: Mapping[str, ClassedOption], allowance: Allowance) -> None:
        """Find the letter of each class of its options."""
        for key, terms in self.terms.items():
            option = options[key]
            at = {term: place for place, term in enumerate(option.terms)}
            places = [at[term] for term in terms]
            words: list[Letter] = []
            for each in option.classes:
                allowance.spend(1 + len(places) // 4)
                words.append(tuple([each.worths[place] for place in places]))
            # True == 1, but one term has worths of one type, so equal words are the same
            numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
            self._words[key] = list(numbers)
            self.letters[key] = tuple(numbers[word] for word in words)

    def outcomes(self, state: int, option: str) -> Sequence[int]:
        """The state after each letter of an option."""
        if state in (HOLDS, BROKEN):
            return [state] * len(self._words[option])
        found = self._outcomes.get((state, option))
        if found is None:
            rest = self._rests[state]
            assert rest is not None  # noqa: S101 - only the ends have none
            found = self._outcomes[state, option] = [self._state(each) for each in self._after(rest, option)]
        return found

    def _state(self, rest: Rest | bool) -> int:
        """The number of a rest, or of the end where one is reached: True for HOLDS."""
        if isinstance(rest, bool):
            return HOLDS if rest else BROKEN
        if rest not in self._numbers:
            self._numbers[rest] = len(self._rests)
            self._rests.append(rest)
        return self._numbers[rest]

    @abstractmethod
    def _first(self, order: Sequence[str]) -> Rest | bool:
        """What is left before any option is read."""

    @abstractmethod
    def _after(self, rest: Rest, option: str) -> Iterable[Rest | bool]:
        """What is left after each letter of an option."""


class RuleAutomaton(Automaton[Node]):
    """Of a rule or an activity: the rest is what is left of the test that says whether it is broken."""

    def __init__(self, constraint: Rule | Activity, allowance: Allowance) -> None:
        self._residuals = Residuals({}, allowance)
        self._broken = broken(constraint, self._residuals)  # as long as nothing is known of the classes
        super().__init__(constraint, by_option(terms_in(self._broken)), allowance)
        self._settled: dict[str, list[dict[Node, Node]]] = {}

    @property
    def broken(self) -> Node:
        """The test that says whether the constraint is broken, by what is known of the classes it has begun with."""
        rest = self._rests[self.start]
        assert rest is not None, "at an end nothing is left"  # noqa: S101 - the caller looked
        return rest

    def classes_where(self, test: Node) -> tuple[str, frozenset[int]]:
        """Of a test that is a term of truth: the option that it looks at, and the classes on which it holds."""
        key = test.fact.option
        place, words = self.terms[key].index(test.fact), self._words[key]
        return key, frozenset(each for each, letter in enumerate(self.letters[key]) if words[letter][place] is True)

    def begin(self, options: Mapping[str, ClassedOption], order: Sequence[str], allowance: Allowance) -> None:
        """As for all automata; under the same classes, what is known stays, since it is the same in each order."""
        if options is self._options:
            self._allowance = allowance
            self._residuals.take_from(allowance)
        else:
            super().begin(options, order, allowance)

    def _first(self, order: Sequence[str]) -> Node | bool:  # noqa: ARG002 - residuals are the same in each order
        self._residuals = Residuals(
            {
                term: [word[place] for word in self._words[option]]
                for option, terms in self.terms.items()
                for place, term in enumerate(terms)
            },
            self._allowance,
        )
        self._settled = {}
        return self._rest(self._residuals.taken(self._broken, {}))

    def _after(self, rest: Node, option: str) -> Iterable[Node | bool]:
        words = self._words[option]
        terms = self.terms[option]
        if option not in rest.options:
            return [rest] * len(words)
        if rest.kind is Kind.COMPARE and rest.parts[0].kind is Kind.TERM and rest.parts[1].kind is Kind.KNOWN:
            # the last look of `inner = outer`: too many of them for residuals to be made of each
            self._allowance.spend(len(words) // 4)
            place, bound, held = terms.index(rest.parts[0].fact), rest.parts[1].worth, SIGNS[rest.fact]
            return [word[place] is None or not held(word[place], bound) for word in words]
        done = self._settled.setdefault(option, [{} for _ in words])
        return [self._settled_by(rest, option, word, known) for word, known in zip(words, done, strict=True)]

    def _settled_by(self, rest: Node, option: str, word: Letter, known: dict[Node, Node]) -> Node | bool:
        self._allowance.spend(1 + len(word))
        return self._rest(self._residuals.settle(rest, option, dict(zip(self.terms[option], word, strict=True)), known))

    def _rest(self, test: Node) -> Node | bool:
        return test.worth is not True if test.kind is Kind.KNOWN else test


class TableAutomaton(Automaton[int]):
    """Of a table: the rest is the mask of the rows that match so far; of rows with equal cells ahead only the first."""

    def __init__(self, constraint: Table, allowance: Allowance) -> None:
        columns = zip(constraint.columns, zip(*constraint.rows, strict=True) if constraint.rows else (), strict=False)
        super().__init__(constraint, by_option(ColumnTerm(option, cells) for option, cells in columns), allowance)
        self._table = constraint
        self._ahead: dict[str, list[int]] = {}
        self._matched: dict[str, int] = {}

    def _first(self, order: Sequence[str]) -> int | bool:
        rows = [0] * len(self._table.rows)
        cells: dict[tuple[int, Cell], int] = {}
        for option in reversed(order):
            # cells ahead of this option: a row's number so far, joined with its cell, numbered anew
            self._ahead[option] = _firsts(rows)
            self._matched[option] = sum(1 << row for row, ahead in enumerate(rows) if ahead == 0)
            for place in (place for place, column in enumerate(self._table.columns) if column == option):
                for row, row_cells in enumerate(self._table.rows):
                    cell = row_cells[place]
                    if rows[row] or not isinstance(cell, AnyCell):
                        rows[row] = cells.setdefault((rows[row], cell), len(cells) + 1)
        everything = (1 << len(rows)) - 1
        if not self.terms or 0 in rows:
            return bool(rows) is self._table.allows
        return everything

    def _after(self, rest: int, option: str) -> Iterable[int | bool]:
        return [self._narrowed(rest, option, word) for word in self._words[option]]

    def _narrowed(self, rest: int, option: str, masks: Letter) -> int | bool:
        for mask in masks:
            assert isinstance(mask, int)  # noqa: S101 - the worth of a column
            rest &= mask
        if not rest:
            return not self._table.allows
        if rest & self._matched[option]:
            return self._table.allows
        self._allowance.spend(1 + rest.bit_count() * (1 + rest.bit_length() // 4_096))
        firsts, shorter = self._ahead[option], 0
        while rest:
            row = (rest & -rest).bit_length() - 1
            shorter |= 1 << firsts[row]
            rest &= rest - 1
        return shorter


class LookupAutomaton(Automaton[tuple[int, int, bool]]):
    """Of a table that gives a value: the first row whose other cells match must say the value in its last cell.

    The rest is the mask of the rows that match so far, and that of those that say the value, if it has been read. Of
    rows with equal cells ahead only the first counts, and none behind one that matches whatever comes. Behind all rows
    stands one that matches everything and says that there is no value.
    """

    def __init__(self, constraint: Table, allowance: Allowance) -> None:
        free: tuple[Cell, ...] = (*(AnyCell() for _ in constraint.columns[:-1]), NoneCell())
        self._rows: tuple[tuple[Cell, ...], ...] = (*constraint.rows, free)
        columns = zip(constraint.columns, zip(*self._rows, strict=True), strict=True)
        super().__init__(constraint, by_option(ColumnTerm(option, cells) for option, cells in columns), allowance)
        self._columns = constraint.columns
        self._ahead: dict[str, list[int]] = {}

    def _first(self, order: Sequence[str]) -> tuple[int, int, bool]:
        rows = [0] * len(self._rows)  # the input cells ahead, each combination by a number; 0 if all match anything
        cells: dict[tuple[int, Cell], int] = {}
        for option in reversed(order):
            self._ahead[option] = list(rows)
            place = self._columns.index(option)
            for row, row_cells in enumerate(self._rows):
                cell = row_cells[place]
                if option != self._columns[-1] and (rows[row] or not isinstance(cell, AnyCell)):
                    rows[row] = cells.setdefault((rows[row], cell), len(cells) + 1)
        everything = (1 << len(rows)) - 1
        return everything, everything, False

    def _after(self, rest: tuple[int, int, bool], option: str) -> Iterable[tuple[int, int, bool] | bool]:
        return [self._narrowed(rest, option, word) for word in self._words[option]]

    def _narrowed(self, rest: tuple[int, int, bool], option: str, masks: Letter) -> tuple[int, int, bool] | bool:
        matching, saying, is_read = rest
        (mask,) = masks
        assert isinstance(mask, int)  # noqa: S101 - the worth of a column
        if option == self._columns[-1]:
            saying, is_read = saying & mask, True
        else:
            matching &= mask
        self._allowance.spend(1 + matching.bit_count() * (1 + matching.bit_length() // 4_096))
        kept = self._kept(matching, self._ahead[option])
        if is_read and not kept & ~saying:
            return True
        return bool(kept & saying) and (kept, kept & saying, is_read)

    def _kept(self, matching: int, ahead: Sequence[int]) -> int:
        """Of the rows that match so far, those that may be the first that matches."""
        kept, seen = 0, set()
        while matching:
            lowest = matching & -matching
            number = ahead[lowest.bit_length() - 1]
            if number not in seen:
                seen.add(number)
                kept |= lowest
            if number == 0:
                break
            matching ^= lowest
        return kept


def _firsts(numbers: Sequence[int]) -> list[int]:
    """For each place, the first place with the same number."""
    first: dict[int, int] = {}
    return [first.setdefault(number, place) for place, number in enumerate(numbers)]


AnyAutomaton = RuleAutomaton | TableAutomaton | LookupAutomaton


def automaton_of(constraint: Constraint, allowance: Allowance) -> AnyAutomaton:
    """The automaton of a constraint, still without classes: `begin` gives it some. Raises TooComplexError."""
    if isinstance(constraint, Table):
        return LookupAutomaton(constraint, allowance) if constraint.gives else TableAutomaton(constraint, allowance)
    return RuleAutomaton(constraint, allowance)
