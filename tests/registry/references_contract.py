"""What every registry does alike with references of other systems and with leased numbers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from registry_contract import RELEASE, document, log_of

from configurator.errors import (
    ConfiguratorError,
    DamagedRecordError,
    LinkedOtherwiseError,
    NoNumberLeftError,
    RegistryError,
    UnknownCodeError,
    UnknownLeaseError,
    UnknownReferenceError,
    WrongReferenceError,
)
from configurator.registry import references
from configurator.registry.leases import Leases
from configurator.registry.references import Wanted
from configurator.registry.stored import StoredRegistry

GTIN, OTHER_GTIN = "99521234543216", "99521000000028"


class ReferencesContract:
    """The suite; an implementation gives `open_store`."""

    def open_store(self, folder: Path) -> StoredRegistry:
        raise NotImplementedError

    def change(self, registry: StoredRegistry, sql: str) -> None:
        """Change what is stored behind the back of the registry, its guards taken away."""
        raise NotImplementedError

    @pytest.fixture
    def registry(self, tmp_path: Path) -> Iterator[StoredRegistry]:
        store = self.open_store(tmp_path)
        yield store
        store.close()

    @pytest.fixture
    def codes(self, registry: StoredRegistry) -> list[str]:
        return [each.long_code for each in registry.issue_many(map(document, range(5)), release=RELEASE)]

    # -- references

    def test_a_reference_means_a_code_both_ways(self, registry: StoredRegistry, codes: list[str]) -> None:
        links = registry.references
        assert links.link("sku", " CASE-4711 ", codes[0]).new
        assert links.link("erp", "000471", codes[0].lower()).new
        assert links.link("gtin", "4001234567891", codes[0]).reference == "04001234567891"
        assert registry.references.resolve("sku", "CASE-4711").document == document(0)
        assert links.resolve("gtin", "04001234567891").long_code == codes[0]
        found = [(each.system, each.reference) for each in links.of(codes[0])]
        assert found == [("erp", "000471"), ("gtin", "04001234567891"), ("sku", "CASE-4711")]
        assert links.of(codes[1]) == []
        assert [each.kind for each in registry.resolve(codes[0]).entries] == ["linked"] * 3

    def test_linking_again_changes_nothing_and_linking_otherwise_is_refused(
        self, registry: StoredRegistry, codes: list[str]
    ) -> None:
        registry.references.link("sku", "A", codes[0])
        assert not registry.references.link("sku", "A", codes[0]).new
        with pytest.raises(LinkedOtherwiseError) as caught:
            registry.references.link("sku", "A", codes[1])
        assert caught.value.code == codes[0]
        assert registry.resolve(codes[1]).entries == ()
        assert len(registry.resolve(codes[0]).entries) == 1

    def test_what_is_unlinked_is_told_by_the_log_and_may_mean_another(
        self, registry: StoredRegistry, codes: list[str]
    ) -> None:
        links = registry.references
        links.link("sku", "A", codes[0], by_whom="ann")
        links.unlink("sku", "A", by_whom="bob")
        with pytest.raises(UnknownReferenceError):
            links.resolve("sku", "A")
        with pytest.raises(UnknownReferenceError):
            links.unlink("sku", "A")
        links.link("sku", "A", codes[1])
        entries = registry.resolve(codes[0]).entries
        told = [(each.kind, each.value("reference"), each.value("by_whom")) for each in entries]
        assert told == [("linked", "A", "ann"), ("unlinked", "A", "bob")]
        assert links.resolve("sku", "A").long_code == codes[1]

    @pytest.mark.parametrize(
        ("system", "reference"),
        [("", "A"), ("a b", "A"), ("sku", ""), ("sku", "x" * 201), ("sku", "a\u202eb"), ("gtin", "4001234567890")],
    )
    def test_what_can_be_no_reference_is_refused(
        self, registry: StoredRegistry, codes: list[str], system: str, reference: str
    ) -> None:
        with pytest.raises(WrongReferenceError):
            registry.references.link(system, reference, codes[0])
        with pytest.raises(WrongReferenceError):
            registry.references.resolve(system, reference)

    def test_many_are_linked_together_or_not_at_all(self, registry: StoredRegistry, codes: list[str]) -> None:
        links = registry.references
        links.link("sku", "OLD", codes[4])
        unknown = registry.issue(document(9), release=RELEASE).long_code[:-5] + "22222"
        wanted = [
            Wanted("sku", "A", codes[0], 2),
            Wanted("sku", "B", codes[0], 3),
            Wanted("sku", "A", codes[1], 4),
            Wanted("sku", "OLD", codes[0], 5),
            Wanted("sku", "C", unknown, 6),
            Wanted("sku", "D", "no code", 7),
            Wanted("sku", "", codes[0], 8),
            Wanted("sku", "B", codes[0], 9),
        ]
        found = links.import_all(wanted)
        assert not found.kept
        assert [(each.line, each.first) for each in found.conflicts] == [
            (4, 2),
            (5, None),
            (6, None),
            (7, None),
            (8, None),
        ]
        assert [each.reason for each in found.conflicts][:2] == ["linked-otherwise"] * 2
        assert [each.reference for each in links.all()] == ["OLD"]
        assert registry.resolve(codes[0]).entries == ()
        partly = links.import_all(wanted, partly=True)
        assert (partly.kept, partly.linked, partly.known, len(partly.conflicts)) == (True, 2, 1, 5)
        assert [each.reference for each in links.all()] == ["A", "B", "OLD"]
        again = links.import_all(wanted[:2])
        assert (again.kept, again.linked, again.known) == (True, 0, 2)

    def test_others_get_in_while_many_are_linked_and_some_left_out(
        self, registry: StoredRegistry, codes: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(references, "IMPORTED_AT_ONCE", 10)
        wanted = [Wanted("sku", f"{number:03}", codes[number % 5], number) for number in range(25)]
        wanted.append(Wanted("sku", "003", codes[0], 26))  # in another transaction than the line that it contradicts
        writes: list[int] = []
        write = registry.database.write

        def counted(*given: Any) -> Any:
            writes.append(1)
            return write(*given)

        monkeypatch.setattr(registry.database, "write", counted)
        found = registry.references.import_all(wanted, partly=True)
        assert (found.linked, [(each.line, each.first) for each in found.conflicts]) == (25, [(26, 3)])
        assert len(writes) == 3
        assert not registry.references.import_all(wanted).kept
        assert len(writes) == 4

    def test_all_links_are_listed_in_pages(self, registry: StoredRegistry, codes: list[str]) -> None:
        links = registry.references
        links.import_all([Wanted("sku", f"{number:03}", codes[number % 5]) for number in range(25)])
        found = page = links.all(limit=10)
        while page:
            page = links.all(after=(page[-1].system, page[-1].reference), limit=10)
            found = [*found, *page]
        assert [each.reference for each in found] == [f"{number:03}" for number in range(25)]

    def test_a_link_that_was_changed_is_told(self, registry: StoredRegistry, codes: list[str]) -> None:
        registry.references.link("sku", "A", codes[0])
        self.change(registry, f"UPDATE links SET code = '{codes[1]}'")
        with pytest.raises(DamagedRecordError):
            registry.references.resolve("sku", "A")
        with pytest.raises(DamagedRecordError):
            registry.references.of(codes[1])

    # -- leases

    def test_numbers_are_dense_for_each_gtin_and_resolve_both_ways(
        self, registry: StoredRegistry, codes: list[str]
    ) -> None:
        leases = registry.leases
        first = [leases.lease(code, GTIN) for code in codes[:3]]
        assert [each.digits for each in first] == ["000001", "000002", "000003"]
        assert leases.lease(codes[2], OTHER_GTIN).number == 1
        again = leases.lease(codes[1], GTIN)
        assert (again.number, again.new, first[1].new) == (2, False, True)
        assert leases.lease(codes[3], GTIN).number == 4
        assert leases.resolve(GTIN, "000002").document == document(1)
        assert leases.resolve(GTIN, "2").document == document(1)
        assert [(each.gtin, each.number) for each in leases.of(codes[2])] == [(OTHER_GTIN, 1), (GTIN, 3)]
        assert [each.value("number") for each in registry.resolve(codes[2]).entries] == ["000003", "000001"]
        assert [(each.gtin, each.number) for each in leases.all()] == [
            (OTHER_GTIN, 1),
            *((GTIN, n) for n in range(1, 5)),
        ]

    def test_a_number_that_was_never_leased_is_told_from_none(self, registry: StoredRegistry, codes: list[str]) -> None:
        registry.leases.lease(codes[0], GTIN)
        for number in ("000002", "000000", "999999"):
            with pytest.raises(UnknownLeaseError):
                registry.leases.resolve(GTIN, number)
        with pytest.raises(UnknownLeaseError):
            registry.leases.resolve(OTHER_GTIN, "000001")
        for number in ("", "1234567", "12a", "-1", "１"):
            with pytest.raises(WrongReferenceError):
                registry.leases.resolve(GTIN, number)

    @pytest.mark.parametrize("gtin", ["", "123", "99521234543217", "09521234543213", "4001234567891", "9952123454321x"])
    def test_only_a_gtin_of_what_is_made_to_order_has_numbers(
        self, registry: StoredRegistry, codes: list[str], gtin: str
    ) -> None:
        with pytest.raises(WrongReferenceError):
            registry.leases.lease(codes[0], gtin)

    def test_nothing_is_leased_for_what_was_never_issued(self, registry: StoredRegistry, codes: list[str]) -> None:
        with pytest.raises(ConfiguratorError):
            registry.leases.lease("VYK5G-HBC4L-MB9XR-NVX7J", GTIN)
        assert registry.leases.lease(codes[0], GTIN).number == 1

    def test_when_all_numbers_are_leased_that_is_said_and_none_is_used_again(
        self, registry: StoredRegistry, codes: list[str]
    ) -> None:
        leases = Leases(registry, capacity=3)
        for code in codes[:3]:
            leases.lease(code, GTIN)
        with pytest.raises(NoNumberLeftError, match=f"all 3 numbers of the GTIN {GTIN} are leased"):
            leases.lease(codes[3], GTIN)
        assert leases.lease(codes[0], GTIN).number == 1
        assert leases.lease(codes[3], OTHER_GTIN).number == 1

    def test_numbers_stay_dense_under_races(self, registry: StoredRegistry, tmp_path: Path) -> None:
        codes = [each.long_code for each in registry.issue_many(map(document, range(40)), release=RELEASE)]
        stores = [self.open_store(tmp_path) for _ in range(4)]
        given: list[list[tuple[str, int]]] = [[] for _ in stores]
        failed: list[Exception] = []

        def work(number: int, store: StoredRegistry) -> None:
            try:
                for code in codes[number * 5 : number * 5 + 25]:  # half of them are asked for by others, too
                    given[number].append((code, store.leases.lease(code, GTIN).number))
            except ConfiguratorError as error:
                failed.append(error)

        threads = [threading.Thread(target=work, args=each) for each in enumerate(stores)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        for store in stores:
            store.close()
        assert failed == []
        by_code = dict(pair for each in given for pair in each)
        assert all(by_code[code] == number for each in given for code, number in each)
        assert sorted(by_code.values()) == list(range(1, len(by_code) + 1))
        told = [each for each in log_of(registry) if each.kind == "leased"]
        assert len(told) == len(by_code)

    def test_a_lease_that_was_changed_or_is_gone_is_told(self, registry: StoredRegistry, codes: list[str]) -> None:
        for code in codes[:3]:
            registry.leases.lease(code, GTIN)
        self.change(registry, "DELETE FROM leases WHERE number = 3")
        with pytest.raises(DamagedRecordError):
            registry.leases.lease(codes[3], GTIN)
        with pytest.raises(DamagedRecordError):
            registry.leases.resolve(GTIN, "000003")
        self.change(registry, f"UPDATE leases SET code = '{codes[4]}' WHERE number = 1")
        with pytest.raises(DamagedRecordError):
            registry.leases.resolve(GTIN, "000001")
        with pytest.raises(UnknownCodeError):
            registry.leases.of("VYK5G-HBC4L-MB9XR-NVX7J")

    def test_numbers_that_are_gone_with_their_count_are_never_given_again(
        self, registry: StoredRegistry, codes: list[str]
    ) -> None:
        """The log knows: else number 1 would stand for another product by now."""
        for code in codes[:3]:
            registry.leases.lease(code, GTIN)
        registry.leases.lease(codes[0], OTHER_GTIN)
        self.change(registry, f"DELETE FROM leases WHERE gtin = '{GTIN}'")
        self.change(registry, f"DELETE FROM leased WHERE gtin = '{GTIN}'")
        with pytest.raises(DamagedRecordError, match="000001"):
            registry.leases.lease(codes[3], GTIN)
        with pytest.raises(DamagedRecordError, match="000002"):
            registry.leases.resolve(GTIN, "000002")
        assert registry.leases.lease(codes[3], OTHER_GTIN).number == 2

    @pytest.mark.parametrize("sql", ["DELETE FROM leased", "UPDATE leased SET numbers = 1", "DELETE FROM leases"])
    def test_the_database_itself_refuses_to_forget_numbers(
        self, registry: StoredRegistry, codes: list[str], sql: str
    ) -> None:
        registry.leases.lease(codes[0], GTIN)
        registry.leases.lease(codes[1], GTIN)
        with pytest.raises(RegistryError, match="leased"):
            registry.database.write(lambda tx: tx.execute(sql))
        assert registry.leases.lease(codes[2], GTIN).number == 3
