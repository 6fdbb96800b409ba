"""The columns that a space declares of its file: how cells are read, and what type of attribute they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from configurator.analysis import csv_cells
from configurator.analysis.csv_cells import ReadCell
from configurator.analysis.lineage import LINEAGE
from configurator.analysis.scope import Report, unique, unit_of
from configurator.diagnostics import codes
from configurator.model.properties import PROPERTIES
from configurator.model.units import UNITS
from configurator.model.value import AttributeType
from configurator.source import Span
from configurator.syntax import nodes as n

_TYPES = ("label", "integer", "number", "money", "color", "text", "date", "yes or no", "file")


@dataclass(frozen=True)
class FileColumn:
    """A declared column: how its cells are read, and the type of the attribute; None for the label."""

    name: str
    type: AttributeType | None
    read: ReadCell
    span: Span

    @property
    def is_file(self) -> bool:
        """Whether its cells name files, which must be there."""
        return self.type is not None and self.type.kind == "file"


def read_columns(report: Report, node: n.SpaceNode, currency: str | None) -> list[FileColumn]:
    """The columns of a space, without those that are faulty, each with a diagnostic."""
    named = unique(report, "columns", node.columns, lambda column: column.name)
    columns = [_column(report, each, currency) for each in named]
    for each in (column for column in named if column.name.text in LINEAGE):
        message = f"the column `{each.name.text}` is read by itself"
        report.say(codes.RESERVED_NAME, each.name.span, message, "take it out of the list of columns")
    for each in (column for column in named if column.name.text in PROPERTIES and not _is_text(column)):
        message = f"the column `{each.name.text}` is read as text: what people note down about a value"
        hint = f"write `{each.name.text}: text`, or give a column with another meaning another name"
        report.say(codes.RESERVED_NAME, each.name.span, message, hint)
    report.faulty_attributes |= {node.name.text for node, column in zip(named, columns, strict=True) if column is None}
    return [each for each in columns if each is not None and each.name not in (*LINEAGE, *PROPERTIES)]


def _is_text(node: n.ColumnNode) -> bool:
    return node.kind == "named" and [each.text for each in node.words] == ["text"]


def _column(report: Report, node: n.ColumnNode, currency: str | None) -> FileColumn | None:
    name, span = node.name.text, node.name.span
    word = node.words[0].text
    if name in PROPERTIES:
        return FileColumn(name, None, str, span)
    if node.kind == "flag":
        return FileColumn(name, AttributeType("flag"), csv_cells.flag, span)
    if node.kind == "number":
        unit = unit_of(report, node.unit)
        if node.unit is not None and unit is None:
            return None
        amount = AttributeType("amount", unit.dimension if unit else (), unit=unit)
        return FileColumn(name, amount, csv_cells.number_of(unit), span)
    if len(node.words) > 1:
        symbols = tuple(each.text for each in unique(report, "words", node.words, lambda each: each))
        return FileColumn(name, AttributeType("symbol", symbols=symbols), csv_cells.symbol(symbols), span)
    if word == "money":
        if currency is None:
            hint = "write `currency EUR`, or yours, in the head of the catalog"
            report.say(codes.UNKNOWN_CURRENCY, node.words[0].span, "the catalog declares no currency", hint)
            return None
        return FileColumn(
            name,
            AttributeType("amount", UNITS[currency].dimension, unit=UNITS[currency]),
            csv_cells.money(currency),
            span,
        )
    simple: Mapping[str, tuple[AttributeType | None, ReadCell]] = {
        "label": (None, str),
        "text": (AttributeType("text"), csv_cells.text),
        "integer": (AttributeType("amount"), csv_cells.integer),
        "color": (AttributeType("color"), csv_cells.color),
        "date": (AttributeType("date"), csv_cells.date),
        "file": (AttributeType("file"), csv_cells.file),
    }
    if word not in simple:
        report.unknown(codes.UNKNOWN_TYPE, node.words[0], f"there is no column type `{word}`", _TYPES)
        return None
    kind, read = simple[word]
    return FileColumn(name, kind, read, span)


OWN_COLUMNS = (
    FileColumn("was", None, csv_cells.former_key, Span(0, 0)),
    FileColumn("retired", None, csv_cells.retired, Span(0, 0)),
    *(FileColumn(name, None, str, Span(0, 0)) for name in PROPERTIES),
)
"""Columns that are read wherever a file has them, declared or not."""
