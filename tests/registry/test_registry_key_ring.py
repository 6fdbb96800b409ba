"""The owner's keys in their file, and texts in envelopes: what opens, what is refused, and what never shows."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cli_runs import environment, run
from hypothesis import given
from hypothesis import strategies as st

from configurator.errors import DamagedRecordError, KeyRingError
from configurator.registry import key_ring
from configurator.registry.envelope import BLOCK, Envelope, closed, opened, rewrapped
from configurator.registry.key_ring import KeyRing, changing, new_key_ring, read_key_ring
from configurator.whole_files import alone_in

KEY = bytes(range(32))
RING = KeyRing([KEY])
PLACE = bytes(32), "name"


def test_a_ring_is_written_for_its_owner_only_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "owner.keys"
    ring = new_key_ring()
    ring.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_ring(path).epochs == ring.epochs
    again = ring.rotated()
    with pytest.raises(KeyRingError, match="is there already"):
        again.save(path)
    again.save(path, replace=True)
    assert read_key_ring(path).epochs == again.epochs
    assert again.epochs[:1] == ring.epochs
    assert again.newest != ring.newest
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["owner.keys"]
    with pytest.raises(KeyRingError, match="cannot be written"):
        ring.save(tmp_path / "none" / "owner.keys")


@pytest.mark.skipif(os.name != "posix", reason="owners are those of POSIX")
def test_a_ring_keeps_its_owner_or_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where root rotates the ring of a service."""
    path, asked = tmp_path / "owner.keys", list[tuple[int, int]]()
    RING.save(path)
    path.chmod(0o400)
    RING.rotated().save(path, replace=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    before, real = path.read_bytes(), Path.stat
    other = os.stat_result([4711 if at in (4, 5) else told for at, told in enumerate(path.stat())])

    def chown(_: int, user: int, group: int) -> None:
        asked.append((user, group))
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "fchown", chown)
    monkeypatch.setattr(Path, "stat", lambda each, **how: other if each.name == path.name else real(each, **how))
    with pytest.raises(KeyRingError, match="Operation not permitted"):
        RING.save(path, replace=True)
    assert (asked, path.read_bytes()) == ([(4711, 4711)], before)
    assert [each.name for each in tmp_path.iterdir()] == ["owner.keys"]


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX")
def test_a_link_to_a_ring_stays_one(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    path, link = tmp_path / "owner.keys", tmp_path / "etc" / "owner.keys"
    RING.save(path)
    link.symlink_to(path)
    with pytest.raises(KeyRingError, match="is there already"):
        RING.save(link)
    RING.rotated().save(link, replace=True)
    assert link.is_symlink()
    assert len(read_key_ring(path).epochs) == 2
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(KeyRingError, match="cannot be written"):
        RING.save(link, replace=True)
    with pytest.raises(KeyRingError, match="cannot be written"), changing(link):
        pass


@pytest.mark.skipif(os.name != "posix", reason="on Windows nobody waits")
def test_a_ring_is_read_and_written_by_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, held = tmp_path / "owner.keys", list[str]()
    RING.save(path)

    @contextmanager
    def alone(folder: Path) -> Iterator[None]:
        assert folder == tmp_path
        with alone_in(folder):
            held.append("alone")
            yield
            held.append("not any more")

    def seen(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def found(*given: object, **how: object) -> object:
            held.append(name)
            return work(*given, **how)

        return found

    monkeypatch.setattr(key_ring, "alone_in", alone)
    monkeypatch.setattr(key_ring, "read_key_ring", seen("read", read_key_ring))
    monkeypatch.setattr(KeyRing, "save", seen("save", KeyRing.save))
    assert run("keys", "rotate", str(path)).code == 0
    assert held == ["alone", "read", "save", "not any more"]


def test_keys_that_are_added_at_once_are_all_on_the_ring(tmp_path: Path) -> None:
    path = tmp_path / "owner.keys"
    RING.save(path)
    command = [sys.executable, "-m", "configurator", "keys", "rotate", str(path)]
    made = [subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment()) for _ in range(4)]
    assert [each.wait(timeout=120) for each in made] == [0] * 4
    assert len(read_key_ring(path).epochs) == 5


@pytest.mark.skipif(os.name != "posix", reason="file permissions are those of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_ring_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "owner.keys"
    RING.save(path)
    path.chmod(mode)
    with pytest.raises(KeyRingError, match="open to others") as caught:
        read_key_ring(path)
    assert caught.value.hint == f"`chmod 600 {path}` closes it"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "canary",
        "[]",
        "null",
        '"canary"',
        '{"kind": "optionary owner keys 1"}',
        '{"kind": "optionary owner keys 1", "keys": []}',
        '{"kind": "optionary owner keys 1", "keys": ["canary"]}',
        '{"kind": "optionary owner keys 1", "keys": [1]}',
        '{"kind": "optionary owner keys 1", "keys": ["ca9a"]}',
        '{"kind": "optionary owner keys 2", "keys": ["' + KEY.hex() + '"]}',
        '{"kind": "optionary owner keys 1", "keys": ["' + KEY.hex() + '", "' + KEY.hex() + '"]}',
    ],
)
def test_what_is_no_ring_is_refused_and_not_repeated(tmp_path: Path, content: str) -> None:
    path = tmp_path / "owner.keys"
    path.write_text(content, "utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyRingError) as caught:
        read_key_ring(path)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert not any(each in told for each in ("canary", "ca9a", KEY.hex()))
    assert caught.value.__context__ is None


def test_a_ring_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path, Path("a\0b")):
        with pytest.raises(KeyRingError, match="cannot be read"):
            read_key_ring(path)


