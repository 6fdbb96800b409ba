"""What a registry promises, and the records that it answers with.

Canonical documents go in, codes come out; codes go in, verified documents come out. A registry computes digests and
codes itself, so nobody can store a wrong pair. What would surprise: a code is acknowledged only when it is durable, so
issuing one at a time costs a few disk syncs each; `issue_many` shares them. Every read hashes the document again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from configurator.errors import CodeError, RegistryError
from configurator.identity.code import short_of
from configurator.identity.code_text import code_text, long_code
from configurator.registry.database import Transaction
from configurator.registry.log import Entry

if TYPE_CHECKING:
    from configurator.registry.private_texts import PrivateTexts

Clock = Callable[[], datetime]

Also = Callable[[Transaction, "Issued"], None]
"""What more is done in the transaction that issues a code."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The answer to `issue`: durable when it is given.

    `code` is the label that the product carries: the short code, or the long one if another product had the short one
    first. `clash` holds the long codes of the products that share the short code, sorted; nearly always it is empty.
    `new` tells whether this very call brought the product in.
    """

    code: str
    short_code: str
    digest: bytes
    new: bool
    clash: tuple[str, ...]
    _long: Callable[[bytes], str] = field(repr=False, compare=False)

    @property
    def long_code(self) -> str:
        """The long code, which tells it from all others; worked out when it is asked for."""
        return self._long(self.digest)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The answer to `resolve`: `document` is, verified, the byte string that was issued as `code`, the label.

    `release` is the catalog release that it was first issued under; `issued_at` is ISO 8601 in UTC. `entries` are those
    of the log about this product, oldest first: a code that was retired or superseded resolves as any other.
    """

    code: str
    digest: bytes
    document: bytes
    release: str
    issued_at: str
    entries: tuple[Entry, ...]
    _long: Callable[[bytes], str] = field(repr=False, compare=False)

    @property
    def long_code(self) -> str:
        """The long code, which tells it from all others; worked out when it is asked for."""
        return self._long(self.digest)

    @property
    def retired(self) -> Entry | None:
        """The entry by which it is retired today, if it is."""
        last = next((each for each in reversed(self.entries) if each.kind in {"retired", "reinstated"}), None)
        return last if last is not None and last.kind == "retired" else None

    @property
    def superseded_by(self) -> str | None:
        """The long code of what is delivered instead, if there is such a thing."""
        last = next((each for each in reversed(self.entries) if each.kind == "superseded"), None)
        return None if last is None else last.value("by")

    @property
    def notes(self) -> tuple[Entry, ...]:
        """The notes, oldest first."""
        return tuple(each for each in self.entries if each.kind == "noted")


class Registry(Protocol):
    """What every store does alike; `tests/registry/registry_contract.py` holds each of them to it.

    Every method may raise `FailedStoreError` (nothing was acknowledged, asking again is safe) and
    `DamagedRecordError` (what is stored is not what was issued). A code is given in any accepted spelling, short or
    long; what takes one raises `CodeError` for what is no code, `UnknownCodeError` for what was never issued here, and
    `AmbiguousCodeError` where several products share the short code.
    """

    def issue(self, document: bytes, *, release: str, also: Also | None = None) -> Issued:
        """Give the canonical document its code and remember it; the same document always gets the same answer.

        `also` does more in the same transaction, with the answer in hand; it may be called more than once.
        """

    def issue_many(self, documents: Iterable[bytes], *, release: str) -> list[Issued]:
        """Issue in bounded batches, each durable as a whole; answers in the order of the documents.

        If a batch fails, the ones before it stay issued, and the whole call may be repeated.
        """

    def refuse_unreleased(self, release: str) -> None:
        """Raise `UnreleasedError` where it holds releases of a catalog, and this one of them it does not.

        Who issues asks first: codes of drafts are not mixed with those of what was published.
        """

    def resolve(self, code_text: str) -> Resolved:
        """Give back what was issued as this code."""

    def resolve_many(self, code_texts: Iterable[str]) -> list[Resolved | CodeError | RegistryError]:
        """Give back what was issued as each code, in their order; what `resolve` would raise stands in its place."""

    def retire(self, code_text: str, *, reason: str, by_whom: str | None = None) -> Resolved:
        """Note that no more of it is to be made; it resolves as before. Nothing is written where it is retired."""

    def reinstate(self, code_text: str, *, reason: str, by_whom: str | None = None) -> Resolved:
        """Take a retirement back. Nothing is written where there is none."""

    def supersede(self, code_text: str, *, by: str, reason: str, by_whom: str | None = None) -> Resolved:
        """Note what is delivered instead, another issued code. Raises `SupersededError` where that goes in a circle."""

    def note(self, code_text: str, *, note: str, by_whom: str | None = None) -> Resolved:
        """Note an order line, a customer's reference, a remark."""

    @property
    def private(self) -> PrivateTexts:
        """The private texts of products: keep, read, erase."""

    def count(self) -> int:
        """Tell how many products have a code."""

    def __len__(self) -> int: ...

    def codes(self, *, after: str | None = None, limit: int = 1000) -> list[Resolved]:
        """List by short code, then digest, verified, without the entries about them.

        `after` is the long code of the last one of the page before.
        """

    def changes(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:
        """The log, oldest first, verified; `after` is the last `seq` already seen."""

    def close(self) -> None:
        """Let go of files and connections; the next call opens them again."""


@dataclass(frozen=True, slots=True)
class Coder:
    """How digests become codes. Tests put in a narrow one, so that clashes, which never happen, do happen.

    `short` and `long` take a digest; `short_of` takes a long code and agrees with them.
    """

    short: Callable[[bytes], str]
    long: Callable[[bytes], str]
    short_of: Callable[[str], str]


CODER = Coder(short=code_text, long=long_code, short_of=short_of)


def utc_now() -> datetime:
    """Tell the time, the clock that is used where none is given."""
    return datetime.now(UTC)


def stamp(clock: Clock) -> str:
    """Read the clock as ISO 8601 in UTC, to the millisecond: `2026-11-23T04:44:00.123Z`."""
    now = clock()
    if now.tzinfo is None:
        raise ValueError("a clock must tell its time zone")
    return _written(now)


def after(at: str) -> str:
    """The stamp that comes next, a millisecond later."""
    return _written(datetime.fromisoformat(at) + timedelta(milliseconds=1))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
