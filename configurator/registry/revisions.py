"""Revisions of master data, as a registry keeps them: documents named by their content, on top of a release.

What stands in a document is not looked at here, but for its digest: `configurator.revising.registered` writes and reads
them. Those of a release are numbered from 1 without a gap, and nobody can add one without having seen all before it: so
whoever proves that a revision moves no rule has seen what else is in force. A merge brings revisions that were not
proved together; in which order they count does not hang on where they were kept first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from configurator.errors import DamagedRecordError, RevisionError
from configurator.registry import log
from configurator.registry.database import Columns, Transaction
from configurator.registry.seal import seal
from configurator.registry.store import after, stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from configurator.registry.stored import StoredRegistry

_COLUMNS = "release, number, digest, catalog, effective, at, document, seal"
OF_RELEASE = f"SELECT {_COLUMNS} FROM revisions WHERE release = ? ORDER BY number"  # noqa: S608 - fixed text
_MOMENTS = "SELECT number, effective, at FROM revisions WHERE release = ? ORDER BY number"
_OF_CATALOG = f"SELECT {_COLUMNS} FROM revisions WHERE catalog = ? ORDER BY at, release, digest"  # noqa: S608
MOVE_BACK = "UPDATE revisions SET at = ?, seal = ? WHERE release = ? AND number = ?"
_BY_DIGEST = f"SELECT {_COLUMNS} FROM revisions WHERE digest = ?"  # noqa: S608
_INSERT = f"INSERT INTO revisions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_NAME = "sha256:"


@dataclass(frozen=True, slots=True)
class KeptRevision:
    """A revision as it is kept; `effective` is ISO 8601 in UTC, to the second: in force from that moment on."""

    release: str
    number: int
    digest: bytes
    catalog: str
    effective: str
    at: str
    document: bytes

    @property
    def name(self) -> str:
        """What it is called: `sha256:…`, by its content."""
        return named(self.digest)

    @property
    def order(self) -> tuple[str, str, bytes]:
        """The place among the revisions of a release in which they count; whatever was merged, all registries agree."""
        return self.effective, self.at, self.digest

    def stored(self) -> tuple[str, int, bytes, str, str, str, bytes, bytes]:
        """The columns, with the seal over them."""
        return (
            self.release,
            self.number,
            self.digest,
            self.catalog,
            self.effective,
            self.at,
            self.document,
            self.seal(),
        )

    def seal(self) -> bytes:
        """What vouches for all columns; the digest vouches for the document."""
        return seal("revisions", self.release, self.number, self.digest, self.catalog, self.effective, self.at)


class Revisions:
    """The revisions of a registry."""

    def __init__(self, registry: StoredRegistry) -> None:
        self._registry = registry

    def add(
        self,
        document: bytes,
        *,
        catalog: str,
        release: str,
        effective: str,
        seen: int,
        told: Mapping[str, object],
    ) -> KeptRevision:
        """Keep a document; `seen` is how many revisions of the release there were when it was proved.

        What is kept already is given as it is. `told` is what the log says of it. Raises `RevisionError` with the
        reason `meanwhile` where there are more by now: look at them, prove it again.
        """
        digest = sha256(document).digest()

        def work(tx: Transaction) -> KeptRevision:
            known = tx.execute(_BY_DIGEST, (digest,))
            if known:
                return read_revision(known[0])
            others = read_all(release, tx.execute(OF_RELEASE, (release,)))
            if len(others) != seen:
                message = f"`{release}` has been revised by somebody else at this moment; begin again"
                raise RevisionError("meanwhile", message)
            at = stamp(self._registry.clock)
            if others:  # also with a clock that was put back, what comes later is later
                at = max(at, after(max(each.at for each in others)))
            kept = KeptRevision(release, seen + 1, digest, catalog, effective, at, document)
            tx.execute(_INSERT, kept.stored())
            log.note(tx, "revised", release, {"revision": kept.name, **told}, at, self._registry.new_id)
            return kept

        return self._registry.database.write(work)

    def of_release(self, release: str) -> list[KeptRevision]:
        """Those of a release, verified, in the order of their coming, none missing."""
        return read_all(release, self._registry.database.ask(OF_RELEASE, (release,)))

    def moments(self, release: str) -> list[Columns]:
        """Number, moment and time of keeping of those of a release: to see at little cost whether there are others."""
        return self._registry.database.ask(_MOMENTS, (release,))

    def of_catalog(self, catalog: str) -> list[KeptRevision]:
        """Those of all releases of a catalog, by its permanent key, verified, in the order of their coming."""
        return [read_revision(each) for each in self._registry.database.ask(_OF_CATALOG, (catalog,))]

    def get(self, name: str) -> KeptRevision:
        """The revision of this name. Raises `RevisionError` with the reason `unknown-revision`."""
        digits = name.removeprefix(_NAME)
        try:
            digest = bytes.fromhex(digits)
        except ValueError:
            digest = b""
        found = self._registry.database.ask(_BY_DIGEST, (digest,)) if len(digest) == 32 else []
        if not found:
            raise RevisionError("unknown-revision", f"there is no revision `{name[:80]}` here")
        kept = read_revision(found[0])
        if kept.digest != digest:
            raise DamagedRecordError(None, f"the revision {kept.name} was found in place of {name}")
        return kept


def named(digest: bytes) -> str:
    """What a revision with this digest is called: `sha256:…`."""
    return _NAME + digest.hex()


def read_all(release: str, found: Sequence[Sequence[Any]]) -> list[KeptRevision]:
    """Make the revisions of a release, none missing. Raises `DamagedRecordError`."""
    kept = [read_revision(each) for each in found]
    for expected, each in enumerate(kept, 1):
        if (each.release, each.number) != (release, expected):
            raise DamagedRecordError(None, f"revision {expected} of `{release}` is missing")
    return kept


def read_revision(values: Sequence[Any]) -> KeptRevision:
    """Make a revision of its columns. Raises `DamagedRecordError`."""
    *fields, sealed = values
    kept = KeptRevision(*fields)
    try:
        sound = sha256(kept.document).digest() == kept.digest and kept.seal() == sealed
    except TypeError:
        sound = False
    if not sound:
        raise DamagedRecordError(None, f"a revision of `{kept.release}` was changed")
    return kept
