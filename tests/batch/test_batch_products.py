"""Batches of whole catalogs: those that ship, products within products, options that follow, private texts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product as combinations
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from batches import cut, made_so, said_in_columns, said_singly
from hypothesis import given, settings
from hypothesis import strategies as st
from near_examples import rows_of
from quizzes_and_sets import Quiz, Sets, built, given_as, quizzes, sets

from configurator.batch import lanes
from configurator.batch.batch import Batch
from configurator.catalog_files import CatalogFiles
from configurator.errors import BatchInputError, NeedsIdentityKeyError
from configurator.identity.identity_key import IdentityKey
from configurator.pipeline import load
from configurator.places import shipped

CATALOGS = sorted(shipped("catalogs").glob("*/*.vpc"))
KEY = IdentityKey(bytes(range(32)))


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_the_products_that_ship_are_judged_as_one_by_one(path: Any) -> None:
    random = Random(5)
    for knowledge in load(CatalogFiles(path)).knowledge.products.values():
        rows = rows_of(knowledge, random)
        said = said_in_columns(knowledge, cut(rows, 23), KEY)
        assert said == [said_singly(knowledge, row, KEY) for row in rows]


@given(quizzes(), st.data())
@settings(max_examples=60, deadline=None)
def test_what_follows_from_choices_is_judged_as_one_by_one(quiz: Quiz, data: st.DataObject) -> None:
    knowledge = built(quiz.text).products["blend"]
    worths: dict[str, list[Any]] = {"skin": ["fair", "mid", "dark", "x"], "tan": [0, 1, 2, 3, 9], "sun": [True, False]}
    worths |= {"follows": [0, 1, "1", 3, True, "oak"], "base": ["rosy", "oak", "x"]}
    row = st.fixed_dictionaries({key: st.sampled_from([None, *each]) for key, each in worths.items()})
    plain = row.map(lambda each: {key: each[key] for key in ("skin", "tan", "sun")})
    rows = data.draw(st.lists(plain | plain | row, min_size=1, max_size=30))
    with made_so(data.draw):
        said = said_in_columns(knowledge, cut(rows, data.draw(st.integers(1, 30))))
    assert said == [said_singly(knowledge, each) for each in rows]


@given(sets(), st.data())
@settings(max_examples=30, deadline=None)
def test_products_within_products_are_judged_as_one_by_one(found: Sets, data: st.DataObject) -> None:
    knowledge = built(found.text).products["set"]
    wholes = list(found.wholes())
    rows: list[Mapping[str, Any]] = [given_as(data.draw(st.sampled_from(wholes))) for _ in range(10)]
    rows += [{**rows[0], "units": [{"color": "red", "glow": 1}]}, {**rows[0], "units": 3}]
    said = said_in_columns(knowledge, cut(rows, 5))
    assert said == [said_singly(knowledge, row) for row in rows]
    batch = pa.RecordBatch.from_struct_array(pa.array(rows[:10]))
    assert said_in_columns(knowledge, [batch]) == [said_singly(knowledge, row) for row in rows[:10]]


NESTED = """
catalog shop "Shop" {}
product phone "Phone" {
  option color: red | blue
  option name: text { max: 4 } optional
}
product set "Set" {
  option size: small | large
  option first: product phone
}
"""


def test_columns_of_one_name_and_texts_that_are_none_are_refused_within_products_too() -> None:
    knowledge = built(NESTED).products["set"]
    first, sizes = pa.array([{"color": "red"}]), pa.array(["small"])
    assert said_in_columns(knowledge, [pa.RecordBatch.from_arrays([first, sizes], names=["first", "size"])])[0]["valid"]
    twice = pa.RecordBatch.from_arrays([first, sizes, pa.array(["large"])], names=["first", "size", "size"])
    with pytest.raises(BatchInputError, match=r"^there are two columns `size`$"):
        said_in_columns(knowledge, [twice])
    within = pa.StructArray.from_arrays([pa.array(["red"]), pa.array(["blue"])], ["color", "color"])
    for array in (within, pa.array([within.slice(0, 0).to_pylist()], pa.list_(within.type))):
        with pytest.raises(BatchInputError, match=r"^there are two fields `color`$"):
            said_in_columns(knowledge, [pa.RecordBatch.from_arrays([array, sizes], names=["first", "size"])])
    broken = pa.StructArray.from_arrays([pa.array([b"\xff"]).view(pa.string())], ["color"])
    with pytest.raises(BatchInputError, match=r"^the column `first` is damaged: a text in it is not UTF-8$"):
        said_in_columns(knowledge, [pa.RecordBatch.from_arrays([broken, sizes], names=["first", "size"])])
    days = pa.StructArray.from_arrays([pa.array([2**30], pa.int32()).view(pa.date32())], ["name"])
    said = said_in_columns(knowledge, [pa.RecordBatch.from_arrays([days, sizes], names=["first", "size"])])
    assert said[0]["reason"] == "wrong-type:first"


PRIVATE = """
catalog keep "Keep" {}
product block "Block" {
  option name: text { max: 8 } private
  option note: text { max: 8 } private optional
  option gift: yes or no default no
  rule long forbid note present when gift = no
}
"""


def test_private_texts_are_sealed_in_batches_too() -> None:
    knowledge = built(PRIVATE).products["block"]
    rows = [
        {"name": name, "note": note, "gift": gift}
        for name in ("Zoe", "Johanna", "far too long a name", None)
        for note in ("for Ann", None)
        for gift in (True, False, None)
    ]
    assert said_in_columns(knowledge, cut(rows, 5), KEY) == [said_singly(knowledge, row, KEY) for row in rows]
    assert Batch(knowledge, coded=False).judge(rows).reasons.tolist().count(0)
    with pytest.raises(NeedsIdentityKeyError):
        Batch(knowledge).judge(rows)


CHAIN = """
catalog keep "Keep" {}
product block "Block" {
  option third: a | b when second = x
  option second: x | y when first = yes
  option first: yes or no
  option seal: red | blue optional since "2" baseline red
  option stamp: red | blue optional when first = yes since "2" baseline red
  option ring: gold | none_such optional when first = yes
  rule plain forbid seal = blue and ring = gold
}
"""


@pytest.mark.parametrize("widest", [64, 1])
def test_what_depends_on_what_cannot_be_read_and_what_is_wanted_away(
    widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "WIDEST", widest)
    knowledge = built(CHAIN).products["block"]
    choices = {
        "third": ("a", "c", None),
        "second": ("x", "y", "z", None),
        "first": (True, False, 3, None),
        "seal": ("red", "blue", "", None),
        "stamp": ("blue", "", None),
        "ring": ("gold", None),
    }
    rows = [dict(zip(choices, values, strict=True)) for values in combinations(*choices.values())]
    said = said_in_columns(knowledge, cut(rows, 100))
    assert said == [said_singly(knowledge, row) for row in rows]
    assert {"plain", None, "missing-option:third", "wrong-type:first", "unknown-value:second"} <= {
        row["reason"] for row in said
    }
    for key in ("seal", "stamp"):
        wanted = {row["code"] for row, raw in zip(said, rows, strict=True) if row["valid"] and raw[key] == ""}
        assert wanted
        assert not wanted & {row["code"] for row, raw in zip(said, rows, strict=True) if raw[key] is None}
