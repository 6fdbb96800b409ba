"""Diagnostics as people and programs read them: full text with carets, one line, JSON.

The full text shows the lines themselves, the culprit under `^`, the places that explain it under `-`:

    error[unknown-value]: `fabric` has no value `linnen`
     --> armchair.vpc:2:40
      |
    1 |   option fabric: linen | wool
      |          ------ its values are declared here
    2 |   rule no_linen_on_oak forbid fabric = linnen
      |                                        ^^^^^^
      = hint: did you mean `linen`?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from unicodedata import combining, east_asian_width

from configurator.diagnostics.diagnostic import Diagnostic, Severity
from configurator.source import Source, Sources, Span

_REPLACED = {"\t": " ", "\u200c": "\u200c", "\u200d": "\u200d"}
"""The joiners stay: they hold letters and emoji together."""

LONGEST_LINE = 140
"""Columns of a line of source that are shown; longer ones are cut around the culprit."""


def full(diagnostic: Diagnostic, sources: Source | Sources) -> str:
    """The diagnostic with the lines that it speaks of; ends without a line break.

    Where some of its places are in other texts than the culprit, they follow, each text under its own name.
    """
    code = diagnostic.code
    lines = [f"{code.severity.value}[{code.name}]: {_visible(diagnostic.message)}"]
    marks = [(diagnostic.span, "^", ""), *((label.span, "-", label.text) for label in diagnostic.labels)]
    by_text: dict[str, list[tuple[Span, str, str]]] = {}
    for mark in marks:
        by_text.setdefault(sources.of(mark[0]).name, []).append(mark)
    width = max(len(str(sources.of(span).mark(span).line)) for span, _, _ in marks)
    for number, of_text in enumerate(by_text.values()):
        source = sources.of(of_text[0][0])
        arrow = ":::" if number else "-->"
        lines.append(f"{' ' * width}{arrow} {_visible(source.where(of_text[0][0]))}")
        lines += [f"{' ' * width} |", *_lines(source, sorted(of_text, key=lambda mark: mark[0]), width)]
    if diagnostic.hint:
        lines.append(f"{' ' * width} = hint: {_visible(diagnostic.hint)}")
    return "\n".join(lines)


def _lines(source: Source, marks: Sequence[tuple[Span, str, str]], width: int) -> Iterator[str]:
    """The lines of one text with their marks below them."""
    shown, shown_piece = 0, ""
    for span, sign, text in marks:
        line = source.mark(span).line
        if shown and line > shown + 1:
            yield "..."
        code_line, mark_line = _marked(source, span, sign, text)
        if line != shown or code_line != shown_piece:  # a long line, cut around each of its marks
            yield f"{line:>{width}} | {code_line}".rstrip()
        yield f"{' ' * width} | {mark_line}".rstrip()
        shown, shown_piece = line, code_line


def _marked(source: Source, span: Span, sign: str, text: str) -> tuple[str, str]:
    """A line of the source, and the line of marks below it; tabs become blanks, a long line is cut."""
    line, start, width = source.mark(span)
    whole = source.line_text(line)
    end = max(start + 1, min(start + width, len(whole)))
    cut = max(0, start - LONGEST_LINE // 2) if len(whole) > LONGEST_LINE else 0
    piece = _visible(whole[cut : cut + LONGEST_LINE])
    before, marked = piece[: max(0, start - cut)], piece[max(0, start - cut) : max(0, end - cut)]
    marks = " " * _columns(before) + sign * max(1, _columns(marked))
    return piece, f"{marks} {text}" if text else marks


def _visible(text: str) -> str:
    """As many characters that command no terminal: a tab is a blank, and what cannot be printed is U+FFFD."""
    if text.isprintable():
        return text
    return "".join(_REPLACED.get(char, char if char.isprintable() else "\N{REPLACEMENT CHARACTER}") for char in text)


def _columns(text: str) -> int:
    """Columns that a text takes in a terminal: none for combining marks, two for wide characters."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def one_line(diagnostic: Diagnostic, sources: Source | Sources) -> str:
    """`FILE:LINE:COLUMN: error[code]: message (hint)`, as editors and CI logs link it."""
    code = diagnostic.code
    where = sources.of(diagnostic.span).link(diagnostic.span)
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    return f"{where}: {code.severity.value}[{code.name}]: " + _visible(diagnostic.message + hint)


def place(span: Span, sources: Source | Sources) -> dict[str, object]:
    """A span as JSON: file, first and last place (lines and columns from 1, the end not included), offsets.

    A cell of a file has the heading of its column too; in a workbook also its sheet, and there rows are the lines, and
    columns and offsets count cells.
    """
    source = sources.of(span)
    start, end = source.position(span.start), source.position(span.end)
    found: dict[str, object] = {
        "file": source.name,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "start": span.start,
        "end": span.end,
    }
    cell = source.cell(span)
    return found if cell is None else found | {"heading": cell.heading, "sheet": cell.sheet}


def as_json(diagnostic: Diagnostic, sources: Source | Sources) -> dict[str, object]:
    """The diagnostic as a JSON object."""
    return {
        "code": diagnostic.code.name,
        "severity": diagnostic.code.severity.value,
        "message": diagnostic.message,
        "place": place(diagnostic.span, sources),
        "labels": [{"text": label.text, "place": place(label.span, sources)} for label in diagnostic.labels],
        "hint": diagnostic.hint,
    }


def report(diagnostics: Sequence[Diagnostic], sources: Source | Sources) -> str:
    """All diagnostics in full, a blank line between them."""
    return "\n\n".join(full(each, sources) for each in diagnostics)


def tally(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors, 1 warning`; empty if there is nothing."""
    found = list(diagnostics)
    counts = [(severity.value, sum(each.code.severity is severity for each in found)) for severity in Severity]
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts if count)
