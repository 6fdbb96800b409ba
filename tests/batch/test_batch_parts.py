"""Parts of many rows are those of each, as `explode` tells them, and totals are their sums."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import cut, made_so
from cli_runs import run
from expression_strategies import Expressions
from hypothesis import given, settings
from hypothesis import strategies as st
from near_examples import rows_of
from referee import all_choices
from strategies import products

import configurator
from configurator.batch import completed, parts
from configurator.batch.batch import Batch
from configurator.batch.parts import Parting, PartTable, PartTotals
from configurator.compiler.compile_flat import compile_product
from configurator.engine.explode import explode
from configurator.engine.validate import validate
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.build import Check, Inserted, Pick, Step, Template
from configurator.model.catalog import Product
from configurator.model.expression import Constant, OptionValue
from configurator.model.units import UNITS
from configurator.places import shipped
from configurator.product_line import ProductLine

_ENGINE = str(Path(__file__).parents[1] / "engine")
if _ENGINE not in sys.path:
    sys.path.append(_ENGINE)

from priced_products import amounts  # noqa: E402

CATALOGS = sorted(shipped("catalogs").glob("*/*.vpc"))
Listed = list[tuple[int, str, Fraction, str | None]]
Totals = dict[tuple[str, str | None], tuple[Fraction, int]]


def listed_singly(knowledge: ProductKnowledge, rows: Sequence[Any]) -> Listed:
    """The parts of rows, by the single path."""
    found: Listed = []
    for number, row in enumerate(rows):
        verdict = validate(knowledge, {key: value for key, value in row.items() if value is not None})
        if verdict.valid:
            for part in explode(knowledge.product, verdict.completed).parts:
                unit = part.quantity.unit
                found.append((number, part.part, part.quantity.number, unit.symbol if unit else None))
    return found


def listed(table: pa.Table) -> Listed:
    """The same of a long table."""
    return [(each["row"], each["part"], Fraction(each["quantity"]), each["unit"]) for each in table.to_pylist()]


def added_up(parts_of: Listed) -> Totals:
    """The totals of parts."""
    found: Totals = defaultdict(lambda: (Fraction(0), 0))
    for _, part, number, unit in parts_of:
        before, rows = found[part, unit]
        found[part, unit] = before + number, rows + 1
    return dict(sorted(found.items(), key=lambda each: (each[0][0], each[0][1] or "")))


def totals(table: pa.Table) -> Totals:
    """The same of a table of totals, in its order."""
    rows = table.to_pylist()
    return {(each["part"], each["unit"]): (Fraction(each["quantity"]), each["rows"]) for each in rows}


@st.composite
def picks(draw: st.DrawFn, product: Product) -> Pick:
    """A part to pick, under a condition or under none; few names, so that steps share them."""
    expressions = Expressions(draw, product.options)
    pieces: list[str | Inserted] = [draw(st.sampled_from(("A", "A", "B")))]
    if draw(st.integers(0, 3)) == 0:
        option = draw(st.sampled_from(product.options)).key
        pieces.append(Inserted(OptionValue(option), None, option))
    unit = draw(st.sampled_from((None, None, UNITS["ml"], UNITS["inch"])))
    when = expressions.truth(1) if draw(st.booleans()) else None
    quantity = draw(st.sampled_from((Constant(Fraction(2)), draw(amounts(product)))))
    return Pick(Template(tuple(pieces)), quantity, unit, when)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_parts_of_many_are_those_of_each(data: st.DataObject) -> None:
    product = data.draw(products())
    steps: list[Step] = [*data.draw(st.lists(picks(product), max_size=4)), Check(Template(("look",)))]
    product = replace(product, steps=tuple(data.draw(st.permutations(steps))))
    knowledge = compile_product(product)
    wholes = islice(all_choices(product.options, product.all_constraints), 80)
    rows = [{key: list(v) if isinstance(v, tuple) else v for key, v in each.items()} for each in wholes]
    with made_so(data.draw), pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "SHORT", data.draw(st.sampled_from((18, 18, 0))))
        patch.setattr(completed, "MOST_KEPT", data.draw(st.sampled_from((2**16, 2))))
        parting, table, together = (
            Parting(Batch(knowledge, coded=False)),
            PartTable(product),
            PartTotals(product),
        )
        batches = []
        for chunk in cut(rows, data.draw(st.integers(1, 80))):
            found = parting.judge(chunk)
            batches.append(table.batch(found))
            batches[-1].validate(full=True)
            together.add(found)
    expected = listed_singly(knowledge, rows)
    assert listed(pa.Table.from_batches(batches, table.schema)) == expected
    assert list(totals(together.table()).items()) == list(added_up(expected).items())


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_the_parts_of_products_that_ship_are_those_of_each(path: Path) -> None:
    catalog = configurator.load(path)
    for line in map(catalog.__getitem__, catalog):
        rows = rows_of(line.knowledge, Random(5))
        expected = listed_singly(line.knowledge, rows)
        assert listed(line.parts_many(rows)) == expected
        assert totals(line.parts_total(rows)) == added_up(expected)


SHOP = """
catalog shop "Shop" {}
product case "Case" {
  option model: slim { screws: 4 } | pro { screws: 6 }
  option length: number 20 .. 60 cm step 0.5 optional
  option extras: any of { strap, stand }
  build {
    pick "BLANK-{model}"
    pick "SCREW" model.screws
    pick "CORD" length
    pick "SCREW" 2 * count(extras)
    pick "GLUE" 0.25 ml when strap in extras
  }
}
"""
ROWS: list[dict[str, Any]] = [
    {"model": "slim", "extras": ["strap", "stand"], "length": "50.5"},
    {"model": "none such"},
    {"model": "pro"},
]
LONG = [
    {"row": 0, "part": "BLANK-slim", "quantity": Decimal("1.00"), "unit": None},
    {"row": 0, "part": "SCREW", "quantity": Decimal("8.00"), "unit": None},
    {"row": 0, "part": "CORD", "quantity": Decimal("50.50"), "unit": "cm"},
    {"row": 0, "part": "GLUE", "quantity": Decimal("0.25"), "unit": "ml"},
    {"row": 2, "part": "BLANK-pro", "quantity": Decimal("1.00"), "unit": None},
    {"row": 2, "part": "SCREW", "quantity": Decimal("6.00"), "unit": None},
]
TOTALS = [
    {"part": "BLANK-pro", "quantity": Decimal("1.00"), "unit": None, "rows": 1},
    {"part": "BLANK-slim", "quantity": Decimal("1.00"), "unit": None, "rows": 1},
    {"part": "CORD", "quantity": Decimal("50.50"), "unit": "cm", "rows": 1},
    {"part": "GLUE", "quantity": Decimal("0.25"), "unit": "ml", "rows": 1},
    {"part": "SCREW", "quantity": Decimal("14.00"), "unit": None, "rows": 2},
]


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    (tmp_path / "shop.vpc").write_text(SHOP)
    return configurator.load(tmp_path / "shop.vpc").only


def test_steps_of_a_row_that_pick_one_part_are_one_row(line: ProductLine) -> None:
    assert line.parts_many(ROWS).to_pylist() == LONG
    assert line.parts_total(ROWS).to_pylist() == TOTALS
    for nothing in ([], [{"model": "none such"}]):
        assert line.parts_many(nothing).schema == line.parts_many(ROWS).schema
        assert line.parts_many(nothing).num_rows == line.parts_total(nothing).num_rows == 0
    batches = [pa.RecordBatch.from_pylist(ROWS)] * 3
    assert line.parts_many(batches).column("row").to_pylist() == [0, 0, 0, 0, 2, 2, 3, 3, 3, 3, 5, 5, 6, 6, 6, 6, 8, 8]
    assert line.parts_total(batches).column("quantity")[4].as_py() == Decimal("42.00")


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".ndjson"])
def test_files_have_parts_or_their_totals(line: ProductLine, tmp_path: Path, suffix: str, processes: int) -> None:
    (tmp_path / "rows.ndjson").write_text("\n".join(map(json.dumps, ROWS)))
    for together, expected in ((False, LONG), (True, TOTALS)):
        target = tmp_path / f"parts{together}{suffix}"
        done = line.parts_file(tmp_path / "rows.ndjson", target, together=together, processes=processes)
        assert (done.rows, done.valid, done.written) == (3, 2, len(expected))
        assert dict(done.reasons) == {"unknown-value:model": 1}
        if suffix == ".ndjson":
            found = [json.loads(each) for each in target.read_text().splitlines()]
            for each in found:
                each |= {"quantity": Decimal(each["quantity"]), "unit": each.get("unit")}
            assert found == expected
        else:
            table = pq.read_table(target) if suffix == ".parquet" else pa.ipc.open_file(target).read_all()
            assert table.to_pylist() == expected


def test_the_command_writes_parts_alone(line: ProductLine, tmp_path: Path) -> None:
    (tmp_path / "rows.ndjson").write_text("\n".join(map(json.dumps, ROWS)))
    target = tmp_path / "parts.ndjson"
    asked = ("batch", str(tmp_path / "shop.vpc"), str(tmp_path / "rows.ndjson"), "-o", str(target), "--force")
    ran = run(*asked, "--parts-total")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith(f"3 rows, 2 valid; 5 parts written to {target}\n\nwhy not:\n")
    ran = run(*asked, "--parts", "--format", "json")
    assert json.loads(ran.out)["written"] == 6
    assert json.loads(target.read_text().splitlines()[2]) == {
        "row": 0, "part": "CORD", "quantity": "50.50", "unit": "cm"
    }  # fmt: skip
    for more in (("--parts-total",), ("--rank",), ("--verdicts",)):
        ran = run(*asked, "--parts", *more)
        assert ran.code == 2
        assert "a file of parts has no other answers" in ran.err
