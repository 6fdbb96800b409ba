"""What is odd about the tables of a product, each by itself and two by two; always with a combination that shows it.

Rows of one table that overlap in part are no matter, and nothing is said of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ValueClass
from configurator.compiler.compile_graphs import graphs_of, prepare
from configurator.compiler.samples import Span, joined, value_at
from configurator.diagnostics import Diagnostic, Label, codes
from configurator.engine.paths import some_outcome
from configurator.engine.reachable import satisfiable
from configurator.engine.table_rows import CoveredRow, DeadRow, Gap, TableRows, Witness
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint, NoneCell, Table
from configurator.model.domain import AnyOfDomain, CanonicalValue, ImageDomain, IntegerDomain, NumberDomain, TextDomain
from configurator.model.option import Option

MOST_SAID = 8
"""Rows of one table of which the same is said one by one."""
MOST_NAMED = 12


@dataclass(slots=True)
class Told:
    """What is said already of one option: a table lets through none of these values, of numbers none in these spans."""

    values: set[CanonicalValue] = field(default_factory=set)
    spans: list[Span] = field(default_factory=list)


Unmatched = dict[str, Told]
"""What is told, by the key of the option."""


def table_lints(product: Product, skipped: frozenset[str], allowance: Allowance) -> tuple[list[Diagnostic], Unmatched]:
    """All that is odd about the tables of a product; those with a key in `skipped` have been told of otherwise.

    A table that is too large to be looked at in this way is passed over.
    """
    found: list[Diagnostic] = []
    unmatched: Unmatched = {}
    tables = [each for each in product.constraints if isinstance(each, Table) and each.key not in skipped]
    forbidding = [each for each in tables if not each.allows]
    for table in tables:
        try:
            if table.gives:
                found += _giving(product, table, allowance)
                continue
            rows = TableRows(product, table, allowance)
            found += _capped(rows.dead(), lambda dead, t=table: _dead(product, t, dead))
            found += _capped(rows.covered(), lambda covered, t=table: _covered(t, covered))
            if table.allows:
                for gap in rows.gaps():
                    found += _gap(product, table, gap, unmatched)
                for other in forbidding:
                    if any(key in table.columns for key in other.columns):
                        said = rows.forbidden_by(product, other)
                        found += _capped(said, lambda covered, t=table, o=other: _contradicting(t, o, covered))
        except TooComplexError:
            continue
    return found, unmatched


def _giving(product: Product, table: Table, allowance: Allowance) -> Iterator[Diagnostic]:
    """What is odd about a table that gives a value: rows that are never the first to match, choices that none fits."""
    inputs = replace(table, columns=table.columns[:-1], rows=tuple(row[:-1] for row in table.rows))
    rows = TableRows(product, inputs, allowance)
    yield from _capped(rows.dead(), lambda dead: _dead(product, inputs, dead))
    yield from _capped(rows.covered(earlier=True), lambda covered: _never_first(table, covered))
    output = product.by_key[table.columns[-1]]
    if not output.optional and table.because is None:  # with a reason, it is meant so
        witness = _without_row(product, inputs, output, allowance)
        if witness is not None:
            message = f"no row of `{table.key}` fits {shown(witness)}, so there is no `{output.key}` for it"
            hint = "add a row, such as one with `*` in all its cells; or make the option `optional`"
            yield Diagnostic(codes.TABLE_GAP, table.span, message, hint=hint)


def _never_first(table: Table, covered: CoveredRow) -> Diagnostic:
    message = f"a row above says it for all that this row fits, such as {shown(covered.witness)}"
    labels = (Label(table.row_spans[covered.by], "this row comes first"),)
    return Diagnostic(
        codes.COVERED_ROW, table.row_spans[covered.row], message, labels, "take this row out, or move it up"
    )


def _without_row(product: Product, inputs: Table, output: Option, allowance: Allowance) -> Witness | None:
    """Choices that no row fits, though nothing else forbids them; None if there are none."""
    constraints: list[Constraint] = [replace(inputs, allows=False, gives=False)]
    tied = set(inputs.columns)
    while True:
        around = [each for each in product.all_constraints if output.key not in each.options]
        around = [each for each in around if not tied.isdisjoint(each.options)]
        if len(around) == len(constraints) - 1:
            break
        constraints = [constraints[0], *around]
        tied |= {key for each in around for key in each.options}
    options = [option for option in product.options if option.key in tied]
    graphs = graphs_of(prepare(options, constraints, allowance), None, allowance)
    if not satisfiable(graphs):
        return None
    outcome = some_outcome(graphs)
    return {key: outcome[key] for key in inputs.columns}


def _capped(things: Iterator[DeadRow] | Iterator[CoveredRow], say: Callable[..., Diagnostic]) -> Iterator[Diagnostic]:
    """The first few; a table with thousands of such rows has one mistake, not thousands."""
    yield from (say(each) for each in islice(things, MOST_SAID))


def _dead(product: Product, table: Table, dead: DeadRow) -> Diagnostic:
    cell = table.rows[dead.row][table.columns.index(dead.column)]
    option = product.by_key[dead.column]
    if isinstance(cell, NoneCell):
        message = f"this row never matches: `{option.key}` always has a value"
        hint = "write `*` for any value, or make the option `optional`"
    else:
        message = f"this row never matches: `{option.key}` has no value in its cell"
        hint = "compare the cell with the steps of the option"
    return Diagnostic(codes.DEAD_ROW, table.row_spans[dead.row], message, (Label(option.span, "the option"),), hint)


def _covered(table: Table, covered: CoveredRow) -> Diagnostic:
    message = f"another row says all that this row says, such as {shown(covered.witness)}"
    labels = (Label(table.row_spans[covered.by], "this row covers it"),)
    return Diagnostic(codes.COVERED_ROW, table.row_spans[covered.row], message, labels, "take the narrower row out")


def _contradicting(table: Table, other: Table, covered: CoveredRow) -> Diagnostic:
    message = f"`{other.key}` forbids all that this row of `{table.key}` allows, such as {shown(covered.witness)}"
    labels = (Label(other.row_spans[covered.by], f"`{other.key}` forbids it here"),)
    hint = "take one of the two rows out, or make one of them narrower"
    return Diagnostic(codes.CONTRADICTING_ROWS, table.row_spans[covered.row], message, labels, hint)


def _gap(product: Product, table: Table, gap: Gap, unmatched: Unmatched) -> Iterator[Diagnostic]:
    """Values that no row of an `allow` table has; of sets and texts only whether they may be missing."""
    option = product.by_key[gap.column]
    if not isinstance(option.domain, AnyOfDomain | TextDomain):
        names = _names(option, gap.classes, unmatched.setdefault(option.key, Told()))
        if names:
            more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
            has = ", ".join(f"`{each}`" for each in names[:MOST_NAMED]) + more
            message = f"no row of `{table.key}` allows `{option.key}` = {has}, so {shown(gap.witness)} is never valid"
            label = Label(option.span, "declared here")
            hint = "add a row, or take the value out of the option"
            yield Diagnostic(codes.TABLE_GAP, table.span, message, (label,), hint)
    if any(each.representative is None for each in gap.classes):
        why = "it is asked only under a condition" if option.when is not None else "it is optional"
        message = f"no row of `{table.key}` allows `{option.key}` to have no value, and {why}"
        hint = "write `none` in a row for it, or `*`"
        yield Diagnostic(codes.TABLE_GAP, table.span, message, (Label(option.span, "declared here"),), hint)


def _names(option: Option, classes: Sequence[ValueClass], told: Told) -> list[str]:
    """What values of some classes are called, ranges as such; they are told of by this."""
    domain = option.domain
    if isinstance(domain, AnyOfDomain | TextDomain | ImageDomain):
        return []
    names: list[str] = []
    for first, last in joined(span for each in classes for span in each.spans):
        if isinstance(domain, IntegerDomain | NumberDomain):
            low, high = domain.at(first), domain.at(last)
            names.append(_word(low) if first == last else f"{_word(low)} .. {_word(high)}")
            told.spans.append((first, last))
        else:
            inside = [value_at(domain, index) for index in range(first, last + 1)]
            names += map(_word, inside)
            told.values.update(inside)
    return names


def shown(witness: Witness) -> str:
    """A combination in a sentence: `model: p14, texture: none`."""
    return "`" + ", ".join(f"{key}: {_word(value)}" for key, value in witness.items()) + "`"


def _word(value: CanonicalValue | None) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "{" + ", ".join(value) + "}" if value else "none"
    return str(value)
