"""The values of a large option, listed in a text, are found as in a table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law import LAW
from released import MUG, mug

from configurator.catalog_files import CatalogFiles
from configurator.errors import InvalidConfigurationError
from configurator.release.listing import LARGE, MOST_SEARCHES, Listing, listed
from configurator.release.making import release_of
from configurator.release.opened import open_release
from configurator.service import load

MANY = {f"v{number}": number % 7 for number in range(LARGE)}


@given(st.lists(st.sampled_from([*MANY, "v", "", "0", "v1\t1", "\n", "v1\t1\nv2", "v9999"]) | st.text(max_size=4)))
@LAW
def test_a_listing_finds_what_a_table_has(asked: list[str]) -> None:
    text = listed(MANY)
    assert isinstance(text, str)
    listing = Listing(text)
    assert [listing.get(each) for each in asked] == [MANY.get(each) for each in asked]


def test_who_asks_often_gets_a_table() -> None:
    text = listed(MANY)
    assert isinstance(text, str)
    listing = Listing(text)
    for _ in range(2):
        assert {each: listing.get(each) for each in MANY} == MANY
        assert listing.get("v1\t1") is None
    assert len(MANY) > MOST_SEARCHES


def test_few_values_and_such_as_cannot_stand_in_a_text_are_a_table() -> None:
    few = {"a": 1}
    odd = {**MANY, "a\tb": 1}
    assert listed(few) is few
    assert listed(odd) is odd


def test_a_large_option_is_answered_alike(tmp_path: Path) -> None:
    path = mug(tmp_path)
    path.write_text(MUG.replace("forbid motif", "forbid team = t77 or motif"), "utf-8")
    rows = "".join(f"t{number},Team {number},{number} EUR\n" for number in range(2 * LARGE))
    (tmp_path / "teams.csv").write_text(f"id,name,royalty\n{rows}", "utf-8")
    opened, loaded = open_release(release_of(CatalogFiles(path))).only, load(path).only
    for team in ("t0", "t1", "t1999", "t2000", "t77", "t", "1", "", None):
        choices: dict[str, object] = {"size": "small", "color": "white", "team": team}
        assert opened.is_valid(choices) == loaded.is_valid(choices)
        if loaded.is_valid(choices):
            assert opened.code(choices) == loaded.code(choices)
        else:
            with pytest.raises(InvalidConfigurationError):
                open_release(opened.catalog.container.data).only.code(choices)  # type: ignore[attr-defined]
