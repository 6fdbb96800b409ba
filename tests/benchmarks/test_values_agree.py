"""The two sides of the benchmark of values answer one question: of many rows what is told of each."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import values

import configurator


def test_both_sides_tell_the_same() -> None:
    line = configurator.load("studio")["phone_case"]
    table = values.columns_of(values.cases(line, 30), 100)
    rows = [{key: value for key, value in row.items() if value is not None} for row in table.to_pylist()]
    told: dict[str, tuple[Any, Any]] = {
        what: (one(), many()) for what, one, many in values.contenders(line, rows, table)
    }
    assert set(told) == {"verdict", "price", "rank", "unrank", "parts", "parts in total"}
    verdicts, many = told["verdict"]
    assert [each.valid for each in verdicts] == many.column("valid").to_pylist() == [True] * 100
    prices, many = told["price"]
    assert [each.number for each in prices] == list(map(Fraction, many.column("price").to_pylist()))
    ranks, many = told["rank"]
    assert ranks == many.column("number").to_pylist()
    outcomes, many = told["unrank"]
    assert [each["model"] for each in outcomes] == many.column("model").to_pylist()
    exploded, many = told["parts"]
    listed = [(row, part.part) for row, each in enumerate(exploded) for part in each.parts]
    assert listed == list(zip(many.column("row").to_pylist(), many.column("part").to_pylist(), strict=True))
    assert sum(told["parts in total"][1].column("rows").to_pylist()) == len(listed)
