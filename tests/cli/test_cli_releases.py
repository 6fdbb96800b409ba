"""Releases from the command line: the check against earlier ones, and what has become of what was sold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import run, spawn

from configurator.answers import CheckAnswer, CodeAnswer, RereadAnswer, ResolveAnswer, VerdictAnswer

FIRST = """
catalog shop "Shop"
product box "Box" {
  option size "Size": small | large
  option paper "Paper": plain | gold default plain
  option card "Card": text { max: 12 } optional
}
"""
SECOND = """
catalog shop "Shop"
product box "Box" {
  option size "Size": little { was: small } | large
  option wrapping "Paper": plain | gold { retired: 2026-06-01 } default plain was paper
  option card "Card": text { max: 8 } optional
  option ribbon "Ribbon": red | blue optional since "2026" baseline red
}
"""
REFUSED = SECOND.replace(" was paper", "").replace("baseline red", "baseline blue")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two releases and an edit that breaks codes."""
    for name, text in (("first", FIRST), ("second", SECOND), ("refused", REFUSED)):
        (tmp_path / f"{name}.vpc").write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def registry(folder: Path) -> str:
    """A registry that issued three boxes under the first release, and one product of another catalog."""
    path = str(folder / "codes.db")
    first = str(folder / "first.vpc")
    assert run("issue", first, "size=small", "--registry", path, "--create").code == 0
    assert run("issue", first, "size=large", "paper=gold", "--registry", path).code == 0
    assert run("issue", first, "size=large", "card=Maximilian", "--registry", path).code == 0
    other = ("undertone=cool", "depth=12", "coverage=sheer", "finish=dewy", "hydration=rich")
    assert run("issue", "atelier", *other, "--registry", path).code == 0
    return path


def checked(*arguments: str) -> tuple[int, CheckAnswer]:
    ran = run("check", *arguments, "--format", "json")
    return ran.code, CheckAnswer.model_validate_json(ran.out)


def test_an_edit_that_keeps_all_codes_is_let_through_and_noted(folder: Path) -> None:
    code, answer = checked(str(folder / "second.vpc"), "--against", str(folder / "first.vpc"))
    (catalog,) = answer.catalogs
    assert (code, answer.ok, catalog.errors, catalog.warnings) == (0, True, 0, 0)
    assert {each.code for each in catalog.diagnostics} == {"added", "renamed", "retired", "changed-range"}
    assert catalog.notes == len(catalog.diagnostics) == 5
    assert catalog.against == (str(folder / "first.vpc"),)
    assert catalog.issued is None


def test_an_edit_that_would_change_codes_is_refused_by_code_place_and_exit_code(folder: Path) -> None:
    earlier = ("--against", str(folder / "first.vpc"), "--against", str(folder / "second.vpc"))
    code, answer = checked(str(folder / "refused.vpc"), *earlier)
    errors = [each for each in answer.catalogs[0].diagnostics if each.severity == "error"]
    assert (code, answer.ok) == (1, False)
    assert [(each.code, each.place.line) for each in errors] == [("changed-key", 5), ("changed-baseline", 7)]
    ran = run("check", str(folder / "refused.vpc"), *earlier, "--format", "line")
    assert ran.code == 1
    assert f"{folder}/refused.vpc:5:10: error[changed-key]: " in ran.out


def test_all_earlier_releases_count_and_not_only_the_last(folder: Path) -> None:
    """The third release agrees with the second, and both disagree with the first."""
    (folder / "third.vpc").write_text(
        FIRST.replace("plain | gold", "any of { plain, gold }").replace("default plain", "")
    )
    (folder / "fourth.vpc").write_text((folder / "third.vpc").read_text())
    code, _ = checked(str(folder / "fourth.vpc"), "--against", str(folder / "third.vpc"))
    assert code == 0
    code, answer = checked(
        str(folder / "fourth.vpc"), "--against", str(folder / "first.vpc"), "--against", str(folder / "third.vpc")
    )
    assert code == 1
    assert [each.code for each in answer.catalogs[0].diagnostics if each.severity == "error"] == ["changed-kind"]


def test_changed_texts_are_told_on_request(folder: Path) -> None:
    (folder / "second.vpc").write_text(FIRST.replace('"Size"', '"How large"'))
    asked = (str(folder / "second.vpc"), "--against", str(folder / "first.vpc"))
    assert checked(*asked)[1].catalogs[0].diagnostics == ()
    (told,) = checked(*asked, "--texts")[1].catalogs[0].diagnostics
    assert (told.code, told.severity) == ("changed-text", "note")


def test_nothing_published_is_deleted(folder: Path) -> None:
    """What lacks its `was` cannot be told from what is gone, so both are refused."""
    for text in (FIRST.replace("small | large", "large"), FIRST.replace("small | large", "little | large")):
        (folder / "second.vpc").write_text(text)
        code, answer = checked(str(folder / "second.vpc"), "--against", str(folder / "first.vpc"))
        assert code == 1
        (gone,) = [each for each in answer.catalogs[0].diagnostics if each.severity == "error"]
        assert (gone.code, gone.place.line) == ("removed", 4)
        assert gone.hint is not None
        assert ("if `little` is its new name, write `was: small`" in gone.hint) is ("little" in text)


