"""`import`, `export`, and models in other notations wherever a catalog can stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import run

MODEL = """features
  Phone
    mandatory
      Screen
        alternative
          small
          large
    optional
      Camera
constraints
  Camera => large
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "phone.uvl"
    path.write_text(MODEL, "utf-8")
    return str(path)


def test_import_writes_a_catalog_that_checks_clean(model: str, tmp_path: Path) -> None:
    written = tmp_path / "phone.vpc"
    assert run("import", model, "-o", str(written)).code == 0
    checked = run("check", str(written), "--format", "json")
    assert checked.code == 0
    assert json.loads(checked.out)["catalogs"][0]["diagnostics"] == []
    assert run("fmt", str(written), "--check").code == 0
    assert run("import", model).out == written.read_text("utf-8")


def test_import_writes_over_nothing_without_being_told_to(model: str, tmp_path: Path) -> None:
    written = tmp_path / "phone.vpc"
    written.write_text("mine", "utf-8")
    refused = run("import", model, "-o", str(written))
    assert refused.code == 2
    assert "is there already" in refused.err
    assert written.read_text("utf-8") == "mine"
    assert run("import", model, "-o", str(written), "--force").code == 0
    assert written.read_text("utf-8").startswith("catalog Phone")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("count", "{model}"), 0, "3\n"),
        (("count", "{model}:Phone", "Screen=large"), 0, "2\n"),
        (("list", "{model}"), 0, "Screen=large Camera=on"),
        (("rank", "{model}", "Screen=large", "Camera=on"), 0, "2"),
        (("narrow", "{model}", "Camera=on"), 0, "large"),
        (("explain", "{model}", "Screen=small", "Camera=on"), 1, "Camera => large"),
        (("validate", "{model}", "Screen=small", "Camera=on"), 1, "Camera => large"),
        (("code", "{model}", "Screen=small"), 0, "Phone/Phone"),
        (("check", "{model}"), 0, "3 valid configurations"),
        (("search", "{model}", "camera"), 0, "option Phone.Camera"),
        (("schema", "{model}"), 0, '"Camera"'),
        (("test", "{model}"), 0, "expects nothing"),
    ],
)
def test_a_model_stands_wherever_a_catalog_can(model: str, arguments: tuple[str, ...], code: int, words: str) -> None:
    ran = run(*(each.format(model=model) for each in arguments))
    assert ran.code == code, ran.err
    assert words in ran.out


def test_a_mistake_in_a_model_is_told_at_its_place(model: str) -> None:
    Path(model).write_text(MODEL.replace("=> large", "=> larg"), "utf-8")
    for command in ("count", "check", "import"):
        ran = run(command, model)
        assert ran.code == 1
        assert "phone.uvl:11:13" in ran.out + ran.err
        assert "did you mean `large`?" in ran.out + ran.err


def test_what_is_read_in_one_of_several_ways_is_told(model: str) -> None:
    Path(model).write_text(MODEL.replace("Camera\n", "Camera cardinality [2..4]\n", 1), "utf-8")
    assert "foreign-reading" in run("import", model).err
    assert "foreign-reading" in run("check", model).out


def test_an_unknown_ending_is_told_with_those_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "model.xyz"
    path.write_text("x", "utf-8")
    for command in ("count", "import"):
        ran = run(command, str(path))
        assert ran.code == 2
        assert "UVL (.uvl)" in ran.err


def test_a_product_is_exported_and_read_back(model: str, tmp_path: Path) -> None:
    written = tmp_path / "again.uvl"
    assert run("export", model, "--to", "uvl", "-o", str(written)).code == 0
    assert run("count", str(written)).out == "3\n"
    assert run("export", f"{model}:Phone", "--to", "UVL").out == written.read_text("utf-8")


def test_an_export_that_cannot_be_is_told(tmp_path: Path) -> None:
    path = tmp_path / "shop.vpc"
    path.write_text('catalog shop\nproduct p {\n  option it: text { max: 5, pattern: "a+" }\n}\n', "utf-8")
    refused = run("export", str(path), "--to", "uvl")
    assert refused.code == 1
    assert "the text `it` has a pattern, which UVL cannot say" in refused.err
    unknown = run("export", str(path), "--to", "uvvl")
    assert unknown.code == 2
    assert "uvl" in unknown.err


def test_a_catalog_is_not_written_where_it_would_be_read_as_something_else(model: str, tmp_path: Path) -> None:
    refused = run("import", model, "-o", str(tmp_path / "phone.txt"), "--force")
    assert refused.code == 2
    assert "would be read as LogicNG formulas" in refused.err
    assert f"write `-o {tmp_path / 'phone.vpc'}`" in refused.err
    assert not (tmp_path / "phone.txt").exists()
