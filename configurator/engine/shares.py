"""What each outcome of an option adds to a quantity, and how terms that look at several options are read.

The values of a class may differ in price where no rule looks at that. So an option is sorted again, finer, with the
terms of the quantity beside those of the rules: each finer class, here a *piece*, adds one amount, or for numbers one
that grows evenly. What matters to terms that look at several options parts a class into *labels*; of all pieces of a
label, only how much they add is told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ClassedOption, classify
from configurator.compiler.ranges import cuts, line
from configurator.compiler.terms import ExpressionTerm
from configurator.diagram.diagram import Labels
from configurator.diagram.least import Cost
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.model.domain import IntegerDomain, NumberDomain
from configurator.model.expression import Expression, Sum, walk
from configurator.model.linear import Linear, parts_about

Terms = tuple[tuple[Expression, Fraction], ...]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Outcomes of one label: the one with index i in the domain adds `base + slope * i`; "no value" has no slope.

    `number`: of the finer class. `spans`: where numbers stand in their domain, where that matters.
    """

    label: int
    number: int
    base: Cost
    slope: Cost = 0
    spans: tuple[Span, ...] = ()

    @property
    def least(self) -> Cost:
        """The least that one of them adds."""
        if not self.slope:
            return self.base
        return self.base + min(self.slope * index for span in self.spans for index in span)

    @property
    def most(self) -> Cost:
        """The most that one of them adds, taken as positive."""
        ends: list[Cost] = [self.base + self.slope * index for span in self.spans for index in span]
        amounts: list[Cost] = [max(each, -each) for each in ends] if self.slope else [max(self.base, -self.base)]
        return max(amounts)

    def scaled(self, scale: int) -> Piece:
        """The same in whole numbers."""
        return Piece(self.label, self.number, int(self.base * scale), int(self.slope * scale), self.spans)


@dataclass(frozen=True)
class Shares:
    """An option, sorted again: `finer` has the pieces as classes; `classes` are the classes of the rules, by label.

    `labels`: those of each class of the rules; None where the two are the same, as no term looks at several options.
    Else terms can tell `kinds` of labels apart, each with one of its outcomes in `samples`.
    """

    option: ClassedOption
    finer: ClassedOption
    pieces: tuple[Piece, ...]
    classes: tuple[int, ...]
    labels: tuple[Labels, ...] | None = None
    kinds: tuple[int, ...] = ()
    samples: tuple[Outcome, ...] = ()

    @property
    def key(self) -> str:
        """The option's key."""
        return self.option.key

    @cached_property
    def outcomes(self) -> Outcomes:
        """The outcomes, with their finer classes."""
        return Outcomes(self.finer)

    @cached_property
    def costs(self) -> list[Cost | None]:
        """The least that each label adds."""
        found: list[Cost | None] = [None] * len(self.classes)
        for piece in self.pieces:
            before = found[piece.label]
            found[piece.label] = piece.least if before is None else min(before, piece.least)
        return found

    @cached_property
    def most(self) -> Cost:
        """The most that any outcome adds, taken as positive."""
        return max((piece.most for piece in self.pieces), default=0)

    def of(self, outcome: Outcome) -> tuple[int, Cost] | None:
        """The label of an outcome, and what it adds; None where the option cannot be so."""
        try:
            piece = self.pieces[self.outcomes.class_of(outcome)]
            if not piece.slope:
                return piece.label, piece.base
            return piece.label, piece.base + piece.slope * (self.outcomes.index(outcome) - self.shift)
        except KeyError:
            return None

    @cached_property
    def shift(self) -> int:
        """How much greater the index of an outcome is than that of its value in the domain."""
        return 0 if self.outcomes.no_value is None else 1

    @cached_property
    def runs(self) -> list[list[Span]]:
        """For each piece, where its outcomes stand, as indexes (first, last) in order.

        Raises `UnorderedSetsError` for sets that are too many to be put in order.
        """
        found: list[list[Span]] = [[] for _ in self.pieces]
        for start, length, number in self.outcomes.runs():
            found[number].append((start, start + length - 1))
        return found

    def meant(self, outcome: Outcome) -> tuple[Outcome, ...]:
        """The outcomes that somebody means who chooses this one, as `Outcomes.meant`, also of sets without an order."""
        return (None, ()) if outcome is None and self.outcomes.takes_empty_set else (outcome,)

    def scaled(self, scale: int) -> Shares:
        """The same in whole numbers."""
        return replace(self, pieces=tuple(piece.scaled(scale) for piece in self.pieces))


