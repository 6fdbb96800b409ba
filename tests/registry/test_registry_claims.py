"""What the log claims of numbers and references after merges: what was lost is missed, no number is leased twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from merged_registries import CODER, Clock, live, merge
from postgres_server import PostgresServer
from registry_contract import document, log_of

from configurator.errors import DamagedRecordError, UnknownLeaseError
from configurator.registry import claims, joining
from configurator.registry.database import Columns
from configurator.registry.opening import open_registry
from configurator.registry.postgres.database import PostgresTransaction
from configurator.registry.seal import seal
from configurator.registry.sqlite_database import SqliteTransaction
from configurator.registry.stored import StoredRegistry
from configurator.registry.verify import verify

GTIN = "91234567890121"
MERGE_AGAIN = "if a merge is under way or was cut off, merge again"
TRIGGERS = ("leases_are_kept", "leased_only_grows")


@pytest.fixture(params=["sqlite", "postgres"])
def three(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[StoredRegistry]]:
    """Three registries in one kind of database, in which the same eight codes are issued."""
    addresses = [str(tmp_path / f"{name}.db") for name in "abc"]
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        addresses = [server.database() for _ in "abc"]
    with ExitStack() as stack:
        stores = [open_registry(each, create=True, clock=Clock(), coder=CODER) for each in addresses]
        for each in stores:
            stack.enter_context(closing(each))
            each.issue_many([document(number) for number in range(8)], release="shop@1")
        yield stores
    if request.param == "postgres":
        for address in addresses:
            server.drop(address)


def codes_of(registry: StoredRegistry) -> list[str]:
    return [each.long_code for each in registry.issue_many([document(number) for number in range(8)], release="shop@1")]


def lose_last(registry: StoredRegistry) -> None:
    """Lose the last number that is leased, as an older state of both tables has it."""
    count = registry.database.ask("SELECT numbers FROM leased")[0][0] - 1
    for trigger in TRIGGERS:
        table = trigger.partition("_")[0]
        of_table = f" ON {table}" if not hasattr(registry, "connections") else ""
        registry.database.write(lambda tx, name=trigger + of_table: tx.execute(f"DROP TRIGGER IF EXISTS {name}"))  # type: ignore[misc]
    registry.database.write(lambda tx: tx.execute("DELETE FROM leases WHERE number > ?", (count,)))
    sealed = seal("leased", GTIN, count)
    registry.database.write(lambda tx: tx.execute("UPDATE leased SET numbers = ?, seal = ?", (count, sealed)))


def with_ids(registry: StoredRegistry, first: int) -> None:
    """Let the entries that follow have ids that begin with an octet."""
    ids = iter(range(1000))
    registry.new_id = lambda: bytes([first]) + next(ids).to_bytes(15)


@pytest.mark.parametrize("page", [1, 2, 500])
def test_a_lost_number_is_missed_however_many_claim_it(
    three: list[StoredRegistry], page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there, _ = three
    codes = codes_of(here)
    with_ids(here, 255)
    with_ids(there, 1)
    for store, number in ((here, 0), (here, 1), (there, 4), (there, 5)):
        store.leases.lease(codes[number], GTIN)
    merge(here, there)
    lose_last(here)
    monkeypatch.setattr(claims, "_PAGE", page)
    with pytest.raises(DamagedRecordError, match=f"the number 000002 .* `{codes[1]}` has it"):
        here.leases.lease(codes[6], GTIN)


def test_a_number_that_stayed_and_came_later_is_missed(three: list[StoredRegistry]) -> None:
    """The numbers 2 and 3 are told before there is a 1; what has come is told once, and stays where it is."""
    here, there, empty = three
    codes = codes_of(here)
    here.leases.lease(codes[2], GTIN)
    for number in (1, 2, 3):
        there.leases.lease(codes[number], GTIN)
    assert merge(here, there).others == 0
    assert here.leases.lease(codes[4], GTIN).number == 2
    assert merge(here, there).others == 1  # the number 3, which has no gap before it any more
    came = [each for each in log_of(here) if each.kind == "came"]
    assert [(each.value("code"), each.value("number")) for each in came] == [(codes[3], "000003")]
    assert merge(here, there).is_empty
    merge(empty, here)
    assert [each.kind for each in log_of(here)].count("came") == 1
    lose_last(here)
    assert [(each.table, each.place) for each in verify(here)] == [("leases", f"{GTIN} 000003")]
    with pytest.raises(DamagedRecordError, match="000003"):
        here.leases.lease(codes[5], GTIN)


def test_a_reference_that_stayed_and_came_later_is_missed(three: list[StoredRegistry]) -> None:
    here, there, _ = three
    codes = codes_of(here)
    here.references.link("erp", "R", codes[0])
    there.references.link("erp", "R", codes[1])
    merge(here, there)
    here.references.unlink("erp", "R")
    assert merge(here, there).others == 1
    assert merge(here, there).is_empty
    here.database.write(lambda tx: tx.execute("DELETE FROM links"))
    (found,) = verify(here)
    assert (found.table, found.place) == ("links", "erp R")
    assert codes[1] in found.finding


def test_a_reference_that_came_and_was_taken_back_is_not_missed(three: list[StoredRegistry]) -> None:
    here, there, _ = three
    codes = codes_of(here)
    here.references.link("erp", "R", codes[0])
    there.references.link("erp", "R", codes[1])
    merge(here, there)
    here.references.unlink("erp", "R")
    merge(here, there)
    here.references.unlink("erp", "R")
    here.references.link("erp", "R", codes[2])
    assert merge(here, there).others == 0
    assert here.references.resolve("erp", "R").long_code == codes[2]


@pytest.mark.parametrize("step", ["_log", "_erasures", "_others", "_releases"])
def test_after_a_merge_that_was_cut_off_it_is_told_to_merge_again(
    three: list[StoredRegistry], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before which step of it: what is missed then, the log told, or the codes came without it."""
    here, there, _ = three
    live(there, there.clock, [(kind, 1, 1) for kind in "keep erase publish revise".split()])  # type: ignore[arg-type]
    codes = codes_of(there)
    there.references.link("erp", "R", codes[0])
    there.leases.lease(codes[0], GTIN)

    def cut(*_: object, **__: object) -> None:
        raise _CutError

    with monkeypatch.context() as patch:
        patch.setattr(joining, step, cut)
        with pytest.raises(_CutError):
            merge(here, there)
    found = verify(here)
    assert found
    assert [each for each in found if not each.finding.endswith(MERGE_AGAIN)] == []
    if step in {"_erasures", "_others"}:
        for question in (lambda: here.leases.lease(codes[5], GTIN), lambda: here.leases.resolve(GTIN, "000001")):
            with pytest.raises(DamagedRecordError, match=MERGE_AGAIN):
                question()
    merge(here, there)
    assert here.leases.lease(codes[5], GTIN).number == 2


