"""Rules and tables, from what is written."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from configurator.analysis.expressions import Typer
from configurator.analysis.lineage import modifiers_of
from configurator.analysis.literals import raw_literal, read_literal
from configurator.analysis.properties import properties_of
from configurator.analysis.scope import Scope, unique
from configurator.analysis.table_file import rows_of_file
from configurator.diagnostics import Label, codes
from configurator.model.constraint import AnyCell, Cell, NoneCell, RangeCell, Rule, SetCell, Table
from configurator.model.domain import AnyOfDomain, CanonicalValue, IntegerDomain, NumberDomain, TextDomain, ValueDomain
from configurator.model.evaluation import worth_of
from configurator.model.expression import TRUE
from configurator.model.option import Option
from configurator.source import Span
from configurator.syntax import nodes as n


def read_rule(scope: Scope, node: n.RuleNode) -> Rule | None:
    """A rule; None, and diagnostics, if a part of it is faulty."""
    typer = Typer(scope)
    properties = properties_of(modifiers_of(scope.report, node.modifiers, "rule"))
    condition = typer.condition(node.condition)
    when = typer.condition(node.when) if node.when is not None else TRUE
    if condition is None or when is None:
        return None
    because = node.because.text if node.because else None
    return Rule(node.key.text, condition, node.forbids, when, because, node.key.span, properties, _written(node))


def read_table(scope: Scope, node: n.TableNode) -> Table | None:
    """A table; None, and diagnostics, if a column or a cell is faulty."""
    report = scope.report
    properties = properties_of(modifiers_of(report, node.modifiers, "table"))
    columns = [scope.option(name) for name in node.columns]
    _repeated_columns(scope, node)
    if not node.rows and node.file is None:
        hint = "write a row for each combination, a line each"
        report.say(codes.EMPTY_TABLE, node.key.span, f"table `{node.key.text}` has no rows", hint)
        return None
    known = [option for option in columns if option is not None]
    if len(known) < len(columns) or len(set(node.columns)) < len(node.columns):
        return None
    rows: dict[tuple[Cell, ...], Span] = {}
    sound = True
    said = len(report.diagnostics)
    if node.file is None:
        written = [(_row(scope, row, known), row.span) for row in node.rows]
    else:
        written = rows_of_file(scope, node, known, _cell)
        if not written and len(report.diagnostics) == said:
            hint = "write a row for each combination, a line each"
            report.say(codes.EMPTY_TABLE, node.file.span, f"`{node.file.text}` has no rows", hint)
        sound = bool(written) and len(report.diagnostics) == said
    for cells, span in written:
        if cells is None:
            sound = False
        elif cells in rows:
            label = Label(rows[cells], "it stands here already")
            report.say(codes.REPEATED_ROW, span, "this row stands in the table twice", "take one of them out", label)
        else:
            rows[cells] = span
    because = node.because.text if node.because else None
    keys = tuple(option.key for option in known)
    if not sound or len(set(keys)) < len(keys):
        return None
    spans = tuple(rows.values())
    if node.gives and not _gives(scope, node, known[-1], rows):
        return None
    allows, every = node.allows or node.gives, tuple(rows)
    said_of_it = (because, node.key.span, properties, node.gives, _written(node))
    return Table(node.key.text, keys, allows, every, spans, *said_of_it)


def _written(node: n.RuleNode | n.TableNode) -> Span:
    """Where what it says stands: all behind its key."""
    return Span(node.key.span.end, node.span.end, node.span.name)


def _gives(scope: Scope, node: n.TableNode, option: Option, rows: Mapping[tuple[Cell, ...], Span]) -> bool:
    """Whether a table can give this option its value: said, if it is not derived, or a last cell says no value."""
    if option.derivation is None:
        message = f"`{option.key}` is chosen by customers, so no table can give it"
        label = Label(option.span, "it is declared here")
        scope.report.say(
            codes.NOT_DERIVED, node.columns[-1].span, message, "write `derived` behind what it can be", label
        )
        return False
    for cells, span in rows.items():
        last = cells[-1]
        is_one = isinstance(last, NoneCell) or (isinstance(last, SetCell) and len(last.values) == 1)
        if not is_one:
            message = f"the last cell of this row says no single value of `{option.key}`"
            scope.report.say(codes.NOT_DERIVED, span, message, "write one of its values, or `none`")
            return False
        if isinstance(last, NoneCell) and not option.optional:
            message = f"this row gives no value, and `{option.key}` needs one"
            scope.report.say(
                codes.NOT_DERIVED, span, message, "write `optional` behind the option, or one of its values"
            )
            return False
    return True


def _repeated_columns(scope: Scope, node: n.TableNode) -> None:
    first: dict[str, n.Name] = {}
    for name in node.columns:
        if name.text in first:
            label = Label(first[name.text].span, "it is a column here already")
            message = f"`{name.text}` is a column twice"
            scope.report.say(codes.REPEATED_COLUMN, name.span, message, "take one of them out", label)
        first.setdefault(name.text, name)


def _row(scope: Scope, row: n.RowNode, columns: list[Option]) -> tuple[Cell, ...] | None:
    if len(row.cells) != len(columns):
        message = f"this row has {_cells(len(row.cells))}, and the table has {len(columns)} columns"
        hint = "a cell for each column, separated by commas; `*` stands for anything"
        scope.report.say(codes.TABLE_WIDTH, row.span, message, hint)
        return None
    cells = [_cell(scope, cell, option) for cell, option in zip(row.cells, columns, strict=True)]
    known = tuple(cell for cell in cells if cell is not None)
    return known if len(known) == len(cells) else None


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _cell(scope: Scope, node: n.CellNode, option: Option) -> Cell | None:
    """A cell of an option's column; None, and a diagnostic, if it cannot stand there."""
    match node.value:
        case None:
            return AnyCell()
        case n.Nothing() if node.high is None:
            return NoneCell()
    if option.is_open:
        is_text = isinstance(option.domain, TextDomain)
        hint = "write `*` or `none`" + (", or a rule that compares the text" if is_text and not option.private else "")
        what = "text" if is_text else "an image"
        scope.report.say(codes.TYPE_MISMATCH, node.span, f"`{option.key}` is {what}, which no cell can list", hint)
        return None
    if node.high is not None:
        return _range(scope, node, option)
    if isinstance(node.value, n.SetLiteral) and not isinstance(option.domain, AnyOfDomain):
        values = [_value(scope, item, option) for item in node.value.items]
        known = frozenset(value for value in values if value is not None)
        if not values:
            hint = "write `none` or `*`"
            scope.report.say(codes.NO_VALUES, node.span, "this set has no values, so it matches nothing", hint)
        return SetCell(known) if known and None not in values else None
    if isinstance(option.domain, AnyOfDomain) and not isinstance(node.value, n.SetLiteral):
        hint = "write the set in braces: `{strap}` means exactly this set"
        scope.report.say(codes.NEEDS_SET, node.span, f"`{option.key}` can have several values", hint)
        return None
    if isinstance(node.value, n.SetLiteral) and not node.value.items:
        return NoneCell()
    value = _value(scope, node.value, option)
    return None if value is None else SetCell(frozenset([value]))


