"""A line to the database that is opened when it is first needed, and again after it was cut.

A registry has two, one that reads and one that writes, each used under its own lock, so that resolving need not wait
for issuing; whoever holds one does not ask for the other. A line that a fork brought along is left to the parent.
"""

from __future__ import annotations

import itertools
import os
import secrets
import time
from collections.abc import Callable
from threading import RLock
from typing import TypeVar

import psycopg

from configurator.registry.forks import close_before_forks
from configurator.registry.postgres.connect import BUSY_SECONDS
from configurator.registry.postgres.faults import CROSSED, DOUBLED, is_lost, named
from configurator.registry.postgres.safety import Line

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds for which a server that was there is waited for: long enough for it to be started again."""

DOUBLES = 20
"""How often a key that is there is taken for that of a transaction which was in the way."""

_ABANDONED: list[Line] = []


class KeptLine:
    """One line, and the patience with which it is used."""

    def __init__(self, open_line: Callable[[], Line], store: str, *, patience: float = PATIENCE) -> None:
        self.lock = RLock()
        self.patience = patience
        self.busy_seconds = float(BUSY_SECONDS)
        self._open_line = open_line
        self._store = store
        self._line: Line | None = None
        self._process = os.getpid()
        self.was_there = False
        close_before_forks(self)

    def use(self, work: Callable[[Line, int], T], code: str | None = None) -> T:
        """Do some work on the line, again where others were in its way or the line was cut; `code` is for messages.

        Each time it gets the number of the attempt, from 0. What it began and did not end is undone.
        """
        with self.lock:
            start = time.monotonic()
            lost_at: float | None = None
            for attempt in itertools.count():
                try:
                    return work(self.line(), attempt)
                except psycopg.Error as error:
                    self._undo(error)
                    now = time.monotonic()
                    if is_lost(error):
                        lost_at = lost_at or now
                        again = self.was_there and now < lost_at + self.patience
                    else:
                        lost_at = None
                        again = _is_in_the_way(error, attempt) and now < start + self.busy_seconds
                    if not again:
                        raise named(error, self._store, code) from error
                    time.sleep(_pause(attempt, lost=lost_at is not None))
                except BaseException as error:
                    self._undo(error)
                    raise
            raise AssertionError

    def line(self) -> Line:
        """The line, opened if there is none that could be used."""
        if self._process != os.getpid():
            if self._line is not None:
                _ABANDONED.append(self._line)  # even closing it would tell the server to end the parent's
            self._line, self._process = None, os.getpid()
        if self._line is None or self._line.closed:
            self._line = self._open_line()
            self.was_there = True
        return self._line

    def keep(self, line: Line) -> None:
        """Use a line that was opened elsewhere."""
        with self.lock:
            self.close()
            self._line, self._process, self.was_there = line, os.getpid(), True

    def close(self) -> None:
        """Close the line; the next use opens another."""
        with self.lock:
            if self._line is not None and self._process == os.getpid():
                self._line.close()
                self._line = None

    def _undo(self, error: BaseException) -> None:
        line = self._line
        if line is None:
            return
        if not isinstance(error, Exception) or (isinstance(error, psycopg.Error) and is_lost(error)):
            self.close()
            return
        try:
            line.rollback()
        except psycopg.Error:
            self.close()


def _is_in_the_way(error: psycopg.Error, attempt: int) -> bool:
    return error.sqlstate in CROSSED or (error.sqlstate == DOUBLED and attempt < DOUBLES)


def _pause(attempt: int, *, lost: bool) -> float:
    """At once the first time; then longer and longer, and by chance, so that two do not meet again and again."""
    if attempt == 0:
        return 0.0
    longest: float = min(0.5, (0.02 if lost else 0.002) * 2 ** min(attempt, 10))
    return longest * (1 + secrets.randbelow(1000) / 1000) / 2
