"""Bundles made of a registry, whole or as a delta; and deltas applied to a bundle.

A registry is read in small pieces, each of one moment, while others go on issuing. A bundle goes to the number that the
log had when that began; what came in the meantime may be in it already, and comes again in the next delta. Of each code
that the log speaks of behind a number, a delta has all that there is: so deltas may overlap, and applying one twice
changes nothing. A gap is refused.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import mkstemp

import orjson

from configurator.errors import BundleGapError, BundleMismatchError, DamagedRecordError, UnwritableFileError
from configurator.identity.code_text import LONG
from configurator.registry import log, statements
from configurator.registry.bundle import (
    APPLICATION_ID,
    FORMAT,
    BundleDatabase,
    Head,
    content_of,
    head_of,
    read_head,
)
from configurator.registry.connect import sync
from configurator.registry.database import Columns, Transaction
from configurator.registry.faults import FAULTS
from configurator.registry.log import read_about
from configurator.registry.row import PREFIX, read_group
from configurator.registry.safety import distrust
from configurator.registry.store import stamp
from configurator.registry.stored import StoredRegistry

PAGE = 500
"""Short codes that are read in one moment."""

_SHORTS = "SELECT DISTINCT short FROM codes WHERE short > ? ORDER BY short LIMIT ?"
_LAST = "SELECT seq, id FROM log WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1"
_ID = "SELECT id FROM log WHERE seq = ?"
_IDS = "SELECT seq, id FROM log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
_LINKS = "SELECT system, reference, code, at, seal FROM links WHERE code = ?"
_LEASES = "SELECT gtin, number, code, at, seal FROM leases WHERE code = ?"
_REVISIONS = (
    "SELECT release, number, digest, catalog, effective, at, document, seal FROM revisions "
    "WHERE (release, number) > (?, ?) ORDER BY release, number LIMIT ?"
)
_RELEASES = "SELECT name, catalog, place, at, length, digest, seal FROM releases ORDER BY catalog, place"
_PART = "SELECT name, number, data, seal FROM release_parts WHERE name = ? AND number = ?"
_WIDTHS = {"codes": 9, "log": 7, "links": 5, "leases": 5, "revisions": 8, "releases": 7, "release_parts": 4}
_COLUMNS = {"log": " (seq, id, at, kind, subject, detail, seal)", "codes": f" ({statements.COLUMNS})"}

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a bundle is narrowed to: a catalog, `CATALOG/PRODUCT`, codes issued since a day; empty for all."""

    catalog: str = ""
    product: str = ""
    since: str = ""

    @property
    def own(self) -> str:
        """The catalog that it is narrowed to; empty for all."""
        return self.catalog or self.product.partition("/")[0]

    def takes(self, document: bytes, issued_at: str) -> bool:
        """Whether a product is in it."""
        if self.since and issued_at < self.since:
            return False
        if not self.catalog and not self.product:
            return True
        product = str(orjson.loads(document)["product"])
        return (not self.product or product == self.product) and (
            not self.catalog or product.startswith(f"{self.catalog}/")
        )


ALL = Narrowed()


def write_bundle(
    registry: StoredRegistry,
    target: Path,
    narrowed: Narrowed = ALL,
    *,
    after: int = 0,
    progress: Progress = lambda _: None,
) -> Head:
    """Write a bundle of a registry, or with `after` a delta behind that number of the log; the file is whole or not.

    What is damaged in the registry is never written: raises `DamagedRecordError`, and `UnwritableFileError`.
    """
    registry.changes(after=after, limit=1)  # where entries are numbered when they are read, they are now
    ((upto, upto_id),) = registry.database.ask(_LAST) or [(0, b"")]
    ((after_id,),) = (registry.database.ask(_ID, (after,)) if after else []) or [(b"",)]
    shorts = _all_shorts(registry) if not after else iter(_touched(registry, after))
    with _Target(target) as (connection, beside):
        done = 0
        connection.execute("BEGIN")
        while page := list(islice(shorts, PAGE)):
            done += _put_codes(connection, registry, page, narrowed)
            progress(done)
        _put(connection, "revisions", _revisions(registry, narrowed))
        releases = [each for each in registry.database.ask(_RELEASES) if narrowed.own in {"", each[1]}]
        _put(connection, "releases", releases)  # all: a merge may give others another place
        for release in releases:
            if not after or _is_new(registry, release[0], after):
                _put(connection, "release_parts", _parts(registry, release[0]))
        connection.executemany("INSERT INTO entries VALUES (?, ?)", _ids(registry, after, upto) if after else ())
        connection.execute("COMMIT")
        ids = (after_id.hex(), upto_id.hex())
        head = Head(FORMAT, after, upto, *ids, stamp(registry.clock), 0, *_narrowing(narrowed), "")
        return _finish(connection, beside, target, head)


