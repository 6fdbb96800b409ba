"""The two connections of a registry: one that reads, one that writes, each opened when first needed.

They are kept apart so that whatever befalls the writer (a full or a failing disk) leaves resolving alone. Both are used
under one lock, closed before a fork, and dropped after a fault; what is dropped is opened anew, and proved sound again,
by the next call.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from configurator.errors import DamagedRecordError, FailedStoreError
from configurator.registry.connect import BUSY_SECONDS, open_reader, open_writer, recover, sync
from configurator.registry.faults import FAULTS, named, needs_recovery
from configurator.registry.forks import close_before_forks
from configurator.registry.safety import WAL, Journal

T = TypeVar("T")

_ABANDONED: list[sqlite3.Connection] = []


class Connections:
    """Reader and writer of the file at `path`; any thread may use them, one at a time."""

    def __init__(self, path: Path, *, wal: bool = False, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.lock = RLock()
        self.busy_seconds = busy_seconds
        self._wal = wal
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._journal: Journal | None = None
        self._suspect = False  # a write or sync failed, so look before the next one
        self._process = os.getpid()
        close_before_forks(self)

    def prepare(self, *, create: bool) -> None:
        """Make or upgrade the file where that is asked, else see that it can be read."""
        with self.lock:
            if create:
                self._open_writer(create=True)
            else:
                self._open_reader()

    def close(self) -> None:
        """Close both."""
        with self.lock:
            self._leave_fork()
            self._drop_reader()
            self._drop_writer()

    def read(self, code: str | None, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the reader; `code` is named if the answer is damaged."""
        with self.lock:
            try:
                try:
                    return question(self._open_reader())
                except FAULTS as error:
                    self._drop_reader()
                    if not needs_recovery(error):
                        raise
                recover(self.path, self.busy_seconds)
                return question(self._open_reader())
            except FAULTS as error:
                raise named(error, self.path, code) from error

    def ask(self, sql: str, values: Sequence[object], code: str | None) -> list[tuple[Any, ...]]:
        """All rows of one question; as `read`, which is gone to only after a fault, in two thirds of its time."""
        with self.lock:
            if self._reader is not None and self._process == os.getpid():
                try:
                    return self._reader.execute(sql, values).fetchall()
                except FAULTS:
                    pass  # and is met again
            return self.read(code, lambda reader: reader.execute(sql, values).fetchall())

    @contextmanager
    def writing(self, code: str | None) -> Iterator[sqlite3.Connection]:
        """Lend the writer for one transaction; what is not committed at the end, or fails, is dropped with it."""
        with self.lock:
            try:
                yield self._open_writer(create=False)
            except (*FAULTS, OSError) as error:
                self._drop_writer()
                fault = named(error, self.path, code)
                # a busy or a full disk is known to leave the file as it was; after anything else nothing is known
                self._suspect |= not (isinstance(fault, FailedStoreError) and fault.reason in {"busy", "full"})
                raise fault from error
            except BaseException:
                self._drop_writer()
                raise

    def settle(self) -> None:
        """Make durable what was merely found: its writer may have been killed between its last write and last sync."""
        if self._journal == WAL:
            log = self.path.with_name(self.path.name + "-wal")
            if log.exists():
                sync(log)
        else:
            sync(self.path.parent)

    def empty_log(self) -> None:
        """Move the write-ahead log into the file and cut it to nothing. Raises `FailedStoreError` while it is read."""
        with self.writing(None) as writer:
            if self._journal == WAL:
                busy = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                if busy:
                    raise FailedStoreError("busy", str(self.path), "somebody reads from its log")

    def _open_reader(self) -> sqlite3.Connection:
        self._leave_fork()
        if self._reader is None:
            self._reader = open_reader(self.path, self.busy_seconds)
        return self._reader

    def _open_writer(self, *, create: bool) -> sqlite3.Connection:
        self._leave_fork()
        if self._writer is None:
            self._writer, self._journal = open_writer(self.path, create=create, wal=self._wal, busy=self.busy_seconds)
        if self._suspect:
            found = self._writer.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise DamagedRecordError(None, str(found))
            self._suspect = False
        return self._writer

    def _drop_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _leave_fork(self) -> None:
        """Forget connections that a fork brought along unseen; even closing them could harm the parent's."""
        if self._process != os.getpid():
            _ABANDONED.extend(connection for connection in (self._reader, self._writer) if connection is not None)
            self._reader = self._writer = None
            self._process = os.getpid()
