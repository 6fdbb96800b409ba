"""The best configurations in order, one after the other, as many as somebody wants: first the least, then the next.

Those that come to the same stand in the order of their numbers (`rank`). A search, best first: an entry of its queue
stands for all configurations that begin alike, options in declared order, and waits under the least that one of them
comes to, which is known exactly. So nothing is ever looked at that comes after what is asked for (E. L. Lawler, "A
procedure for computing the k best solutions to discrete optimization problems", Management Science 18, 1972); of the
outcomes of an option only the next one waits, as in L. Huang and D. Chiang, "Better k-best parsing" (IWPT 2005). Where
a solver must be asked what is least, an entry waits under what it cannot be less than, and the solver is asked once the
entry is the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush, merge
from itertools import chain

from configurator.diagram.least import Cost, LazyRests, LeastCosts
from configurator.engine.outcomes import Outcome
from configurator.engine.priced import Priced, only
from configurator.engine.rank import ordered_options
from configurator.engine.shares import Piece, Shares
from configurator.engine.valid_space import NO_CHOICES, Choices
from configurator.errors import UnnumberedError
from configurator.model.derivation import Amount

Found = tuple[Cost, int]
"""What the best with an outcome comes to, and the outcome's index."""


@dataclass(frozen=True)
class Ranked:
    """A valid configuration, an outcome for each closed option, and what it comes to."""

    outcomes: Mapping[str, Outcome]
    amount: Amount


@dataclass(frozen=True)
class _Begun:
    """All configurations that have some outcomes, of the first options in declared order; and what is least of them."""

    indexes: tuple[int, ...]
    paths: tuple[LeastCosts, ...]


class _Stream:
    """Outcomes of an option, the best first, with what the best with each comes to.

    With `rests`, all of them have the same label, and as long as nobody has asked, what is least beside that may be
    more than its `bound`, which was counted in.
    """

    def __init__(self, found: Iterator[Found], rests: LazyRests | None = None, label: int = 0, bound: Cost = 0) -> None:
        self._found, self._rests, self._label, self._bound = found, rests, label, bound
        self._more: Cost = 0

    def __iter__(self) -> Iterator[Found]:
        """All that are left."""
        return ((cost + self._more, index) for cost, index in self._found)

    def asked(self) -> Cost | None:
        """How much more it comes to than was told before, as far as is known now; None where nothing valid has it.

        Nothing more is known to be right.
        """
        while self._rests is not None:
            rest, is_settled = self._rests.nearer(self._label)
            if is_settled:
                self._rests = None
            if rest is None:
                return None
            more, self._bound = rest - self._bound, rest
            if more:
                self._more += more
                return more
        return 0


_Entry = tuple[Cost, tuple[int, ...], _Begun, _Stream]
"""What is least of all that begins so, how it begins, and the stream that it comes from, beside what it begins with."""


def best(priced: Priced, choices: Choices = NO_CHOICES) -> Iterator[Ranked]:
    """The valid configurations with some choices, the best first, those that come to the same by their numbers.

    Texts and pictures do not multiply: they are taken so that each configuration is best. Raises `UnnumberedError`, at
    once, where configurations have no order, or an option has so many sets that they are not listed; and on the way
    `TooComplexError`, where a solver is asked and takes too long.
    """
    product = priced.space.product
    ordered_options(priced.space)  # it raises
    for part in priced.parts:
        for shares in part.levels:
            if not shares.outcomes.is_listed and shares.key not in choices.chosen:
                raise UnnumberedError(product.key, shares.key, "has too many sets for them to be put in order of cost")
    return _Search(priced, choices).each()


