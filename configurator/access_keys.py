"""Keys of those who may ask a service: what each may do, and a file that knows them by their hashes only.

    {"keys": [{"name": "shop", "sha256": "9f86…", "scopes": ["read", "validate", "issue"]}]}

A key is 32 random bytes, so its plain SHA-256 cannot be guessed back, and no salt would add to that. The key itself is
shown once, when it is made, and stands nowhere.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from configurator.errors import ConfiguratorError, UnwritableFileError
from configurator.whole_files import alone_in, replacing

PREFIX = "opt_"
"""What every key begins with, so that scanners for secrets find one that got into a repository."""

LONGEST = 200
"""Characters of what may be a key."""


class Scope(StrEnum):
    """What a key is good for."""

    READ = "read"
    VALIDATE = "validate"
    ISSUE = "issue"
    RESOLVE = "resolve"
    RESOLVE_PRIVATE = "resolve-private"


class KeyFileError(ConfiguratorError):
    """A file of keys that cannot be read or written, or says what no such file says; nothing of it is repeated."""

    def __init__(self, reason: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has a key: the name, the hash in hexadecimal, and what the key is good for."""

    name: str
    sha256: str
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class Keys:
    """All who have a key, in the order of the file."""

    holders: tuple[Holder, ...] = ()

    def holder(self, key: str) -> Holder | None:
        """Who has this key; every hash is compared, each in a time that does not tell how much of it agrees."""
        if not key.isascii() or len(key) > LONGEST:
            return None
        asked, found = hashed(key), None
        for each in self.holders:
            if hmac.compare_digest(each.sha256, asked):
                found = each
        return found

    def with_new(self, name: str, scopes: Iterable[Scope]) -> tuple[Keys, str]:
        """The same with one more, and the key, which is told only now. Raises `KeyFileError` for a name that is there.

        The name is for people and for logs.
        """
        if any(each.name == name for each in self.holders):
            raise KeyFileError("known-name", f"there is a key named `{name}`", "remove it first, or take another name")
        key = PREFIX + secrets.token_urlsafe(32)
        return Keys((*self.holders, Holder(name, hashed(key), frozenset(scopes)))), key

    def without(self, name: str) -> Keys:
        """The same without one. Raises `KeyFileError` where there is none of this name."""
        left = tuple(each for each in self.holders if each.name != name)
        if len(left) == len(self.holders):
            raise KeyFileError("unknown-name", f"there is no key named `{name}`")
        return Keys(left)


def scopes_of(text: str) -> tuple[Scope, ...]:
    """The scopes that words with commas name, each once. Raises `KeyFileError` for another word, or none at all."""
    words = dict.fromkeys(each.strip() for each in text.split(",") if each.strip())
    try:
        found = tuple(map(Scope, words))
    except ValueError:
        found = ()
    if not found:
        message = f"`{text}` is nothing that a key is good for" if words else "no scope is named"
        raise KeyFileError("wrong-scope", message, f"known here: {', '.join(Scope)}")
    return found


def hashed(key: str) -> str:
    """What a file has in the place of a key."""
    return sha256(key.encode()).hexdigest()


def read_keys(path: Path) -> Keys:
    """The keys in a file. Raises `KeyFileError`."""
    try:
        told = json.loads(path.read_bytes())
    except OSError as error:
        message = f"the keys in `{path}` cannot be read: {error.strerror or error}"
        raise KeyFileError("unreadable-keys", message, "`configurator access add` begins such a file") from None
    except (ValueError, RecursionError):
        raise KeyFileError("faulty-keys", f"`{path}` is no file of keys: it is not JSON") from None
    try:
        holders = tuple(
            Holder(_text(each["name"]), _hash(each["sha256"]), frozenset(map(Scope, each["scopes"])))
            for each in told["keys"]
        )
    except (ValueError, KeyError, TypeError):
        message = f"`{path}` is no file of keys: each has a `name`, a `sha256` and `scopes`"
        raise KeyFileError("faulty-keys", message, f"scopes are {', '.join(Scope)}") from None
    return Keys(holders)


def write_keys(path: Path, keys: Keys) -> None:
    """Put keys into a file, all at once; a new one only its owner reads, another keeps its owner and its mode.

    Raises `KeyFileError`.
    """
    told = [
        {"name": each.name, "sha256": each.sha256, "scopes": [scope for scope in Scope if scope in each.scopes]}
        for each in keys.holders
    ]
    try:
        with replacing(path.resolve(), 0o600, as_before=True) as file:  # what a link leads to, so that it stays one
            file.write(json.dumps({"keys": told}, indent=2).encode() + b"\n")
    except UnwritableFileError as error:
        raise KeyFileError("unwritable-keys", f"the keys in `{path}` cannot be written: {error.finding}") from None


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Whoever reads keys and writes them in this block loses nothing that another writes, who waits so long.

    Raises `KeyFileError`.
    """
    with ExitStack() as held:
        try:
            held.enter_context(alone_in(path.resolve().parent))
        except OSError as error:
            message = f"the keys in `{path}` cannot be written: {error.strerror or error}"
            raise KeyFileError("unwritable-keys", message) from None
        yield


def _text(told: object) -> str:
    if not isinstance(told, str) or not told:
        raise ValueError
    return told


def _hash(told: object) -> str:
    if not isinstance(told, str) or len(told) != 64 or not set(told) <= set("0123456789abcdef"):
        raise ValueError
    return told
