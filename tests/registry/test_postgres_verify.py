"""In PostgreSQL, too, every changed row is reported, and what was changed is never resolved as if it were sound (P4).

A row whose short code is another is not found, and PostgreSQL is believed that there is none (`postgres/registry.py`):
that is why `verify` has to say so, and does.

By command: OPTIONARY_LONG=1 pytest tests/registry/test_postgres_verify.py -s (10,000 flips, 10,000 swaps).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from private_contract import Ticking
from registry_contract import LONG_RUN
from test_registry_verify import CODER, UNIQUE, fill

from configurator.errors import DamagedRecordError, RegistryError, UnknownCodeError
from configurator.registry.database import Transaction
from configurator.registry.opening import open_registry
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import TABLES, Table
from configurator.registry.verify import verify

FLIPS = 10_000 if LONG_RUN else 100
SWAPS = 10_000 if LONG_RUN else 60

Row = Sequence[Any]


class Tampered:
    """A registry, and somebody who changes its rows behind its back, and then puts them back as they were."""

    def __init__(self, registry: StoredRegistry) -> None:
        self.registry = registry
        self.rows = {table.name: registry.database.ask(table.in_order) for table in TABLES}

    @contextmanager
    def changed(self, table: Table, *changes: tuple[Row, str, object]) -> Iterator[None]:
        """While the block lasts, columns of rows have other values. Raises `RegistryError` where they cannot."""
        for row, column, value in changes:
            self._set(table, table.key_of(tuple(row)), column, value)
        try:
            yield
        finally:
            for row, column, value in changes:
                place = _place(table, column)
                self._set(table, table.key_of((*row[:place], value, *row[place + 1 :])), column, row[place])

    def _set(self, table: Table, key: Row, column: str, value: object) -> None:
        condition = " AND ".join(f"{name} = ?" for name in table.key)
        change = f"UPDATE {table.name} SET {column} = ? WHERE {condition} RETURNING 1"

        def meddle(tx: Transaction) -> None:
            tx.execute("SET LOCAL session_replication_role = replica")  # no trigger keeps them from it
            assert tx.execute(change, (value, *key)) == [(1,)]

        self.registry.database.write(meddle)


def _place(table: Table, column: str) -> int:
    return [name for name, _ in table.columns].index(column)


@pytest.fixture
def tampered(address: str) -> Tampered:
    """A registry with rows in all tables."""
    registry = open_registry(address, create=True, clock=Ticking(), coder=CODER)
    fill(registry)
    assert verify(registry) == []
    return Tampered(registry)


def test_a_flipped_bit_of_a_value_is_reported_and_never_resolved(tampered: Tampered) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    said: Counter[str] = Counter()
    while said["flips"] < FLIPS:
        table = chance.choice(TABLES)
        row, (column, _) = chance.choice(tampered.rows[table.name]), chance.choice(table.columns)
        value = flipped(row[_place(table, column)], chance)
        if value is None:
            continue
        try:
            with tampered.changed(table, (row, column, value)):
                found = verify(tampered.registry)
                assert found, (seed, table.name, column, row)
                if table.name == "codes":
                    answer = answer_of(tampered.registry, row, table)
                    assert (answer == "denied") is (column == "short") or answer == "refused", (seed, column, row)
                    said[answer] += 1
        except (RegistryError, ValueError):
            said["the database refuses it"] += 1
            continue
        said["flips"] += 1
    print(f"{FLIPS:,} flips (seed {seed}): every one reported; {dict(said)}")
    assert verify(tampered.registry) == []


def answer_of(registry: StoredRegistry, row: Row, table: Table) -> str:
    """How a code whose row was changed is resolved: rightly, refused as damaged, or denied."""
    document = row[_place(table, "document")]
    try:
        found = registry.resolve(CODER.long(row[_place(table, "digest")]))
    except DamagedRecordError:
        return "refused"
    except UnknownCodeError:
        return "denied"
    assert found.document == bytes(document)
    return "resolved"


def flipped(value: object, chance: random.Random) -> object | None:
    """A value with one bit of it turned round; None for nothing, and where that is no text."""
    match value:
        case bytes() if value:
            octets = bytearray(value)
            octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
            return bytes(octets)
        case int():
            return value ^ (1 << chance.randrange(31))
        case str() if value:
            octets = bytearray(value.encode())
            octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(7)
            text = octets.decode(errors="replace")
            return None if "\0" in text or "\ufffd" in text else text
    return None


def test_every_row_with_a_swapped_column_is_reported(tampered: Tampered) -> None:
    """Two rows of a table exchange what stands in a column; both are named."""
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    swapped = 0
    while swapped < SWAPS:
        table = chance.choice(TABLES)
        column = chance.choice([name for name, _ in table.columns])
        one, two = chance.sample(tampered.rows[table.name], 2)
        place = _place(table, column)
        if one[place] == two[place] or column in {*table.key, *UNIQUE.get(table.name, "").split()}:
            continue
        with tampered.changed(table, (one, column, two[place]), (two, column, one[place])):
            found = [each for each in verify(tampered.registry) if each.table == table.name]
        for row in (one, two):
            key = [each.hex() if isinstance(each, bytes) else str(each) for each in table.key_of(tuple(row))]
            assert any(all(part in each.place for part in key) for each in found), (seed, table.name, column, found)
        swapped += 1
    print(f"{swapped:,} swaps (seed {seed}): every changed row reported")
    assert verify(tampered.registry) == []