class _Search:
    """One search: its queue has entries by what is least of them, then by how they begin."""

    def __init__(self, priced: Priced, choices: Choices) -> None:
        self._priced, self._choices = priced, choices
        self._keys = [option.key for option in priced.space.product.options if not option.is_open]

    def each(self) -> Iterator[Ranked]:
        """All of them."""
        queue: list[_Entry] = []
        start = _Begun((), tuple(part.after(self._choices) for part in self._priced.parts))
        least = [path.least for path in start.paths]
        known = [each for each in least if each is not None]
        if len(known) == len(least):
            heappush(queue, (self._priced.constant + sum(known), (), start, _Stream(iter(()))))
        while queue:
            cost, indexes, parent, others = heappop(queue)
            more = others.asked()
            if more is None:
                continue
            if more:
                heappush(queue, (cost + more, indexes, parent, others))
                continue
            _push(queue, parent, others)  # the next one that begins alike
            begun = self._begun(parent, indexes)
            if len(indexes) == len(self._keys):
                yield Ranked(self._outcomes(indexes), self._priced.amount(cost))
                continue
            for stream in self._next(begun, cost):
                _push(queue, begun, stream)

    def _outcomes(self, indexes: Sequence[int]) -> dict[str, Outcome]:
        places = zip(self._keys, indexes, strict=True)
        return {key: self._shares(key).outcomes.at(index) for key, index in places}

    def _shares(self, key: str) -> Shares:
        part, level = self._priced.places[key]
        return self._priced.parts[part].levels[level]

    def _begun(self, parent: _Begun, indexes: tuple[int, ...]) -> _Begun:
        """The configurations that also have the last of these."""
        if indexes == parent.indexes:
            return parent
        key = self._keys[len(indexes) - 1]
        number, level = self._priced.places[key]
        shares = self._shares(key)
        costs = only(shares, (shares.outcomes.at(indexes[-1]),))
        paths = list(parent.paths)
        paths[number] = paths[number].at(level, costs)
        return _Begun(indexes, tuple(paths))

    def _next(self, begun: _Begun, cost: Cost) -> Iterator[_Stream]:
        """The outcomes of the next option that are possible, as far as that is known, the best first.

        `cost`: what is least of all that has begun so.
        """
        key = self._keys[len(begun.indexes)]
        number, level = self._priced.places[key]
        shares, path = self._shares(key), begun.paths[number]
        rests, others = path.through(level), cost - (path.least or 0)
        allowed = self._choices.allowed.get(key)
        if key in self._choices.chosen:
            chosen = []
            for outcome in shares.meant(self._choices.chosen[key]):
                share = shares.of(outcome)
                rest = None if share is None else rests[share[0]]
                if share is not None and rest is not None:
                    chosen.append((share[1] + rest + others, shares.outcomes.index(outcome)))
            yield _Stream(iter(sorted(chosen)))
        elif isinstance(rests, LazyRests):
            bounds = [rests.bound(label) for label in range(len(rests))]
            known = [None if bound is None else bound + others for bound in bounds]
            for label, streams in streams_by_label(shares, known, allowed).items():
                yield _Stream(merge(*streams), rests, label, bounds[label] or 0)
        else:
            found = best_first(shares, rests, allowed)
            yield _Stream((each + others, index) for each, index in found)


def _push(queue: list[_Entry], begun: _Begun, stream: _Stream) -> None:
    for cost, index in stream:
        heappush(queue, (cost, (*begun.indexes, index), begun, stream))
        return


def best_first(shares: Shares, rests: Sequence[Cost | None], allowed: frozenset[int] | None = None) -> Iterator[Found]:
    """The outcomes of an option that are possible, by what is best with each, then by their indexes.

    `rests`: what is least beside each label; `allowed`: the classes that may be taken, None for all. Raises
    `UnorderedSetsError` for sets that are too many to be put in order.
    """
    return merge(*chain.from_iterable(streams_by_label(shares, rests, allowed).values()))


def streams_by_label(
    shares: Shares, rests: Sequence[Cost | None], allowed: frozenset[int] | None
) -> dict[int, list[Iterator[Found]]]:
    """The same by labels, those of each in some streams that are to be merged."""
    found: dict[int, list[Iterator[Found]]] = {}
    for piece in shares.pieces:
        rest = rests[piece.label]
        if rest is not None and (allowed is None or shares.classes[piece.label] in allowed):
            found.setdefault(piece.label, []).extend(_streams(shares, piece, rest))
    return found


def _streams(shares: Shares, piece: Piece, rest: Cost) -> Iterator[Iterator[Found]]:
    """The outcomes of a piece with what is least with each, in order; several where no one order fits all."""
    spans = shares.runs[piece.number]
    if not piece.slope:
        whole = piece.base + rest
        yield ((whole, index) for index in chain.from_iterable(range(first, last + 1) for first, last in spans))
        return
    for first, last in spans:
        indexes = range(first, last + 1) if piece.slope > 0 else range(last, first - 1, -1)
        yield _sloping(indexes, piece, rest - piece.slope * shares.shift)


def _sloping(indexes: range, piece: Piece, rest: Cost) -> Iterator[Found]:
    return ((piece.base + piece.slope * index + rest, index) for index in indexes)