def apply_delta(bundle: Path, delta: Path) -> Head:
    """Let a bundle go as far as a delta does; another file takes its place at once, whole.

    One that goes no further changes nothing. Raises `BundleGapError` where entries between the two are missing,
    `BundleMismatchError` where they are narrowed to different things or are not of one log, and as `open_bundle` for
    both.
    """
    base, new = _checked(bundle), _checked(delta)
    if not new.is_delta:
        raise BundleMismatchError(f"`{delta.name}` is a whole bundle, no delta: put it in the place of the other one")
    if base.is_delta:
        raise BundleMismatchError(f"`{bundle.name}` is a delta, to which nothing is applied")
    if base.narrowed != new.narrowed:
        raise BundleMismatchError(f"`{delta.name}` is narrowed to something else than `{bundle.name}`")
    if new.after > base.upto:
        raise BundleGapError(bundle.name, base.upto, new.after)
    if not _is_of_one_log(base, new, delta):
        message = f"`{delta.name}` does not go on from `{bundle.name}`: it is of another registry, or of one that was "
        raise BundleMismatchError(message + "restored since; get a whole bundle")
    if new.upto <= base.upto:
        return base
    for path, head in ((bundle, base), (delta, new)):
        if _content_of_file(path) != head.content:
            raise DamagedRecordError(None, f"the digest of what is in `{path.name}` is another one")
    with _Target(bundle, copied=True) as (connection, beside):
        connection.execute("ATTACH ? AS delta", (f"{delta.absolute().as_uri()}?mode=ro&immutable=1",))
        connection.execute("BEGIN")
        _merge(connection)
        connection.execute("COMMIT")
        connection.execute("DETACH delta")
        head = replace(base, upto=new.upto, upto_id=new.upto_id, made_at=new.made_at)
        return _finish(connection, beside, bundle, head)


def _is_of_one_log(base: Head, new: Head, delta: Path) -> bool:
    """Whether the entry that a bundle goes to has the same id for a delta; one that is behind it changes nothing."""
    if base.upto == new.after:
        return base.upto_id == new.after_id
    if base.upto > new.upto:
        return True
    with closing(BundleDatabase(delta)) as database:
        return database.ask("SELECT id FROM entries WHERE seq = ?", (base.upto,)) == [(bytes.fromhex(base.upto_id),)]


