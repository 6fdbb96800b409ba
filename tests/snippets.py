"""Snippets: small texts that show one thing each, and what the program makes of them.

A snippet is a file below `tests/snippets/`. Its first lines say what it shows. Then come sections, each under a line
`--- NAME`. Some are given:

- `catalog`: the whole text of a file, which messages call `catalog.vpc`;
- `foreign NAME`: in its place, the whole text of a file in another notation, such as `bike.uvl`;
- `file NAME`: the text of a file that the catalog may name, such as `teams.csv`, or `teams.xlsx` (see `workbooks`);
- `font NAME`: a font file, as the advance of each of its letters: `A 600`, a line each, of 1,000 units per em;
- `picture NAME`: a picture that configurations may name as `"@NAME"`: `png 800 x 600`; what else stands there is the
  content of a file that is none;
- `earlier NAME`: the whole text of an earlier release, oldest first; it names the same files;
- `revision NAME`: the rows of a revision of its data, in CSV, such as `revision.csv`;
- `configuration`, or `configuration PRODUCT` where there are several: choices in JSON.

The others are made anew from them, and must be as they stand:

- `diagnostics`: the whole rendered text of a check, against all earlier releases, and of a revision; `none` if there is
  nothing to say;
- `verdict`: of the configuration above it: valid, with all options completed, or all its problems;
- `layout`: the text as `configurator fmt` writes it;
- `import`: the catalog that is made of a file in another notation.

`pytest --update` writes the made sections. Read the diff as you would read code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path, PurePath

from made_media import font_of, picture_of
from workbooks import workbook_of

from configurator.analysis.releases.compare import CODE_RULES, SPACE_NOTES, TEXT_NOTES, compare
from configurator.analysis.releases.history import Release
from configurator.diagnostics import Diagnostic, Outcome
from configurator.diagnostics.render import report
from configurator.engine.validate import validate, validate_clearly
from configurator.engine.verdict import Verdict
from configurator.errors import UnreadableFileError
from configurator.exchange.bridge import BRIDGES, imported
from configurator.exchange.imported import Imported
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.media.pictures import Picture, look_at
from configurator.pipeline import check, declared
from configurator.revising.revise import revised
from configurator.revising.rows import read_rows
from configurator.source import Source
from configurator.syntax.formatter import formatted
from configurator.text.json_reader import read_json

FOLDER = Path(__file__).parent / "snippets"
NAME = "catalog.vpc"
MADE_BY_MACHINES = re.compile(
    r"unexpected token|Unexpected[A-Z]|Traceback|Fraction\(|Decimal\(|NoneType|<class|__ANON|frozenset|\bNone\b"
)
"""What no message to people may have in it."""

ENCODINGS = {"windows.csv": "cp1252", "unicode.csv": "utf-16", "marked.csv": "utf-8-sig"}
"""Files of these names are not saved in plain UTF-8."""

_HEAD = "--- "


@dataclass(frozen=True)
class Section:
    """What stands under one `--- NAME` line: its first word, the rest of that line, and the text."""

    name: str
    argument: str
    text: str


@dataclass(frozen=True)
class Snippet:
    """One file: what it shows, and its sections in order."""

    shows: str
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """The file as it is written."""
        parts = [self.shows]
        for each in self.sections:
            parts.append(f"{_HEAD}{each.name} {each.argument}".rstrip() + "\n")
            parts.append(each.text)
        return "".join(parts)

    def texts(self, name: str) -> list[Section]:
        """The sections of a name, in order."""
        return [each for each in self.sections if each.name == name]

    def files(self) -> dict[str, str]:
        """The files that the catalog may name."""
        return {each.argument: each.text for each in self.texts("file")}

    def data(self) -> dict[str, bytes]:
        """The same as bytes, and the fonts."""
        fonts = {each.argument: font_of(each.text) for each in self.texts("font")}
        return {name: text.encode() for name, text in self.files().items()} | fonts

    def pictures(self) -> dict[str, Picture]:
        """The pictures that configurations may name, looked at."""
        return {f"@{each.argument}": look_at(picture_of(each.text)) for each in self.texts("picture")}

    def made_anew(self) -> Snippet:
        """The same snippet with the sections that the program makes of it now."""
        made: list[Section] = []
        run = _Run(self)
        for each in self.sections:
            if each.name == "configuration":
                run.configuration = each
            maker = MAKERS.get(each.name)
            made.append(each if maker is None else replace(each, text=maker(run) + "\n"))
        return replace(self, sections=tuple(made))


class _Run:
    """What the program makes of one snippet, each thing once."""

    def __init__(self, snippet: Snippet) -> None:
        self.snippet = snippet
        self.foreign = [Source(each.argument, each.text) for each in snippet.texts("foreign")]
        self.source = Source(NAME, "" if self.foreign else snippet.texts("catalog")[0].text)
        self.configuration: Section | None = None

    @cached_property
    def outcome(self) -> Outcome[KnowledgeBase]:
        """The catalog, checked."""
        return check(self.source, reader(self.snippet.files(), self.snippet.data()))

    @cached_property
    def imported(self) -> Outcome[Imported]:
        """What another notation says, as a catalog."""
        (source,) = self.foreign
        return imported(BRIDGES[PurePath(source.name).suffix], source, reader(self.snippet.files()))

    def product(self) -> ProductKnowledge:
        """The product that the configuration is of."""
        knowledge, asked = self.outcome.value, self.configuration
        assert knowledge is not None, "this catalog has errors, so nothing can be configured with it"
        assert asked is not None, "a verdict stands below its configuration"
        if asked.argument:
            return knowledge.products[asked.argument]
        (only,) = knowledge.products.values()
        return only

    def verdict(self) -> Verdict:
        """The verdict on the configuration, from both validators."""
        product = self.product()
        assert self.configuration is not None
        choices = read_json(self.configuration.text)
        pictures = self.snippet.pictures()
        if isinstance(choices, dict):
            choices = {
                key: pictures.get(each, each) if isinstance(each, str) else each  # type: ignore[misc]
                for key, each in choices.items()
            }
        fast, clear = validate(product, choices), validate_clearly(product.product, choices)  # type: ignore[arg-type]
        assert fast == clear, f"the two validators differ: {fast} and {clear}"
        return fast


def _diagnostics(run: _Run) -> str:
    if run.foreign:
        return report(run.imported.diagnostics, run.foreign[0]) or "none"
    for each in run.snippet.texts("revision"):
        return _of_revision(run.outcome, each)
    earlier = [(each.argument, each.text) for each in run.snippet.texts("earlier")]
    found = checked_against(run.outcome, earlier, reader(run.snippet.files(), run.snippet.data()))
    return report(found, run.outcome.sources) or "none"


def _of_revision(outcome: Outcome[KnowledgeBase], revision: Section) -> str:
    """What a check has found, and what holding the rows of a revision against the catalog does."""
    assert outcome.value is not None, "this catalog has errors, so nothing can be revised"
    catalog = outcome.value.catalog
    rows = outcome.then(lambda _: read_rows(revision.argument, revision.text.encode()))
    found = rows.then(lambda read: revised(catalog, read.rows))
    return report(found.diagnostics, found.sources) or "none"


def checked_against(
    outcome: Outcome[KnowledgeBase],
    earlier: Sequence[tuple[str, str]],
    read: Callable[[str], str],
) -> tuple[Diagnostic, ...]:
    """What a check has found, with what the release check says to it; earlier releases are given by name and text."""
    if outcome.value is None or not earlier:
        return outcome.diagnostics
    releases = []
    for name, text in earlier:
        declaration = declared(Source(name, text), read)
        assert declaration.value is not None, report(declaration.diagnostics, Source(name, text))
        releases.append(Release(name, declaration.value))
    found = compare(outcome.value.catalog, releases, (*CODE_RULES, *SPACE_NOTES, *TEXT_NOTES))
    return replace(outcome, diagnostics=(*outcome.diagnostics, *found)).in_order().diagnostics


def _verdict(run: _Run) -> str:
    verdict = run.verdict()
    if verdict.valid:
        lines = ["valid", *(f"  {key}: {_shown(value)}" for key, value in verdict.completed.items())]
        return "\n".join(lines)
    lines = []
    for each in verdict.problems:
        lines.append(f"problem[{each.code.value}] at {each.path}: {each.message}")
        if each.constraint is not None:
            lines.append(f"  = constraint: `{each.constraint}`")
        if each.hint is not None:
            lines.append(f"  = hint: {each.hint}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    """A canonical value as JSON would have it; a number of a unit stands as its digits."""
    return str(value) if isinstance(value, Fraction) else json.dumps(value, ensure_ascii=False)


def _layout(run: _Run) -> str:
    return formatted(run.source).text.removesuffix("\n")


def _import(run: _Run) -> str:
    made = run.imported.value
    return "nothing" if made is None else made.text.removesuffix("\n")


MAKERS: Mapping[str, Callable[[_Run], str]] = {
    "diagnostics": _diagnostics,
    "verdict": _verdict,
    "layout": _layout,
    "import": _import,
}
"""The sections that the program makes, and how."""

GIVEN = ("catalog", "foreign", "file", "font", "picture", "earlier", "revision", "configuration")
"""The sections that people write."""


def reader(files: Mapping[str, str], data: Mapping[str, bytes] | None = None) -> SnippetFiles:
    """Reads files out of a mapping, as `CatalogFiles` does out of a folder."""
    return SnippetFiles(files, data or {})


@dataclass(frozen=True)
class SnippetFiles:
    """The files of a snippet: texts, and bytes of others; the text of a workbook is what `workbooks` makes one of."""

    files: Mapping[str, str]
    data: Mapping[str, bytes]

    def octets(self, name: str) -> bytes:
        if name in self.data and name not in self.files:
            return self.data[name]
        text = self(name)
        return workbook_of(text) if name.endswith(".xlsx") else text.encode(ENCODINGS.get(name, "utf-8"))

    def has(self, name: str) -> bool:
        return name in self.files or name in self.data

    def __call__(self, name: str) -> str:
        if name.startswith(("/", "../")) or "/../" in name:
            raise UnreadableFileError(
                "outside", f"`{name}` is outside the catalog's folder", "put the file into the catalog's folder"
            )
        if name not in self.files:
            raise UnreadableFileError("missing", f"there is no file `{name}`", "check the name and its letter case")
        return self.files[name]


def parse_snippet(text: str) -> Snippet:
    """The snippet in a text; the text of that snippet is the same again."""
    shows: list[str] = []
    sections: list[Section] = []
    for line in text.splitlines(keepends=True):
        if line.startswith(_HEAD):
            name, _, argument = line.removeprefix(_HEAD).strip().partition(" ")
            assert name in MAKERS or name in GIVEN, f"there is no section `{name}`"
            sections.append(Section(name, argument, ""))
        elif sections:
            sections[-1] = replace(sections[-1], text=sections[-1].text + line)
        else:
            shows.append(line)
    return Snippet("".join(shows), tuple(sections))


def snippet_files() -> list[Path]:
    """All snippets, sorted by their path."""
    return sorted(FOLDER.rglob("*.snippet"))
