"""A catalog's text in pieces, a piece a statement at the top: each is parsed once, and again only when it changes.

A product is one piece with all that is in it. Each piece counts its places from its own beginning, under a name of its
own, so lines that come or go above it change nothing of what is known of it; `Piece` tells where it stands today.
Pieces are cut where a statement begins whatever stands before (`top_starts`), so their trees, one after the other, are
the tree of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, pairwise

from configurator.diagnostics import Diagnostic, Outcome
from configurator.source import Piece, Source, Sources
from configurator.syntax import nodes as n
from configurator.syntax.parser import is_made_up, parse
from configurator.syntax.statements import top_starts


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text in pieces, and the tree that they make together, its places those of the pieces."""

    pieces: tuple[Piece, ...]
    tree: n.Tree
    diagnostics: tuple[Diagnostic, ...]

    @property
    def names_places(self) -> bool:
        """Whether something is called after its place in the whole, so that pieces cannot tell its name."""
        keys = [each.key for each in self.tree.catalogs] + [each.key for each in self.tree.products]
        return any(map(is_made_up, keys))


_Key = tuple[str, int]  # the text of a piece, and how many equal ones stand before it

_KEPT = 50
"""Pieces that are kept after they have gone: an edit that is taken back is common."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A piece that has been parsed, by the name that its places have; `goes_on` as for `parse`."""

    name: str
    goes_on: bool
    outcome: Outcome[n.Tree]

    def holds(self, goes_on: bool) -> bool:
        """Whether it would be parsed to the same: what follows matters only where a bracket is open."""
        return self.goes_on is goes_on or not self.outcome.diagnostics


class Pieces:
    """The pieces of the text that was seen last, and of those before it a few, and what each was parsed to."""

    def __init__(self) -> None:
        self._known: dict[_Key, _Known] = {}
        self._named = 0
        self.parsed = 0

    def parse(self, source: Source) -> Parsed:
        """The tree of a text, of which only new pieces are parsed; `parsed` tells how many those were."""
        known: dict[_Key, _Known] = {}
        pieces: list[Piece] = []
        numbers: dict[str, int] = {}
        self.parsed = 0
        bounds = sorted({0, *top_starts(source.text), len(source.text)}) if source.text else [0, 0]
        for start, end in pairwise(bounds):
            text, goes_on = source.text[start:end], end < len(source.text)
            key = text, numbers.setdefault(text, 0)
            numbers[text] += 1
            found = self._known.get(key)
            if found is None or not found.holds(goes_on):
                found = self._new(source.name, text, goes_on=goes_on)
            known[key] = found
            pieces.append(Piece(found.name, text, source, start))
        gone = {key: each for key, each in self._known.items() if key not in known}
        self._known = {**dict(list(gone.items())[-_KEPT:]), **known}
        outcomes = [each.outcome for each in known.values()]
        told = tuple(chain.from_iterable(each.diagnostics for each in outcomes))
        return Parsed(tuple(pieces), _joined(source, [each.value for each in outcomes if each.value]), told)

    def _new(self, whole: str, text: str, *, goes_on: bool) -> _Known:
        self.parsed += 1
        self._named += 1
        name = f"{whole}#{self._named}"  # in the folder of the whole, for what is named beside it
        return _Known(name, goes_on, parse(Source(name, text), goes_on=goes_on))


def _joined(source: Source, trees: list[n.Tree]) -> n.Tree:
    return n.Tree(
        source,
        tuple(chain.from_iterable(each.catalogs for each in trees)),
        tuple(chain.from_iterable(each.spaces for each in trees)),
        tuple(chain.from_iterable(each.products for each in trees)),
        tuple(chain.from_iterable(each.broken for each in trees)),
        tuple(chain.from_iterable(each.contexts for each in trees)),
        tuple(chain.from_iterable(each.uses for each in trees)),
    )


def settled(diagnostic: Diagnostic, sources: Sources) -> Diagnostic:
    """A diagnostic with its places in the whole, wherever they are places of a piece."""
    labels = tuple(replace(each, span=sources.settled(each.span)) for each in diagnostic.labels)
    return replace(diagnostic, span=sources.settled(diagnostic.span), labels=labels)
