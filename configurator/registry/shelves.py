"""Proof that a short code is unknown, where a tally says how many codes begin alike."""

from __future__ import annotations

from configurator.registry import statements
from configurator.registry.database import Columns, Database, Transaction
from configurator.registry.row import PREFIX, Row, read_shelf
from configurator.registry.store import Coder


def searched(database: Database, short: str, coder: Coder, tx: Transaction | None = None) -> list[Row]:
    """The rows of a short code, all products whose codes begin alike being there and sound; most often none.

    A transaction that is under way is asked itself. Raises `DamagedRecordError` where one could be missing.
    """
    prefix = short[:PREFIX]

    def shelf(tx: Transaction) -> tuple[list[Columns], int]:
        tally = tx.execute(statements.TALLY, (prefix,))
        return tx.execute(statements.SHELF, (prefix, prefix + "~")), tally[0][0] if tally else 0

    found, tally = shelf(tx) if tx is not None else database.read(shelf, short)
    # one that was issued since we first looked is there now
    return [row for row in read_shelf(short, found, tally, coder) if row.short == short]
