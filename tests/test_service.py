"""The Python interface, as the README shows it."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import configurator
from configurator import pipeline
from configurator.engine.validate import validate
from configurator.engine.verdict import Verdict
from configurator.errors import (
    CatalogError,
    InvalidConfigurationError,
    JsonError,
    UnknownProductError,
    UnreadableFileError,
)
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.problem import ProblemCode

MUG = """catalog cafe "Corner café" {}
product mug "Mug" {
  option size "Size": small | large default small
  option color "Color": white | navy | amber
  option motif "Motif": team_logo | monogram optional
  rule dark_logo forbid motif = team_logo and color = navy
    because "A team logo cannot be seen on navy."
  EXPECTED
}
"""


@pytest.fixture
def mug(tmp_path: Path) -> Path:
    path = tmp_path / "mug.vpc"
    path.write_text(MUG.replace("EXPECTED", ""), "utf-8")
    return path


def test_a_configuration_is_validated_coded_issued_and_resolved(mug: Path, tmp_path: Path) -> None:
    line = configurator.load(mug)["mug"]
    registry = configurator.open_registry(tmp_path / "codes.db", create=True)
    issued = line.issue(registry, {"color": "navy"})
    resolved = registry.resolve(issued.code)
    assert issued.new
    assert json.loads(resolved.document) == {"product": "cafe/mug", "choices": {"color": "navy", "size": "small"}}
    assert resolved.release == line.release
    assert not line.issue(registry, {"size": "small", "color": "navy"}).new
    assert line.code({"color": "navy"}).code == issued.code


def test_choices_may_be_the_json_of_them(mug: Path) -> None:
    line = configurator.load(mug)["mug"]
    choices = {"size": "large", "color": "navy"}
    written = json.dumps(choices, ensure_ascii=False)
    assert line.validate(written.encode()) == line.validate(choices)
    assert line.is_valid(written.encode()) is line.is_valid(choices)
    none: Any
    for none in (b"[1]", b"null", written):  # a string is no object, whatever stands in it
        assert not line.is_valid(none)
        assert [each.code for each in line.validate(none).problems] == [ProblemCode.WRONG_TYPE]
    for broken in (b'{"size": "small", "size": "large"}', b"{", b"\xff"):
        for asked in (line.validate, line.is_valid, line.code):
            with pytest.raises(JsonError):
                asked(broken)


def test_what_is_wrong_is_said_in_the_words_of_the_author(mug: Path) -> None:
    line = configurator.load(mug)["mug"]
    verdict = line.validate({"color": "navy", "motif": "team_logo"})
    assert not verdict.valid
    assert [each.message for each in verdict.problems] == ["A team logo cannot be seen on navy."]
    with pytest.raises(InvalidConfigurationError, match="cannot be seen on navy"):
        line.code({"color": "navy", "motif": "team_logo"})


def test_why_there_is_no_code_is_worked_out_once_somebody_asks(mug: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = configurator.load(mug)["mug"]
    asked: list[object] = []

    def counting(product: ProductKnowledge, choices: dict[str, object]) -> Verdict:
        asked.append(choices)
        return validate(product, choices)

    monkeypatch.setattr(pipeline, "validate", counting)
    with pytest.raises(InvalidConfigurationError) as refused:
        line.code({"color": "navy", "motif": "team_logo"})
    assert not asked
    assert refused.value.messages == ("A team logo cannot be seen on navy.",)
    assert str(refused.value) == str(pickle.loads(pickle.dumps(refused.value)))
    assert [each.constraint for each in refused.value.problems] == ["dark_logo"]
    assert len(asked) == 1


def test_products_are_found_by_either_key_and_counted(mug: Path) -> None:
    catalog = configurator.load(mug)
    assert list(catalog) == ["mug"]
    assert catalog["cafe/mug"].key == catalog.only.key == "cafe/mug"
    assert catalog.only.count() == 2 * (3 * 3 - 1)
    assert catalog.only.count(["motif"]) == 3
    with pytest.raises(UnknownProductError, match=r"`cup`.*`mug`"):
        catalog["cup"]


@pytest.mark.parametrize(
    "expected",
    [
        'expect code { color: navy } = "VYK5G-HBC4L-MB9XR-NVX7J"',
        "expect valid { color: navy, motif: team_logo }",
        "expect invalid { color: white }",
    ],
)
def test_a_catalog_whose_examples_do_not_hold_is_not_loaded(tmp_path: Path, expected: str) -> None:
    path = tmp_path / "mug.vpc"
    path.write_text(MUG.replace("EXPECTED", expected), "utf-8")
    with pytest.raises(CatalogError) as refused:
        configurator.load(path)
    assert refused.value.mistakes == 1
    assert "mug.vpc:8" in str(refused.value)


def test_a_missing_catalog_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"mugg\.vpc"):
        configurator.load(tmp_path / "mugg.vpc")


def test_a_release_is_named_by_the_content_of_all_files(tmp_path: Path) -> None:
    path = tmp_path / "shop.vpc"
    path.write_text('catalog shop {}\nspace team from "teams.csv" key id {}\nproduct cap { option team: team }\n')
    (tmp_path / "teams.csv").write_text("id\nlions\n")
    first = configurator.load(path)["cap"].release
    assert first == configurator.load(path)["cap"].release
    (tmp_path / "teams.csv").write_text("id\nlions\nbears\n")
    assert configurator.load(path)["cap"].release != first


def test_a_catalog_is_compared_with_its_earlier_releases_and_reads_what_they_sold(mug: Path, tmp_path: Path) -> None:
    sold = configurator.load(mug)["mug"].code({"color": "navy"}).document
    later = tmp_path / "later.vpc"
    text = MUG.replace("EXPECTED", "").replace("| navy |", "| ink { was: navy, retired: 2026-01-01 } |")
    later.write_text(text.replace("color = navy", "color = ink").replace("product mug", "product cup"), "utf-8")
    broken = configurator.load(later).against(str(mug))
    assert [each.code.name for each in broken] == ["removed", "added"], "a product without its `was` is another one"
    assert [each.is_error for each in broken] == [True, False]

    later.write_text(later.read_text("utf-8").replace('"Mug"', '"Mug" was mug'), "utf-8")
    catalog = configurator.load(later)
    assert [each.code.name for each in catalog.against(str(mug))] == ["renamed", "renamed", "retired"]
    assert catalog["cafe/mug"].key == catalog["cup"].key == catalog["cafe/cup"].key == "cafe/mug"
    found = catalog.reread(sold, date(2026, 5, 1))
    assert found.reading.completed == {"size": "small", "color": "ink", "motif": None}
    assert (found.buildable, found.sellable, found.code_kept) == (True, False, True)
    assert [each.since for each in catalog.only.bars(found.reading.completed, date(2026, 5, 1))] == ["2026-01-01"]
    assert catalog.only.bars(found.reading.completed, date(2025, 12, 31)) == ()
    assert catalog.only.code({"size": "small", "color": "ink"}).document == sold
