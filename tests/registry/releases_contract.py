"""What every registry does alike with releases: a suite that each implementation inherits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from configurator.errors import DamagedRecordError, RegistryError, UnknownReleaseError, UnreleasedError
from configurator.registry.releases import PART, Published
from configurator.registry.stored import StoredRegistry


def name(number: int, catalog: str = "shop") -> str:
    return f"{catalog}@sha256:{number:064x}"


def data(number: int, length: int = 3 * PART + 17) -> bytes:
    return Random(number).randbytes(length)


class ReleasesContract(ABC):
    """The suite."""

    @abstractmethod
    def open_store(self, folder: Path) -> StoredRegistry:
        """Open the registry in a folder, made if it is missing."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> StoredRegistry:
        return self.open_store(tmp_path)

    def test_what_was_published_is_given_back_to_the_byte(self, store: StoredRegistry, tmp_path: Path) -> None:
        for number, length in enumerate((0, 1, PART, PART + 1, 5 * PART)):
            assert store.releases.publish(name(number), data(number, length), place=number + 1)
        store.close()
        again = self.open_store(tmp_path).releases
        for number, length in enumerate((0, 1, PART, PART + 1, 5 * PART)):
            assert again.fetch(name(number)) == data(number, length)
        assert [each.name for each in again.listed("shop")] == [name(number) for number in range(5)]
        assert [each.place for each in again.listed()] == [1, 2, 3, 4, 5]

    def test_publishing_again_changes_nothing(self, store: StoredRegistry) -> None:
        first = store.releases.publish(name(1), data(1), place=1, by_whom="Anna")
        assert store.releases.publish(name(1), data(2), place=7) == first
        assert store.releases.fetch(name(1)) == data(1)
        (entry,) = store.changes()
        assert (entry.kind, entry.subject, entry.value("by_whom")) == ("released", name(1), "Anna")
        assert (entry.value("catalog"), entry.value("place")) == ("shop", 1)
        assert entry.value("sha256") == sha256(data(1)).hexdigest()

    def test_nobody_publishes_past_a_release_that_came_between(self, store: StoredRegistry) -> None:
        assert store.releases.publish(name(1), data(1), place=1)
        assert store.releases.publish(name(2), data(2), place=1) is None
        assert store.releases.publish(name(2), data(2), place=3) is None
        assert store.releases.publish(name(2), data(2), place=2)
        assert store.releases.publish(name(9, "other"), data(9), place=1)
        assert [(each.catalog, each.place) for each in store.releases.listed()] == [
            ("other", 1),
            ("shop", 1),
            ("shop", 2),
        ]

    def test_of_those_who_publish_at_once_each_gets_a_place(self, store: StoredRegistry) -> None:
        def published(number: int) -> Published:
            while True:
                place = len(store.releases.listed("shop")) + 1
                found = store.releases.publish(name(number % 6), data(number % 6, 100), place=place)
                if found is not None:
                    return found

        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(published, range(24)))
        assert sorted({each.place for each in found}) == [1, 2, 3, 4, 5, 6]
        assert len(store.releases.listed()) == len(store.changes()) == 6

    def test_an_unknown_release_is_told(self, store: StoredRegistry) -> None:
        store.releases.publish(name(1), data(1), place=1)
        with pytest.raises(UnknownReleaseError) as told:
            store.releases.fetch(name(2))
        assert told.value.known == (name(1),)

    def test_drafts_are_refused_from_the_first_release_of_their_catalog_on(self, store: StoredRegistry) -> None:
        store.refuse_unreleased(name(2))
        store.releases.publish(name(1), data(1), place=1)
        store.refuse_unreleased(name(1))
        store.refuse_unreleased(name(2, "other"))
        store.refuse_unreleased(name(2, "shop2"))
        with pytest.raises(UnreleasedError) as told:
            store.refuse_unreleased(name(2))
        assert told.value.reason == "unreleased"
        assert "configurator release" in told.value.hint

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE releases SET at = 'x' WHERE place = 1",
            f"UPDATE releases SET name = '{name(7)}' WHERE place = 1",
            "UPDATE releases SET place = 9 WHERE place = 2",
            "UPDATE releases SET length = 1 WHERE place = 2",
            "DELETE FROM releases WHERE place = 1",
        ],
    )
    def test_a_changed_row_is_found(self, store: StoredRegistry, change: str) -> None:
        for number in (1, 2):
            store.releases.publish(name(number), data(number), place=number)
        self.damage(store, change)
        with pytest.raises(DamagedRecordError):
            store.releases.listed("shop")

    @pytest.mark.parametrize(
        "change",
        [
            "DELETE FROM release_parts WHERE number = 1",
            "UPDATE release_parts SET number = 9 WHERE number = 0",
            "UPDATE release_parts SET data = (SELECT data FROM release_parts WHERE number = 3) WHERE number = 0",
        ],
    )
    def test_a_changed_part_is_found(self, store: StoredRegistry, change: str) -> None:
        store.releases.publish(name(1), data(1), place=1)
        self.damage(store, change)
        with pytest.raises(DamagedRecordError, match="the file of its release"):
            store.releases.fetch(name(1))

    def test_releases_are_never_changed_or_deleted(self, store: StoredRegistry) -> None:
        store.releases.publish(name(1), data(1), place=1)
        for change in ("DELETE FROM releases", "UPDATE releases SET place = 2"):
            with pytest.raises(RegistryError):
                store.database.write(lambda tx, change=change: tx.execute(change))  # type: ignore[misc]
        assert store.releases.fetch(name(1)) == data(1)

    @abstractmethod
    def damage(self, store: StoredRegistry, change: str) -> None:
        """Change what is stored, past whatever keeps us from it."""
