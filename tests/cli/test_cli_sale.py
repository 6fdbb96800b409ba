"""`test`, `explode` and `validate --fact` from outside: what they print, their JSON, their exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from cli_runs import run

CASE = """catalog cases
context market: eu | us
context day: date
product case "Case" {
  option cover: black | clear { price: 2.50 EUR }
  option team: eagles { league: nfl } | lakers { league: nba } optional
  rule no_clear forbid cover = clear and team = lakers
  rule no_black forbid cover = black and team = lakers
  sell nfl require market = us when team.league = nfl because "NFL marks are licensed for the United States only."
  derive price = 19 EUR + cover.price
  build {
    pick "BLANK-{cover}" 1 each
    print press { motif: team } when team present
  }
  expect valid { cover: black }
  expect invalid { cover: clear, team: lakers } because no_clear
  expect unsold { cover: black, team: eagles, market: eu } because nfl
  expect price { cover: clear } = 21.50 EUR
  expect parts { cover: clear } = { "BLANK-clear": 1 }
}
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "cases.vpc"
    path.write_text(CASE, encoding="utf-8")
    return path


def test_all_that_is_expected_is_tried_and_rules_without_an_example_are_named(catalog: Path) -> None:
    ran = run("test", str(catalog))
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"{catalog}: all 5 expectations hold",
        "  1 of 3 rules is broken by no example:",
        f"    no_black  {catalog}:8:8",
    ]
    assert run("test", str(catalog), "--covered").code == 1


def test_what_does_not_hold_is_shown_and_reported(catalog: Path, tmp_path: Path) -> None:
    catalog.write_text(CASE.replace("21.50 EUR", "20 EUR").replace("expect valid {", "expect invalid {"), "utf-8")
    report = tmp_path / "report.xml"
    ran = run("test", str(catalog), "--junit", str(report))
    assert ran.code == 1
    assert "2 of 5 expectations do not hold" in ran.out
    assert "`price` of this example is 21.50 EUR, not 20.00 EUR" in ran.out
    root = ET.fromstring(report.read_text(encoding="utf-8"))
    assert (root.get("tests"), root.get("failures")) == ("5", "2")
    assert [each.get("type") for each in root.iter("failure")] == ["wrong-verdict", "wrong-amount"]
    assert [case.get("line") for case in root.iter("testcase")] == ["15", "16", "17", "18", "19"]
    answer = json.loads(run("test", str(catalog), "--format", "json").out)
    assert [each["ok"] for each in answer["catalogs"][0]["trials"]] == [False, True, True, False, True]
    assert [each["rule"] for each in answer["catalogs"][0]["coverage"] if not each["covered"]] == ["no_black"]


def test_a_catalog_with_mistakes_cannot_be_tried(catalog: Path) -> None:
    catalog.write_text(CASE.replace("product case", "product"), encoding="utf-8")
    ran = run("test", str(catalog))
    assert ran.code == 1
    assert "so nothing could be tried" in ran.out


def test_a_configuration_is_exploded(catalog: Path) -> None:
    ran = run("explode", str(catalog), "cover=clear", "team=eagles", "--fact", "market=us")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "a configuration of cases/case",
        "",
        "amounts:",
        "  price  21.50 EUR",
        "",
        "parts:",
        "  1  BLANK-clear",
        "",
        "steps:",
        "  1.  pick 1 BLANK-clear",
        "  2.  print on press: motif eagles",
    ]
    answer = json.loads(run("explode", str(catalog), "cover=clear", "team=eagles", "--format", "json").out)
    assert answer["sellable"] is None
    assert answer["open_facts"] == ["market"]
    assert answer["amounts"] == {"price": {"number": "21.50", "unit": "EUR"}}
    assert [(each["part"], each["quantity"]["number"]) for each in answer["parts"]] == [("BLANK-clear", "1")]
    assert answer["steps"][1]["parameters"] == {"motif": "eagles"}


def test_facts_bar_a_sale_and_not_a_verdict(catalog: Path) -> None:
    barred = run("validate", str(catalog), "cover=black", "team=eagles", "--fact", "market=eu")
    assert barred.code == 0
    assert "NFL marks are licensed for the United States only." in barred.out
    asked = run("validate", str(catalog), "cover=black", "team=eagles", "--complete")
    assert "whether it may be sold depends on `market`" in asked.out
    assert "price  19.00 EUR" in asked.out
    answer = json.loads(
        run("validate", str(catalog), "cover=black", "team=eagles", "--fact", "market=eu", "--format", "json").out
    )
    assert (answer["valid"], answer["sellable"], answer["bars"][0]["rule"]) == (True, False, "nfl")


def test_facts_are_looked_at_where_nothing_is_valid_as_well(catalog: Path) -> None:
    ran = run("validate", str(catalog), "cover=pink", "--fact", "market=uk")
    assert ran.code == 2
    assert "`market` has no value `uk`" in ran.err


def test_what_has_a_private_text_is_exploded_without_a_key(catalog: Path) -> None:
    text = CASE.replace("  rule no_clear", "  option child: text { max: 9 } optional private\n  rule no_clear")
    catalog.write_text(text, encoding="utf-8")
    ran = run("explode", str(catalog), "cover=black", "child=Zoe")
    assert (ran.code, ran.err) == (0, "")
    assert "1  BLANK-black" in ran.out
    assert "Zoe" not in ran.out


def test_reasons_of_sale_are_told_in_another_language(catalog: Path) -> None:
    catalog.write_text(CASE.replace("catalog cases", "catalog cases { language en, fr }"), encoding="utf-8")
    (catalog.parent / "languages").mkdir()
    (catalog.parent / "languages" / "fr.po").write_text(
        'msgctxt "rule nfl of case"\n'
        'msgid "NFL marks are licensed for the United States only."\n'
        'msgstr "Les marques NFL sont réservées aux États-Unis."\n',
        encoding="utf-8",
    )
    words = ("validate", str(catalog), "cover=black", "team=eagles", "--fact", "market=eu")
    assert "Les marques NFL sont réservées aux États-Unis." in run(*words, "--language", "fr").out
    assert "NFL marks" in run(*words).out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--fact", "market"], "`market` is not a fact"),
        (["--fact", "market=uk"], "`market` has no value `uk`"),
        (["--fact", "markt=eu"], "`case` knows no fact `markt`"),
        (["--fact", "market=eu", "--fact", "market=us"], "`market` is given twice"),
        (["--fact", "day=someday"], "`day` takes a day, such as `2026-05-01`, not a string"),
    ],
)
def test_facts_that_cannot_be_are_wrong_use(catalog: Path, words: list[str], message: str) -> None:
    ran = run("validate", str(catalog), "cover=black", *words)
    assert ran.code == 2
    assert message in ran.err
