"""One private text, encrypted: a key of its own for each, and that key locked with the owner's.

    text -> padded -> AES-256-GCM under a random data key -> cipher
    data key -> AES key wrap under the owner's key -> wrapped

What is encrypted is bound to its place: the digest of its document and the path of its option are authenticated with
it, so a row that stands where another belongs does not open. Texts are padded to whole 64 bytes, so that a row does not
tell how long a name is. A new epoch wraps data keys anew and touches no text.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from configurator.errors import DamagedRecordError, MissingExtraError
from configurator.registry.key_ring import KEY_BYTES, KeyRing

if TYPE_CHECKING:
    from types import ModuleType

BLOCK = 64
"""Bytes; the length of a padded text is a multiple of it."""

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Envelope:
    """An encrypted text: the `epoch` of the owner's key, the `wrapped` data key, and what that opens."""

    epoch: str
    wrapped: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    cipher: bytes = field(repr=False)


def closed(ring: KeyRing, digest: bytes, option: str, text: str) -> Envelope:
    """Encrypt the text of an option of the product with this digest. Raises `MissingExtraError`."""
    aead, keywrap = _cryptography()
    data_key, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
    cipher = aead.AESGCM(data_key).encrypt(nonce, _padded(text), _place(digest, option))
    return Envelope(ring.newest, keywrap.aes_key_wrap(_key(ring, ring.newest), data_key), nonce, cipher)


def opened(ring: KeyRing, digest: bytes, option: str, envelope: Envelope, code: str | None = None) -> str | None:
    """The text; None where the ring has not its key.

    Raises `DamagedRecordError`, about the code, for what is not what was written; and `MissingExtraError`.
    """
    aead, _ = _cryptography()
    data_key = _data_key(ring, envelope, code)
    if data_key is None:
        return None
    from cryptography.exceptions import InvalidTag

    try:
        padded = aead.AESGCM(data_key).decrypt(envelope.nonce, envelope.cipher, _place(digest, option))
    except (InvalidTag, ValueError):
        padded = None
    if padded is None:  # outside the block, so that no exception carries along what stood there
        raise DamagedRecordError(code, f"what is kept for `{option}` is not what was written for it")
    return _text(padded)


def rewrapped(ring: KeyRing, envelope: Envelope, code: str | None = None) -> Envelope | None:
    """The same text under the newest key; None where it is so already, or the ring has not its key."""
    if envelope.epoch == ring.newest:
        return None
    data_key = _data_key(ring, envelope, code)
    if data_key is None:
        return None
    wrapped = _cryptography()[1].aes_key_wrap(_key(ring, ring.newest), data_key)
    return replace(envelope, epoch=ring.newest, wrapped=wrapped)


def _data_key(ring: KeyRing, envelope: Envelope, code: str | None) -> bytes | None:
    key = ring.key(envelope.epoch)
    if key is None:
        return None
    _, keywrap = _cryptography()
    try:
        data_key: bytes | None = keywrap.aes_key_unwrap(key, envelope.wrapped)
    except (keywrap.InvalidUnwrap, ValueError):
        data_key = None
    if data_key is None:
        raise DamagedRecordError(code, "the key of its private text was changed")
    return data_key


def _key(ring: KeyRing, epoch: str) -> bytes:
    key = ring.key(epoch)
    assert key is not None  # noqa: S101 - it is an epoch of the ring
    return key


def _place(digest: bytes, option: str) -> bytes:
    return b"vpc/1 private text " + digest + option.encode()


def _padded(text: str) -> bytes:
    written = text.encode() + b"\x80"
    return written.ljust(-(-len(written) // BLOCK) * BLOCK, b"\0")


def _text(padded: bytes) -> str:
    return padded[: padded.rindex(b"\x80")].decode()


def _cryptography() -> tuple[ModuleType, ModuleType]:
    try:
        from cryptography.hazmat.primitives import keywrap
        from cryptography.hazmat.primitives.ciphers import aead
    except ImportError:
        raise MissingExtraError("keys", "cryptography", "keeping and reading private text") from None
    return aead, keywrap
