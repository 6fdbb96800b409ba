"""What is found about the rows of a table is what trying every combination finds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product as combinations

from hypothesis import given
from hypothesis import strategies as st

from configurator.compiler.budget import USUAL, Allowance
from configurator.engine.table_rows import TableRows
from configurator.model.catalog import Product
from configurator.model.constraint import AnyCell, Cell, NoneCell, RangeCell, SetCell, Table, cell_matches
from configurator.model.domain import AnyOfDomain, CanonicalValue, Domain, IntegerDomain, ValueDomain
from configurator.model.option import Option
from configurator.model.value import Value

VALUES = ValueDomain(tuple(Value(key, key) for key in "pqr"))
OPTIONS = (
    Option("a", "a", VALUES),
    Option("b", "b", IntegerDomain(1, 7, 2), optional=True),
    Option("c", "c", AnyOfDomain(ValueDomain(VALUES.values[:2]), 0, 2), optional=True),
)
POSSIBLE: dict[str, list[CanonicalValue | None]] = {
    "a": ["p", "q", "r"],
    "b": [None, 1, 3, 5, 7],
    "c": [(), ("p",), ("q",), ("p", "q")],
}


def cells_of(key: str) -> st.SearchStrategy[Cell]:
    valued: list[CanonicalValue] = [each for each in POSSIBLE[key] if each not in (None, ())]
    sets = st.frozensets(st.sampled_from(valued), min_size=1, max_size=1 if key == "c" else 3).map(SetCell)
    bounds = st.tuples(st.integers(1, 7), st.integers(1, 7)).filter(lambda pair: pair[0] <= pair[1])
    ranges = [bounds.map(lambda pair: RangeCell(Fraction(pair[0]), Fraction(pair[1])))] if key == "b" else []
    return st.one_of(st.just(AnyCell()), st.just(NoneCell()), sets, *ranges)


@st.composite
def tables(draw: st.DrawFn, key: str = "t", *, allows: bool | None = None) -> Table:
    columns = draw(st.lists(st.sampled_from("abc"), min_size=1, unique=True))
    rows = draw(st.lists(st.tuples(*map(cells_of, columns)), min_size=1, max_size=6, unique=True))
    return Table(key, tuple(columns), draw(st.booleans()) if allows is None else allows, tuple(rows))


def boxes(table: Table) -> list[set[tuple[CanonicalValue | None, ...]]]:
    """The combinations of all three options that each row matches."""
    domains: dict[str, Domain] = {option.key: option.domain for option in OPTIONS}
    every = list(combinations(*POSSIBLE.values()))
    return [
        {
            each
            for each in every
            if all(
                cell_matches(cell, each["abc".index(key)], domains[key])
                for key, cell in zip(table.columns, row, strict=True)
            )
        }
        for row in table.rows
    ]


def rows_of(table: Table) -> TableRows:
    return TableRows(PRODUCT, table, Allowance(USUAL))


PRODUCT = Product("x", "x", "demo", OPTIONS)


@given(tables())
def test_dead_rows_are_those_that_no_combination_matches(table: Table) -> None:
    assert {each.row for each in rows_of(table).dead()} == {at for at, box in enumerate(boxes(table)) if not box}


@given(tables())
def test_covered_rows_are_those_that_say_nothing_of_their_own(table: Table) -> None:
    found, all_boxes = list(rows_of(table).covered()), boxes(table)
    wanted = {
        row
        for row, box in enumerate(all_boxes)
        if box and any(box <= other and (at < row or box != other) for at, other in enumerate(all_boxes) if at != row)
    }
    assert {each.row for each in found} == wanted
    for each in found:
        assert all_boxes[each.row] <= all_boxes[each.by]


@given(tables())
def test_a_row_that_is_not_covered_can_stay_when_all_covered_ones_go(table: Table) -> None:
    all_boxes = boxes(table)
    gone = {each.row for each in rows_of(table).covered()}
    left = [box for row, box in enumerate(all_boxes) if row not in gone]
    assert set().union(*left) == set().union(*all_boxes)


@given(tables(allows=True))
def test_gaps_are_the_values_that_no_row_matches(table: Table) -> None:
    found = {gap.column: gap for gap in rows_of(table).gaps()}
    let_through = set().union(*boxes(table))
    domains: dict[str, Domain] = {option.key: option.domain for option in OPTIONS}
    for at, key in enumerate(table.columns):
        cells = [row[at] for row in table.rows]
        missing = {each for each in POSSIBLE[key] if not any(cell_matches(cell, each, domains[key]) for cell in cells)}
        if len(missing) == len(POSSIBLE[key]):
            continue
        assert (key in found) == bool(missing)
        if key in found:
            assert found[key].witness[key] in missing
            assert all(each["abc".index(key)] not in missing for each in let_through)


@given(tables(allows=True), tables("u", allows=False))
def test_a_row_is_forbidden_where_another_table_forbids_all_of_it(table: Table, other: Table) -> None:
    found = {each.row: each for each in rows_of(table).forbidden_by(PRODUCT, other)}
    own, theirs = boxes(table), boxes(other)
    if set(table.columns).isdisjoint(other.columns):
        assert not found
        return
    assert set(found) == {row for row, box in enumerate(own) if box and any(box <= forbidden for forbidden in theirs)}
    for row, each in found.items():
        assert own[row] <= theirs[each.by]
        witness = tuple(each.witness.get(key, POSSIBLE[key][0]) for key in "abc")
        assert witness in own[row]


def test_a_column_that_this_table_lacks_may_list_all_its_values() -> None:
    everything: Cell = SetCell(frozenset("pqr"))
    table = Table("t", ("b",), True, ((RangeCell(Fraction(1), Fraction(3)),),))
    other = Table("u", ("a", "b"), False, ((everything, RangeCell(Fraction(1), Fraction(5))),))
    assert [each.row for each in rows_of(table).forbidden_by(PRODUCT, other)] == [0]
