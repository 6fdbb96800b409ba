"""The rows of a revision are read from CSV and from JSON alike, and faulty files are told of at their places."""

from __future__ import annotations

import json

import pytest
from revisions import HEADER, cafe

from configurator.diagnostics.render import one_line
from configurator.revising.revise import revised
from configurator.revising.rows import read_rows


def told(name: str, data: bytes) -> list[str]:
    outcome = read_rows(name, data)
    assert outcome.value is None
    return [one_line(each, outcome.sources) for each in outcome.diagnostics]


def test_a_spreadsheet_may_have_other_columns_and_semicolons() -> None:
    data = "note;value;attribute;place\nwhy;3,5;note;mug\n;;;\n;none;owner;mug\n".encode("utf-8-sig")
    found = read_rows("r.csv", data).value
    assert found is not None
    assert [(row.place, row.attribute, row.value) for row in found.rows] == [
        ("mug", "note", "3,5"),
        ("mug", "owner", None),
    ]


def test_json_says_the_same_and_more() -> None:
    changes = [
        {"place": "mug", "attribute": "owner", "value": None},
        {"place": "mug/shade/ink", "attribute": "soaked", "value": False},
    ]
    found = read_rows("r.json", json.dumps({"author": "ann", "from": "2027-01-01", "changes": changes}).encode()).value
    assert found is not None
    assert [(row.place, row.attribute, row.value) for row in found.rows] == [
        ("mug", "owner", None),
        ("mug/shade/ink", "soaked", "no"),
    ]
    assert found.said == {"author": "ann", "from": "2027-01-01"}


def test_a_mistake_in_json_has_its_place() -> None:
    changes = [
        {"place": "mug", "attribute": "owner", "value": "x"},
        {"place": "mog", "attribute": "owner", "value": "x"},
    ]
    outcome = read_rows("r.json", json.dumps({"changes": changes}, indent=1).encode())
    after = outcome.then(lambda rows: revised(cafe(), rows.rows))
    assert [one_line(each, after.sources) for each in after.diagnostics] == [
        "r.json:9:13: error[unknown-product]: catalog `cafe` has no product `mog` (did you mean `mug`?)"
    ]


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("r.csv", b"place,attribut,value\n", "r.csv:1:1: error[missing-column]: `r.csv` has no column `attribute`"),
        ("r.csv", b"place,place,attribute,value\n", "r.csv:1:7: error[bad-csv]: two columns are called `place`"),
        ("r.csv", HEADER.encode(), "r.csv:1:1: error[bad-revision]: `r.csv` has no rows, so it changes nothing"),
        ("r.csv", HEADER.encode() + b'mug,"owner,x\n', "r.csv:2:1: error[bad-csv]: the quotes of line 2 do not match"),
        ("r.csv", "place,Ü\n".encode("cp1252"), "r.csv:1:1: error[bad-csv]: `r.csv` is saved in the code page"),
        ("r.json", b"{", "r.json:1:1: error[bad-revision]: `r.json` cannot be read"),
        ("r.json", b"[]", "r.json:1:1: error[bad-revision]: a revision is an object whose `changes` are a list"),
        ("r.json", b'{"changes": []}', "r.json:1:13: error[bad-revision]: `r.json` has no changes"),
        ("r.json", b'{"changes": [{}]}', "r.json:1:14: error[bad-revision]: a change has the members"),
        (
            "r.json",
            b'{"changes": [{"place": "mug", "attribute": "owner", "value": 3}]}',
            "r.json:1:62: error[bad-cell]: `value` is a text; null takes something away",
        ),
        (
            "r.json",
            b'{"changes": [], "autor": "x"}',
            "r.json:1:26: error[bad-revision]: a revision says nothing called",
        ),
    ],
)
def test_a_faulty_file_is_told_of_at_its_place(name: str, data: bytes, line: str) -> None:
    assert told(name, data)[0].startswith(line), told(name, data)


def test_very_many_rows_are_refused_before_they_are_held_against_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("configurator.revising.rows.MOST_CHANGES", 3)
    assert "at most 3 changes" in told("r.csv", HEADER.encode() + b"mug,owner,x\n" * 4)[0]
