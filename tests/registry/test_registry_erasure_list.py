"""The list of erasures comes back from its file, and a list that was changed or cut off is none."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from private_contract import CANARY, RING, private_document, states, texts
from registry_contract import RELEASE

from configurator.errors import UnreadableExportError
from configurator.registry.erasure_list import read_erasures, write_erasures
from configurator.registry.private_rows import Erasure
from configurator.registry.sqlite import open_file

ERASURES = st.lists(
    st.builds(
        Erasure,
        st.binary(min_size=32, max_size=32),
        st.sampled_from(["name", "tags.1.name"]),
        st.sampled_from(["2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"]),
        st.sampled_from([None, RING.newest]),
    ),
    max_size=5,
)


def written(erasures: list[Erasure]) -> bytes:
    file = BytesIO()
    assert write_erasures(erasures, file) == len(erasures)
    return file.getvalue()


@given(ERASURES)
def test_a_list_comes_back_as_it_was_written(erasures: list[Erasure]) -> None:
    assert list(read_erasures(BytesIO(written(erasures)), "list")) == erasures


@given(ERASURES, st.data())
def test_a_list_that_was_changed_or_cut_off_is_none(erasures: list[Erasure], data: st.DataObject) -> None:
    octets = bytearray(written(erasures))
    place = data.draw(st.integers(0, len(octets) - 2))
    if data.draw(st.booleans()):
        octets[place] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del octets[place + data.draw(st.integers(0, 1)) :]
    with pytest.raises(UnreadableExportError, match="`list`, line"):
        list(read_erasures(BytesIO(octets), "list"))


def test_a_list_without_its_last_octet_was_cut_off() -> None:
    with pytest.raises(UnreadableExportError, match="it was cut off"):
        list(read_erasures(BytesIO(written([])[:-1]), "list"))


def test_nothing_comes_behind_the_end() -> None:
    with pytest.raises(UnreadableExportError, match="changed"):
        list(read_erasures(BytesIO(written([]) + b"\n"), "list"))


def test_a_backup_obeys_the_list_also_when_the_registry_is_lost(tmp_path: Path) -> None:
    """P11: the list alone erases what a backup from before still has, to the last byte."""
    path, backup = tmp_path / "codes.db", tmp_path / "backup" / "codes.db"
    with open_file(path, create=True) as registry:
        keeping = registry.private.keeping(RING, texts(CANARY))
        code = registry.issue(private_document(CANARY), release=RELEASE, also=keeping).code
    backup.parent.mkdir()
    backup.write_bytes(path.read_bytes())
    with open_file(path) as registry:
        wrapped, cipher = registry.database.ask("SELECT wrapped, cipher FROM private_texts")[0]
        registry.private.erase(code)
        listed = written(list(registry.private.erasures()))
    path.unlink()
    assert wrapped in backup.read_bytes()
    with open_file(backup) as restored:
        assert states(restored, code) == {"name": CANARY}
        restored.private.apply(read_erasures(BytesIO(listed), "list"))
        assert states(restored, code) == {"name": "erased"}
    for each in backup.parent.iterdir():
        assert wrapped not in each.read_bytes()
        assert cipher not in each.read_bytes()
