"""The Renault Mégane of the constraint literature, from `../shared`: 99 options, 111 tables, 112,680 rows."""

from __future__ import annotations

import gzip
import json
import os
from functools import cache
from pathlib import Path

import pytest

from configurator.model.catalog import Product
from configurator.model.constraint import SetCell, Table
from configurator.model.domain import ValueDomain
from configurator.model.option import Option
from configurator.model.value import Value

SHARED = Path(os.environ.get("OPTIONARY_SHARED", Path(__file__).parents[2] / "shared"))
FILE = SHARED / "corpus" / "renault-megane" / "megane.json.gz"


@cache
def megane() -> tuple[Product, int]:
    """The product, and how many configurations are published for it; the test is skipped where there is no file."""
    if not FILE.exists():
        pytest.skip("the corpus is not beside the repository")
    found = json.loads(gzip.decompress(FILE.read_bytes()))
    options = tuple(
        Option(key, key, ValueDomain(tuple(Value(value, value) for value in values)))
        for key, values in found["variables"].items()
    )
    cells = {value: SetCell(frozenset((value,))) for values in found["variables"].values() for value in values}
    tables = tuple(
        Table(
            each["name"], tuple(each["scope"]), True, tuple(tuple(map(cells.__getitem__, row)) for row in each["allow"])
        )
        for each in found["tables"]
    )
    return Product("megane", "Mégane", "renault", options, tables), int(found["count"])
