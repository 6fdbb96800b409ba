"""What a used file declares is found, translated, compared and told like what the catalog itself declares."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cli_runs import run

from configurator.service import load

SHARED = 'space team "Team" from "teams.csv" key id { name: label, owner: text }\n'
TEAMS = 'id,name,owner\neagles,"The\nEagles",Anna\nbears,The Bears,Ben\nlions,The Lions,\n'
COVER = """catalog covers
use "spaces.vpc"
product cover abstract {
  option color: black | blue since "2026" baseline black
  sell dark forbid color = black because "Black covers are sold out." owner "Ben"
}
"""
SHOP = """catalog shop { language en, fr }
use "shared/covers.vpc"
product case extends cover {
  option team: team without { lions }
}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    for name, text in {"spaces.vpc": SHARED, "teams.csv": TEAMS, "covers.vpc": COVER}.items():
        (tmp_path / "shared" / name).write_text(text, encoding="utf-8")
    (tmp_path / "shop.vpc").write_text(SHOP, encoding="utf-8")
    return tmp_path / "shop.vpc"


def test_what_a_used_file_declares_is_found_where_it_stands(shop: Path) -> None:
    shared = shop.parent / "shared"
    assert run("search", str(shop), "bears").out.splitlines()[0].startswith(f"{shared}/teams.csv:4:1: value team.bears")
    assert run("search", str(shop), "sold").out.splitlines()[0] == f"{shared}/covers.vpc:5:8: rule case.dark"
    answer = json.loads(run("search", str(shop), "--owner", "ben", "--format", "json").out)
    assert [(Path(each["file"]).name, each["line"]) for each in answer["found"]] == [
        ("teams.csv", 4),
        ("covers.vpc", 5),
    ]


def test_a_part_of_a_space_is_translated_and_stays_a_part(shop: Path) -> None:
    (shop.parent / "languages").mkdir()
    entry = 'msgctxt "space team value bears"\nmsgid "The Bears"\nmsgstr "Les Ours"\n'
    (shop.parent / "languages" / "fr.po").write_text(entry, encoding="utf-8")
    (option,) = (each for each in load(shop)["case"].translated("fr").options if each.key == "team")
    assert {value.key: value.label for value in option.domain.values} == {  # type: ignore[union-attr]
        "eagles": "The\nEagles",
        "bears": "Les Ours",
    }


def test_a_release_in_git_is_read_with_the_files_that_it_uses(shop: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=shop.parent, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@b.invalid", "commit", "-qm", "first")
    assert run("check", str(shop), "--against", "HEAD").code == 0
    covers = shop.parent / "shared" / "covers.vpc"
    covers.write_text(COVER.replace("baseline black", "baseline blue"), encoding="utf-8")
    ran = run("check", str(shop), "--against", "HEAD")
    assert ran.code == 1
    assert "error[changed-baseline]" in ran.out
    assert f"{covers}:4:10" in ran.out
