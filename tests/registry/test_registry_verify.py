"""Every changed row of a registry is reported, whichever table it stands in (P4).

By command: OPTIONARY_LONG=1 pytest tests/registry/test_registry_verify.py -s (10,000 flips, 10,000 swaps).
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest
from postgres_server import PostgresServer
from private_contract import RING, Ticking, private_document, texts
from registry_contract import LONG_RUN, document, narrow

from configurator.errors import RegistryError
from configurator.registry import releases
from configurator.registry.opening import open_registry
from configurator.registry.seen import Finding
from configurator.registry.sqlite import open_file
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import TABLES
from configurator.registry.verify import verify

CODER = narrow(9)  # some of the products clash
FLIPS = 10_000 if LONG_RUN else 200
SWAPS = 10_000 if LONG_RUN else 150


def fill(registry: StoredRegistry) -> None:
    issued = registry.issue_many((document(number) for number in range(60)), release="shop@1")
    for number in range(12):
        name = f"name {number}"
        keeping = registry.private.keeping(RING, texts(name))
        code = registry.issue(private_document(name), release="shop@2", also=keeping).long_code
        if number % 3 == 0:
            registry.private.erase(code)
    for each in issued[:10]:
        registry.note(each.long_code, note="order 1")
        registry.references.link("erp", each.long_code[:9], each.long_code)
        registry.leases.lease(each.long_code, "91234567890121")
        revision = b'{"of":"%b"}' % each.long_code.encode()
        seen = len(registry.revisions.of_release("shop@1"))
        registry.revisions.add(revision, catalog="shop", release="shop@1", effective="2026", seen=seen, told={})
    for number, catalog in enumerate(("shop", "studio", "shop", "shop"), 1):
        place = len(registry.releases.listed(catalog)) + 1
        data = random.Random(number).randbytes(2 * 400 + number if number == 3 else 100 * number)
        with patch.object(releases, "PART", 400):  # or most bits of the file would be in it
            registry.releases.publish(f"{catalog}@sha256:{number:064x}", data, place=place)
    registry.retire(issued[3].long_code, reason="old")
    registry.supersede(issued[4].long_code, by=issued[5].long_code, reason="better")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "codes.db"
    with open_file(path, create=True, clock=Ticking(), coder=CODER) as registry:
        fill(registry)
        assert verify(registry) == []
    return path


def looked_through(path: Path) -> list[Finding]:
    try:
        with open_file(path, create=False, coder=CODER) as registry:
            return verify(registry)
    except RegistryError as error:
        return [Finding("file", str(path), str(error))]


def content(path: Path) -> object:
    """All that a registry says, by statements of our own; None where that cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return [connection.execute(table.in_order).fetchall() for table in TABLES]
    except (sqlite3.Error, UnicodeDecodeError, OverflowError):
        return None


def test_a_flipped_bit_is_reported_where_it_changes_anything(sound: Path, tmp_path: Path) -> None:
    good, path = sound.read_bytes(), tmp_path / "codes.db"
    expected = content(sound)
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    said: Counter[str] = Counter()
    for _ in range(FLIPS):
        bit = chance.randrange(len(good) * 8)
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bad)
        found, changed = looked_through(path), content(path) != expected
        said[f"{'changed' if changed else 'same'}, {'reported' if found else 'not reported'}"] += 1
        assert found or not changed, (seed, bit)
    print(f"{FLIPS:,} flips (seed {seed}): {dict(said)}")


UNIQUE = {"log": "id", "revisions": "digest", "leases": "code", "releases": "catalog place"}
"""Columns beside the key that no two rows share, so that they cannot be exchanged."""


