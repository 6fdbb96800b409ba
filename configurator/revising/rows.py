"""The rows of a revision as people write them: a CSV file from a spreadsheet, or a JSON document; each with its places.

CSV has the columns `place`, `attribute` and `value`, in any order, and others that are left alone, such as a remark:

    place,attribute,value
    phone_case/cover/blue,price,3.00 EUR
    phone_case/cover/blue,label@fr,Bleu nuit
    space team/eagles,royalty,none

JSON has the same as `changes`, a list of objects; null says `none`. Beside them may stand what else is known of the
revision: `author`, `reason`, `approved_by` and `from`. What the rows mean is asked of a catalog, in `changes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from configurator.analysis.csv_sheet import CsvSheet, csv_text
from configurator.analysis.named_columns import named_columns, wrong_width
from configurator.analysis.sheets import SheetError
from configurator.diagnostics import Diagnostic, Outcome, codes, did_you_mean
from configurator.errors import JsonError
from configurator.source import Source, Sources, Span
from configurator.text.json_reader import JsonLimits, read_json
from configurator.text.json_spans import place

COLUMNS = ("place", "attribute", "value")
SAID = ("author", "reason", "approved_by", "from")
"""What a JSON document may say of the revision itself."""

NONE = "none"
"""What a cell says that takes something away; an empty one could be an accident."""

MOST_CHANGES = 100_000
_LIMITS = JsonLimits(size=50_000_000, members=4 * MOST_CHANGES)


@dataclass(frozen=True, slots=True)
class Row:
    """One change as it is written: the value None takes something away.

    `where` gives the place of each of its three parts, by number: they are looked for only where there is a mistake.
    """

    place: str
    attribute: str
    value: str | None
    where: Callable[[int], Span] = field(default=lambda _: Span(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file, and what else it says of the revision."""

    rows: tuple[Row, ...]
    said: Mapping[str, str] = field(default_factory=dict)


def read_rows(name: str, data: bytes) -> Outcome[Rows]:
    """The rows in a file of this name: JSON where that ends in `.json`, else CSV."""
    if name.lower().endswith(".json"):
        return _of_json(name, data)
    try:
        sheet = CsvSheet(name, csv_text(data, name))
    except SheetError as error:
        return _unreadable(error, Source(name, ""))
    return _Csv(sheet).read()


def _unreadable(error: SheetError, source: Source) -> Outcome[Rows]:
    source = error.source or source
    found = Diagnostic(error.code, error.span or source.span(0, 1), error.message, hint=error.hint)
    return Outcome(None, (found,), Sources((source,)))


class _Csv:
    """Reads one CSV file."""

    def __init__(self, sheet: CsvSheet) -> None:
        self.sheet = sheet
        self.told: list[Diagnostic] = []
        self.rows: list[Row] = []

    def read(self) -> Outcome[Rows]:
        sources = Sources((self.sheet.source,))
        columns = named_columns(self.sheet, COLUMNS)
        places = columns.value
        if places is None:
            return Outcome(None, columns.diagnostics, sources)
        try:
            for first, cells in self.sheet.chunks():
                for number, row in enumerate(cells, start=first):
                    self._row(number, row, places)
                if len(self.rows) > MOST_CHANGES:
                    raise _too_many(self.sheet.source, self.sheet.row(first))
        except SheetError as error:
            failed = _unreadable(error, self.sheet.source)
            return Outcome(None, (*self.told, *failed.diagnostics), sources)
        if not self.rows and not self.told:
            message = f"`{self.sheet.source.name}` has no rows, so it changes nothing"
            self.told.append(Diagnostic(codes.BAD_REVISION, self.sheet.row(-1), message, hint="write a row a change"))
        return Outcome(Rows(tuple(self.rows)), tuple(self.told), sources).without_errors()

    def _row(self, number: int, cells: list[str], places: tuple[int, ...]) -> None:
        if not any(cell.strip() for cell in cells):
            return
        if (wrong := wrong_width(self.sheet, number, cells)) is not None:
            self.told.append(wrong)
            return
        texts = [cells[at].strip() for at in places]
        for name, at, text in zip(COLUMNS, places, texts, strict=True):
            if not text:
                what = f"write `{NONE}` where something is to be taken away" if name == "value" else None
                message = f"the cell `{name}` of this row is empty"
                self.told.append(Diagnostic(codes.BAD_CELL, self.sheet.cell(number, at), message, hint=what))
                return
        value = None if texts[2] == NONE else texts[2]
        self.rows.append(Row(texts[0], texts[1], value, partial(_cell, self.sheet, number, places)))


