"""A release is right where all of it follows from its sources; who changes something, and seals it anew, is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from released import altered, mug, shipped_release

from configurator import __version__
from configurator.catalog_files import CatalogFiles
from configurator.errors import UnusableReleaseError
from configurator.places import shipped
from configurator.release.container import Container
from configurator.release.making import release_of
from configurator.release.verifying import verify

CATALOGS = ("lamp", "jersey", "studio", "gifts")


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    return release_of(CatalogFiles(mug(tmp_path)))


def altered_by(data: bytes, change: Callable[[str, bytes], bytes], **told: object) -> bytes:
    """The release with what a change makes of its members, each with its right digest."""
    container = Container(data, "it")
    return altered(data, told, {name: change(name, bytes(container.member(name))) for name in container.names})


@pytest.mark.parametrize("name", CATALOGS)
def test_the_releases_of_catalogs_that_ship_are_right(name: str) -> None:
    path = shipped("catalogs") / name / f"{name}.vpc"
    found = verify(shipped_release(path), "it")
    assert found.findings == ()
    assert found.left_out == ()
    assert found.compared == len(Container(shipped_release(path), "it").names)
    assert name == "gifts" or found.examples > 0  # lists of products have no numbers


def test_a_changed_byte_is_found_wherever_it_is(data: bytes) -> None:
    for place in range(0, len(data), len(data) // 40):
        changed = bytearray(data)
        changed[place] ^= 4
        if place < 12:  # what says that it is a release, and in which form
            with pytest.raises(UnusableReleaseError):
                verify(bytes(changed), "it")
        else:
            assert verify(bytes(changed), "it").findings
    assert "it has" in verify(data[:-1], "it").findings[0]


def test_what_was_altered_by_is_held_against_its_sources(data: bytes) -> None:
    assert verify(altered(data), "it").findings == ()

    def otherwise(name: str, member: bytes) -> bytes:
        if name != "lookup/mug":
            return member
        tables = json.loads(member)
        tables["options"].reverse()
        return json.dumps(tables, separators=(",", ":")).encode()

    assert verify(altered_by(data, otherwise), "it").findings == ("`lookup/mug` in it is not what its sources give",)

    def cheaper(name: str, member: bytes) -> bytes:
        return member.replace(b"9 EUR", b"1 EUR") if name == "source/mug.vpc" else member

    found = verify(altered_by(data, cheaper), "it").findings
    assert "it says another `release` than its sources give" in found
    assert "`model` in it is not what its sources give" in found
    assert verify(altered(data, {"release": f"cafe@sha256:{'0' * 64}"}), "it").findings

    def faulty(name: str, member: bytes) -> bytes:
        return member.replace(b"forbid", b"forbidden") if name == "source/mug.vpc" else member

    assert "its sources have mistakes" in verify(altered_by(data, faulty), "it").findings[0]


def test_of_another_version_the_sources_are_what_counts(data: bytes) -> None:
    compiled = {"form": 0, "tool": f"{__version__}.old"}

    def older(name: str, member: bytes) -> bytes:
        return member if name.startswith("source/") else b"older"

    found = verify(altered_by(data, older, compiled=compiled), "it")
    assert found.findings == ()
    assert set(found.left_out) == {each for each in Container(data, "it").names if not each.startswith("source/")}
    assert found.compared == 2
    assert found.examples > 0
