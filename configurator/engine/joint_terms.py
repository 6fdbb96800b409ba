"""Terms of a quantity that look at several options, as costs on the edges of a diagram.

A machine reads the options along a path, and its state is what is left of the terms; what follows from it is paid as
soon as it is known. That is best where few rests differ. In `price * (0.9 when years >= 3 else 1)`, with the years at
the end, all partial prices would be states: then the machine guesses at the start of which kind the years are, pays all
others at once, and goes on only where the guess was right. So a term costs as many times the nodes as there are kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product as combinations
from math import prod

from configurator.compiler.budget import Allowance
from configurator.diagram.least import Cost
from configurator.diagram.priced_diagram import PricedDiagram, unfolded
from configurator.engine.outcomes import Outcome
from configurator.engine.shares import Shares, Terms
from configurator.model.domain import Domain
from configurator.model.evaluation import evaluate
from configurator.model.expression import options_in
from configurator.model.linear import Linear, added, folded, known, linear

MOST_GUESSES = 200
"""Combinations of kinds that are guessed at the start."""

EASE = 1_000
"""Nodes that are tried without a guess even where guessing would take fewer."""

Guess = tuple[tuple[str, int], ...]
"""Options, and of which kind each is taken to be."""


def with_terms(
    diagram: PricedDiagram,
    levels: Sequence[Shares],
    terms: Terms,
    domains: Mapping[str, Domain],
    allowance: Allowance,
) -> PricedDiagram:
    """The diagram with these terms paid on its steps. Raises `TooComplexError` where their rests are too many."""
    labeled = diagram.relabeled([shares.labels for shares in levels])
    machine = TermMachine(levels, domains, allowance)
    pivots = machine.pivots(terms)
    if pivots is None:
        return unfolded(labeled, machine.starts(terms, ()), machine.read, allowance.take_node)
    few = _Few(EASE + sum(map(len, diagram.levels)) * prod(len(shares.samples) for shares in pivots))
    try:
        return unfolded(labeled, machine.starts(terms, ()), machine.read, few.take_node)
    except _TooManyError:
        return unfolded(labeled, machine.starts(terms, pivots), machine.read, allowance.take_node)


class _TooManyError(Exception):
    """More nodes than are worth it without a guess."""


class _Few:
    def __init__(self, most: int) -> None:
        self._left = most

    def take_node(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _TooManyError


class TermMachine:
    """Its states are numbers: each of some terms that are left to be paid, and of guesses that are not yet proven."""

    def __init__(self, levels: Sequence[Shares], domains: Mapping[str, Domain], allowance: Allowance) -> None:
        self._levels, self._domains, self._allowance = levels, domains, allowance
        self._by_key = {shares.key: shares for shares in levels}
        self._states: list[tuple[Terms, Guess]] = []
        self._numbers: dict[tuple[Terms, Guess], int] = {}
        self._steps: dict[tuple[int, int, int], tuple[int, Cost]] = {}

    def starts(self, terms: Terms, pivots: Sequence[Shares]) -> Iterator[tuple[int, Cost]]:
        """A state for each guess of the kinds of these options, with what can be paid then."""
        for kinds in combinations(*(range(len(shares.samples)) for shares in pivots)):
            whole = Linear(Fraction(0), terms)
            for shares, kind in zip(pivots, kinds, strict=True):
                rest = self._after(whole.terms, shares.key, shares.samples[kind])
                whole = Linear(whole.constant + rest.constant, rest.terms)
            guess = tuple((shares.key, kind) for shares, kind in zip(pivots, kinds, strict=True))
            yield self._state(whole.terms, guess), whole.constant

    def read(self, level: int, state: int, label: int) -> tuple[int, Cost] | None:
        """The state after an option has been read, and what can be paid by then; None where a guess was wrong."""
        shares = self._levels[level]
        if shares.labels is None:
            return state, 0
        kind = shares.kinds[label]
        terms, guess = self._states[state]
        for key, guessed in guess:
            if key == shares.key and kind != guessed:
                return None
        found = self._steps.get((level, state, kind))
        if found is None:
            rest = self._after(terms, shares.key, shares.samples[kind])
            unproven = tuple(each for each in guess if each[0] != shares.key)
            found = self._steps[level, state, kind] = self._state(rest.terms, unproven), rest.constant
        return found

    def pivots(self, terms: Terms) -> tuple[Shares, ...] | None:
        """Options such that all terms look at one option each once these are known; None where that takes too many."""
        found: list[Shares] = []
        for term, factor in terms:
            if not any(self._parts_alone(((term, factor),), each) for each in found):
                able = [
                    shares
                    for key in options_in(term)
                    if len((shares := self._by_key[key]).samples) <= MOST_GUESSES
                    and self._parts_alone(((term, factor),), shares)
                ]
                if not able:
                    return None
                found.append(min(able, key=lambda shares: len(shares.samples)))
        return tuple(found) if prod(len(each.samples) for each in found) <= MOST_GUESSES else None

    def _parts_alone(self, terms: Terms, shares: Shares) -> bool:
        """Whether terms look at one option each, whatever one of them is."""
        rests = (self._after(terms, shares.key, sample) for sample in shares.samples)
        return all(len(options_in(term)) <= 1 for rest in rests for term, _ in rest.terms)

    def _after(self, terms: Terms, key: str, sample: Outcome) -> Linear:
        """What is left of terms where an option is known."""
        chosen = {key: sample}
        kept: list[Linear] = []
        for term, factor in terms:
            if key not in options_in(term):
                kept.append(Linear(Fraction(0), ((term, factor),)))
                continue
            self._allowance.spend(10)
            rest = linear(folded(known(term, (key,), lambda each: evaluate(each, chosen, self._domains))))
            own = tuple((each, factor * more) for each, more in rest.terms)
            kept.append(Linear(factor * rest.constant, own))
        return added(kept)

    def _state(self, terms: Terms, guess: Guess) -> int:
        number = self._numbers.get((terms, guess))
        if number is None:
            number = self._numbers[terms, guess] = len(self._states)
            self._states.append((terms, guess))
        return number