@pytest.mark.parametrize("old", ["nowhere", "nowhere.vpc", "v*", "--", "-x"])
def test_an_earlier_release_that_is_not_there_is_wrong_use(folder: Path, old: str) -> None:
    ran = spawn("check", str(folder / "second.vpc"), f"--against={old}", folder=folder)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: there is no file or folder `{old}`; ")


def test_a_faulty_earlier_release_is_told_with_its_mistakes(folder: Path) -> None:
    (folder / "first.vpc").write_text(FIRST.replace("default plain", "default plan"))
    ran = run("check", str(folder / "second.vpc"), "--against", str(folder / "first.vpc"))
    assert ran.code == 1
    assert "error[bad-default]" in ran.err
    assert f"error: {folder}/first.vpc has 1 mistake" in ran.err


def test_issued_codes_that_can_no_longer_be_ordered_are_counted_and_named(folder: Path, registry: str) -> None:
    asked = ("check", str(folder / "second.vpc"), "--registry", registry, "--on", "2026-11-25")
    ran = run(*asked)
    assert ran.code == 0
    assert (
        "  of 3 issued codes, 1 can no longer be built\n    1: `card` takes at most 8 characters, not 10\n" in ran.out
    )
    assert "  1 can be built, and not be sold on 2026-11-25\n" in ran.out
    issued = CheckAnswer.model_validate_json(run(*asked, "--format", "json").out).catalogs[0].issued
    assert issued is not None
    assert (issued.asked, issued.unbuildable, issued.unsellable, issued.endangered) == (3, 1, 1, 0)
    assert [each.product for each in issued.examples] == ["shop/box"]


def test_codes_in_danger_are_told_of_a_catalog_that_has_passed_no_release_check(folder: Path, registry: str) -> None:
    (folder / "second.vpc").write_text(FIRST.replace("max: 12", "max: 12, case: upper"))
    asked = ("check", str(folder / "second.vpc"), "--registry", registry)
    assert "  1 would get another code: do not publish this\n" in run(*asked).out
    issued = CheckAnswer.model_validate_json(run(*asked, "--format", "json").out).catalogs[0].issued
    assert issued is not None
    assert (issued.unbuildable, issued.endangered) == (0, 1)
    document = json.dumps({"product": "shop/box", "choices": {"size": "large", "paper": "plain", "card": "Maximilian"}})
    ran = run("validate", str(folder / "second.vpc"), "--document", "-", given=document)
    assert "this catalog would write the same product otherwise" in ran.out


def test_what_lacks_a_value_that_is_asked_for_today_can_no_longer_be_built(folder: Path, registry: str) -> None:
    (folder / "second.vpc").write_text(SECOND.replace(' optional since "2026" baseline red', " default red"))
    ran = run("check", str(folder / "second.vpc"), "--registry", registry)
    assert "needs a value today, and this has none" in ran.out
    (folder / "third.vpc").write_text(FIRST.replace("text { max: 12 } optional", "yes or no"))
    assert "3 can no longer be built" in run("check", str(folder / "third.vpc"), "--registry", registry).out


def test_what_is_retired_is_valid_and_not_sold_from_its_day_on(folder: Path) -> None:
    asked = ("validate", str(folder / "second.vpc"), "size=large", "wrapping=gold")
    before = VerdictAnswer.model_validate_json(run(*asked, "--on", "2026-05-31", "--format", "json").out)
    after = VerdictAnswer.model_validate_json(run(*asked, "--on", "2026-06-01", "--format", "json").out)
    assert (before.valid, before.sellable, before.bars) == (True, True, ())
    assert (after.valid, after.sellable) == (True, False)
    assert [(each.option, each.value, each.since) for each in after.bars] == [("wrapping", "gold", "2026-06-01")]
    shown = run(*asked, "--on", "2026-06-01")
    assert shown.code == 0
    assert "it can be built, but not be sold:\n  `wrapping` = `gold` is not sold since 2026-06-01" in shown.out


@pytest.mark.parametrize("day", ["2026-6-1", "tomorrow", "2026-02-30", "20260601", ""])
def test_a_day_that_is_none_is_wrong_use(folder: Path, day: str) -> None:
    ran = run("validate", str(folder / "second.vpc"), "size=large", "--on", day)
    assert (ran.code, ran.out) == (2, "")
    assert "is not a day" in ran.err