def test_no_file_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_ring, "MOST_BYTES", 20)
    path = tmp_path / "owner.keys"
    RING.save(path)
    with pytest.raises(KeyRingError, match="is no key ring"):
        read_key_ring(path)


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.binary(min_size=32, max_size=32), st.text(max_size=9))
def test_a_text_comes_back_from_its_envelope_and_from_no_other_place(text: str, digest: bytes, option: str) -> None:
    option = option.encode("utf-8", "replace").decode()
    envelope = closed(RING, digest, option, text)
    assert opened(RING, digest, option, envelope) == text
    assert opened(RING.rotated(), digest, option, envelope) == text
    assert opened(KeyRing([bytes(32)]), digest, option, envelope) is None
    assert len(envelope.cipher) % BLOCK == 16
    for place in ((digest, option + "x"), (bytes(31) + b"\1" if digest == bytes(32) else bytes(32), option)):
        with pytest.raises(DamagedRecordError):
            opened(RING, *place, envelope)


def test_equal_texts_have_unequal_envelopes() -> None:
    one, two = closed(RING, *PLACE, "Ada"), closed(RING, *PLACE, "Ada")
    assert len({one.wrapped, two.wrapped, one.nonce, two.nonce, one.cipher, two.cipher}) == 6


def test_a_new_epoch_wraps_the_key_and_touches_no_text() -> None:
    envelope = closed(RING, *PLACE, "Ada")
    newer = RING.rotated()
    again = rewrapped(newer, envelope)
    assert again is not None
    assert (again.epoch, again.nonce, again.cipher) == (newer.newest, envelope.nonce, envelope.cipher)
    assert again.wrapped != envelope.wrapped
    assert opened(newer, *PLACE, again) == "Ada"
    assert opened(RING, *PLACE, again) is None
    assert rewrapped(newer, again) is rewrapped(KeyRing([bytes(32)]), envelope) is None


@pytest.mark.parametrize("part", ["wrapped", "nonce", "cipher"])
def test_every_flipped_bit_of_an_envelope_is_noticed(part: str) -> None:
    sound = closed(RING, *PLACE, "Canary")
    parts = {"wrapped": sound.wrapped, "nonce": sound.nonce, "cipher": sound.cipher}
    for bit in range(len(parts[part]) * 8):
        changed = bytearray(parts[part])
        changed[bit // 8] ^= 1 << bit % 8
        for content in (bytes(changed), bytes(changed)[:-1], b""):
            with pytest.raises(DamagedRecordError) as caught:
                opened(RING, *PLACE, Envelope(sound.epoch, **{**parts, part: content}))
            assert "Canary" not in "".join(traceback.format_exception(caught.value))


def test_keys_and_envelopes_show_in_no_repr() -> None:
    assert KEY.hex() not in repr(RING)
    assert repr(closed(RING, *PLACE, "Ada")) == f"Envelope(epoch='{RING.newest}')"
