"""Files of links: taken apart row by row, or told of at their places; nothing in them is guessed."""

from __future__ import annotations

import pytest

from configurator.diagnostics.render import one_line
from configurator.linking import read_links
from configurator.registry.references import Wanted


def said(data: bytes, system: str | None = "sku") -> list[str]:
    """What is said of a file that is refused."""
    outcome = read_links("l.csv", data, system)
    assert outcome.value is None
    return [one_line(each, outcome.sources) for each in outcome.diagnostics]


def test_rows_are_links_with_their_lines() -> None:
    found = read_links("l.csv", b"code,remark,reference\nC1 ,x, A\n\n,,\nC2,,B\n", "sku")
    assert found.value == (Wanted("sku", " A", "C1", 2), Wanted("sku", "B", "C2", 5))
    own = read_links("l.csv", b"system;reference;code\nerp ;A;C1\n")
    assert own.value == (Wanted("erp", "A", "C1", 2),)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"reference,reference,code\nA,B,C1\n", "l.csv:1:11: error[bad-csv]: two columns are called `reference`"),
        (b"reference,code\nA,4,C1\n", "l.csv:2:1: error[bad-cell]: this row has 3 cells, and the header has 2"),
        (b"reference,code\nA\n", "l.csv:2:1: error[bad-cell]: this row has 1 cell, and the header has 2"),
        (b"reference,code,x\nA,C1\n", "l.csv:2:1: error[bad-cell]: this row has 2 cells, and the header has 3"),
        (b"reference,kode\n", "l.csv:1:1: error[missing-column]: `l.csv` has no column `code` (did you mean `kode`?)"),
    ],
)
def test_what_could_mean_two_things_is_refused_at_its_place(data: bytes, line: str) -> None:
    (found,) = said(data)
    assert found.startswith(line)


def test_a_file_of_another_kind_is_not_told_row_by_row() -> None:
    assert len(said(b"reference,code\n" + b"A\n" * 1_000)) == 20
    (found,) = said(b"reference,code\n", None)
    assert found.endswith("has no column `system` (write `--system NAME` where all references are of one system)")
