"""The numbers of a product's configurations, as its batches need them: tables made once, or else the space itself.

Tables take seconds to be made where options are tied much, and pay when rows are many; so what they may cost depends
on that. They take memory, too, which is held to a limit: what is not small is made in another process.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from configurator.compiler.budget import USUAL, Budget
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import NO_CHOICES, Choices, ValidSpace
from configurator.errors import MissingExtraError, TooComplexError
from configurator.here_or_aside import answered
from configurator.kept_spaces import kept_space
from configurator.model.catalog import Product

if TYPE_CHECKING:
    from configurator.batch.numbers import NumberOf
    from configurator.batch.rank_tables import Chosen, RankTables
    from configurator.batch.unranking import Unranking

MANY_ROWS = 5_000
"""From so many rows on, tables may be large: they take a minute at most, where each row takes milliseconds."""
_FEW = replace(USUAL, nodes=USUAL.nodes // 10, seconds=USUAL.seconds / 10)
_MANY = replace(USUAL, nodes=5 * USUAL.nodes, seconds=6 * USUAL.seconds)


class InNumbers:
    """The numbers of one product of a release."""

    def __init__(self, product: Product, release: str) -> None:
        self._product, self._release = product, release
        self._tables: dict[bool, RankTables | None] = {}
        self.space = partial(kept_space, catalog_digest=release)

    def column(self, rows: int) -> NumberOf:
        """What makes the column of numbers, for about so many rows.

        Raises `UnnumberedError` where configurations have no numbers, and `NoDiagramError` and `TooComplexError` where
        they are tied too much.
        """
        tables = self._tables_for(rows)
        count = Ranks(self.space(self._product)).count if tables is None else tables.count
        found: NumberOf = library("numbers").NumberOf(count, tables, self.space)
        return found

    def unranking(self, rows: int, space: ValidSpace | None = None, choices: Choices = NO_CHOICES) -> Unranking:
        """What gives configurations by their numbers, for about so many; after choices, those that have them.

        `space`: that of the product, if it is there. Raises as `column`.
        """
        ranks: RankTables | Ranks | None
        ranks = self._made(rows, choices.chosen) if choices.chosen else self._tables_for(rows)
        if ranks is None:
            ranks = Ranks(space or self.space(self._product), choices)
        found: Unranking = library("unranking").Unranking(self._product, ranks)
        return found

    def _tables_for(self, rows: int) -> RankTables | None:
        """The tables; those for many rows do for few, too."""
        is_many = rows >= MANY_ROWS
        if self._tables.get(True) is None and is_many not in self._tables:
            self._tables[is_many] = self._made(rows, {})
        return self._tables.get(True) or self._tables.get(is_many)

    def _made(self, rows: int, chosen: Chosen) -> RankTables | None:
        """New tables for about so many rows; None where they are too large, or where there is no memory for them."""
        work = partial(library("rank_tables").tables_or_none, self._product, chosen)
        found: tuple[RankTables | None]
        try:
            found = answered((self._product,), work, _budget(rows))
        except TooComplexError:  # whoever walks instead is told what that takes
            return None
        return found[0]


def _budget(rows: int) -> Budget:
    return _MANY if rows >= MANY_ROWS else _FEW


def library(name: str) -> ModuleType:
    """A module of what works in columns. Raises `MissingExtraError` without NumPy or pyarrow."""
    try:
        return import_module(f"configurator.batch.{name}")
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in ("numpy", "pyarrow"):
            raise
        raise MissingExtraError("batch", missing, "a batch") from None
