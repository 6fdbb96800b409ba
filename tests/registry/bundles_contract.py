"""What every registry's bundles do alike: they resolve offline what was issued, and follow by deltas."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import sleep

import pytest
from registry_contract import RELEASE, clashing, document, narrow

from configurator.errors import (
    AmbiguousCodeError,
    BundleGapError,
    BundleMismatchError,
    ConfiguratorError,
    DamagedRecordError,
    NotInBundleError,
    RegistryError,
    UnknownReferenceError,
    UnusableStoreError,
    UnwritableFileError,
)
from configurator.registry.backup import back_up
from configurator.registry.bundle import open_bundle, verify
from configurator.registry.bundling import Narrowed, apply_delta, write_bundle
from configurator.registry.joining import join
from configurator.registry.sqlite import open_file
from configurator.registry.store import CODER, Clock, Coder, utc_now
from configurator.registry.stored import StoredRegistry

GTIN = "99521234543216"
LAMP = b'{"choices":{"shade":"blue"},"product":"com.example.light/lamp"}'


class BundlesContract:
    """The suite; an implementation gives `open_store`."""

    def open_store(self, folder: Path, clock: Clock = utc_now, coder: Coder = CODER) -> StoredRegistry:
        raise NotImplementedError

    @pytest.fixture
    def registry(self, tmp_path: Path) -> Iterator[StoredRegistry]:
        store = self.open_store(tmp_path)
        yield store
        store.close()

    @pytest.fixture
    def codes(self, registry: StoredRegistry) -> list[str]:
        """Codes of which something is known: retired, linked, leased."""
        codes = [each.long_code for each in registry.issue_many(map(document, range(30)), release=RELEASE)]
        registry.retire(codes[0], reason="tried")
        registry.references.link("sku", "A", codes[1])
        registry.references.link("sku", "B", codes[2])
        registry.leases.lease(codes[2], GTIN)
        registry.leases.lease(codes[3], GTIN)
        registry.revisions.add(
            b"{}", catalog="com.example.studio", release=RELEASE, effective="2026-01-01T00:00:00Z", seen=0, told={}
        )
        return codes

    def test_a_bundle_resolves_all_that_the_registry_does(
        self, registry: StoredRegistry, codes: list[str], tmp_path: Path
    ) -> None:
        target = tmp_path / "site.vpcb"
        head = write_bundle(registry, target)
        assert (head.products, head.after, head.is_delta) == (30, 0, False)
        with open_bundle(target) as bundle:
            assert bundle.head == head
            assert len(bundle) == 30
            for code in codes:
                assert bundle.resolve(code) == registry.resolve(code)
                assert bundle.references.of(code) == registry.references.of(code)
                assert bundle.leases.of(code) == registry.leases.of(code)
            assert bundle.resolve(codes[0]).retired
            assert bundle.resolve_many(codes) == registry.resolve_many(codes)
            assert bundle.references.resolve("sku", "B").document == document(2)
            assert bundle.leases.resolve(GTIN, "000002").document == document(3)
            assert bundle.codes(limit=100) == registry.codes(limit=100)
            assert bundle.revisions.of_release(RELEASE) == registry.revisions.of_release(RELEASE)
        assert list(verify(target)) == []
        assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith((".", "site"))) == ["site.vpcb"]

    def test_what_is_not_in_a_bundle_is_said_to_be_so(
        self, registry: StoredRegistry, codes: list[str], tmp_path: Path
    ) -> None:
        head = write_bundle(registry, tmp_path / "site.vpcb")
        later = registry.issue(document(99), release=RELEASE)
        with open_bundle(tmp_path / "site.vpcb") as bundle:
            with pytest.raises(NotInBundleError, match=f"up to entry {head.upto} of the log"):
                bundle.resolve(later.code)
            assert isinstance(bundle.resolve_many([later.code])[0], NotInBundleError)
            with pytest.raises(UnknownReferenceError):
                bundle.references.resolve("sku", "C")
            for refused in (
                lambda: bundle.issue(document(1), release=RELEASE),
                lambda: bundle.issue_many([], release=RELEASE),
                lambda: bundle.retire(codes[1], reason="x"),
                lambda: bundle.references.link("sku", "C", codes[1]),
                bundle.changes,
            ):
                with pytest.raises(RegistryError, match="a bundle"):
                    refused()

    def test_a_bundle_is_narrowed_to_a_catalog_a_product_or_what_is_new(self, tmp_path: Path) -> None:
        with self.open_store(tmp_path, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as registry:
            registry.issue(document(1), release=RELEASE)
        with self.open_store(tmp_path, clock=lambda: datetime(2026, 2, 1, tzinfo=UTC)) as registry:
            lamp = registry.issue(LAMP, release="com.example.light@1")
            new = registry.issue(document(2), release=RELEASE)

            def narrowed(**to: str) -> set[bytes]:
                write_bundle(registry, tmp_path / "site.vpcb", Narrowed(**to))
                with open_bundle(tmp_path / "site.vpcb") as bundle:
                    return {each.document for each in bundle.codes()}

            assert narrowed(catalog="com.example.light") == {LAMP}
            assert narrowed(product="com.example.studio/armchair") == {document(1), document(2)}
            assert narrowed(catalog="com.example") == set()
            assert narrowed(since="2026-02-01") == {LAMP, document(2)}
            assert lamp.new
            assert new.new

    def test_deltas_bring_a_bundle_to_where_the_registry_is(
        self, registry: StoredRegistry, codes: list[str], tmp_path: Path
    ) -> None:
        site, delta = tmp_path / "site.vpcb", tmp_path / "delta.vpcb"
        head = write_bundle(registry, site)
        registry.issue_many(map(document, range(100, 110)), release=RELEASE)
        registry.references.unlink("sku", "A")
        registry.references.link("sku", "A", codes[5])
        registry.leases.lease(codes[6], GTIN)
        registry.retire(codes[7], reason="x")
        new = write_bundle(registry, delta, after=head.upto)
        assert (new.is_delta, new.products) == (True, 10 + 4)
        applied = apply_delta(site, delta)
        assert (applied.upto, applied.after, applied.products) == (new.upto, 0, 40)
        assert list(verify(site)) == []
        with open_bundle(site) as bundle:
            assert bundle.codes(limit=100) == registry.codes(limit=100)
            assert bundle.references.resolve("sku", "A").long_code == codes[5]
            assert bundle.references.of(codes[1]) == []
            assert bundle.resolve(codes[7]) == registry.resolve(codes[7])
            assert bundle.leases.of(codes[6]) == registry.leases.of(codes[6])
        whole = write_bundle(registry, tmp_path / "whole.vpcb")
        assert whole.content == applied.content, "a bundle that followed is the one that would be made now"
        before = site.read_bytes()
        assert apply_delta(site, delta) == applied
        assert site.read_bytes() == before

    def test_releases_are_in_a_bundle_and_follow_by_deltas(self, registry: StoredRegistry, tmp_path: Path) -> None:
        first, second, other = "com.example.studio@sha256:1", "com.example.studio@sha256:2", "other@sha256:1"
        registry.releases.publish(first, b"1" * 3_000_000, place=1)
        registry.releases.publish(other, b"o", place=1)
        site, delta = tmp_path / "site.vpcb", tmp_path / "delta.vpcb"
        to = Narrowed(catalog="com.example.studio")
        head = write_bundle(registry, site, to)
        registry.releases.publish(second, b"2", place=2)
        write_bundle(registry, delta, to, after=head.upto)
        assert delta.stat().st_size < site.stat().st_size / 10
        apply_delta(site, delta)
        assert list(verify(site)) == list(verify(delta)) == []
        with open_bundle(site) as bundle:
            assert bundle.releases.listed("com.example.studio") == registry.releases.listed("com.example.studio")
            assert [bundle.releases.fetch(each) for each in (first, second)] == [b"1" * 3_000_000, b"2"]
            assert bundle.releases.listed("other") == []
        with closing(sqlite3.connect(site)) as connection, connection:
            connection.execute("UPDATE release_parts SET data = x'00' WHERE name = ?", (second,))
        assert len(list(verify(site))) == 2

    def test_releases_that_a_merge_gave_another_place_follow_by_deltas(
        self, registry: StoredRegistry, tmp_path: Path
    ) -> None:
        first, between, last = (f"com.example.studio@sha256:{number}" for number in (1, 2, 3))
        site, delta = tmp_path / "site.vpcb", tmp_path / "delta.vpcb"
        with open_file(tmp_path / "other.db", create=True) as other:
            registry.releases.publish(first, b"1" * 3_000_000, place=1)
            sleep(0.002)
            other.releases.publish(between, b"2", place=1)
            sleep(0.002)
            registry.releases.publish(last, b"3" * 3_000_000, place=2)
            head = write_bundle(registry, site)
            other.at_one_moment(lambda snapshot: join(registry, snapshot))
        assert [each.name for each in registry.releases.listed()] == [first, between, last]
        write_bundle(registry, delta, after=head.upto)
        assert delta.stat().st_size < site.stat().st_size / 10
        apply_delta(site, delta)
        assert list(verify(site)) == list(verify(delta)) == []
        with open_bundle(site) as bundle:
            assert bundle.releases.listed() == registry.releases.listed()
            assert [bundle.releases.fetch(each)[:1] for each in (first, between, last)] == [b"1", b"2", b"3"]
        assert write_bundle(registry, tmp_path / "whole.vpcb").content == open_bundle(site).head.content

    def test_random_histories_are_followed_by_overlapping_deltas(
        self, tmp_path: Path, registry: StoredRegistry
    ) -> None:
        random, codes = Random(7), list[str]()
        site = tmp_path / "site.vpcb"
        heads = [write_bundle(registry, site)]
        for number in range(12):
            for _ in range(random.randrange(4)):
                match random.randrange(5 if codes else 1):
                    case 0:
                        codes.append(registry.issue(document(1000 + len(codes)), release=RELEASE).long_code)
                    case 1:
                        reference, code = f"R{random.randrange(4)}", random.choice(codes)
                        for link in registry.references.all():
                            if link.reference == reference:
                                registry.references.unlink("sku", reference)
                        registry.references.link("sku", reference, code)
                    case 2:
                        registry.leases.lease(random.choice(codes), GTIN)
                    case 3:
                        registry.retire(random.choice(codes), reason="x")
                    case 4:
                        registry.note(random.choice(codes), note="x")
            back = random.choice(heads[-2:])
            if back.upto:
                write_bundle(registry, tmp_path / "delta.vpcb", after=back.upto)
                heads.append(apply_delta(site, tmp_path / "delta.vpcb"))
            else:
                heads.append(write_bundle(registry, site))
            assert heads[-1].content == write_bundle(registry, tmp_path / "whole.vpcb").content, number
        assert list(verify(site)) == []

    def test_a_gap_and_what_does_not_belong_together_are_refused(
        self, registry: StoredRegistry, codes: list[str], tmp_path: Path
    ) -> None:
        site, delta, other = (tmp_path / name for name in ("site.vpcb", "delta.vpcb", "other.vpcb"))
        head = write_bundle(registry, site)
        registry.issue(document(98), release=RELEASE)
        registry.issue(document(99), release=RELEASE)
        write_bundle(registry, delta, after=head.upto + 1)
        before = site.read_bytes()
        with pytest.raises(BundleGapError):
            apply_delta(site, delta)
        write_bundle(registry, other, Narrowed(catalog="com.example.studio"), after=head.upto)
        write_bundle(registry, delta, after=head.upto)
        for one, two in ((site, other), (site, site), (delta, delta)):
            with pytest.raises(BundleMismatchError):
                apply_delta(one, two)
        with pytest.raises(UnusableStoreError):
            apply_delta(site, tmp_path / "none.vpcb")
        assert site.read_bytes() == before
        with pytest.raises(UnwritableFileError):
            write_bundle(registry, tmp_path / "none" / "site.vpcb")
        assert codes

    def test_products_that_share_a_code_stay_together(self, tmp_path: Path) -> None:
        first, second = clashing(4)
        with self.open_store(tmp_path, coder=narrow(4)) as registry:
            short = registry.issue(first, release=RELEASE).short_code
            site, delta = tmp_path / "site.vpcb", tmp_path / "delta.vpcb"
            head = write_bundle(registry, site)
            registry.issue(second, release=RELEASE)
            write_bundle(registry, delta, after=head.upto)
            assert apply_delta(site, delta).products == 2
            with open_bundle(site, coder=narrow(4)) as bundle, pytest.raises(AmbiguousCodeError):
                bundle.resolve(short)
            assert list(verify(site, coder=narrow(4))) == []

    def test_what_another_registry_tells_is_never_put_into_a_bundle(
        self, registry: StoredRegistry, codes: list[str], tmp_path: Path
    ) -> None:
        site, delta = tmp_path / "site.vpcb", tmp_path / "delta.vpcb"
        with open_file(tmp_path / "other.db", create=True) as other:
            for number in range(30):
                other.issue(document(500 + number), release=RELEASE)
            head = write_bundle(registry, site)
            before = site.read_bytes()
            for after in (head.upto, head.upto - 2):  # behind it, and overlapping
                write_bundle(other, delta, after=after)
                with pytest.raises(BundleMismatchError, match="another registry"):
                    apply_delta(site, delta)
        assert site.read_bytes() == before
        assert codes

    def test_a_registry_that_was_restored_and_went_on_otherwise_is_another(self, tmp_path: Path) -> None:
        site, delta = tmp_path / "site.vpcb", tmp_path / "delta.vpcb"
        with open_file(tmp_path / "codes.db", create=True) as registry:
            registry.issue(document(1), release=RELEASE)
        back_up(tmp_path / "codes.db", tmp_path / "restored.db")
        with open_file(tmp_path / "codes.db") as registry:
            registry.issue(document(2), release=RELEASE)
            head = write_bundle(registry, site)
        with open_file(tmp_path / "restored.db") as restored:
            restored.issue_many([document(3)], release=RELEASE)
            restored.issue(document(4), release=RELEASE)
            for after in (head.upto, head.upto - 1):
                write_bundle(restored, delta, after=after)
                with pytest.raises(BundleMismatchError, match="restored"):
                    apply_delta(site, delta)

    def test_every_change_of_a_bundle_is_told_and_none_answers_wrongly(
        self, registry: StoredRegistry, codes: list[str], tmp_path: Path
    ) -> None:
        site = tmp_path / "site.vpcb"
        write_bundle(registry, site)
        sound = site.read_bytes()
        expected = {code: registry.resolve(code) for code in codes}
        random, noticed = Random(11), 0
        flipped = tmp_path / "flipped.vpcb"
        for _ in range(150):
            damaged = bytearray(sound)
            damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
            flipped.write_bytes(damaged)
            try:
                told = list(verify(flipped))
            except RegistryError:
                told = ["it cannot be opened"]
            noticed += bool(told)
            try:
                with open_bundle(flipped) as bundle:
                    for code in codes[:8]:
                        try:
                            assert bundle.resolve(code) == expected[code]
                        except DamagedRecordError:
                            assert told
            except RegistryError:
                assert told
        assert noticed
        flipped.write_bytes(sound[:-4096])
        with pytest.raises(ConfiguratorError):
            open_bundle(flipped)
        for other in (b"", b"no bundle" * 100):
            flipped.write_bytes(other)
            with pytest.raises(UnusableStoreError):
                open_bundle(flipped)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE head SET value = '999' WHERE name = 'upto'",
            "UPDATE codes SET release = 'x@1' WHERE rowid_of = 1",
            "DELETE FROM codes WHERE digest = (SELECT max(digest) FROM codes)",
            "UPDATE links SET code = (SELECT code FROM links WHERE reference = 'B') WHERE reference = 'A'",
            "DELETE FROM links WHERE reference = 'A'",
            "DELETE FROM log",
            "UPDATE revisions SET effective = '2025-01-01T00:00:00Z'",
            "UPDATE leases SET number = 7 WHERE number = 1",
            "UPDATE tally SET products = products + 1",
        ],
    )
    def test_a_row_that_was_changed_on_purpose_is_told(
        self, registry: StoredRegistry, codes: list[str], tmp_path: Path, sql: str
    ) -> None:
        site = tmp_path / "site.vpcb"
        write_bundle(registry, site)
        sql = sql.replace("rowid_of = 1", "digest = (SELECT min(digest) FROM codes)")
        with closing(sqlite3.connect(site)) as connection, connection:
            connection.execute(sql)
        try:
            told = list(verify(site))
        except DamagedRecordError as error:
            told = [str(error)]
        assert told
        assert codes
