"""Who vouches for a release: Ed25519 signatures, in a file of their own beside it (`studio.vpcr.sig`).

A release has a place for nothing that is not its own, and never changes; so signatures stand beside it, any number of
them. Each is over a prefix that says what is signed, and the SHA-256 of all bytes of the release. Keys are files of one
line: `optionary signing key ed25519 HEX`, which its owner alone may read, and `optionary public key ed25519 HEX`.

It takes the extra `keys`, and that only where something is signed or held against a signature.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from configurator.errors import MissingExtraError, SigningError
from configurator.whole_files import replacing

SUFFIX = ".sig"
ALGORITHM = "ed25519"

_PREFIX = b"optionary release signature 1\0"
_KIND = "optionary release signatures 1"
_PRIVATE, _PUBLIC = "optionary signing key", "optionary public key"
_KEY, _SIGNATURE = 32, 64
_MOST_BYTES = 1_000_000
"""Of a file of keys or signatures; it is read no further."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, and the public key that it is held against: 64 and 32 bytes."""

    public_key: bytes
    signature: bytes

    def is_of(self, data: bytes) -> bool:
        """Whether it is one of these bytes of a release. Raises `MissingExtraError`."""
        from cryptography.exceptions import InvalidSignature

        with suppress(InvalidSignature, ValueError):
            _ed25519().Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.signature, _message(data))
            return True
        return False


def new_signing_key(path: Path) -> bytes:
    """Write a new key to a file that nobody else may read, and its public key beside it (`.pub`), which is returned.

    Raises `SigningError` where one of them is there already, or cannot be written, and `MissingExtraError`.
    """
    key = _ed25519().Ed25519PrivateKey.generate()
    public: bytes = key.public_key().public_bytes_raw()
    _write_new(public_path(path), _line(_PUBLIC, public), 0o644)
    try:
        _write_new(path, _line(_PRIVATE, key.private_bytes_raw()), 0o600)
    except SigningError:
        public_path(path).unlink()
        raise
    return public


def public_path(path: Path) -> Path:
    """Where the public key of a key file is written."""
    return path.with_name(f"{path.name}.pub")


def signed(data: bytes, key_file: Path) -> Signature:
    """The signature of the bytes of a release by the key in a file. Raises `SigningError` and `MissingExtraError`."""
    key = _ed25519().Ed25519PrivateKey.from_private_bytes(_key_in(key_file, _PRIVATE))
    return Signature(key.public_key().public_bytes_raw(), key.sign(_message(data)))


def public_key_in(path: Path) -> bytes:
    """The public key in a file. Raises `SigningError`."""
    return _key_in(path, _PUBLIC)


def signatures_path(release: Path) -> Path:
    """Where the signatures of a release file are."""
    return release.with_name(f"{release.name}{SUFFIX}")


def signatures_beside(release: Path) -> tuple[Signature, ...]:
    """The signatures in the file beside a release; none where there is no file. Raises `SigningError` for no such file.

    Whether they are its own, `Signature.is_of` says.
    """
    path = signatures_path(release)
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise SigningError(f"`{path}` cannot be read: {getattr(error, 'strerror', None) or error}") from None
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        found = json.loads(content)
        if found["kind"] == _KIND:
            return tuple(_read(each) for each in found["signatures"])
    raise SigningError(f"`{path}` has no signatures of a release, or is cut off", "sign the release again")


def add_signature(release: Path, data: bytes, signature: Signature) -> tuple[Signature, ...]:
    """Put a signature to the others beside a release, and give all; those of other bytes are left out.

    One of the same key is replaced. Raises `SigningError` and `UnwritableFileError`.
    """
    others = [each for each in signatures_beside(release) if each.is_of(data)]
    found = (*(each for each in others if each.public_key != signature.public_key), signature)
    with replacing(signatures_path(release)) as file:
        file.write(_written(data, found))
    return found


def _written(data: bytes, signatures: Sequence[Signature]) -> bytes:
    listed = [
        {"algorithm": ALGORITHM, "public_key": each.public_key.hex(), "signature": each.signature.hex()}
        for each in signatures
    ]
    told = {"kind": _KIND, "sha256": sha256(data).hexdigest(), "signatures": listed}
    return json.dumps(told, indent=1).encode("ascii") + b"\n"


def _read(told: dict[str, str]) -> Signature:
    """A signature as the file has it. Raises `ValueError` for none, and as what is told is shaped otherwise."""
    public, signature = bytes.fromhex(told["public_key"]), bytes.fromhex(told["signature"])
    if told["algorithm"] != ALGORITHM or len(public) != _KEY or len(signature) != _SIGNATURE:
        raise ValueError(told["algorithm"])
    return Signature(public, signature)


def _message(data: bytes) -> bytes:
    return _PREFIX + sha256(data).digest()


def _line(what: str, key: bytes) -> bytes:
    return f"{what} {ALGORITHM} {key.hex()}\n".encode("ascii")


def _key_in(path: Path, what: str) -> bytes:
    """The key in a file of one line. Raises `SigningError`, which repeats nothing of it."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        raise SigningError(f"`{path}` cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if what == _PRIVATE and os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SigningError(f"`{path}` is open to others than its owner", f"`chmod 600 {path}` closes it")
    key = _key_of(content, f"{what} {ALGORITHM} ")
    if key is None:  # outside any `except`: that exception would point into the key
        hint = "`configurator keys signing FILE` makes a key to sign with, and its public key"
        raise SigningError(f"`{path}` is no {what.removeprefix('optionary ')}", hint)
    return key


def _key_of(content: bytes, before: str) -> bytes | None:
    with suppress(ValueError):
        text = content.decode("ascii").strip()
        key = bytes.fromhex(text.removeprefix(before))
        if text.startswith(before) and len(key) == _KEY:
            return key
    return None


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise SigningError(f"`{path}` is there already", "give the new key another name") from None
    except (OSError, ValueError) as error:
        raise SigningError(f"`{path}` cannot be written: {getattr(error, 'strerror', None) or error}") from None


def _ed25519() -> ModuleType:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ModuleNotFoundError:
        raise MissingExtraError("keys", "cryptography", "a signature") from None
    return ed25519
