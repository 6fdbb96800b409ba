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
from configurator.compiler.terms import Term, TermWorth
from configurator.model.constraint import Constraint

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
        self.order: tuple[str, ...] = ()  # in which it reads its options
        self.words: dict[str, list[Letter]] = {}
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
        self.order = tuple(key for key in order if key in self.terms)
        self.start = self._state(self._first(self.order))

    def _spell(self, options: Mapping[str, ClassedOption], allowance: Allowance) -> None:
        """Find the letter of each class of its options."""
        for key, terms in self.terms.items():
            option = options[key]
            places = [option.places[term] for term in terms]
            words: list[Letter] = []
            for each in option.classes:
                allowance.spend(1 + len(places) // 4)
                words.append(tuple([each.worths[place] for place in places]))
            # True == 1, but one term has worths of one type, so equal words are the same
            numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
            self.words[key] = list(numbers)
            self.letters[key] = tuple(numbers[word] for word in words)

    def outcomes(self, state: int, option: str) -> Sequence[int]:
        """The state after each letter of an option."""
        if state in (HOLDS, BROKEN):
            return [state] * len(self.words[option])
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
