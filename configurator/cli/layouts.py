"""Catalog files and their layouts: which files are meant, what would change, and how a file is replaced."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from tempfile import NamedTemporaryFile

from configurator.answers import DiagnosticAnswer, LayoutAnswer, LayoutsAnswer
from configurator.catalog_files import SIZE_LIMIT, SUFFIX, CatalogFiles, ReadFiles, is_there, too_large
from configurator.cli.choices import STDIN, unreadable_stdin
from configurator.cli.faults import WrongUseError, explained
from configurator.cli.output import say, write
from configurator.cli.wording import plural
from configurator.diagnostics import Diagnostic
from configurator.diagnostics.render import as_json, one_line
from configurator.errors import UnreadableFileError, UnwritableFileError
from configurator.release.container import is_release
from configurator.source import Source
from configurator.syntax.formatter import Formatted, formatted
from configurator.syntax.parser import parse

_STDIN_NAME = "standard input"


def found_in(names: Sequence[str]) -> list[Path | None]:
    """The files that are meant, each once and in order; None is standard input.

    Raises `UnreadableFileError` for what is not there, and `WrongUseError` for standard input beside files.
    """
    if STDIN in names:
        if len(names) > 1:
            raise WrongUseError("mixed-input", "`-` stands for standard input alone", "name files, or `-`")
        return [None]
    return list(dict.fromkeys(path for name in names for path in _found(name)))


def _found(name: str) -> Iterator[Path]:
    path = Path(name)
    if not name or not is_there(name):
        hint = f"did you mean `{name}{SUFFIX}`?" if name and is_there(name + SUFFIX) else None
        raise UnreadableFileError("missing-file", f"there is no file or folder `{name}`", hint)
    if not path.is_dir():
        yield path
        return
    below = sorted(each for each in path.rglob(f"*{SUFFIX}") if not _is_hidden(each.relative_to(path)))
    if not below:
        hint = f"name a file, or a folder with files that end in `{SUFFIX}`"
        raise UnreadableFileError("missing-file", f"there is no catalog in or below the folder `{path}`", hint)
    yield from below


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


@dataclass(frozen=True)
class Laid:
    """A file (None for standard input), its text before and after, and the mistakes in what was left as it is.

    The mistakes are places in `read`: the text before, or after where that replaces it.
    """

    path: Path | None
    source: Source
    read: Source
    text: str
    changed: bool
    whole: bool
    mistakes: tuple[Diagnostic, ...]

    @classmethod
    def of(cls, path: Path | None, asked_only: bool) -> Laid:
        """Lay out a file, without writing it; `asked_only` if that will not be done later, either.

        Raises `UnreadableFileError` and `WrongUseError`.
        """
        if path is None:
            octets, source = _standard_input()
        else:
            files = CatalogFiles(path)
            if is_release(files.own_octets()):
                raise WrongUseError("a-release", f"`{path}` is a release, which never changes", "lay out its catalog")
            source, octets = files.source(), files.kept(path.name) or b""
        made = formatted(source)
        read = source if asked_only else Source(source.name, made.text)  # people look for mistakes in the file as it is
        mistakes = _mistakes(read, made if asked_only else formatted(read)) if made.left else ()
        return cls(path, source, read, made.text, octets != _octets(made.text), not made.left, mistakes)

    def write(self) -> None:
        """Replace the file, at once or not at all; its permissions stay. Raises `UnwritableFileError`."""
        assert self.path is not None  # noqa: S101 - standard input is no file
        target = self.path.resolve()  # what a link leads to, so that the link stays one
        try:
            mode = stat.S_IMODE(target.stat().st_mode)
            with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
                temporary = Path(file.name)
                try:
                    file.write(_octets(self.text))
                    file.flush()
                    os.fsync(file.fileno())
                    temporary.chmod(mode)
                    temporary.replace(target)
                except BaseException:
                    temporary.unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise UnwritableFileError(str(self.path), error.strerror or str(error)) from None


def _mistakes(source: Source, made: Formatted) -> tuple[Diagnostic, ...]:
    """The mistakes in what was left of a text, all of its mistakes if none is there."""
    every = [each for each in parse(source).diagnostics if each.is_error]
    return tuple([each for each in every if any(s.start <= each.span.start <= s.end for s in made.left)] or every)


def _octets(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _standard_input() -> tuple[bytes, Source]:
    try:
        octets = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise unreadable_stdin(error) from None
    if len(octets) > SIZE_LIMIT:
        raise too_large(_STDIN_NAME)
    return octets, Source(_STDIN_NAME, ReadFiles.decoded(_STDIN_NAME, octets))


def write_text(laid: Laid) -> None:
    """Write a text to standard output, and what was left in it as it is to standard error."""
    write(sys.stdout, _octets(laid.text))
    if not laid.whole:
        say("\n".join(_left(laid)), sys.stderr)


def in_words(found: Sequence[Laid], asked_only: bool) -> str:
    """A line for each file that changes, a line for each mistake, and how many files there were."""
    verb = "would lay out" if asked_only else "laid out"
    lines = [line for each in found for line in ([f"{verb} {each.source.name}"] if each.changed else []) + _left(each)]
    return "\n".join([*lines, _tally(found, asked_only), *_more(found)])


def differences(found: Sequence[Laid], asked_only: bool) -> str:
    """What would change, as `diff -u` and `git` show it, a file after the other; mistakes are told on stderr."""
    left = [line for each in found for line in _left(each)]
    say("\n".join([*left, _tally(found, asked_only), *_more(found)]), sys.stderr)
    return "\n".join(line for each in found if each.changed for line in _difference(each))


def _difference(laid: Laid) -> Iterator[str]:
    before, after = laid.source.text.split("\n"), laid.text.split("\n")
    yield from unified_diff(before, after, laid.source.name, laid.source.name, lineterm="")


def _left(laid: Laid) -> list[str]:
    if laid.whole:
        return []
    return [one_line(each, laid.read) for each in laid.mistakes] or [f"{laid.source.name}: left as it is"]


def _tally(found: Sequence[Laid], asked_only: bool) -> str:
    changed = sum(each.changed for each in found)
    verb = "would be laid out anew" if asked_only else "laid out anew"
    parts = [f"{plural(changed, 'file')} {verb}"] if changed else []
    if len(found) > changed:
        same = len(found) - changed
        parts.append(f"{plural(same, 'file')} {'is' if same == 1 else 'are'} laid out already")
    if not all(each.whole for each in found):
        parts.append("what cannot be read was left as it is")
    return ", ".join(parts)


def _more(found: Sequence[Laid]) -> list[str]:
    more = explained(mistake for each in found for mistake in each.mistakes)
    return ["", more] if more else []


def answer_of(found: Sequence[Laid], ok: bool) -> LayoutsAnswer:
    """The same for programs."""
    return LayoutsAnswer(ok=ok, files=tuple(map(_answer, found)))


def _answer(laid: Laid) -> LayoutAnswer:
    return LayoutAnswer(
        file=laid.source.name,
        changed=laid.changed,
        whole=laid.whole,
        text=laid.text if laid.path is None else None,
        diagnostics=tuple(DiagnosticAnswer.model_validate(as_json(each, laid.read)) for each in laid.mistakes),
    )
