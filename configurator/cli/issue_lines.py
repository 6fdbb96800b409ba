"""Issue many configurations: a JSON text a line in, a code a line out, in the same order.

Lines are taken a thousand at a time, and the codes of a thousand are shown when all of them are safe on disk. A line
that is refused stops nothing: as text a line on stderr tells its number and what is wrong; as JSON its answer stands in
its place. JSON answers carry the number of their line. Empty lines are passed over. Whoever was interrupted may begin
again: issuing is idempotent.
"""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

import typer

from configurator.answers import (
    Answer,
    IssueAnswer,
    IssuedLine,
    RefusedLine,
    VerdictAnswer,
)
from configurator.cli.address import Address
from configurator.cli.choices import STDIN, Given, unreadable_stdin
from configurator.cli.faults import NO, WrongUseError, fault_of
from configurator.cli.output import Out, complain, say, write
from configurator.errors import JsonError, NeedsIdentityKeyError, UnknownProductError
from configurator.identity.coded import Coded
from configurator.identity.identity_key import IdentityKey
from configurator.issuing_keys import IssuingKeys
from configurator.pipeline import coded
from configurator.product_line import ProductLine
from configurator.registry.opening import open_registry
from configurator.registry.stored import BATCH, StoredRegistry
from configurator.service import LoadedCatalog
from configurator.text.json_reader import JsonLimits, read_json

_Ready = tuple[ProductLine, Coded]


def issue_lines(
    out: Out, catalog: str, name: str, store: str, keys: IssuingKeys, language: str | None, *, create: bool
) -> None:
    """Issue all configurations in a file; the exit code is 1 if one of them was refused."""
    address = Address.of(catalog)
    loaded = address.load()
    language = None if language is None else loaded.language(language)
    refused = 0
    with _lines(name, out.settings.json_limits) as lines, open_registry(store, create=create) as registry:
        registry.refuse_unreleased(loaded.release)
        while batch := list(islice(lines, BATCH)):
            read = [
                (number, _read(number, text, address, loaded, out, (keys.identity, language))) for number, text in batch
            ]
            for number, answer in _issued(read, registry, keys):
                refused += isinstance(answer, RefusedLine)
                _show(out, number, answer)
    if refused:
        raise typer.Exit(NO)


@contextmanager
def _lines(name: str, limits: JsonLimits) -> Iterator[Iterator[tuple[int, bytes]]]:
    """The lines of a file with their numbers from 1; of one that is too long, enough to be refused for it."""
    if name == STDIN:
        try:
            yield _numbered(sys.stdin.buffer, limits)
        except OSError as error:
            if error.errno != errno.EBADF:
                raise
            raise unreadable_stdin(error) from None
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below; so only the opening is inside `try`
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUseError("unreadable-file", f"`{name}` cannot be read: {reason}") from None
    with file:
        yield _numbered(file, limits)


def _numbered(file: IO[bytes], limits: JsonLimits) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(limits.size + 2):
        number += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(limits.size + 2)
        if line.strip():
            yield number, line


def _read(
    number: int,
    text: bytes,
    address: Address,
    loaded: LoadedCatalog,
    out: Out,
    asked: tuple[IdentityKey | None, str | None],
) -> tuple[ProductLine, Coded] | RefusedLine:
    """A line's configuration with its code, or why it has none."""
    limits = out.settings.json_limits
    try:
        given = Given.in_json(read_json(text.rstrip(b"\r\n"), limits))
        line, raw = given.addressed(address, loaded)
    except (JsonError, WrongUseError, UnknownProductError) as error:
        fault = fault_of(error)
        message = _FIRST_LINE.sub("", fault.message)
        return RefusedLine(line=number, error=fault.model_copy(update={"message": message}), verdict=None)
    key, language = asked
    verdict = line.validate(raw, language)
    try:
        if verdict.valid:
            return line, coded(line.knowledge, verdict, key)
    except NeedsIdentityKeyError as error:
        return RefusedLine(line=number, error=fault_of(error), verdict=None)
    return RefusedLine(line=number, error=None, verdict=VerdictAnswer.of(line.product, verdict, loaded.sources))


_FIRST_LINE = re.compile(r"\bline 1, (?=column)")
"""Where the reader of a JSON text says where in it something is; here the text is one line and has its own number."""


def _issued(
    read: list[tuple[int, _Ready | RefusedLine]], registry: StoredRegistry, keys: IssuingKeys
) -> Iterator[tuple[int, Answer]]:
    """The answers of a batch, all of them durable before the first is given."""
    ready = [each for _, each in read if not isinstance(each, RefusedLine)]
    answers = keys.issued_many(registry, ready)
    for number, each in read:
        if isinstance(each, RefusedLine):
            yield number, each
        else:
            line, code = each
            issued, told = next(answers)
            members = IssueAnswer.issued_members(line.product, code, line.release, issued)
            yield number, IssuedLine(line=number, **members, private=told)


def _show(out: Out, number: int, answer: Answer) -> None:
    if out.is_json:
        write(sys.stdout, answer.to_json(pretty=False))
    elif isinstance(answer, IssueAnswer):
        say(answer.grouped)
    elif isinstance(answer, RefusedLine) and answer.error:
        complain(f"line {number}: {answer.error.message}", answer.error.hint)
    elif isinstance(answer, RefusedLine) and answer.verdict:
        problems = answer.verdict.problems
        hint = problems[0].hint if len(problems) == 1 else None
        complain(f"line {number}: " + "; ".join(each.message for each in problems), hint)