def test_however_many_numbers_stayed_a_lease_and_a_look_up_ask_as_much(
    three: list[StoredRegistry], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look-up reads the claims of its own number only."""
    few, there, many = three
    codes = codes_of(few)
    for store in (few, many):
        store.leases.lease(codes[1], GTIN)
    asked: list[tuple[str, int]] = []
    for kind in (SqliteTransaction, PostgresTransaction):
        execute = kind.execute

        def counted(tx: Any, sql: str, values: Sequence[object] = (), execute: Any = execute) -> list[Columns]:
            found: list[Columns] = execute(tx, sql, values)
            asked.append((sql, len(found)))
            return found

        monkeypatch.setattr(kind, "execute", counted)

    def questions(store: StoredRegistry) -> tuple[int, int, int]:
        """Of a look-up, with the entries that it reads; and of a lease."""
        asked.clear()
        with pytest.raises(UnknownLeaseError):
            store.leases.resolve(GTIN, "000999")
        look_up, read = len(asked), sum(rows for sql, rows in asked if "FROM log" in sql)
        asked.clear()
        store.leases.lease(codes[7], GTIN)
        return look_up, read, len(asked)

    for number in range(7):
        there.leases.lease(codes[number], GTIN)
        if number in {1, 6}:
            merge(few if number == 1 else many, there)
    stays = [[each.kind for each in log_of(store)].count("stayed") for store in (few, many)]
    assert stays == [2, 7]
    of_few, of_many = questions(few), questions(many)
    assert of_few == of_many
    assert of_many[1] == 0


def test_a_number_that_is_lost_is_missed_where_it_is_asked_for(three: list[StoredRegistry]) -> None:
    here, there, _ = three
    codes = codes_of(here)
    for number in (0, 1):
        here.leases.lease(codes[number], GTIN)
    for number in (4, 5, 0):
        there.leases.lease(codes[number], GTIN)
    merge(here, there)
    lose_last(here)
    with pytest.raises(DamagedRecordError, match=f"000002 .* `{codes[1]}` has it"):
        here.leases.resolve(GTIN, "2")
    for asked in ("3", "999999"):  # the one stayed, the other was never leased
        with pytest.raises(UnknownLeaseError):
            here.leases.resolve(GTIN, asked)


class _CutError(Exception):
    """Stands for a kill."""
