"""`new` from outside: every example can be begun from, and what is written checks clean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import run

from configurator.catalog_files import example_catalogs


@pytest.mark.parametrize("example", example_catalogs())
def test_a_catalog_that_is_begun_checks_clean_under_its_own_key(example: str, tmp_path: Path) -> None:
    folder = tmp_path / "my shop"
    ran = run("new", str(folder), "--from", example, "--format", "json")
    assert ran.code == 0, ran.err
    written = json.loads(ran.out)
    assert Path(written["catalog"]) == folder / "my_shop.vpc"
    assert all(Path(each).is_file() for each in written["files"])
    assert not (folder / "releases").exists()
    checked = run("check", str(folder), "--strict", "--format", "json")
    (catalog,) = json.loads(checked.out)["catalogs"]
    assert (checked.code, catalog["catalog"], catalog["diagnostics"]) == (0, "my_shop", [])
    assert catalog["release"].startswith("my_shop@")
    assert run("fmt", "--check", str(folder)).code == 0


def test_the_words_tell_what_to_do_next(tmp_path: Path) -> None:
    ran = run("new", str(tmp_path / "bakery"))
    made = tmp_path / "bakery" / "bakery.vpc"
    assert ran.code == 0
    next_step = f"next: open {made}, change it, and run `configurator check {made}`"
    assert ran.out.splitlines() == [f"wrote {made}", next_step]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["full"], "is there already"),
        (["1st"], "`1st` cannot be the key of a catalog"),
        (["shop", "--from", "studoi"], "there is no example `studoi`"),
    ],
)
def test_what_cannot_be_begun_is_told_and_nothing_is_written(words: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    ran = run("new", str(tmp_path / words[0]), *words[1:])
    assert ran.code == 2
    assert message in ran.err
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["file", "full"]