def test_verdict_and_code_show_the_configuration_completed_and_the_document(folder: Path) -> None:
    document = '{"choices":{"paper":"plain","size":"small"},"product":"shop/box"}'
    for command in ("validate", "code"):
        plain = run(command, str(folder / "second.vpc"), "size=little").out
        ran = run(command, str(folder / "second.vpc"), "size=little", "--complete", "--canonical")
        assert "completed:\n  size      little\n  wrapping  plain\n  card      (no value)\n  ribbon    red" in ran.out
        assert document in ran.out
        assert document not in plain
        assert "completed" not in plain
    verdict = VerdictAnswer.model_validate_json(
        run("validate", str(folder / "second.vpc"), "size=little", "--format", "json").out
    )
    code = CodeAnswer.model_validate_json(
        run("code", str(folder / "second.vpc"), "size=little", "--format", "json").out
    )
    assert verdict.document == code.document == document
    assert verdict.completed == code.completed == {"size": "little", "wrapping": "plain", "card": None, "ribbon": "red"}


def test_a_first_key_is_refused_and_today_s_is_named(folder: Path) -> None:
    ran = run("validate", str(folder / "second.vpc"), "size=small", "paper=gold")
    assert ran.code == 1
    assert "`box` has no option `paper`\n  hint: it is called `wrapping` now" in ran.out
    assert "`size` has no value `small`\n  hint: it is called `little` now" in ran.out


def stored(folder: Path, document: object, *more: str) -> tuple[int, RereadAnswer]:
    ran = run(
        "validate", str(folder / "second.vpc"), "--document", "-", *more, "--format", "json", given=json.dumps(document)
    )
    return ran.code, RereadAnswer.model_validate_json(ran.out)


def test_a_stored_document_is_read_without_defaults_and_in_today_s_words(folder: Path) -> None:
    document = {"product": "shop/box", "choices": {"size": "small", "paper": "gold"}}
    code, found = stored(folder, document, "--on", "2026-11-25")
    assert (code, found.buildable, found.sellable, found.code_kept) == (0, True, False, True)
    assert found.completed == {"size": "little", "wrapping": "gold", "card": None, "ribbon": "red"}
    assert [(each.first, each.now, each.option) for each in found.renamed] == [
        ("paper", "wrapping", None),
        ("small", "little", "size"),
    ]
    code, found = stored(folder, {"product": "shop/box", "choices": {"size": "small"}})
    assert (code, found.buildable) == (1, False), "a default is for those who order, not for what has been sold"
    assert [each.code for each in found.problems] == ["missing-option"]


def test_a_stored_document_of_what_is_gone_is_read_all_the_same(folder: Path) -> None:
    choices = {"size": "tiny", "paper": "gold", "bow": True, "ribbon": None}
    code, found = stored(folder, {"product": "shop/box", "choices": choices})
    assert code == 1
    assert found.lost == {"size": "tiny", "bow": True}
    assert found.completed == {"wrapping": "gold", "card": None, "ribbon": None}
    assert [each.message for each in found.problems] == [
        "`box` no longer has the option `bow`",
        "`size` no longer has `tiny`",
    ]
    shown = run(
        "validate", str(folder / "second.vpc"), "--document", "-",
        given=json.dumps({"product": "shop/box", "choices": choices}),
    )  # fmt: skip
    assert "tiny (no longer known)" in shown.out
    assert "can be built today: no\n  unknown-option: `box` no longer has the option `bow`\n" in shown.out


@pytest.mark.parametrize(
    ("document", "arguments", "code", "finding"),
    [
        ('{"product":"shop/bag","choices":{}}', (), 2, "catalog `shop` has no product `shop/bag`"),
        ('{"product":"shop/box","choices":{"size":["b","a"]}}', (), 1, "the key stands before this place"),
        ('{"product":', (), 2, "the JSON cannot be read"),
        ('{"product":"shop/box","choices":{}}', ("size=small",), 2, "choices are given beside `--document`"),
    ],
)
def test_what_is_no_stored_document_of_this_catalog_is_told(
    folder: Path, document: str, arguments: tuple[str, ...], code: int, finding: str
) -> None:
    ran = run("validate", str(folder / "second.vpc"), *arguments, "--document", "-", given=document)
    assert (ran.code, ran.out) == (code, "")
    assert finding in ran.err


def test_resolving_under_a_catalog_says_what_it_is_today(folder: Path, registry: str) -> None:
    code = CodeAnswer.model_validate_json(
        run("code", str(folder / "first.vpc"), "size=large", "paper=gold", "--format", "json").out
    ).code
    asked = ("resolve", code, "--registry", registry, "--catalog", str(folder / "second.vpc"), "--on", "2026-11-25")
    answer = ResolveAnswer.model_validate_json(run(*asked, "--format", "json").out)
    assert answer.choices == {"paper": "gold", "size": "large"}
    assert answer.today is not None
    assert (answer.today.buildable, answer.today.sellable) == (True, False)
    shown = run(*asked)
    assert shown.code == 0
    assert "called otherwise since:\n  wrapping  was paper" in shown.out
    assert "can be sold on 2026-11-25: no\n  `wrapping` = `gold` is not sold since 2026-06-01" in shown.out


def test_a_code_by_itself_is_not_completed() -> None:
    ran = run("code", "--document", "-", "--complete", given="{}")
    assert ran.code == 2
    assert "a document by itself is not completed" in ran.err