def _value(scope: Scope, node: n.Literal, option: Option) -> CanonicalValue | None:
    """A value as the option itself would read it; None, and a diagnostic, if it is none of its values."""
    beyond = _beyond(option, node)
    if beyond is not None:
        return beyond
    value, problems = read_literal(option, node)
    for problem in problems:
        code = codes.UNKNOWN_VALUE if problem.code == "unknown-value" else codes.TYPE_MISMATCH
        scope.report.say(
            code, node.span, problem.message, problem.hint, Label(option.span, "its values are declared here")
        )
    if value is None and not problems:
        scope.report.say(codes.TYPE_MISMATCH, node.span, "this is no value", "write `none` for no value")
    return value


def _beyond(option: Option, node: n.Literal) -> CanonicalValue | None:
    """A value that the space or the family has and the option has not: such a cell matches nothing."""
    domain = option.domain
    match domain, raw_literal(node):
        case ValueDomain(), str(key) if key in domain.beyond:
            return key
        case AnyOfDomain(), list(keys) if not domain.members.beyond.isdisjoint(map(str, keys)):
            return tuple(sorted(map(str, keys)))
    return None


def _range(scope: Scope, node: n.CellNode, option: Option) -> RangeCell | None:
    assert node.value is not None  # noqa: S101
    assert node.high is not None  # noqa: S101
    if not isinstance(option.domain, IntegerDomain | NumberDomain):
        scope.report.say(codes.TYPE_MISMATCH, node.span, f"`{option.key}` has no numbers", "list its values in braces")
        return None
    ends = []
    for literal in (node.value, node.high):
        value = _value(scope, literal, option)
        if value is None:
            return None
        ends.append(worth_of(value, option.domain))
    low, high = ends
    assert isinstance(low, Fraction)  # noqa: S101 - numbers are worth amounts
    assert isinstance(high, Fraction)  # noqa: S101
    if low > high:
        scope.report.say(
            codes.EMPTY_RANGE, node.span, "this range ends before it begins", "write the lower bound first"
        )
        return None
    return RangeCell(low, high)


def unique_constraints(scope: Scope, nodes: list[n.RuleNode | n.TableNode]) -> list[n.RuleNode | n.TableNode]:
    """Rules and tables, which share one set of keys; each key once."""
    return unique(scope.report, "rules or tables", nodes, lambda each: each.key)
