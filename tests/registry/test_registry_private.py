"""Each registry keeps the contract about private texts; and what only files can get wrong (P10, P11).

By command: OPTIONARY_LONG=1 pytest tests/registry/test_registry_private.py -s (more texts, 1,000 names).
"""

from __future__ import annotations

import base64
import random
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from private_contract import CANARY, RING, PrivateContract, Ticking, findings_of, private_document, states, texts
from registry_contract import LONG_RUN, RELEASE, document

from configurator.errors import FailedStoreError
from configurator.identity.digest import digest
from configurator.registry import safety
from configurator.registry.database import Transaction
from configurator.registry.envelope import Envelope
from configurator.registry.opening import open_registry
from configurator.registry.postgres.registry import PostgresRegistry
from configurator.registry.private_rows import KEEP, TEXTS, Erasure, TextRow, read_text
from configurator.registry.private_texts import Erased
from configurator.registry.sqlite import SqliteRegistry, open_file
from configurator.registry.store import Clock, Coder, Registry


def change_file(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


class TestPrivateInSqlite(PrivateContract):
    def open_store(self, folder: Path, clock: Clock, coder: Coder) -> Registry:
        return open_file(folder / "codes.db", create=True, clock=clock, coder=coder)

    def meddle(self, registry: Registry, sql: str) -> None:
        assert isinstance(registry, SqliteRegistry)
        change_file(registry.connections.path, sql)

    @pytest.mark.parametrize("way", ["code", "age", "list"])
    @pytest.mark.parametrize(
        ("change", "option"),
        [
            ("digest = CAST(digest AS TEXT)", "name"),
            ("option = CAST(option AS BLOB)", "name"),
            ("option = CAST(x'6E616DFF' AS TEXT)", "nam\N{REPLACEMENT CHARACTER}"),
            ("written_at = CAST(written_at AS BLOB)", "name"),
            ("written_at = CAST(x'31FF' AS TEXT)", "name"),
        ],
    )
    def test_a_text_of_another_type_is_erased_like_others(
        self, registry: Registry, change: str, option: str, way: str
    ) -> None:
        self.damaged_text_is_erased(registry, change, way, option)

    @pytest.mark.parametrize("digest", ["CAST(substr(digest, 1, 20) AS TEXT)", "substr(digest, 1, 7)", "''"])
    def test_a_text_whose_digest_is_cut_is_erased_by_its_age(self, registry: Registry, digest: str) -> None:
        code, other = self.issue(registry, CANARY), self.issue(registry, "Ada")
        place = f"(SELECT digest FROM codes WHERE short = '{code}')"
        self.meddle(registry, f"UPDATE private_texts SET digest = {digest} WHERE digest = {place}")
        assert registry.private.erase_older("2026-01-02T00:00:00.000Z") == Erased(2, 1, 1)
        assert registry.private._database.ask("SELECT 1 FROM private_texts") == []
        assert states(registry, other) == {"name": "erased"}
        assert findings_of(registry) == []

    def test_a_text_that_was_kept_anew_beside_a_damaged_one_stays(self, registry: Registry) -> None:
        self.issue(registry, CANARY)
        self.meddle(registry, "UPDATE private_texts SET option = CAST(option AS BLOB)")
        code = self.issue(registry, CANARY)
        registry.private.erase_older(registry.private._database.ask("SELECT max(written_at) FROM private_texts")[0][0])
        assert registry.private._database.ask("SELECT typeof(option) FROM private_texts") == [("text",)]
        assert findings_of(registry) == []
        assert states(registry, code) == {"name": CANARY}

    def test_one_flipped_bit_of_the_file_keeps_no_text_from_being_erased(self, tmp_path: Path) -> None:
        """That which makes a text of the digest of a row, whichever row it is."""
        clock = Ticking()
        with open_file(tmp_path / "codes.db", create=True, clock=clock) as registry:
            for name in ("Ada", "Eva", "Mia"):
                self.issue(registry, name)
            places = registry.database.ask("SELECT digest, option FROM private_texts")
        sound = (tmp_path / "codes.db").read_bytes()
        for place, option in places:
            data = bytearray(sound)
            body = data.index(place + option.encode())
            kind = data.rindex(76, body - 14, body)
            data[kind] ^= 1
            (tmp_path / "damaged.db").write_bytes(data)
            with open_file(tmp_path / "damaged.db", clock=clock) as damaged:
                assert damaged.private.erase_older("2027-01-01T00:00:00.000Z") == Erased(3, 3, 1)
                assert damaged.database.ask("SELECT 1 FROM private_texts") == []


class TestPrivateInSqliteWithLog(TestPrivateInSqlite):
    """With the write-ahead log, as if the library were a mended one."""

    @pytest.fixture(autouse=True)
    def _mended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(safety, "wal_is_sound", lambda version: True)

    def open_store(self, folder: Path, clock: Clock, coder: Coder) -> Registry:
        return open_file(folder / "codes.db", create=True, clock=clock, coder=coder, wal=True)


class TestPrivateInPostgres(PrivateContract):
    @pytest.fixture(autouse=True)
    def _databases(self, postgres: PostgresServer) -> Iterator[None]:
        self.server = postgres
        self.addresses: dict[Path, str] = {}
        yield
        for each in self.addresses.values():
            postgres.drop(each)

    def open_store(self, folder: Path, clock: Clock, coder: Coder) -> Registry:
        if folder not in self.addresses:
            self.addresses[folder] = self.server.database()
        return open_registry(self.addresses[folder], create=True, clock=clock, coder=coder)

    def meddle(self, registry: Registry, sql: str) -> None:
        assert isinstance(registry, PostgresRegistry)
        registry.database.write(lambda tx: tx.execute(sql))


@pytest.fixture(params=[False, True], ids=["journal", "log"])
def file(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteRegistry]:
    monkeypatch.setattr(safety, "wal_is_sound", lambda version: True)
    with open_file(tmp_path / "codes.db", create=True, clock=Ticking(), wal=request.param) as registry:
        yield registry


def content(registry: SqliteRegistry) -> bytes:
    """Every byte of every file of a registry, and of what else lies in its folder."""
    return b"\0".join(each.read_bytes() for each in sorted(registry.connections.path.parent.iterdir()))


def kept(registry: SqliteRegistry) -> dict[bytes, list[bytes]]:
    """What stands in the rows of private texts and is not to be found when they are erased, by digest."""
    found = [read_text(each) for each in registry.database.ask(f"SELECT {TEXTS} FROM private_texts")]
    return {each.digest: [each.envelope.wrapped, each.envelope.nonce, each.envelope.cipher] for each in found}


def found_of(secrets: list[bytes], data: bytes, size: int = 8) -> set[bytes]:
    """Which parts of secrets stand in the data: of none is even a part to be found."""
    parts = {each[start : start + size] for each in secrets for start in range(0, len(each) - size + 1, size)}
    return parts & {data[start : start + size] for start in range(len(data) - size + 1)}


def issue(registry: SqliteRegistry, name: str, serial: int) -> str:
    keeping = registry.private.keeping(RING, texts(name))
    return registry.issue(private_document(name, serial=serial), release=RELEASE, also=keeping).code


def test_deleted_rows_are_overwritten(file: SqliteRegistry) -> None:
    issue(file, CANARY, 1)
    writer = file.connections._writer
    assert writer is not None
    assert writer.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_of_what_is_erased_no_byte_is_in_any_file(file: SqliteRegistry) -> None:
    """P11: not the text, not its encryption, not the key of it; whatever was moved about in the file before."""
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    codes, gone = {}, []
    rounds, size = (40, 60) if LONG_RUN else (6, 40)
    for number in range(rounds):
        for serial in range(number * size, (number + 1) * size):
            name = f"Canary {serial:06d}" + "y" * chance.randrange(80)
            codes[issue(file, name, serial)] = digest(private_document(name, serial=serial))
        secrets = kept(file)
        for code in chance.sample(sorted(codes), 4):
            file.private.erase(code)
            gone += secrets[codes.pop(code)]
        data = content(file)
        assert all(each in data for each in kept(file)[next(iter(codes.values()))])
        assert not found_of(gone, data), seed
    moment = max(file.resolve(code).issued_at for code in codes)
    secrets = kept(file)
    file.private.erase_older(moment)
    left = kept(file)
    gone += [each for of in secrets.keys() - left.keys() for each in secrets[of]]
    assert secrets.keys() - left.keys()
    data = content(file)
    assert b"Canary" not in data
    assert not found_of(gone, data), seed


def test_what_sqlite_leaves_behind_when_it_moves_rows_is_gone_too(tmp_path: Path) -> None:
    """With this seed `secure_delete` alone left parts of two of 1,600 secrets in pages that rows were moved from."""
    chance = random.Random(4)
    live: dict[bytes, TextRow] = {}
    gone: list[bytes] = []
    with open_file(tmp_path / "codes.db", create=True) as registry:
        for _ in range(100):
            rows = [made_row(chance) for _ in range(15)]
            registry.database.write(partial(keep, rows=rows))
            live |= {each.digest: each for each in rows}
            erased = [live.pop(each) for each in chance.sample(sorted(live), 8)]
            registry.private.apply([Erasure(each.digest, "name", "2026-02-01T00:00:00.000Z") for each in erased])
            gone += [secret for each in erased for secret in (each.envelope.wrapped, each.envelope.cipher)]
        data = content(registry)
    assert found_of(gone, data) == set()


def made_row(chance: random.Random) -> TextRow:
    digest = chance.randbytes(32)
    envelope = Envelope(
        "1.x", chance.randbytes(40), chance.randbytes(12), chance.randbytes(64 + 16 * chance.randrange(4))
    )
    return TextRow(digest, "name", envelope, "2026-01-01T00:00:00.000Z")


def keep(tx: Transaction, rows: list[TextRow]) -> None:
    tx.execute_many(KEEP, (each.stored() for each in rows))


def test_of_what_is_wrapped_anew_no_old_wrapping_is_in_any_file(file: SqliteRegistry) -> None:
    for serial in range(300):
        issue(file, f"Canary {serial}", serial)
    before = [secrets[0] for secrets in kept(file).values()]
    assert file.private.rewrap(RING.rotated()) == 300
    data = content(file)
    assert not found_of(before, data)


def test_erasing_waits_for_whoever_reads_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody still reads is still there, so it is not said to be gone; asking again is safe."""
    monkeypatch.setattr(safety, "wal_is_sound", lambda version: True)
    path = tmp_path / "codes.db"
    with open_file(path, create=True, wal=True) as registry:
        code = issue(registry, CANARY, 1)
        secrets = [each for of in kept(registry).values() for each in of]
        registry.connections.busy_seconds = 0.1
        registry.close()
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM private_texts").fetchall()
        with pytest.raises(FailedStoreError, match="asking again is safe"):
            registry.private.erase(code)
        reader.close()
        registry.private.erase(code)
        assert states(registry, code) == {"name": "erased"}
        assert not found_of(secrets, content(registry))


def test_erasing_leaves_the_tables_as_they_were_made(file: SqliteRegistry) -> None:
    """The private texts are written to a new table, which takes the place of the old one."""

    def tables() -> list[tuple[str, str]]:
        found = file.database.ask("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        return [(name, sql.replace('"', "")) for name, sql in found]

    def columns() -> object:
        return file.database.ask("SELECT * FROM pragma_table_xinfo('private_texts')")

    before, made = tables(), columns()
    code = issue(file, CANARY, 1)
    issue(file, CANARY, 2)
    for _ in range(2):
        file.private.erase(code)
        file.private.erase_older("2020")
    assert (tables(), columns()) == (before, made)
    assert all("ON private_texts" not in sql for _, sql in before), "what hangs on the table would have to be made anew"


LAST = 1250 if LONG_RUN else 1010


def spellings(name: str) -> Iterator[bytes]:
    """How a name could stand in a file."""
    for octets in (name.encode(), name.upper().encode(), name.encode("utf-16-le"), name.encode("utf-16-be")):
        yield octets
        yield octets.hex().encode()
        yield octets[::-1]
        for start in range(3):  # of base64, what does not hang on what stands before and behind
            yield base64.b64encode(b"\0" * start + octets)[4 if start else 0 :].rstrip(b"=")[:-1]


def test_names_are_not_found_by_who_has_the_files_and_not_the_keys(file: SqliteRegistry) -> None:
    """P10: of many names that could stand there some do, and who has not the keys cannot tell which."""
    names = [f"{first}{last}" for first in ("Annika", "Benoit", "Carlos", "Dorian") for last in range(1000, LAST)]
    for serial, name in enumerate(names[::5]):
        issue(file, name, serial)
    data = content(file)
    assert [name for name in names if any(each in data for each in spellings(name))] == []


def test_the_length_of_a_name_does_not_show(file: SqliteRegistry) -> None:
    for serial, name in enumerate(("Al", "Maximiliane", "Ä" * 30)):
        issue(file, name, serial)
    assert {tuple(map(len, secrets)) for secrets in kept(file).values()} == {(40, 12, 80)}


def test_a_registry_without_private_texts_is_not_touched_by_erasing(file: SqliteRegistry) -> None:
    code = file.issue(document(1), release=RELEASE).code
    before = file.connections.path.read_bytes()
    assert file.private.erase(code).texts == 0
    assert file.connections.path.read_bytes() == before or file.connections._wal