def test_every_row_with_a_swapped_column_is_reported(sound: Path, tmp_path: Path) -> None:
    """Two rows of a table exchange what stands in a column; both are named, and no other row of that table."""
    path = tmp_path / "codes.db"
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    swapped = 0
    while swapped < SWAPS:
        table = chance.choice(TABLES)
        column = chance.choice([name for name, _ in table.columns])
        shutil.copyfile(sound, path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {trigger}")
            one, two = chance.sample(connection.execute(table.in_order).fetchall(), 2)
            place = [name for name, _ in table.columns].index(column)
            if one[place] == two[place] or column in {*table.key, *UNIQUE.get(table.name, "").split()}:
                continue
            condition = " AND ".join(f"{name} = ?" for name in table.key)
            for row, other in ((one, two), (two, one)):
                change = f"UPDATE {table.name} SET {column} = ? WHERE {condition}"
                connection.execute(change, (other[place], *table.key_of(row)))
            connection.commit()
        swapped += 1
        found = [each for each in looked_through(path) if each.table == table.name]
        for row in (one, two):
            key = [each.hex() if isinstance(each, bytes) else str(each) for each in table.key_of(row)]
            assert any(all(part in each.place for part in key) for each in found), (seed, table.name, column, found)
    print(f"{swapped:,} swaps (seed {seed}): every changed row reported")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("DELETE FROM codes WHERE short = (SELECT min(short) FROM codes)", "codes"),
        ("UPDATE codes SET marks = x'' WHERE marks = 0", "codes"),
        ("DELETE FROM log WHERE seq = 3", "log"),
        ("DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)", "log"),
        ("UPDATE log SET seq = 900 WHERE seq = 2", "log"),
        ("DELETE FROM erasures", "erasures"),
        ("UPDATE tally SET products = products + 1", "tally"),
        ("DELETE FROM tally", "tally"),
        ("UPDATE sqlite_sequence SET seq = seq + 1", "log"),
        ("UPDATE meta SET value = '2'", "meta"),
        ("DELETE FROM leases WHERE number = 10", "leased"),
        ("DELETE FROM leases WHERE number = 2", "leases"),
        ("UPDATE leased SET numbers = 9", "leased"),
        ("DELETE FROM leased", "leased"),
        ("DELETE FROM leases; DELETE FROM leased", "leases"),
        ("DELETE FROM revisions WHERE number = 3", "revisions"),
        ("DELETE FROM revisions WHERE number = 10", "revisions"),
        ("DELETE FROM revisions", "revisions"),
        ("DELETE FROM links", "links"),
        ("DELETE FROM links WHERE code = (SELECT max(code) FROM links)", "links"),
        ("UPDATE links SET code = reference WHERE system = 'erp'", "links"),
        ("DELETE FROM private_texts", None),
        ("DELETE FROM releases WHERE place = 1", "releases"),
        ("DELETE FROM releases WHERE place = 3", "releases"),
        ("UPDATE releases SET catalog = 'studio' WHERE place = 3", "releases"),
        ("DELETE FROM release_parts WHERE number = 0", "release_parts"),
        ("DELETE FROM release_parts WHERE number = 2", "release_parts"),
        ("UPDATE release_parts SET number = 7 WHERE number = 1", "release_parts"),
        ("UPDATE release_parts SET data = x'00' WHERE number = 1", "release_parts"),
        (
            "INSERT INTO release_parts SELECT 'x', number, data, seal FROM release_parts WHERE number > 0",
            "release_parts",
        ),
        ("DELETE FROM log WHERE kind = 'released'", "log"),
    ],
)
def test_what_is_missing_is_missed(sound: Path, tmp_path: Path, change: str, place: str | None) -> None:
    """But for private texts: that there is none is no mistake."""
    path = tmp_path / "codes.db"
    shutil.copyfile(sound, path)
    with closing(sqlite3.connect(path)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.executescript(change)
        connection.commit()
    found = {each.table for each in looked_through(path)}
    assert place in found if place else not found


@pytest.mark.parametrize("change", ["catalog = 'x'", "digest = seal", "document = seal", "document = 'x'", "at = 'x'"])
def test_a_changed_revision_hides_none_that_is_missing(sound: Path, tmp_path: Path, change: str) -> None:
    path = tmp_path / "codes.db"
    shutil.copyfile(sound, path)
    with open_file(path, coder=CODER) as registry:
        last = registry.revisions.of_release("shop@1")[-1].name
    with closing(sqlite3.connect(path)) as connection:
        for trigger in ("revisions_are_fixed", "revisions_are_kept"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(f"UPDATE revisions SET {change} WHERE number = 3")
        connection.execute("DELETE FROM revisions WHERE number = 10")
        connection.commit()
    changed, missing = looked_through(path)
    assert (changed.table, changed.place, changed.finding) == ("revisions", "shop@1 3", "it was changed")
    assert (missing.table, missing.place) == ("revisions", last)
    assert missing.finding.startswith("it is missing")


def test_an_erased_text_that_is_there_again_is_reported(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "codes.db"
    with open_file(path, create=True, clock=Ticking(), coder=CODER) as registry:
        keeping = registry.private.keeping(RING, texts("Ada"))
        code = registry.issue(private_document("Ada"), release="shop@2", also=keeping).long_code
        (row,) = registry.database.ask("SELECT * FROM private_texts")
        registry.private.erase(code)
        registry.database.write(lambda tx: tx.execute("INSERT INTO private_texts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row))
        (found,) = verify(registry)
        assert (found.table, found.finding) == ("private_texts", "it was erased, and is there")


OTHERS = {"revisions": 10, "links": 10, "leases": 10, "releases": 4, "release_parts": 6}


def test_progress_is_told_table_by_table(sound: Path) -> None:
    told: dict[str, int] = {}
    with open_file(sound, coder=CODER) as registry:
        assert verify(registry, lambda table, rows: told.update({table: rows})) == []
        assert told == {"codes": 72, "log": registry.changes()[-1].seq, "erasures": 4, "private_texts": 8, **OTHERS}


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE codes SET release = 'x' WHERE nth = 0", "codes"),
        ("DELETE FROM codes WHERE short = (SELECT min(short) FROM codes)", "codes"),
        ("UPDATE log SET detail = '{}' WHERE kind = 'noted'", "log"),
        ("DELETE FROM log WHERE kind = 'noted'", "log"),
        ("DELETE FROM erasures", "erasures"),
        ("UPDATE private_texts SET nonce = wrapped", "private_texts"),
        ("DELETE FROM revisions WHERE number = 10", "revisions"),
        ("DELETE FROM links", "links"),
        ("DELETE FROM leases", "leases"),
        ("DELETE FROM leased", "leased"),
        ("DELETE FROM releases WHERE place = 1", "releases"),
        ("UPDATE releases SET at = name", "releases"),
        ("DELETE FROM release_parts WHERE number = 1", "release_parts"),
        ("UPDATE release_parts SET data = seal", "release_parts"),
    ],
)
def test_in_postgresql_changed_and_missing_rows_are_reported(
    postgres: PostgresServer, address: str, change: str, table: str
) -> None:
    with open_registry(address, create=True, clock=Ticking(), coder=CODER) as registry:
        fill(registry)
        assert verify(registry) == []

        def meddle(tx: object) -> None:
            tx.execute("SET LOCAL session_replication_role = replica")  # type: ignore[attr-defined]
            tx.execute(change)  # type: ignore[attr-defined]

        registry.database.write(meddle)
        assert table in {each.table for each in verify(registry)}
