"""The nodes of option spaces, whose values are listed in place or read from the columns of a file."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.source import Span
from configurator.syntax.domain_nodes import ValueNode
from configurator.syntax.expression_nodes import Modifier, Name, Text


@dataclass(frozen=True, slots=True)
class ColumnNode:
    """A column of a CSV space: its name, the words of its type, and a unit for numbers.

    `words` is `("number",)`, `("flag",)`, a single type word such as `money`, or the symbols that it may hold.
    """

    name: Name
    words: tuple[Name, ...]
    unit: Name | None
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class SpaceNode:
    """`space KEY "Label": values`, or `from "file.xlsx" sheet "NAME" key COLUMN { columns }`."""

    key: Name
    label: Text | None
    values: tuple[ValueNode, ...]
    file: Text | None
    key_column: Name | None
    columns: tuple[ColumnNode, ...]
    span: Span
    same_keys: tuple[Name, ...] = ()
    sheet: Text | None = None
    modifiers: tuple[Modifier, ...] = ()