def shares_of(option: ClassedOption, own: Terms, joint: Sequence[Expression], allowance: Allowance) -> Shares:
    """How the outcomes of an option share in a quantity.

    `own` are the terms that look at this option alone; `joint` those that look at it and at others. Raises
    `TooComplexError` where its outcomes are too many to be sorted.
    """
    slope, height, others = _line(option, own)
    looks = tuple(dict.fromkeys(part for term in joint for part in parts_about(term, option.key)))
    asked = [ExpressionTerm(option.key, look, truth=False) for look in looks]
    if others:
        asked.append(ExpressionTerm(option.key, Linear(Fraction(0), others).expression(), truth=False))
    finer = classify(option.option, (*option.terms, *asked), allowance) if asked else option
    first = len(option.terms)
    numbers = {(each.representative is None, *each.worths): at for at, each in enumerate(option.classes)}
    labels = _Labels(len(option.classes))
    pieces: list[Piece] = []
    for number, each in enumerate(finer.classes):
        is_none = each.representative is None
        label = numbers[is_none, *each.worths[:first]]
        if looks:
            label = labels.of(label, each.worths[first : first + len(looks)], each.representative)
        base = each.worths[-1] if others else Fraction(0)
        assert isinstance(base, Fraction)  # noqa: S101 - the worth of a sum
        if slope and not is_none:
            pieces.append(Piece(label, number, base + height, slope, each.spans))
        else:
            pieces.append(Piece(label, number, base if is_none else base + height))
    if not looks:
        return Shares(option, finer, tuple(pieces), tuple(range(len(option.classes))))
    return Shares(
        option,
        finer,
        tuple(pieces),
        tuple(labels.classes),
        tuple(map(tuple, labels.by_class)),
        tuple(labels.kinds),
        tuple(labels.samples),
    )


class _Labels:
    """The labels of an option that terms look at beside others: classes of the rules, parted by what terms see."""

    def __init__(self, classes: int) -> None:
        self.classes: list[int] = []
        self.kinds: list[int] = []
        self.samples: list[Outcome] = []
        self.by_class: list[list[int]] = [[] for _ in range(classes)]
        self._labels: dict[tuple[int, int], int] = {}
        self._kinds: dict[tuple[object, ...], int] = {}

    def of(self, own_class: int, seen: tuple[object, ...], sample: Outcome) -> int:
        """The label of an outcome of this class that terms see so."""
        kind = self._kinds.get(seen)
        if kind is None:
            kind = self._kinds[seen] = len(self.samples)
            self.samples.append(sample)
        label = self._labels.get((own_class, kind))
        if label is None:
            label = self._labels[own_class, kind] = len(self.classes)
            self.classes.append(own_class)
            self.kinds.append(kind)
            self.by_class[own_class].append(label)
        return label


def _line(option: ClassedOption, own: Terms) -> tuple[Fraction, Fraction, Terms]:
    """Of a number, what each step of it adds and what the first adds, by terms that are lines; and the other terms.

    Terms that are known to change at some numbers only are no lines, since these are sorted more cheaply.
    """
    domain = option.option.domain
    slope = height = Fraction(0)
    if not isinstance(domain, IntegerDomain | NumberDomain):
        return slope, height, own
    step = domain.amount_at(1) - domain.amount_at(0)
    others = []
    for term, factor in own:
        found = line(term)
        if found is None or cuts(term) is not None or any(isinstance(each, Sum) for each in walk(term)):
            others.append((term, factor))
            continue
        slope += factor * found[0] * step
        height += factor * (found[0] * domain.amount_at(0) + found[1])
    return slope, height, tuple(others)
