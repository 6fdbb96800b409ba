"""What the log claims of numbers and references after merges: what was lost is missed, no number is leased twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from merged_registries import CODER, Clock, merge
from postgres_server import PostgresServer
from registry_contract import document

from configurator.errors import DamagedRecordError
from configurator.registry import claims
from configurator.registry.opening import open_registry
from configurator.registry.seal import seal
from configurator.registry.stored import StoredRegistry

GTIN = "91234567890121"
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
