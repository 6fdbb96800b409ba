"""The large catalog is what it says it is, and its benchmark compares checks that say the same."""

from __future__ import annotations

import editing
import pytest
from large_catalog import LINES, large_catalog, teams
from snippets import reader

from configurator.pipeline import examined
from configurator.source import Source


def test_the_large_catalog_is_sound_and_nothing_in_it_is_idle() -> None:
    outcome = examined(Source("house.vpc", large_catalog(500)), reader({"teams.csv": teams()}))
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    assert len(outcome.value.counts) == 4


def test_it_is_the_same_each_time_and_as_long_as_it_says() -> None:
    assert large_catalog() == large_catalog()
    assert LINES <= len(large_catalog().splitlines()) < LINES + 150


def test_the_benchmark_runs_and_tells_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    editing.main(["--lines", "500", "--rounds", "1"])
    printed = capsys.readouterr().out.splitlines()
    for name in ("read, check, count", *editing.EDITS):
        assert any(each.startswith(name) for each in printed), name
