"""A release file is what was written, or it is refused: cut off, changed, foreign, or of a later form."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law import LAW
from released import altered, mug

import configurator
from configurator.catalog_files import CatalogFiles
from configurator.errors import UnreadableFileError, UnusableReleaseError
from configurator.release.container import ALIGNED, FORM, WHAT, Container, packed, read
from configurator.release.making import release_of

TOLD: dict[str, Any] = {
    "catalog": {"key": "k", "label": "K", "languages": [], "permanent_key": "k", "products": [["p", "k/p"]]},
    "compiled": {"form": 0},
    "main": "k.vpc",
    "release": "k@sha256:0",
}
PARTS = packed(TOLD, [("one", b"1" * 70), ("nothing", b""), ("other", bytes(range(256)))])


def reason_of(data: bytes) -> str:
    with pytest.raises(UnusableReleaseError) as refused:
        Container(data, "some.vpcr").check()
    assert str(refused.value).startswith("`some.vpcr` ")
    return refused.value.reason


def test_members_come_back_and_begin_at_even_places() -> None:
    opened = Container(PARTS, "some.vpcr")
    assert opened.names == ("one", "nothing", "other")
    assert [bytes(opened.member(name)) for name in opened.names] == [b"1" * 70, b"", bytes(range(256))]
    assert PARTS.index(b"1" * 70) % ALIGNED == 0
    assert PARTS.index(bytes(range(256))) % ALIGNED == 0


@given(st.integers(0, len(PARTS) - 1), st.integers(0, 7))
@LAW
def test_each_changed_bit_is_found(place: int, bit: int) -> None:
    changed = bytearray(PARTS)
    changed[place] ^= 1 << bit
    reason_of(bytes(changed))


@pytest.mark.parametrize("length", [*range(0, len(PARTS), 7), len(PARTS) - 1])
def test_a_file_that_ends_too_early_is_refused_when_it_is_opened(length: int) -> None:
    with pytest.raises(UnusableReleaseError):
        Container(PARTS[:length], "some.vpcr")


def test_what_is_wrong_with_a_file_has_a_name() -> None:
    assert reason_of(b"") == "not-a-release"
    assert reason_of(b"catalog cafe") == "not-a-release"
    assert reason_of(PARTS[:20]) == "damaged-release"
    assert reason_of(PARTS[:-1]) == "damaged-release"
    assert reason_of(PARTS[:8] + (FORM + 1).to_bytes(4, "little") + PARTS[12:]) == "newer-release"


def sealed(listed: bytes) -> bytes:
    """A file without parts that has this list, with the right seal."""
    head = pack("<8sIIQ32s", WHAT, FORM, len(listed), 56 + len(listed), sha256(listed).digest())
    return head + listed


def otherwise(told: Any, *path: str, value: object = None) -> Any:
    """A list with another value at a place; without it, where none is given."""
    name, *inner = path
    if inner:
        return {**told, name: otherwise(told[name], *inner, value=value)}
    return {key: each for key, each in {**told, name: value}.items() if each is not None}


@pytest.mark.parametrize(
    "told",
    [
        *(otherwise(TOLD, name, value=value) for name in TOLD for value in (None, 7, ())),
        *(otherwise(TOLD, "catalog", name) for name in ("key", "label", "permanent_key", "products")),
        *(otherwise(TOLD, "catalog", "products", value=value) for value in ([["p"]], [["p", 1]], "pq", [None])),
        *(
            {**TOLD, "members": members}
            for members in (
                7,
                [7],
                [{"name": "a", "length": 0}],
                [{"name": "a", "length": -64, "sha256": ""}],
                [{"name": "a", "length": "0", "sha256": ""}],
                [{"name": 1, "length": 0, "sha256": ""}],
                [{"name": "a", "length": 0, "sha256": ""}] * 2,
            )
        ),
    ],
)
def test_a_list_in_another_shape_is_damaged_though_its_seal_is_right(told: Mapping[str, object]) -> None:
    whole = told if "members" in told else {**told, "members": []}
    assert reason_of(sealed(json.dumps(whole).encode())) == "damaged-release"


@pytest.mark.parametrize("listed", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000])
def test_a_list_that_is_none_is_damaged_though_its_seal_is_right(listed: bytes) -> None:
    assert reason_of(sealed(listed)) == "damaged-release"


def test_a_changed_member_is_named_and_the_others_are_read() -> None:
    changed = bytearray(PARTS)
    changed[PARTS.index(b"1" * 70)] = 0
    opened = Container(bytes(changed), "some.vpcr")
    assert bytes(opened.member("other")) == bytes(range(256))
    with pytest.raises(UnusableReleaseError, match="`one` in it is not what was written"):
        opened.member("one")


def test_what_is_no_file_is_refused_and_does_not_keep_us(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="there is no release"):
        read(str(tmp_path / "missing.vpcr"))
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        read(str(tmp_path))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.vpcr")
        pipe = os.open(tmp_path / "pipe.vpcr", os.O_RDWR)  # else opening it to read would wait for a writer
        with pytest.raises(UnusableReleaseError):
            read(str(tmp_path / "pipe.vpcr"))
        os.close(pipe)


def test_a_file_that_is_written_over_while_it_is_open_stops_nobody(tmp_path: Path) -> None:
    file = tmp_path / "mug.vpcr"
    file.write_bytes(release_of(CatalogFiles(mug(tmp_path))))
    release = configurator.open_release(file)
    with file.open("r+b") as written:
        written.truncate(100)
    assert release.only.is_valid({"size": "small", "color": "white"})
    assert release.only.narrow({"motif": "team_logo"}).domains["color"].size == 2
    with pytest.raises(UnusableReleaseError):
        configurator.open_release(file)


def test_what_stands_behind_a_release_is_refused() -> None:
    assert reason_of(PARTS + b"more") == "damaged-release"


def test_who_writes_the_same_gets_the_same_bytes() -> None:
    assert altered(PARTS) == PARTS
