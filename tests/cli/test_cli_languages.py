"""`languages`, `search` and `--language`, as people and programs meet them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import run

from configurator.answers import LanguagesAnswer, SearchAnswer, VerdictAnswer

CATALOG = """catalog shop "Shop" { language en, fr }
space team "Team" from "teams.csv" key id { name: label } owner "Licenses"
product mug "Mug" {
  option color "Color": white | black { owner: "Zoë", ticket: "C-1" }
  option team "Team": team optional note "Asked for by the clubs"
  rule dark forbid team = eagles and color = black because "Too dark." owner "Print team" ticket "P-12"
  table all (color) allow {
    *
  } because "Everything is dark." ticket "P-1"
}
"""
FRENCH = 'msgctxt "rule dark of mug"\nmsgid "Too dark."\nmsgstr "Trop sombre."\n'
DARK = ("color=black", "team=eagles")


@pytest.fixture
def mugs(tmp_path: Path) -> str:
    (tmp_path / "mugs.vpc").write_text(CATALOG, "utf-8")
    (tmp_path / "teams.csv").write_text("id,name,note\neagles,Eagles,until spring\nbulls,Bulls,\n", "utf-8")
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "fr.po").write_text(FRENCH, "utf-8")
    return str(tmp_path / "mugs.vpc")


def test_what_is_missing_is_told_and_fails_only_a_check(mugs: str) -> None:
    ran = run("languages", mugs)
    assert ran.code == 0
    assert "1 of 11 translated" in ran.out
    assert "product mug option color value white  «white»" in ran.out
    assert run("languages", mugs, "--check").code == 1
    answer = LanguagesAnswer.model_validate_json(run("languages", mugs, "--check", "--format", "json").out)
    (french,) = answer.languages
    assert (answer.first, answer.complete, french.file) == ("en", False, "languages/fr.po")
    assert (french.texts, french.translated, french.missing, french.stale) == (11, 1, 10, 0)
    assert len(french.lacks) == 10


def test_an_updated_and_translated_file_passes_the_check(mugs: str) -> None:
    assert run("languages", mugs, "--update").code == 0
    file = Path(mugs).parent / "languages" / "fr.po"
    assert 'msgstr "Trop sombre."' in file.read_text("utf-8")
    head, *rest = file.read_text("utf-8").split("\n\n")
    file.write_text("\n\n".join([head, *(each.replace('msgstr ""', 'msgstr "x"') for each in rest)]), "utf-8")
    assert run("languages", mugs, "--check").code == 0
    Path(mugs).write_text(CATALOG.replace("Too dark.", "Much too dark."), "utf-8")
    ran = run("languages", mugs, "--check")
    assert ran.code == 1
    assert "1 stale" in ran.out


def test_a_file_out_of_order_is_told_as_a_check_tells_it(mugs: str) -> None:
    (Path(mugs).parent / "languages" / "fr.po").write_text("nonsense", "utf-8")
    for command in ("languages", "validate", "check"):
        ran = run(command, mugs)
        assert ran.code == 1
        assert "error[bad-translations]: `languages/fr.po`, line 1: " in ran.out + ran.err
    error = run("languages", mugs, "--format", "json").json["error"]
    assert error["details"][0]["code"] == "bad-translations"


def test_a_catalog_of_one_language_has_nothing_to_translate(shop: str) -> None:
    assert run("languages", shop, "--check").code == 0
    assert "`language en, fr`" in run("languages", shop).out


@pytest.mark.parametrize("command", ["validate", "code", "issue"])
def test_reasons_are_given_in_the_language_that_was_asked_for(mugs: str, tmp_path: Path, command: str) -> None:
    more = ("--registry", str(tmp_path / "codes.db"), "--create") if command == "issue" else ()
    french = run(command, mugs, *DARK, "--language", "fr", *more)
    plain = run(command, mugs, *DARK, *more)
    assert french.code == plain.code == 1
    assert (french.out + french.err).replace("Trop sombre.", "Too dark.") == plain.out + plain.err
    assert "Trop sombre." in french.out + french.err
    answer = VerdictAnswer.model_validate_json(
        run(command, mugs, *DARK, "--language", "fr", "--format", "json", *more).out
    )
    assert [each.message for each in answer.problems] == ["Trop sombre."]


def test_lines_and_stored_documents_are_judged_in_the_language_too(mugs: str, tmp_path: Path) -> None:
    registry = ("--registry", str(tmp_path / "codes.db"), "--create")
    order = json.dumps({"color": "black", "team": "eagles"}).encode()
    ran = run("issue", mugs, "--lines", "-", "--language", "fr", *registry, given=order)
    assert "Trop sombre." in ran.err
    document = json.dumps({"product": "shop/mug", "choices": {"color": "black", "team": "eagles"}})
    assert "Trop sombre." in run("validate", mugs, "--document", "-", "--language", "fr", given=document).out
    code = run("issue", mugs, "color=white", *registry, "--format", "json").json["code"]
    ran = run("resolve", code, "--catalog", mugs, "--language", "fr", *registry[:2])
    assert ran.code == 0


def test_titles_of_a_schema_are_in_the_language(mugs: str) -> None:
    french = 'msgctxt "product mug option color value black"\nmsgid "black"\nmsgstr "noir"\n'
    (Path(mugs).parent / "languages" / "fr.po").write_text(french, "utf-8")
    titles = run("schema", mugs, "--language", "fr").json["properties"]["color"]["x-titles"]
    assert titles == {"white": "white", "black": "noir"}


def test_a_language_that_is_not_declared_is_wrong_use(mugs: str) -> None:
    for command in ("validate", "code", "schema"):
        choices = DARK if command != "schema" else ()
        ran = run(command, mugs, *choices, "--language", "de")
        assert ran.code == 2
        assert "has no language `de`; its languages: `en`, `fr`" in ran.err
    error = run("validate", mugs, "--language", "de", "--format", "json").json["error"]
    assert (error["code"], error["exit_code"]) == ("unknown-language", 2)


def paths(*words: str) -> list[str]:
    """The ways to what a search finds, or nothing."""
    answer = SearchAnswer.model_validate_json(run("search", *words, "--format", "json").out)
    return [each.path for each in answer.found]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["DARK"], ["mug.dark", "mug.all"]),
        (["zoe"], ["mug.color.black"]),
        (["dark", "print"], ["mug.dark"]),
        (["clubs"], ["mug.team"]),
        (["spring"], ["team.eagles"]),
        (["Team"], ["team", "mug.team", "mug.dark"]),
        (["dark", "--kind", "rule"], ["mug.dark", "mug.all"]),
        (["dark", "--kind", "table"], ["mug.all"]),
        (["--owner", "print"], ["mug.dark"]),
        (["--owner", "zoe"], ["mug.color.black"]),
        (["--ticket", "p-1"], ["mug.all"]),
        (["--ticket", "p-12", "--owner", "Print team"], ["mug.dark"]),
        (["--kind", "space"], ["team"]),
        (["--kind", "product"], ["mug"]),
        (["mug"], ["mug"]),
    ],
)
def test_a_search_finds_keys_labels_reasons_and_properties(mugs: str, words: list[str], found: list[str]) -> None:
    assert paths(mugs, *words) == found


def test_what_is_found_is_shown_with_its_place_and_its_words(mugs: str) -> None:
    ran = run("search", mugs, "dark", "--kind", "rule", "--owner", "print")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"{mugs}:6:8: rule mug.dark",
        "  because  Too dark.",
        "  owner    Print team",
        "  ticket   P-12",
    ]
    assert run("search", mugs, "bulls").out == f"{Path(mugs).parent / 'teams.csv'}:3:1: value team.bulls  «Bulls»\n"


def test_a_search_that_finds_nothing_is_a_negative_answer(mugs: str) -> None:
    ran = run("search", mugs, "unheard-of")
    assert (ran.code, ran.out) == (1, "nothing found\n")
    assert run("search", mugs, "unheard-of", "--format", "json").json == {"catalog": "shop", "found": []}


def test_a_search_for_nothing_or_for_no_kind_is_wrong_use(mugs: str) -> None:
    assert run("search", mugs).code == run("search", mugs, " ").code == 2
    ran = run("search", mugs, "x", "--kind", "spac")
    assert ran.code == 2
    assert "did you mean `space`?" in ran.err


def test_python_finds_the_same(mugs: str) -> None:
    import configurator

    catalog = configurator.load(mugs)
    assert [each.path for each in catalog.search("dark", kind="rule")] == ["mug.dark", "mug.all"]
    assert [each.path for each in catalog.search(ticket="C-1")] == ["mug.color.black"]
    with pytest.raises(ValueError, match="spac"):
        catalog.search("x", kind="spac")
