"""The owner's keys: what private texts are locked away with, in epochs, in a file that only its owner may read.

The newest epoch locks; older ones still open what they locked, until `PrivateTexts.rewrap` has moved it to the newest.
Whoever loses the file loses the texts, and no code: codes hang on the identity key, which is another one. An epoch goes
by its number and 16 hex digits that follow from its key and tell nothing of it, so that two owners' first epochs are
not taken for one another.
"""

from __future__ import annotations

import hmac
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import orjson

from configurator.errors import KeyRingError, UnwritableFileError
from configurator.whole_files import alone_in, replacing, sync_folder

KEY_BYTES = 32
MOST_BYTES = 1_000_000
"""Of a key ring file; it is read no further."""

_KIND = "optionary owner keys 1"


class KeyRing:
    """Keys of 32 bytes, oldest first, which show in no `repr`. Raises `KeyRingError` where one is no key."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise KeyRingError("a key ring has at least one key")
        if any(len(key) != KEY_BYTES for key in keys):
            raise KeyRingError(f"an owner's key has {KEY_BYTES} bytes")
        self._keys = {epoch_name(number, key): bytes(key) for number, key in enumerate(keys, 1)}
        if len(set(self._keys.values())) != len(keys):
            raise KeyRingError("a key ring has no key twice")

    @property
    def newest(self) -> str:
        """The epoch that locks."""
        return next(reversed(self._keys))

    @property
    def epochs(self) -> tuple[str, ...]:
        """All epochs, oldest first."""
        return tuple(self._keys)

    def key(self, epoch: str) -> bytes | None:
        """The key of an epoch; None for one that is not on this ring."""
        return self._keys.get(epoch)

    def rotated(self) -> KeyRing:
        """The same with a new key, which locks from now on."""
        return KeyRing((*self._keys.values(), os.urandom(KEY_BYTES)))

    def save(self, path: Path, *, replace: bool = False) -> None:
        """Write the file, readable by nobody else and whole or not at all; in the place of another as its owner's.

        Raises `KeyRingError` where there is one already and it may not be replaced, or where it cannot be written.
        """
        content = orjson.dumps({"kind": _KIND, "keys": [key.hex() for key in self._keys.values()]})
        (_replace if replace else _make)(path, content + b"\n")

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._keys)})"


def new_key_ring() -> KeyRing:
    """A ring with one new key."""
    return KeyRing((os.urandom(KEY_BYTES),))


def epoch_name(number: int, key: bytes) -> str:
    """What an epoch is called: its number, and what only its key gives."""
    return f"{number}.{hmac.digest(key, b'vpc/1 owner key', 'sha256').hex()[:16]}"


def read_key_ring(path: Path) -> KeyRing:
    """The ring in a file. Raises `KeyRingError`, which repeats nothing of it; also where others may read the file."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(MOST_BYTES)
    except (OSError, ValueError) as error:
        raise KeyRingError(f"`{path}` cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyRingError(f"`{path}` is open to others than its owner", f"`chmod 600 {path}` closes it")
    keys = _keys_in(content)
    if keys is None:  # outside any `except`: that exception would point into the keys
        raise KeyRingError(f"`{path}` is no key ring")
    return KeyRing(keys)


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Whoever reads a ring and saves it in this block loses no key that another adds, who waits so long.

    Raises `KeyRingError`.
    """
    with ExitStack() as held:
        try:
            held.enter_context(alone_in(path.resolve().parent))
        except (OSError, ValueError, RuntimeError) as error:
            raise _unwritable(path, error) from None
        yield


def _keys_in(content: bytes) -> list[bytes] | None:
    with suppress(ValueError, TypeError, KeyError):
        found = orjson.loads(content)
        if found["kind"] == _KIND:
            return [bytes.fromhex(text) for text in found["keys"]]
    return None


def _replace(path: Path, content: bytes) -> None:
    try:
        with replacing(path.resolve(), 0o600, as_before=True) as file:  # what a link leads to, so that it stays one
            file.write(content)
    except UnwritableFileError as error:
        raise KeyRingError(f"`{path}` cannot be written: {error.finding}") from None
    except (OSError, ValueError, RuntimeError) as error:  # a link that leads to itself
        raise _unwritable(path, error) from None


def _make(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(beside, path)  # unlike a rename, this takes nobody's place
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(path.absolute().parent)
    except FileExistsError:
        raise KeyRingError(f"`{path}` is there already", "`configurator keys rotate` gives a ring a new key") from None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: Exception) -> KeyRingError:
    return KeyRingError(f"`{path}` cannot be written: {getattr(error, 'strerror', None) or error}")
