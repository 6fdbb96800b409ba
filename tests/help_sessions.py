"""The blocks of help pages, and what it takes to follow them: files written, edited, checked; commands run.

What a block is for stands behind its opening fence:

- `console`: commands behind `$`, each with what it prints (`…` for what is left out);
- `vpc`: the text of a whole catalog, which checks clean, unless the next block shows what `check` says of it;
- `LANGUAGE NAME`: the whole text of the file NAME;
- `LANGUAGE NAME more`: lines for that file, the first of which it has already: the others come behind these;
- `diff NAME`: lines of that file, each `-` with the `+` that replaces it;
- `shape`: what a construct looks like, with words in capitals for what is filled in: nothing to run.

Whatever else is a mistake of the page, because nobody would notice when it is no longer true.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cli_runs import run
from made_media import made_font
from workbooks import workbook_of

import configurator
from configurator.catalog_files import CatalogFiles
from configurator.diagnostics.render import report
from configurator.pipeline import check

FOLDER = Path(configurator.__file__).parent / "help"
CATALOG = "catalog.vpc"
"""What a catalog without a name is called."""

FILES = ("csv", "po", "svg", "text", "vpc")
SHAPE = "shape"
LETTERS = (*range(0x20, 0x7F), *range(0xC0, 0x180))

_FENCE = re.compile(r"^(`{3,})([^\n`]*)\n(.*?)^\1$\n?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: the words behind its fence, and its text."""

    words: tuple[str, ...]
    text: str

    @property
    def language(self) -> str:
        """The first word; empty for a bare fence."""
        return self.words[0] if self.words else ""

    @property
    def name(self) -> str:
        """The file that it is about; that of the catalog where none is named."""
        return self.words[1] if len(self.words) > 1 else CATALOG


def blocks(page: str) -> list[Block]:
    """All blocks of a page, in order."""
    return [Block(tuple(words.split()), text) for _, words, text in _FENCE.findall(page)]


def prose(page: str) -> str:
    """The page without its blocks."""
    return _FENCE.sub("", page)


def steps(session: str) -> list[tuple[str, str]]:
    """The commands of a session, each with what it prints."""
    return [
        (command, printed.strip("\n"))
        for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE)
    ]


def agrees(printed: str, shown: str) -> bool:
    """Whether a command has printed what a page shows, where a line `…` stands for any lines, or none."""
    parts = [re.escape(part.strip("\n")) for part in re.split(r"^…$", shown, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*?".join(f"{part}\n?" if part else "" for part in parts), f"{printed}\n") is not None


def edited(text: str, diff: str) -> str:
    """A text with each line that a block takes out replaced by the one that it puts in."""
    lines = diff.splitlines()
    for out, put in zip(lines[::2], lines[1::2], strict=True):
        assert (out[0], put[0]) == ("-", "+")
        assert text.count(out[1:] + "\n") == 1, out
        text = text.replace(out[1:] + "\n", put[1:] + "\n")
    return text


def lengthened(text: str, block: str) -> str:
    """A text with the lines that a block adds, right behind those of its first lines that the text has already."""
    lines = block.splitlines(keepends=True)
    known = max(count for count in range(len(lines)) if text.count("".join(lines[:count])) >= 1)
    while known and not lines[known - 1].strip():  # nobody sees that an empty line is one that there was
        known -= 1
    begun = "".join(lines[:known])
    assert known, f"the first line stands nowhere yet: {lines[0]}"
    assert text.count(begun) == 1, f"this stands in several places: {begun}"
    return text.replace(begun, block)


class Reader:
    """Somebody who follows pages word by word, in a folder that is the working directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages: dict[Path, str] = {}
        """The pages followed so far, as they would be with what commands print now."""

    def follow(self, path: Path) -> None:
        """Do what a page says; it fails where a command prints something else than the page shows."""
        page = path.read_text("utf-8")
        before = blocks(page)
        for block in before:
            if len(block.words) == 2 and block.language in FILES:
                self._write(block)
        after = [self._done(block, before[at + 1 :][:1]) for at, block in enumerate(before)]
        texts = iter(after)
        self.pages[path] = _FENCE.sub(lambda found: self._fenced(found, next(texts)), page)

    @staticmethod
    def _fenced(found: re.Match[str], text: str) -> str:
        return f"{found[1]}{found[2]}\n{text}{found[1]}\n"

    def _done(self, block: Block, following: Sequence[Block]) -> str:
        """The text of a block as it should be, after what it says has been done."""
        file = self.folder / block.name
        match block.words:
            case ("shape",):
                pass
            case ("console",):
                return "".join(self._session(block))
            case ("diff", _):
                file.write_text(edited(file.read_text("utf-8"), block.text), "utf-8")
            case (language, _, "more") if language in FILES:
                file.write_text(lengthened(file.read_text("utf-8"), block.text), "utf-8")
            case ("vpc",):
                self._write(block)
                if not any(map(_checks, following)):
                    files = CatalogFiles(file)
                    found = check(files.source(), files)
                    assert found.diagnostics == (), report(found.diagnostics, found.sources)
            case (language, _) if language in FILES:
                self._write(block)
            case _:
                raise AssertionError(f"nobody runs this block: {' '.join(block.words)}\n{block.text}")
        return block.text

    def _write(self, block: Block) -> None:
        file = self.folder / block.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(workbook_of(block.text) if file.suffix == ".xlsx" else block.text.encode())

    def _session(self, block: Block) -> Iterator[str]:
        for command, shown in steps(block.text):
            printed = self._run(shlex.split(command))
            kept = shown if shown and agrees(printed, shown) else printed
            yield f"$ {command}\n{kept}\n" if kept else f"$ {command}\n"
            if command != steps(block.text)[-1][0] and kept:
                yield "\n"

    def _run(self, words: Sequence[str]) -> str:
        match words:
            case ("configurator", *arguments):
                ran = run(*arguments)
                return (ran.out + ran.err).rstrip()
            case ("mkdir", *folders):
                for each in folders:
                    (self.folder / each).mkdir()
            case ("cp", *files, target):
                for each in files:
                    shutil.copy(self.folder / each, self.folder / target)
            case _:
                raise AssertionError(f"no reader has a command {' '.join(words)}")
        return ""


def _checks(block: Block) -> bool:
    """Whether a block shows what `check` says of the catalog before it."""
    return block.language == "console" and f"configurator check {CATALOG}" in block.text


def font() -> bytes:
    """A font that has the usual letters."""
    return made_font({chr(each): 600 for each in LETTERS})
