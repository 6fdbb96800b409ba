"""A bundle: one file with what a site needs of a registry, so that it resolves with no network and no server.

It is an SQLite file with the tables of a registry: codes, what the log says about them, references, leased numbers,
revisions, releases; private texts never. It never changes: what is new comes as a delta, from one number of the log to
another, and a new file takes the place of the old one (`bundling.py`). Its head says how far it goes, and has a digest
of all that is in it. Opening checks the head and the size of the file; reading checks each row, as in a registry;
`verify` checks all of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any

from configurator.errors import (
    CodeError,
    ConfiguratorError,
    DamagedRecordError,
    NotInBundleError,
    RegistryError,
    UnknownCodeError,
    UnusableStoreError,
)
from configurator.registry import statements
from configurator.registry.database import Columns, T, Transaction
from configurator.registry.faults import FAULTS, named
from configurator.registry.leases import read_lease
from configurator.registry.log import Entry, read_about, read_entry
from configurator.registry.references import read_link
from configurator.registry.revisions import read_revision
from configurator.registry.row import PREFIX, Row, read_group
from configurator.registry.safety import distrust
from configurator.registry.seal import seal
from configurator.registry.shelves import searched
from configurator.registry.sqlite_database import SqliteTransaction
from configurator.registry.store import CODER, Also, Coder, Issued, Resolved, utc_now
from configurator.registry.stored import StoredRegistry

APPLICATION_ID = 0x4F505442
"""`OPTB` in the header of the file."""

FORMAT = 1

TABLES: dict[str, str] = {
    "codes": f"SELECT {statements.COLUMNS} FROM codes ORDER BY short, digest",  # noqa: S608 - fixed text
    "tally": "SELECT prefix, products FROM tally ORDER BY prefix",
    "log": "SELECT seq, id, at, kind, subject, detail, seal FROM log ORDER BY id",
    "links": "SELECT system, reference, code, at, seal FROM links ORDER BY system, reference",
    "leases": "SELECT gtin, number, code, at, seal FROM leases ORDER BY gtin, number",
    "revisions": "SELECT release, number, digest, catalog, effective, at, document, seal FROM revisions "
    "ORDER BY release, number",
    "releases": "SELECT name, catalog, place, at, length, digest, seal FROM releases ORDER BY name",
    "release_parts": "SELECT name, number, data, seal FROM release_parts ORDER BY name, number",
    "entries": "SELECT seq, id FROM entries ORDER BY seq",
}
"""All that the digest of a bundle covers, in this order."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a bundle says of itself.

    - `after`: 0, or for a delta the number of the log that it follows; `upto`: the number that it goes to;
    - `after_id`, `upto_id`: the ids of these two entries of the log, as hexadecimal digits; empty where there is none.
      By them what another registry has, or one that was restored and went on otherwise, is told from what follows;
    - `made_at`: ISO 8601 in UTC; `products`: how many codes;
    - `catalog`, `product`, `since`: what it is narrowed to: permanent keys, and the day of issue; empty for all;
    - `content`: SHA-256 over all tables.
    """

    format: int
    after: int
    upto: int
    after_id: str
    upto_id: str
    made_at: str
    products: int
    catalog: str
    product: str
    since: str
    content: str

    @property
    def is_delta(self) -> bool:
        """Whether it only tells what is new behind a number of the log."""
        return self.after > 0

    @property
    def narrowed(self) -> tuple[str, str, str]:
        """What it is narrowed to."""
        return self.catalog, self.product, self.since

    def seal(self) -> str:
        """What vouches for all of these."""
        return seal("head", *asdict(self).values()).hex()


class BundleDatabase:
    """The port of `database.py` over a bundle; `write` refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None

    def ask(self, sql: str, values: Sequence[object] = (), code: str | None = None) -> list[Columns]:
        """The answer to one question."""
        return self.read(lambda tx: tx.execute(sql, values), code)

    def read(self, question: Callable[[Transaction], T], code: str | None = None) -> T:
        """The answer to several questions; the file never changes, so they are of one moment."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = _connected(self.path)
                return question(SqliteTransaction(self._connection))
            except FAULTS as error:
                raise named(error, self.path, code) from error

    def write(self, work: Callable[[Transaction], T], code: str | None = None) -> T:  # noqa: ARG002 - as the port has it
        """Nothing is written into a bundle."""
        raise _only_read()

    def close(self) -> None:
        """Close the file; the next question opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _connected(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    distrust(connection, str(path))
    return connection


def _only_read() -> RegistryError:
    return RegistryError("only-read", "a bundle is only read; issue in the registry that it comes from")


class Bundle(StoredRegistry):
    """A registry that only resolves."""

    partial = True

    def __init__(self, database: BundleDatabase, head: Head, coder: Coder) -> None:
        super().__init__(database, utc_now, coder)
        self.head = head

    def issue(self, document: bytes, *, release: str, also: Also | None = None) -> Issued:  # noqa: ARG002
        """Refused."""
        raise _only_read()

    def issue_many(self, documents: Iterable[bytes], *, release: str) -> list[Issued]:  # noqa: ARG002
        """Refused."""
        raise _only_read()

    def put_rows(self, tx: Transaction, rows: Sequence[tuple[int, Row]]) -> None:  # noqa: ARG002 - as the port has it
        """Refused."""
        raise _only_read()

    def count(self) -> int:
        """How many products it has."""
        return self.head.products

    def search(self, short: str, tx: Transaction | None = None) -> list[Row]:
        """See `StoredRegistry.search`."""
        return searched(self.database, short, self.coder, tx)

    def resolve(self, code_text: str) -> Resolved:
        """See `Registry.resolve`; raises `NotInBundleError` for what is not here."""
        try:
            return super().resolve(code_text)
        except UnknownCodeError as error:
            raise self._not_here(error) from None

    def resolve_many(self, code_texts: Iterable[str]) -> list[Resolved | CodeError | RegistryError]:
        """See `Registry.resolve_many`, with `NotInBundleError` for what is not here."""
        found = super().resolve_many(code_texts)
        return [self._not_here(each) if isinstance(each, UnknownCodeError) else each for each in found]

    def _not_here(self, error: UnknownCodeError) -> NotInBundleError:
        return NotInBundleError(error.code, self.head.upto, self.head.made_at)

    def changes(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:  # noqa: ARG002 - as the port has it
        """Refused: a bundle has only the entries about its own codes."""
        raise RegistryError("only-read", "a bundle has no feed of changes; the registry that it comes from has")


def open_bundle(path: Path | str, *, coder: Coder = CODER) -> Bundle:
    """Open a bundle, its head and its size having been checked.

    Raises `UnusableStoreError`: missing, no bundle, or of a later version; and `DamagedRecordError`.
    """
    database = BundleDatabase(Path(path))
    try:
        return Bundle(database, read_head(database), coder)
    except BaseException:
        database.close()
        raise


def read_head(database: BundleDatabase) -> Head:
    """The head of a bundle, checked, as is the size of the file."""
    path = database.path
    if not path.is_file():
        raise UnusableStoreError("missing", str(path), "does not exist" if not path.exists() else "is not a file")
    if path.stat().st_size < 512 or path.open("rb").read(16) != b"SQLite format 3\0":
        raise UnusableStoreError("not-a-bundle", str(path), "is no bundle")

    def head(tx: Transaction) -> tuple[int, int, list[Columns]]:
        mark = tx.execute("PRAGMA application_id")[0][0]
        if mark != APPLICATION_ID:
            raise UnusableStoreError("not-a-bundle", str(path), "is a database, but no bundle")
        size = tx.execute("PRAGMA page_count")[0][0] * tx.execute("PRAGMA page_size")[0][0]
        return mark, size, tx.execute("SELECT name, value FROM head")

    _, size, rows = database.read(head)
    if size != path.stat().st_size:
        raise DamagedRecordError(None, f"`{path.name}` has {path.stat().st_size} bytes, and was written with {size}")
    return head_of(path, dict(rows))


def head_of(path: Path, said: dict[str, str]) -> Head:
    """A head of its rows. Raises `DamagedRecordError`, and `UnusableStoreError` for a later version."""
    try:
        if int(said["format"]) > FORMAT:
            raise UnusableStoreError("newer", str(path), f"is a bundle of version {said['format']}; {FORMAT} is read")
        head = Head(
            format=int(said["format"]),
            after=int(said["after"]),
            upto=int(said["upto"]),
            after_id=said["after_id"],
            upto_id=said["upto_id"],
            made_at=said["made_at"],
            products=int(said["products"]),
            catalog=said["catalog"],
            product=said["product"],
            since=said["since"],
            content=said["content"],
        )
        if head.seal() == said["seal"]:
            return head
    except (KeyError, ValueError, TypeError):
        pass
    raise DamagedRecordError(None, f"the head of `{path.name}` was changed")


def content_of(connection: sqlite3.Connection) -> str:
    """The digest of all that is in the tables of a bundle."""
    whole = sha256()
    for table, sql in TABLES.items():
        for row in connection.execute(sql):
            whole.update(seal(table, *row))
    return whole.hexdigest()


def verify(path: Path | str, *, coder: Coder = CODER) -> Iterator[str]:
    """All that is wrong with a bundle, a sentence each; raises what `open_bundle` does where it cannot be opened."""
    with open_bundle(path, coder=coder) as bundle, closing(_connected(Path(path))) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                yield f"SQLite says: {found}"
            if content_of(connection) != bundle.head.content:
                yield "the digest of what is in it is another one"
            yield from _wrong_codes(connection, coder, bundle.head)
            for read, table in ((read_link, "links"), (read_lease, "leases"), (read_revision, "revisions")):
                yield from _wrong_rows(connection, TABLES[table], read)
            yield from _wrong_rows(connection, TABLES["log"], read_entry)
            here = "WHERE name IN (SELECT name FROM release_parts)" if bundle.head.is_delta else ""
            for (name,) in connection.execute(f"SELECT name FROM releases {here} ORDER BY name"):  # noqa: S608
                try:
                    bundle.releases.fetch(name)
                except RegistryError as error:
                    yield str(error)
        except (*FAULTS, TypeError) as error:
            yield f"it cannot be read to its end: {error}"


def _wrong_codes(connection: sqlite3.Connection, coder: Coder, head: Head) -> Iterator[str]:
    products = 0
    counted: dict[str, int] = {}
    shorts = connection.execute("SELECT DISTINCT short FROM codes ORDER BY short").fetchall()
    for (short,) in shorts:
        try:
            rows = read_group(short, connection.execute(statements.GROUP, (short,)).fetchall(), coder)
            for row in rows:
                about = "SELECT seq, id, at, kind, subject, detail, seal FROM log WHERE subject = ? ORDER BY seq"
                long_code = coder.long(row.digest)
                read_about(long_code, connection.execute(about, (long_code,)).fetchall(), row.marks)
        except (ConfiguratorError, TypeError) as error:
            yield str(error)
            continue
        products += len(rows)
        counted[short[:PREFIX]] = counted.get(short[:PREFIX], 0) + len(rows)
    if products != head.products or counted != dict(connection.execute(TABLES["tally"]).fetchall()):
        yield f"it has {products} sound codes, and was written with {head.products}"


def _wrong_rows(connection: sqlite3.Connection, sql: str, read: Callable[[Sequence[Any]], object]) -> Iterator[str]:
    for values in connection.execute(sql):
        try:
            read(values)
        except (ConfiguratorError, TypeError) as error:
            yield str(error)
