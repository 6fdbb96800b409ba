"""What a service is told when it begins: which catalogs, for whom, where, and within which limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from configurator.access_keys import Scope
from configurator.compiler.budget import USUAL, Budget
from configurator.errors import ConfiguratorError
from configurator.identity.identity_key import IdentityKey
from configurator.text.json_reader import DEFAULT, JsonLimits

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Hosts on which only this machine hears the service."""


class ServingError(ConfiguratorError):
    """A service that cannot begin as it was told to: a name in kebab-case, a sentence, and what to do now."""

    def __init__(self, reason: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Limits:
    """What one service lets in, and for how long.

    `rate`: requests a second of one key, or without one of one address, 0 for any number; `burst` times as many at
    once. `connections` that are open; `in_flight`: requests at a time, of these `aside` that take long, in `threads`
    threads. `lines` of a batch of at most `batch` bytes; `image` bytes of a picture. `seconds` of computing for one
    question; `patience`: seconds within which a client has to send its request, or take a piece of the answer.
    `conflicts`: blocked values that one answer explains.
    """

    json: JsonLimits = DEFAULT
    batch: int = 3_000_000
    lines: int = 1_000
    image: int = 20_000_000
    rate: float = 100.0
    burst: float = 2.0
    connections: int = 1_000
    in_flight: int = 256
    aside: int = 32
    threads: int = 4
    seconds: float = 1.0
    patience: float = 10.0
    conflicts: int = 20


@dataclass(frozen=True)
class Serving:
    """A service: `catalogs` as they are named on the command line, and all that surrounds them.

    `keys`: the file of those who may ask; None where nobody needs a key. `open`: what may be asked without one.
    `owner_key`: the key ring that private texts are kept with; None where none are kept.
    `origins`: whose pages may ask from a browser, `*` for all. `grace`: seconds for what has begun, at the end.
    `root_path`: what a proxy takes off the front of paths, `/configurator`; nothing where it passes them as they are.
    """

    catalogs: tuple[str, ...]
    registry: str | None = None
    images: Path | None = None
    keys: Path | None = None
    open: frozenset[Scope] = frozenset()
    origins: tuple[str, ...] = ()
    identity_key: IdentityKey | None = None
    owner_key: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    root_path: str = ""
    workers: int = 1
    watch: bool = False
    grace: float = 30.0
    limits: Limits = field(default_factory=Limits)
    budget: Budget = USUAL

    @cached_property
    def opened(self) -> frozenset[Scope]:
        """What may be asked without a key; where there are no keys all but private texts, which have to be opened."""
        return self.open if self.keys is not None or self.open else frozenset(Scope) - {Scope.RESOLVE_PRIVATE}

    def refuse_open_to_all(self, host: str) -> None:
        """Raise `ServingError` where others hear the service at this host, and nothing says what they may ask."""
        if self.keys is None and not self.open and host not in LOOPBACK:
            hint = "write `--keys FILE`, or what everybody may ask: `--open read,validate`"
            raise ServingError("open-to-all", f"everybody who reaches {host} could ask everything", hint)
