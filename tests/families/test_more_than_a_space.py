"""`team with { house }`: an option of a space with further values, wherever values are written, counted or shown."""

from __future__ import annotations

import json
from itertools import combinations, product
from pathlib import Path

from cli_runs import run
from jsonschema import Draft202012Validator

from configurator import pipeline
from configurator.engine.count import count
from configurator.exchange.json_schema import schema_of
from configurator.model.domain import ValueDomain
from configurator.pipeline import code
from configurator.search import search
from configurator.service import load

SHOP = """catalog shop { language en, fr  currency EUR }
space team "Team" from "teams.csv" key id { name: label, royalty: money }
product cap {
  option front: team with { house "House logo" { royalty: 0.50 EUR, was: plain, owner: "Print team" } }
  option back: team with { blank }
  option side: team
  option pins: any of team with { house "House pin" { royalty: 3 EUR } } up to 2
  rule apart forbid front = back or back = side
  rule dear require sum(pins.royalty, front.royalty) <= 3 EUR
}
"""
TEAMS = "id,name,royalty\neagles,The Eagles,1\nbears,The Bears,2\n"
FRENCH = (
    ("product cap option front value plain", "House logo", "Logo maison"),
    ("product cap option pins value house", "House pin", "Pin maison"),
    ("space team value bears", "The Bears", "Les Ours"),
)


def shop_in(folder: Path) -> Path:
    (folder / "languages").mkdir()
    (folder / "shop.vpc").write_text(SHOP, "utf-8")
    (folder / "teams.csv").write_text(TEAMS, "utf-8")
    entries = (f'msgctxt "{place}"\nmsgid "{text}"\nmsgstr "{said}"\n' for place, text, said in FRENCH)
    (folder / "languages" / "fr.po").write_text("\n".join(entries), "utf-8")
    return folder / "shop.vpc"


def test_the_count_is_that_of_all_combinations(tmp_path: Path) -> None:
    """By hand: no royalty is none, and the pins of the house cost three."""
    teams = {"eagles": 2, "bears": 4}  # halves of a euro
    fronts, backs, pins = teams | {"house": 1}, [*teams, "blank"], teams | {"house": 6}
    sets = [chosen for size in range(3) for chosen in combinations(pins, size)]
    valid = [
        (front, back, side, chosen)
        for front, back, side, chosen in product(fronts, backs, teams, sets)
        if back not in (front, side) and sum(map(pins.__getitem__, chosen)) + fronts[front] <= 6
    ]
    assert count(load(shop_in(tmp_path))["cap"].knowledge.product) == len(valid) > 10


def test_documents_name_further_values_by_their_first_keys(tmp_path: Path) -> None:
    cap = load(shop_in(tmp_path))["cap"].knowledge
    chosen = {"front": "house", "back": "blank", "side": "bears", "pins": []}
    assert json.loads(code(cap, chosen).document)["choices"] == {"front": "plain", "back": "blank", "side": "bears"}


def test_the_schema_has_the_values_of_each_option(tmp_path: Path) -> None:
    schema = json.loads(json.dumps(schema_of(load(shop_in(tmp_path))["cap"].knowledge.product)))
    whole = {"front": "house", "back": "blank", "side": "bears", "pins": ["house"]}
    validator = Draft202012Validator(schema)
    assert validator.is_valid(whole)
    for wrong in ({"front": "blank"}, {"back": "house"}, {"side": "house"}, {"pins": ["blank"]}):
        assert not validator.is_valid(whole | wrong)
    assert schema["properties"]["front"]["x-titles"]["house"] == "House logo"
    assert list(schema["$defs"]) == ["space.team"]


def test_further_values_are_found_at_their_option(tmp_path: Path) -> None:
    catalog = pipeline.load(shop_in(tmp_path)).knowledge.catalog
    assert [each.path for each in search(catalog, ["house"])] == ["cap.front.house", "cap.pins.house"]
    assert [each.path for each in search(catalog, ["eagles"])] == ["team.eagles"]
    assert [each.path for each in search(catalog, [], owner="print")] == ["cap.front.house"]


def test_further_values_are_translated_at_their_option_and_others_at_their_space(tmp_path: Path) -> None:
    path = shop_in(tmp_path)
    labels = {}
    for option in load(path)["cap"].translated("fr").options:
        domain = option.domain
        members = domain if isinstance(domain, ValueDomain) else domain.members  # type: ignore[union-attr]
        labels[option.key] = [value.label for value in members.values]
    assert labels == {
        "front": ["The Eagles", "Les Ours", "Logo maison"],
        "back": ["The Eagles", "Les Ours", "blank"],
        "side": ["The Eagles", "Les Ours"],
        "pins": ["The Eagles", "Les Ours", "Pin maison"],
    }
    missing = run("languages", str(path)).out
    assert "product cap option back value blank" in missing
    assert "unknown" not in missing