def _cell(sheet: CsvSheet, number: int, places: tuple[int, ...], part: int) -> Span:
    return sheet.cell(number, places[part])


def _too_many(source: Source, span: Span) -> SheetError:
    message = f"a revision has at most {MOST_CHANGES:,} changes"
    return SheetError(codes.TOO_LARGE, message, "split it; a release may be what you want", span, source)


def _of_json(name: str, data: bytes) -> Outcome[Rows]:
    source = Source(name, data.decode("utf-8-sig", errors="replace"))
    sources = Sources((source,))
    try:
        value = read_json(data, _LIMITS)
    except JsonError as error:
        found = Diagnostic(codes.BAD_REVISION, source.span(0, 1), f"`{name}` cannot be read: {error}")
        return Outcome(None, (found,), sources)
    told: list[Diagnostic] = []
    rows = Rows(tuple(_json_rows(source, value, told)), dict(_json_said(source, value, told)))
    if not rows.rows and not told:
        message = f"`{name}` has no changes, so it changes nothing"
        told.append(Diagnostic(codes.BAD_REVISION, place(source, ("changes",)), message))
    return Outcome(rows, tuple(told), sources).without_errors()


def _json_rows(source: Source, value: object, told: list[Diagnostic]) -> Iterator[Row]:
    changes = value.get("changes") if isinstance(value, dict) else None
    if not isinstance(changes, list):
        message = "a revision is an object whose `changes` are a list"
        hint = 'write `{"changes": [{"place": …, "attribute": …, "value": …}]}`'
        told.append(Diagnostic(codes.BAD_REVISION, place(source, ()), message, hint=hint))
        return
    for number, each in enumerate(changes):
        if not isinstance(each, dict) or set(each) != set(COLUMNS):
            message = "a change has the members `place`, `attribute` and `value`, and no others"
            told.append(Diagnostic(codes.BAD_REVISION, place(source, ("changes", number)), message))
            continue
        texts = [each[name] for name in COLUMNS]
        if isinstance(texts[2], bool):
            texts[2] = "yes" if texts[2] else "no"
        wrong = next((at for at, text in enumerate(texts) if not _is_text(text, at)), None)
        if wrong is not None:
            message = f"`{COLUMNS[wrong]}` is a text" + ("; null takes something away" if wrong == 2 else "")
            culprit = place(source, ("changes", number, COLUMNS[wrong]))
            told.append(Diagnostic(codes.BAD_CELL, culprit, message, hint="numbers are written as texts, too"))
            continue
        value_of = None if texts[2] is None or texts[2] == NONE else str(texts[2])
        yield Row(str(texts[0]), str(texts[1]), value_of, partial(_member, source, number))


def _member(source: Source, number: int, part: int) -> Span:
    return place(source, ("changes", number, COLUMNS[part]))


def _is_text(text: object, at: int) -> bool:
    return (isinstance(text, str) and bool(text.strip())) or (at == 2 and text is None)


def _json_said(source: Source, value: object, told: list[Diagnostic]) -> Iterator[tuple[str, str]]:
    for name, text in value.items() if isinstance(value, dict) else ():
        if name == "changes":
            continue
        if name not in SAID:
            hint = did_you_mean(name, ("changes", *SAID))
            message = f"a revision says nothing called `{name}`"
            told.append(Diagnostic(codes.BAD_REVISION, place(source, (name,)), message, hint=hint))
        elif not isinstance(text, str):
            told.append(Diagnostic(codes.BAD_REVISION, place(source, (name,)), f"`{name}` is a text"))
        else:
            yield name, text
