"""Only a release that is what it says it is gets published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from released import altered, mug

from configurator.catalog_files import CatalogFiles
from configurator.errors import UnusableReleaseError
from configurator.publishing import publish
from configurator.registry.opening import open_registry
from configurator.registry.releases import Releases
from configurator.release.container import Container
from configurator.release.files import ReleasedFiles
from configurator.release.making import release_of


@pytest.fixture
def releases(tmp_path: Path) -> Iterator[Releases]:
    with open_registry(tmp_path / "codes.db", create=True) as store:
        yield store.releases


def files(data: bytes) -> ReleasedFiles:
    return ReleasedFiles(Container(data, "mug.vpcr"))


def test_a_release_has_the_name_that_its_sources_give_it(releases: Releases, tmp_path: Path) -> None:
    data = release_of(CatalogFiles(mug(tmp_path)))
    forged = altered(data, {"release": f"cafe@sha256:{'0' * 64}"})
    with pytest.raises(UnusableReleaseError, match="another `release` than its sources give") as refused:
        publish(releases, files(forged))
    assert refused.value.reason == "damaged-release"
    assert releases.listed() == []
    published = publish(releases, files(data)).published
    assert published.name == Container(data, "mug.vpcr").told["release"]
    assert releases.fetch(published.name) == data


def test_what_was_compiled_otherwise_than_its_sources_say_is_not_published(releases: Releases, tmp_path: Path) -> None:
    data = release_of(CatalogFiles(mug(tmp_path)))
    lookup = bytes(Container(data, "mug.vpcr").member("lookup/mug"))
    forged = altered(data, members={"lookup/mug": lookup.replace(b"navy", b"gold")})
    with pytest.raises(UnusableReleaseError, match="`lookup/mug` in it is not what its sources give"):
        publish(releases, files(forged))
    assert releases.listed() == []
