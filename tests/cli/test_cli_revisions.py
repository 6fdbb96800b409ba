"""Data of a release changes on the command line: prices are in force from their moment on, and codes stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import Ran, run

CAFE = """catalog cafe "Café" { language en currency EUR }
product mug "Mug" {
  option size "Size": small { price: 8 EUR, weight: 200 g } | large { price: 9 EUR, weight: 300 g }
  option thick "Thick": yes or no
  rule heavy forbid size.weight > 250 g and thick = yes because "Too heavy."
  derive price "Price" = size.price
}
"""


@pytest.fixture
def cafe(tmp_path: Path) -> str:
    path = tmp_path / "cafe.vpc"
    path.write_text(CAFE, "utf-8")
    return str(path)


@pytest.fixture
def codes(cafe: str, tmp_path: Path) -> str:
    path = str(tmp_path / "codes.db")
    assert run("issue", cafe, "size=small", "thick=no", "--registry", path, "--create").code == 0
    return path


def revise(cafe: str, tmp_path: Path, *rows: str, more: tuple[str, ...] = ()) -> Ran:
    path = tmp_path / "r.csv"
    path.write_text("place,attribute,value\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    return run("revise", cafe, str(path), *more)


def said(codes: str, *more: str) -> tuple[str, ...]:
    return ("--author", "Ann", "--reason", "winter", "--registry", codes, *more)


def test_a_price_is_in_force_from_its_moment_on(cafe: str, codes: str, tmp_path: Path) -> None:
    row = "mug/size/small,price,8.50 EUR"
    ran = revise(cafe, tmp_path, row, more=said(codes, "--from", "2026-12-01T00:00Z"))
    assert ran.code == 0, ran.err
    assert "lies between 8.50 EUR and 9.00 EUR, before 8.00 EUR and 9.00 EUR" in ran.out
    assert "in force  from 2026-12-01T00:00:00Z" in ran.out
    assert "price: 8.00 EUR -> 8.50 EUR" in ran.out
    choices = (cafe, "size=small", "thick=no")

    def price(*more: str) -> str:
        answer = run("explode", *choices, "--format", "json", *more).json
        return str(answer["amounts"])

    assert "8.00" in price()
    assert "8.50" in price("--registry", codes, "--at", "2026-12-01")
    assert "8.00" in price("--registry", codes, "--at", "2026-11-30T23:59:59Z")
    assert "8.50 EUR" in run("validate", *choices, "--complete", "--registry", codes, "--at", "2027-01-01").out
    assert run("explode", *choices, "--at", "2026-12-01T00:00", "--registry", codes).code == 2
    assert run("explode", *choices, "--at", "2026-12-01").code == 2


def test_what_a_rule_decides_by_is_refused_at_its_place(cafe: str, codes: str, tmp_path: Path) -> None:
    ran = revise(cafe, tmp_path, "mug/size/small,weight,251 g", more=said(codes))
    assert ran.code == 1
    assert "error[deciding-attribute]" in ran.out
    assert "r.csv:2, column attribute" in ran.out
    assert "configurator help deciding-attribute" in ran.out
    found = revise(cafe, tmp_path, "mug/size/small,weight,251 g", more=said(codes, "--format", "json"))
    assert (found.json["ok"], found.json["kept"], found.json["revision"]) == (False, False, None)
    assert [each["code"] for each in found.json["diagnostics"]] == ["deciding-attribute"]
    assert run("revisions", cafe, "--registry", codes).out == "no revision\n"


def test_a_revision_is_tried_without_a_registry(cafe: str, tmp_path: Path) -> None:
    ran = revise(cafe, tmp_path, "mug/size/small,weight,250 g", more=("--try",))
    assert ran.code == 0
    assert "1 change, proved: no rule, count or code moves; nothing was kept" in ran.out


def test_four_eyes_see_more_than_two(cafe: str, codes: str, tmp_path: Path) -> None:
    row = "mug/size/small,price,8.50 EUR"
    for more in (("--four-eyes",), ("--four-eyes", "--approved-by", "ann")):
        assert revise(cafe, tmp_path, row, more=said(codes, *more)).code == 1
    assert revise(cafe, tmp_path, row, more=said(codes, "--four-eyes", "--approved-by", "Bob")).code == 0
    assert "no author" not in run("revisions", cafe, "--registry", codes).out
    assert "Ann, approved by Bob" in run("revisions", cafe, "--registry", codes).out
    assert revise(cafe, tmp_path, row, more=("--registry", codes)).code == 1


def test_who_changed_what_is_told_and_a_new_release_takes_it_over(cafe: str, codes: str, tmp_path: Path) -> None:
    first = ("--from", "2026-12-01")
    assert revise(cafe, tmp_path, "mug/size/small,price,8.50", "mug,note,x", more=said(codes, *first)).code == 0
    assert revise(cafe, tmp_path, "mug/size/large,price,9.50", more=said(codes, *first)).code == 0
    answer = run("revisions", cafe, "--registry", codes, "--of", "cafe/mug.size.small.price", "--format", "json").json
    (found,) = answer["revisions"]
    assert [(each["path"], each["old"], each["new"]) for each in found["changes"]] == [
        ("mug/size/small", "8.00 EUR", "8.50 EUR")
    ]
    assert "nothing to carry: there is no release before" in run("revisions", cafe, "--registry", codes, "--carry").out
    Path(cafe).write_text(CAFE.replace("price: 9 EUR", "price: 10 EUR"), "utf-8")
    ran = run("revisions", cafe, "--registry", codes, "--carry")
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"carried from {found['release']}\n\n")
    again = run("revisions", cafe, "--registry", codes, "--carry", "--format", "json").json
    assert (again["carried_from"], len(again["carried"])) == (found["release"], 2)
    assert "was dropped" in ran.out
    assert "the new release itself says `10.00 EUR`, where it was `9.00 EUR`" in ran.out
    assert "with 2 of 2 changes" in ran.out
    out = run("explode", cafe, "size=small", "thick=no", "--registry", codes, "--at", "2026-12-01").out
    assert "8.50 EUR" in out
    changes = run("registry", "changes", "--registry", codes).out
    assert "by Ann, in force from 2026-12-01T00:00:00Z: winter" in changes


def test_json_says_who_and_when_itself(cafe: str, codes: str, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(
        '{"author": "Ann", "reason": "art", "from": "2026-12-01T01:00+01:00",'
        ' "changes": [{"place": "mug", "attribute": "label", "value": "Big mug"}]}',
        "utf-8",
    )
    ran = run("revise", cafe, str(path), "--registry", codes, "--format", "json")
    assert ran.code == 0, ran.err
    assert ran.json["revision"]["effective"] == "2026-12-01T00:00:00Z"
    assert ran.json["revision"]["author"] == "Ann"
    assert run("revise", cafe, str(tmp_path / "none.csv"), "--registry", codes).code == 2
