"""Complete choices to a whole valid configuration, by wishes: those that matter most first, each kept where it can be.

A wish is kept if something valid has it with all choices and all wishes kept before it: so the wishes are met
lexicographically, as preferences are in C. Boutilier, R. I. Brafman and others, "Preference-based constrained
optimization with CP-nets" (Computational Intelligence 20, 2004). Of what is then possible the least of a quantity is
taken, if one is given; and of that, option by option in declared order, what an option is where nobody mentions it, or
else the first that it can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from configurator.compiler.budget import USUAL, Budget
from configurator.diagram.least import Cost
from configurator.engine.clausal import WAYS
from configurator.engine.conflict import Conflict, why_not
from configurator.engine.outcomes import Outcome
from configurator.engine.priced import Priced, only
from configurator.engine.quantity import Quantity
from configurator.engine.shares import Piece, Shares
from configurator.engine.valid_space import Choices, ValidSpace
from configurator.model.derivation import Amount
from configurator.model.linear import Linear
from configurator.model.reading import unmentioned

NOTHING = Quantity("", "", Linear(Fraction(0), ()))
"""A quantity of which everything has as much."""


@dataclass(frozen=True)
class Unkept:
    """A wish that could not be kept: that `option` be `outcome`.

    `conflict` says why: a smallest set of choices, wishes kept before it, and constraints that exclude it. It is None
    where the option itself has been chosen otherwise, or by a wish kept before it.
    """

    option: str
    outcome: Outcome
    conflict: Conflict | None


@dataclass(frozen=True)
class Completion:
    """A whole valid configuration.

    `outcomes`: of each option, in declared order, but for those in `needed`: these take a text or a picture, which is
    for the customer to give; each has an example there that would do. `kept`: the wishes that were. `amount`: what it
    comes to, if a quantity was asked for. `method`: what that came from, as in `ValidSpace`.
    """

    outcomes: Mapping[str, Outcome]
    needed: Mapping[str, Outcome]
    kept: tuple[tuple[str, Outcome], ...] = ()
    unkept: tuple[Unkept, ...] = field(default=())
    amount: Amount | None = None
    method: str = WAYS[0]


Wishes = Sequence[tuple[str, Outcome]]
"""Options and what each should be, as canonical outcomes; what matters most first."""


def complete(
    space: ValidSpace, choices: Choices, wishes: Wishes = (), priced: Priced | None = None, budget: Budget = USUAL
) -> Completion | None:
    """The valid configuration with these choices that meets the wishes best; None where nothing valid has the choices.

    `priced` has the components of this space under a quantity, the best of which is taken of what the wishes leave.
    Raises `TooComplexError` where it is beyond the budget to say why a wish cannot be kept, or what is best.
    """
    plain = priced or Priced.of(space, NOTHING, budget=budget)
    completing = _Completing(plain, choices)
    if completing.best is None:
        return None
    chosen = Choices(choices.chosen, choices.allowed)
    kept: list[tuple[str, Outcome]] = []
    unkept: list[Unkept] = []
    for option, outcome in wishes:
        if completing.take(option, outcome):
            kept.append((option, outcome))
            meant = space.outcomes[option].classes_meant(outcome)
            chosen = Choices({**chosen.chosen, option: outcome}, {**chosen.allowed, option: meant})
        else:
            why = None if option in chosen.chosen else why_not(space, chosen, option, outcome, budget)
            unkept.append(Unkept(option, outcome, why))
    amount = None if priced is None else priced.amount(completing.best)
    outcomes, needed = completing.rest()
    return Completion(outcomes, needed, tuple(kept), tuple(unkept), amount, plain.method)


class _Completing:
    """The valid configurations that are left, as one option after the other is decided."""

    def __init__(self, priced: Priced, choices: Choices) -> None:
        self._priced, self._allowed = priced, choices.allowed
        self._paths = [part.after(choices) for part in priced.parts]
        self._meant = {key: self._at(key)[2].meant(outcome) for key, outcome in choices.chosen.items()}

    @property
    def best(self) -> Cost | None:
        """What the best of them comes to; None where there are none."""
        found: Cost = self._priced.constant
        for path in self._paths:
            if path.least is None:
                return None
            found += path.least
        return found

    def take(self, key: str, outcome: Outcome) -> bool:
        """Go on with those that have this outcome, if there are some; whether there are."""
        part, level, shares = self._at(key)
        meant = shares.meant(outcome)
        if key in self._meant:
            meant = tuple(each for each in meant if each in self._meant[key])
        path = self._paths[part].at(level, only(shares, meant))
        if path.least is None:
            return False
        self._paths[part], self._meant[key] = path, meant
        return True

    def rest(self) -> tuple[dict[str, Outcome], dict[str, Outcome]]:
        """Decide all options: their outcomes, and examples for open ones that need a value.

        These come last: their examples are nobody's choice, and bind no other option.
        """
        found: dict[str, Outcome] = {}
        needed: dict[str, Outcome] = {}
        options = self._priced.space.product.options
        for option in options:
            usual, problems = unmentioned(option)
            given = self._first_best_of(option.key, self._meant.get(option.key, () if problems else (usual,)))
            if given or not option.is_open:
                found[option.key] = self._decided(option.key, given)
        for key in [option.key for option in options if option.key not in found]:
            outcome = self._decided(key, ())
            (found if outcome is None else needed)[key] = outcome
        return {option.key: found[option.key] for option in options if option.key in found}, needed

    def _first_best_of(self, key: str, given: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """The first of some outcomes that is best; none where none of them is."""
        part, level, shares = self._at(key)
        path = self._paths[part]
        rests = path.through_least(level)
        for outcome in given:
            share = shares.of(outcome)
            rest = None if share is None else rests[share[0]]
            if share is not None and rest is not None and share[1] + rest == path.least:
                return (outcome,)
        return ()

    def _decided(self, key: str, given: tuple[Outcome, ...]) -> Outcome:
        """The outcome that is given, else the first of all that is best; from here on the option has it."""
        part, level, shares = self._at(key)
        path = self._paths[part]
        outcome = given[0] if given else first_best(shares, path.through_least(level), self._allowed.get(key))
        self._paths[part] = path.at(level, only(shares, (outcome,)))
        return outcome

    def _at(self, key: str) -> tuple[int, int, Shares]:
        part, level = self._priced.places[key]
        return part, level, self._priced.parts[part].levels[level]


def first_best(shares: Shares, rests: Sequence[Cost | None], allowed: frozenset[int] | None) -> Outcome:
    """The first outcome of an option that is best; of texts, and of sets without an order, any.

    `rests`: what is least beside each label that is best, None for others; looked at no further than is needed.
    """
    has_order = shares.outcomes.is_listed and not shares.option.option.is_open
    cheapest = [  # of each piece that has what its label costs, where the first such outcome stands
        (_first_least(shares, piece) if has_order else piece.number, piece)
        for piece in shares.pieces
        if piece.least == shares.costs[piece.label] and (allowed is None or shares.classes[piece.label] in allowed)
    ]
    place, piece = next(each for each in sorted(cheapest, key=_place) if rests[each[1].label] is not None)
    return shares.outcomes.at(place) if has_order else shares.finer.classes[piece.number].representative


def _place(found: tuple[int, Piece]) -> int:
    return found[0]


def _first_least(shares: Shares, piece: Piece) -> int:
    """The index of the first outcome of a piece that adds the least."""
    spans = shares.runs[piece.number]
    return spans[-1][1] if piece.slope < 0 else spans[0][0]
