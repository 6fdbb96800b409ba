"""How a command answers: text for people or one JSON document, on stdout; what went wrong, on stderr.

    with answering(form) as out:
        out.show("24 configurations", CountAnswer(…))

With `--format json` stdout carries one JSON document and nothing else, whatever happens: where there is no answer, an
`ErrorAnswer`. (Only a command line that cannot be read as such, with an unknown option for example, is told on stderr
alone.) A reader who stops listening, as `head` does, is no failure: the exit code stays what the answer makes it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

import typer

from configurator.cli import colors
from configurator.cli.faults import INTERRUPTED, OUR_FAULT, YES, UnwritableAnswerError, fault_of, show_traceback
from configurator.errors import BreakingReleaseError, CatalogError

if TYPE_CHECKING:
    from configurator.answers import Answer, Fault
    from configurator.settings import Settings

debugging: ContextVar[bool] = ContextVar("debugging", default=False)
"""Whether `--debug` was given."""


@dataclass(frozen=True)
class Out:
    """Where one command's answer goes; `form` and `seconds` are what options said, None if they were not given."""

    form: str | None
    seconds: float | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings of this process. Raises `SettingsError`."""
        from configurator.settings import Settings

        settings = Settings.of(os.environ)
        return settings if self.seconds is None else settings.model_copy(update={"count_seconds": self.seconds})

    @property
    def is_json(self) -> bool:
        """Whether the answer is JSON."""
        return (self.form or self.settings.format) == "json"

    @property
    def is_debugging(self) -> bool:
        """Whether tracebacks are shown."""
        return debugging.get() or os.environ.get("OPTIONARY_DEBUG", "0") != "0"

    def show(self, text: str | Callable[[], str], answer: Callable[[], Answer], code: int = YES) -> None:
        """Write the answer, as text or as JSON, and end the command unless the answer is yes."""
        if self.is_json:
            write(sys.stdout, answer().to_json())
        else:
            words = text if isinstance(text, str) else text()
            if words:
                say(words)
        if code != YES:
            raise typer.Exit(code)


@contextmanager
def answering(form: str | None, seconds: float | None = None) -> Iterator[Out]:
    """Carry out a command: whatever it raises is told in the form that was asked for, and becomes an exit code.

    `seconds`: what questions that take long may take, instead of what the settings say.
    """
    out = Out(form, seconds)
    try:
        yield out
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:  # noqa: BLE001 - here every failure becomes words and a number
        fault = fault_of(error)
        _tell(out, fault, error)
        raise typer.Exit(fault.exit_code) from None


def _tell(out: Out, fault: Fault, error: Exception) -> None:
    if fault.exit_code == OUR_FAULT and out.is_debugging:
        show_traceback(error)
    if isinstance(error, UnwritableAnswerError):
        complain(fault.message)
        return
    if (out.form or os.environ.get("OPTIONARY_FORMAT")) == "json":
        from configurator.answers import ErrorAnswer

        write(sys.stdout, ErrorAnswer(error=fault).to_json())
        return
    if isinstance(error, CatalogError | BreakingReleaseError):
        say(error.report + "\n", sys.stderr)
    complain(fault.message, fault.hint)
    for each in fault.details:
        if isinstance(each, str):
            complain(each)


def complain(message: str, hint: str | None = None) -> None:
    """Say on stderr why there is no answer, and what one can do now."""
    say(f"error: {message}" + (f"\n  hint: {hint}" if hint else ""), sys.stderr)


def say(text: str, stream: TextIO | None = None) -> None:
    """Write lines for people; characters that command a terminal, which a catalog might hold, are shown instead."""
    target = sys.stdout if stream is None else stream
    safe = _COMMANDS.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text) + "\n"
    shown = colors.colored(safe) if colors.wanted(target) else safe
    write(target, shown.encode(target.encoding or "utf-8", errors="backslashreplace"))


_COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def write(stream: TextIO, octets: bytes) -> None:
    """Write bytes; when nobody listens any more, to nowhere, now and until the process ends.

    Raises `UnwritableAnswerError` where standard output takes nothing; of standard error nobody could be told.
    """
    try:
        stream.flush()
        stream.buffer.write(octets)
        stream.buffer.flush()
    except OSError as error:
        _silence(stream)
        if stream is not sys.stderr and not isinstance(error, BrokenPipeError):
            raise UnwritableAnswerError(error) from None


def _silence(stream: TextIO) -> None:
    """Let what is still to be written go nowhere, also what Python itself writes when the process ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


@contextmanager
def standard_streams() -> Iterator[None]:
    """Run the program with three streams, whatever it was started with, and tell if its output could not be written.

    A stream that is closed (`>&-`) is None in Python, and the next file to be opened would take its place. Here a file
    takes it that can only be used the other way round, so that whoever reads or writes there hears of it.
    """
    for name, way, mode in (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_RDONLY, "w")):
        if getattr(sys, name) is None:  # in this order: the lowest free number is taken
            setattr(sys, name, open(os.open(os.devnull, way), mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except (OSError, UnwritableAnswerError) as error:
        told = error if isinstance(error, UnwritableAnswerError) else UnwritableAnswerError(error)
        _silence(sys.stdout)
        complain(str(told))
        sys.exit(OUR_FAULT)
    finally:
        _flush_or_silence(sys.stderr)


def _flush_or_silence(stream: TextIO) -> None:
    try:
        stream.flush()
    except OSError:
        _silence(stream)
