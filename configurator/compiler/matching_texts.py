"""Texts under patterns: which patterns can match together, and without which others, each time with a real text.

In go the patterns that rules look at, and the option's own one, side by side in one automaton; out comes a text for
each set of patterns that some text matches and whose others it does not. The walk goes through the automaton, through
what makes characters of code points (`graphemes`), and through the numbers of characters that the option allows. It
goes in breadth, so a shortest text is found first; where it ends without one, there is none.

What the walk cannot see is whether a text is banned, too wide, or changed by normalization. So each text is tried; one
that is refused gives way to another, and after many it is said that none may exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from configurator.compiler.budget import Allowance
from configurator.compiler.letters import SPACE, Letters, letters_of
from configurator.compiler.samples import SamplingError
from configurator.errors import PatternError
from configurator.model.domain import TextDomain
from configurator.text.automaton import START
from configurator.text.graphemes import BEGINNING, Place, after
from configurator.text.patterns import Pattern, exactly
from configurator.text.side_by_side import SideBySide, side_by_side

MOST_PLACES = 200_000
"""Of a walk: states of the automaton at each number of characters."""

_TRIES = 10_000
_TRIES_AT_ONE_PLACE = 1_000
_SIMPLER = "write smaller patterns, or fewer"

State = tuple[int, Place, bool]  # of the automaton, of the graphemes, and whether a space, or nothing, stands before
Walked = tuple[int, int]  # how many characters there are, and a state by its number


@dataclass(frozen=True, slots=True)
class TextsWanted:
    """What texts are asked for: of `shortest` to `longest` characters, in at most `most` code points.

    They match or do not match the `patterns`, and are none of the `literals`, which stand for themselves. With
    `each_length`, those of different lengths are told apart.
    """

    patterns: tuple[Pattern, ...]
    literals: tuple[str, ...]
    shortest: int
    longest: int
    most: int
    each_length: bool


def texts_by_pattern(
    wanted: TextsWanted, domain: TextDomain, allows: Callable[[str], bool], allowance: Allowance
) -> Iterator[str]:
    """A text for each way in which patterns can match and not match, and for each length if that is asked for.

    `allows` says whether the option takes a text. Raises SamplingError where it cannot be told which texts there are.
    """
    own = [domain.pattern] if domain.pattern is not None else []
    try:
        named = [exactly(wanted.literals)] if wanted.literals else []
        patterns = [*own, *wanted.patterns, *named]
        automaton = side_by_side(patterns, needed=len(own))
    except PatternError:
        raise SamplingError("is matched with patterns that are too large together", _SIMPLER) from None
    literal = 1 << (len(patterns) - 1) if named else 0
    graph = _Graph(automaton, letters_of(automaton, domain), len(own), literal, allowance)
    missing = dict.fromkeys(graph.masks(), _TRIES)
    found: set[tuple[int, int]] = set()
    refused: dict[tuple[int, int], int] = {}
    for mask, length, texts in _walk(graph, wanted, allowance):
        which = mask, length if wanted.each_length else 0
        if which in found or refused.get(which, 0) >= _TRIES:
            continue
        for text in islice(texts, _TRIES_AT_ONE_PLACE):
            allowance.spend(20)  # to read a text takes some steps
            if allows(text):
                found.add(which)
                yield text
                break
            refused[which] = refused.get(which, 0) + 1
        if which in found and not wanted.each_length:
            missing.pop(mask)
            if not missing:
                break
    for which in refused:
        if which not in found:
            raise SamplingError(f"may have no text{_described(which[0] >> len(own), wanted.patterns)}")


def _described(mask: int, patterns: Sequence[Pattern]) -> str:
    """Which text is asked for, behind «no text»."""
    named = [f"matches `{each.source}`" for place, each in enumerate(patterns) if mask >> place & 1]
    named += [f"does not match `{each.source}`" for place, each in enumerate(patterns) if not mask >> place & 1]
    return f" that {' and '.join(named)}, but those that rules name" if named else " but those that rules name"


class _Graph:
    """The states that a text may go through, by their numbers: the first one is 0.

    `moves`: from each, whether a letter begins a new character there, the state after it, and some such letters.
    `ends`: of each where a text may end, which patterns have matched; else None. States that lead to no end are left
    out of the moves.
    """

    def __init__(
        self, automaton: SideBySide, letters: list[Letters], needed: int, literal: int, allowance: Allowance
    ) -> None:
        first: State = (START, BEGINNING, True)
        numbers = {first: 0}
        self.moves: list[list[tuple[bool, int, str]]] = []
        self.ends: list[int | None] = []
        must = (1 << needed) - 1
        for state in (waiting := [first]):  # grows while we go
            moves: dict[tuple[bool, int], str] = {}
            for begins, following, some in self._steps(automaton, letters, state):
                if following not in numbers:
                    numbers[following] = len(numbers)
                    waiting.append(following)
                way = begins, numbers[following]
                moves[way] = moves.get(way, "") + some
            allowance.spend(automaton.width + 4 * len(moves))
            if len(numbers) > MOST_PLACES:
                raise SamplingError("is matched with patterns that lead to too many places", _SIMPLER)
            mask = automaton.masks[state[0]]
            ended = mask & must == must and not mask & literal and not state[2]
            self.moves.append([(begins, following, some) for (begins, following), some in moves.items()])
            self.ends.append(mask if ended else None)
        self._leave_out_dead_ends()

    @staticmethod
    def _steps(automaton: SideBySide, letters: list[Letters], state: State) -> Iterator[tuple[bool, State, str]]:
        own, place, spaced = state
        for letter, following in enumerate(automaton.rows[own]):
            for kind, some in letters[letter].items():
                if kind != SPACE:
                    begins, behind = after(place, kind)
                    yield begins, (following, behind, False), some
                elif not spaced:
                    begins, behind = after(place, "Other")
                    yield begins, (following, behind, True), some

    def _leave_out_dead_ends(self) -> None:
        before: list[list[int]] = [[] for _ in self.moves]
        for state, moves in enumerate(self.moves):
            for _, following, _ in moves:
                before[following].append(state)
        waiting = [state for state, mask in enumerate(self.ends) if mask is not None]
        alive = set(waiting)
        for state in waiting:  # grows while we go
            fresh = [each for each in before[state] if each not in alive]
            alive.update(fresh)
            waiting += fresh
        self.moves = [[each for each in moves if each[1] in alive] for moves in self.moves]

    def masks(self) -> list[int]:
        """Which patterns can match together, whatever the length of the text."""
        return list(dict.fromkeys(mask for mask in self.ends if mask is not None))


def _walk(graph: _Graph, wanted: TextsWanted, allowance: Allowance) -> Iterator[tuple[int, int, Iterator[str]]]:
    """Each place where a text may end: which patterns match there, its number of characters, and shortest texts."""
    first: Walked = (0, 0)
    steps: dict[Walked, int] = {first: 0}
    before: dict[Walked, list[tuple[Walked, str]]] = {first: []}
    for place in (waiting := [first]):  # grows while we go
        length, state = place
        mask = graph.ends[state]
        if mask is not None and length >= wanted.shortest:
            yield mask, length, _texts(place, before)
        if steps[place] >= wanted.most:
            continue
        allowance.spend(1 + len(graph.moves[state]))
        for begins, following, letters in graph.moves[state]:
            reached = length + begins, following
            if reached[0] > wanted.longest:
                continue
            if reached not in steps:
                steps[reached], before[reached] = steps[place] + 1, []
                waiting.append(reached)
            if steps[reached] == steps[place] + 1:
                before[reached].append((place, letters))
        if len(steps) > MOST_PLACES:
            raise SamplingError("is matched with patterns that lead to too many places", _SIMPLER)


def _texts(place: Walked, before: dict[Walked, list[tuple[Walked, str]]]) -> Iterator[str]:
    """All shortest texts that lead to a place, of the letters at hand, the first letters changing first."""
    waiting = [(place, "")]
    while waiting:
        reached, text = waiting.pop()
        if not before[reached]:
            yield text
        waiting += [
            (earlier, letter + text) for earlier, letters in reversed(before[reached]) for letter in reversed(letters)
        ]
