"""What a command shows while a long compilation goes on: a line on the terminal that says how far it is.

    with patient(out) as budget:
        graphs = compile_graphs(product, budget=budget)

The line stands on stderr, begins after a second, and is wiped when the answer comes; a pipe or JSON never has it. Who
interrupts the command is told what was reached.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TextIO

from configurator.cli.output import Out, complain

if TYPE_CHECKING:
    from configurator.compiler.budget import Budget

_PATIENCE = 1.0
_STRIDE = 0.2
_WIPE = "\r\x1b[K"


class Told(Protocol):
    """How far something is."""

    @property
    def words(self) -> str:
        """The same for people."""


class ProgressLine:
    """Hears of the progress of a compilation, and shows it on a terminal from the second second on."""

    def __init__(self, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Without a `stream` it only remembers what it hears, as `last`."""
        self.last: Told | None = None
        self._stream = stream
        self._clock = clock
        self._due = clock() + _PATIENCE
        self._is_shown = False

    def __call__(self, told: Told) -> None:
        """Hear of it."""
        self.last = told
        if self._stream is not None and self._clock() >= self._due:
            width = _width()
            self._stream.write(f"{_WIPE}{told.words[: width - 1]}")
            self._stream.flush()
            self._is_shown, self._due = True, self._clock() + _STRIDE

    def wipe(self) -> None:
        """Take the line away, as if it had never been there."""
        if self._is_shown and self._stream is not None:
            self._stream.write(_WIPE)
            self._stream.flush()
            self._is_shown = False


@contextmanager
def patient(out: Out) -> Iterator[Budget]:
    """The budget of a question that may take long, with somebody who shows how far it is."""
    with counting(out) as line:
        yield replace(out.settings.budget, progress=line)


@contextmanager
def counting(out: Out) -> Iterator[ProgressLine]:
    """Somebody who shows how far something is that may take long."""
    is_seen = sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not out.is_json
    line = ProgressLine(sys.stderr if is_seen else None)
    try:
        yield line
    except KeyboardInterrupt:
        line.wipe()
        if line.last is not None and not out.is_json:
            complain(f"interrupted: {line.last.words}")
        raise
    finally:
        line.wipe()


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return 80
