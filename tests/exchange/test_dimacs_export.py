"""Products as DIMACS clauses: read back, they have as many configurations; variables have names."""

from __future__ import annotations

import re
from pathlib import Path

from cli_runs import run
from hypothesis import assume, given
from hypothesis import settings as examples
from imports import counted
from strategies import products

from configurator.engine.count import count
from configurator.errors import ExportError, TooComplexError
from configurator.exchange.dimacs_export import dimacs_text
from configurator.model.catalog import Product


@examples(max_examples=150)
@given(products())
def test_a_product_that_is_read_back_has_as_many_configurations(product: Product) -> None:
    try:
        text, expected = dimacs_text(product), count(product)
    except (ExportError, TooComplexError):
        assume(False)
    assert counted("x.dimacs", text) == expected, text


def test_variables_are_named_by_what_they_stand_for(shop: str) -> None:
    ran = run("export", f"{shop}:bag", "--to", "dimacs")
    assert ran.code == 0
    assert re.search(r"^c 1 \w+", ran.out, re.MULTILINE)


def test_numbers_are_named_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "sign.vpc"
    path.write_text("catalog s\nproduct sign {\n  option depth: integer 0 .. 2\n  option lit: yes or no optional\n}\n")
    names = re.findall(r"^c \d+ (.*)$", run("export", str(path), "--to", "dimacs").out, re.MULTILINE)
    assert names == ["depth=0", "depth=1", "depth=2", "lit=(none)", "lit", "lit=no"]


def test_texts_are_refused_by_name() -> None:
    ran = run("export", "atelier", "--to", "dimacs")
    assert ran.code == 1
    assert "is a text or an image, which DIMACS cannot say" in ran.err
