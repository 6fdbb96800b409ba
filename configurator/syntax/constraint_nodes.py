"""The nodes of what ties options together: rules, and tables with their rows and cells."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.source import Span
from configurator.syntax.expression_nodes import ExpressionNode, Literal, Modifier, Name, Text


@dataclass(frozen=True, slots=True)
class RuleNode:
    """`rule KEY require EXPRESSION when EXPRESSION because "…"`, or `forbid`; or `sell` in the place of `rule`."""

    key: Name
    forbids: bool
    condition: ExpressionNode
    when: ExpressionNode | None
    because: Text | None
    span: Span
    sells: bool = False
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True)
class CellNode:
    """A cell of a table: `*` (value None), a literal, or `low .. high`."""

    value: Literal | None
    high: Literal | None
    span: Span


@dataclass(frozen=True, slots=True)
class RowNode:
    """A row of a table."""

    cells: tuple[CellNode, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class TableNode:
    """`table KEY (columns) allow {rows} because "…"`, or `forbid`; or `from "file.csv"` in the place of the rows.

    With `gives`, the last column is the option that the table gives a value.
    """

    key: Name
    columns: tuple[Name, ...]
    allows: bool
    rows: tuple[RowNode, ...]
    because: Text | None
    span: Span
    file: Text | None = None
    sheet: Text | None = None
    modifiers: tuple[Modifier, ...] = ()
    gives: bool = False
