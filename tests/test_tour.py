"""The tour of the language, each construct once: it checks clean, is laid out as it is, and holds what it expects."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from made_media import made_font

from configurator import trials
from configurator.catalog_files import CatalogFiles
from configurator.compiler.budget import USUAL
from configurator.engine.explode import explode
from configurator.engine.validate import validate
from configurator.pipeline import check
from configurator.service import load
from configurator.source import Source
from configurator.syntax.formatter import formatted

HERE = Path(__file__).parent / "vectors" / "phone_case"


@pytest.fixture
def tour(tmp_path: Path) -> Path:
    """The catalog in a folder of its own, with the font and the logos that it names."""
    for name in ("phone_case.vpc", "teams.csv"):
        shutil.copy(HERE / name, tmp_path / name)
    letters = (*range(0x20, 0x7F), *range(0xC0, 0x180))
    (tmp_path / "EngraveSans.ttf").write_bytes(made_font({chr(each): 600 for each in letters}))
    (tmp_path / "art").mkdir()
    for team in ("eagles", "lakers", "saints"):
        (tmp_path / "art" / f"{team}.svg").touch()
    return tmp_path / "phone_case.vpc"


def test_the_tour_is_clean_and_all_holds_that_it_expects(tour: Path) -> None:
    files = CatalogFiles(tour)
    assert check(files.source(), files).diagnostics == ()
    found = trials.tested(CatalogFiles(tour), USUAL)
    assert found.ok
    assert len(found.trials.trials) == 3


def test_the_tour_is_laid_out_as_it_is(tour: Path) -> None:
    text = tour.read_text(encoding="utf-8")
    assert formatted(Source("phone_case.vpc", text)).text == text


def test_the_tour_is_sold_priced_and_built(tour: Path) -> None:
    line = load(tour)["phone_case"]
    verdict = validate(line.knowledge, {"model": "p15", "cover": "blue", "team": "eagles", "engraving": "Zoë"})
    assert verdict.valid
    offer = line.offer(verdict.completed, date(2026, 11, 25))
    assert (offer.sellable, offer.open) == (None, ("market",))
    assert {key: str(amount) for key, amount in offer.amounts.items()} == {"price": "28.00 EUR", "weight": "31 g"}
    barred = line.offer(verdict.completed, date(2026, 11, 25), {"market": "eu"})
    assert [each.message for each in barred.bars] == ["NFL marks are licensed for the United States only."]
    found = explode(line.product, verdict.completed)
    assert [(each.part, str(each.quantity)) for each in found.parts] == [("BLANK-p15-blue", "1")]
    assert [each.machine or each.text for each in found.steps] == [
        "BLANK-p15-blue",
        "uv_printer",
        "laser",
        "Read the engraving back: Zoë",
    ]
