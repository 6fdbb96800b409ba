"""`configurator check`, from outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli_runs import SHOP, Ran, run, spawn

from configurator.answers import CheckAnswer

FAULTY = SHOP.replace("size = small and lid", "size = smal and lid")
WARNED = SHOP.replace("up to 2", "up to 2\n  rule idle require layers <= 9")


def test_a_sound_catalog_is_ok_and_its_products_are_counted(shop: str) -> None:
    ran = run("check", shop)
    assert (ran.code, ran.err) == (0, "")
    assert f"{shop}: ok, 2 products\n" in ran.out
    assert "bag  1 option, 0 constraints, 2 valid configurations" in ran.out


def test_a_mistake_is_shown_at_its_place_and_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "faulty.vpc"
    path.write_text(FAULTY, "utf-8")
    ran = run("check", str(path))
    assert ran.code == 1
    assert "error[unknown-value]" in ran.out
    assert "^^^^" in ran.out
    assert "did you mean `small`?" in ran.out
    assert f"{path}: 1 error" in ran.out


def test_a_line_a_mistake_is_all_that_line_format_writes(tmp_path: Path, shop: str) -> None:
    path = tmp_path / "faulty.vpc"
    path.write_text(FAULTY, "utf-8")
    lines = run("check", str(path), shop, "--format", "line").out.splitlines()
    assert [line.partition(": error[")[0] for line in lines] == [f"{path}:16:27"]
    assert run("check", shop, "--format", "line").out == ""


def test_a_warning_alone_is_ok_unless_strict(tmp_path: Path) -> None:
    path = tmp_path / "warned.vpc"
    path.write_text(WARNED, "utf-8")
    relaxed, strict = run("check", str(path)), run("check", str(path), "--strict")
    assert (relaxed.code, strict.code) == (0, 1)
    assert "ok, 1 warning, 2 products" in relaxed.out
    assert f"{path}: 1 warning, 2 products" in strict.out


def test_the_json_answer_holds_all_catalogs(tmp_path: Path, shop: str) -> None:
    path = tmp_path / "faulty.vpc"
    path.write_text(FAULTY, "utf-8")
    ran = run("check", shop, str(path), "--format", "json")
    answer = CheckAnswer.model_validate_json(ran.out)
    assert (ran.code, ran.err, answer.ok) == (1, "", False)
    sound, faulty = answer.catalogs
    assert (sound.ok, sound.catalog, [each.key for each in sound.products]) == (True, "shop", ["box", "bag"])
    assert sound.products[1].count == 2
    assert sound.release is not None
    assert sound.release.startswith("shop@sha256:")
    assert (faulty.ok, faulty.errors, faulty.products) == (False, 1, ())
    assert faulty.diagnostics[0].code == "unknown-value"
    assert (faulty.diagnostics[0].place.line, faulty.diagnostics[0].place.column) == (16, 27)


@pytest.mark.parametrize("missing", ["nowhere.vpc", "nowhere", "", "shop.vpc:box", "x" * 5000])
def test_a_catalog_that_is_not_there_is_wrong_use(tmp_path: Path, shop: str, missing: str) -> None:
    ran = spawn("check", missing, shop, folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: there is no ")


def test_a_folder_stands_for_its_only_catalog(tmp_path: Path, shop: str) -> None:
    assert f"{shop}: ok" in run("check", str(tmp_path)).out
    (tmp_path / "second.vpc").write_text(SHOP, "utf-8")
    ran = run("check", str(tmp_path))
    assert ran.code == 2
    assert "there are several catalogs in" in ran.err


def test_an_example_is_found_by_its_name_from_anywhere(tmp_path: Path) -> None:
    ran = spawn("check", "atelier", "--format", "json", folder=tmp_path)
    assert ran.json["catalogs"][0]["catalog"] == "atelier"


def test_what_cannot_be_counted_says_why(shop: str) -> None:
    ran = run("check", shop, "--format", "json", OPTIONARY_COUNT_NODES="1")
    first = CheckAnswer.model_validate_json(ran.out).catalogs[0].products[0]
    assert (ran.code, first.count, first.count_text) == (0, None, None)
    assert first.why_no_count
    assert "too-entangled" in ran.out
    assert "not counted: too complex" in run("check", shop, OPTIONARY_COUNT_NODES="1").out


PLAIN = ("C", "0")
"""A locale, and whether Python may take it for UTF-8 all the same."""


@pytest.mark.parametrize(("locale", "utf8"), [("C.UTF-8", "1"), PLAIN])
def test_names_of_files_need_not_be_utf_8(shop: str, tmp_path: Path, locale: str, utf8: str) -> None:
    name = os.fsdecode(b"r\xe4d.vpc")
    Path(shop).rename(tmp_path / name)
    ran = _checked(tmp_path, name, locale, utf8)
    assert (ran.code, ran.err) == (0, "")
    assert (ran.json["ok"], ran.json["catalogs"][0]["file"]) == (True, "r\\udce4d.vpc")
    shown = spawn("check", name, folder=tmp_path, LC_ALL=locale, PYTHONUTF8=utf8, PYTHONCOERCECLOCALE="0")
    assert shown.out.startswith("r\\udce4d.vpc: ok, 2 products\n")


def test_a_release_is_the_same_in_every_locale(shop: str, tmp_path: Path) -> None:
    Path(shop).rename(tmp_path / "räd.vpc")
    first, second = (_checked(tmp_path, "räd.vpc", *each).json for each in (("C.UTF-8", "1"), PLAIN))
    assert first["catalogs"][0]["release"] == second["catalogs"][0]["release"] is not None


def _checked(folder: Path, name: str, locale: str, utf8: str) -> Ran:
    return spawn(
        *("check", name, "--format", "json"), folder=folder, LC_ALL=locale, PYTHONUTF8=utf8, PYTHONCOERCECLOCALE="0"
    )


def test_after_errors_one_hears_where_they_are_explained(tmp_path: Path, shop: str) -> None:
    path = tmp_path / "faulty.vpc"
    path.write_text(FAULTY, "utf-8")
    assert run("check", str(path)).out.endswith("\n\n`configurator help unknown-value` explains a code\n")
    assert "configurator help" not in run("check", shop).out
