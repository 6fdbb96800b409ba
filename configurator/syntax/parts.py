"""The parts that a grammar rule has matched, tokens and the nodes of other rules, by their kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Part = object
Kind = TypeVar("Kind")


def first(parts: Sequence[Part], kind: type[Kind]) -> Kind | None:
    """The first part of a kind, or None."""
    return next((part for part in parts if isinstance(part, kind)), None)


def all_of(parts: Sequence[Part], kind: type[Kind]) -> list[Kind]:
    """All parts of a kind, in order."""
    return [part for part in parts if isinstance(part, kind)]