def _content_of_file(path: Path) -> str:
    """The digest of what is in a bundle, worked out anew."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        try:
            return content_of(connection)
        except (*FAULTS, TypeError):
            return ""


def _checked(path: Path) -> Head:
    database = BundleDatabase(path)
    try:
        return read_head(database)
    finally:
        database.close()


def _all_shorts(registry: StoredRegistry) -> Iterator[str]:
    last = ""
    while page := registry.database.ask(_SHORTS, (last, PAGE)):
        for (short,) in page:
            yield short
        last = page[-1][0]


def _touched(registry: StoredRegistry, after: int) -> list[str]:
    """The short codes that the log speaks of behind a number."""
    found: set[str] = set()
    while page := registry.changes(after=after):
        for entry in page:
            detail = orjson.loads(entry.detail)
            found.update(map(registry.coder.short_of, detail.get("codes", ()) if entry.kind == "issued" else ()))
            if entry.kind == "clash":
                found.add(detail["short"])
            if entry.subject is not None and len(entry.subject) == LONG:
                found.add(registry.coder.short_of(entry.subject))
        after = page[-1].seq or after
    return sorted(found)


def _put_codes(
    connection: sqlite3.Connection, registry: StoredRegistry, shorts: Sequence[str], narrowed: Narrowed
) -> int:
    """Write the codes of some short ones, with all that belongs to them; say how many products these are."""
    rows, entries, links, leases = registry.database.read(lambda tx: _states(tx, registry, shorts, narrowed))
    for table, found in (("codes", rows), ("log", entries), ("links", links), ("leases", leases)):
        _put(connection, table, found)
    return len(rows)


def _states(
    tx: Transaction, registry: StoredRegistry, shorts: Sequence[str], narrowed: Narrowed
) -> tuple[list[Columns], list[Columns], list[Columns], list[Columns]]:
    groups: dict[str, list[Columns]] = {}
    for values in tx.execute(statements.groups(len(shorts)), list(shorts)):
        groups.setdefault(values[0], []).append(values)
    rows: list[Columns] = []
    entries: list[Columns] = []
    links: list[Columns] = []
    leases: list[Columns] = []
    for short, found in groups.items():
        group = read_group(short, found, registry.coder)
        if not any(narrowed.takes(row.document, row.issued_at) for row in group):
            continue
        for row in group:  # whoever shares a short code is there, too: the code answers with all
            rows.append(row.stored())
            if row.marks:
                code = registry.coder.long(row.digest)
                entries += [e.stored() for e in read_about(code, tx.execute(log.ABOUT, (code,)), row.marks)]
                links += tx.execute(_LINKS, (code,))
                leases += tx.execute(_LEASES, (code,))
    return rows, entries, links, leases


def _revisions(registry: StoredRegistry, narrowed: Narrowed) -> Iterator[Columns]:
    """All revisions of the catalog, or of all catalogs: they are few, and each delta has them."""
    catalog = narrowed.own
    last: tuple[str, int] = ("", 0)
    while page := registry.database.ask(_REVISIONS, (*last, PAGE)):
        yield from (each for each in page if catalog in {"", each[3]})
        last = page[-1][0], page[-1][1]


def _is_new(registry: StoredRegistry, name: str, after: int) -> bool:
    """Whether the log speaks of a release behind a number, or has no number for it; else earlier bundles have it."""
    found = registry.database.ask("SELECT max(seq) FROM log WHERE subject = ? AND kind = 'released'", (name,))
    return found[0][0] is None or found[0][0] > after


def _ids(registry: StoredRegistry, after: int, upto: int) -> Iterator[Columns]:
    """The numbers and ids of entries of the log."""
    while page := registry.database.ask(_IDS, (after, upto, PAGE)):
        yield from page
        after = page[-1][0]


def _parts(registry: StoredRegistry, name: str) -> Iterator[Columns]:
    """The parts of the file of a release, one by one."""
    number = 0
    while part := registry.database.ask(_PART, (name, number)):
        yield part[0]
        number += 1


def _put(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[object]]) -> None:
    marks = ", ".join("?" * _WIDTHS[table])
    connection.executemany(
        f"INSERT OR REPLACE INTO {table}{_COLUMNS.get(table, '')} VALUES ({marks})",  # noqa: S608 - names of ours
        rows,
    )


def _merge(connection: sqlite3.Connection) -> None:
    """Put what an attached delta has in the place of what is there."""
    coder_of = "SELECT subject FROM delta.log UNION SELECT code FROM delta.links UNION SELECT code FROM delta.leases"
    connection.execute(f"DELETE FROM links WHERE code IN ({coder_of})")  # noqa: S608 - fixed text
    for table in _WIDTHS:
        connection.execute(f"INSERT OR REPLACE INTO main.{table} SELECT * FROM delta.{table}")  # noqa: S608


def _narrowing(narrowed: Narrowed) -> tuple[str, str, str]:
    return narrowed.catalog, narrowed.product, narrowed.since


class _Target:
    """A file that is written beside its place, and takes it when all is done; else it goes."""

    def __init__(self, target: Path, *, copied: bool = False) -> None:
        self._target, self._copied = target, copied

    def __enter__(self) -> tuple[sqlite3.Connection, Path]:
        try:
            handle, name = mkstemp(prefix=f".{self._target.name}.", dir=self._target.absolute().parent)
            os.close(handle)
            self._beside = Path(name)
            if self._copied:
                shutil.copyfile(self._target, self._beside)
        except OSError as error:
            raise UnwritableFileError(str(self._target), error.strerror or str(error)) from None
        uri = f"{self._beside.absolute().as_uri()}?mode=rw"
        self._connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        distrust(self._connection, str(self._target))
        self._connection.execute("PRAGMA journal_mode = OFF")  # the file is thrown away where anything fails
        self._connection.execute("PRAGMA synchronous = OFF")
        if not self._copied:
            script = Path(__file__).with_name("bundle.sql").read_text("utf-8")
            self._connection.executescript(script)
            self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        return self._connection, self._beside

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._connection.close()
        self._beside.unlink(missing_ok=True)
        if isinstance(error, OSError | sqlite3.Error):
            raise UnwritableFileError(str(self._target), str(error)) from None


def _finish(connection: sqlite3.Connection, beside: Path, target: Path, head: Head) -> Head:
    """Count and seal what is written, make it durable, and put it in its place."""
    counted = Counter(short[:PREFIX] for (short,) in connection.execute("SELECT short FROM codes"))
    connection.execute("DELETE FROM tally")
    connection.executemany("INSERT INTO tally VALUES (?, ?)", sorted(counted.items()))
    head = replace(head, products=counted.total(), content=content_of(connection))
    said = {**{name: str(value) for name, value in asdict(head).items()}, "seal": head.seal()}
    connection.execute("DELETE FROM head")
    connection.executemany("INSERT INTO head VALUES (?, ?)", sorted(said.items()))
    connection.execute("VACUUM")
    assert head_of(target, said) == head  # noqa: S101 - it will be read so
    connection.close()
    beside.chmod(0o644)
    sync(beside)
    beside.replace(target)
    sync(target.absolute().parent)
    return head
