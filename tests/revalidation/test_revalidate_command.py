"""`configurator registry revalidate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from boxes import FIRST, SECOND
from cli_runs import run

from configurator.answers.revalidated import RevalidationAnswer


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two releases, and a registry with three boxes of the first."""
    monkeypatch.chdir(tmp_path)
    Path("first.vpc").write_text(FIRST, "utf-8")
    Path("second.vpc").write_text(SECOND, "utf-8")
    for choices in (("size=small",), ("size=huge", "paper=dots"), ("size=large", "paper=plain")):
        assert run("issue", "first.vpc", *choices, "--registry", "codes.db", "--create").code == 0
    return tmp_path


def test_every_code_gets_a_row_and_people_a_summary(folder: Path) -> None:
    asked = ("registry", "revalidate", "second.vpc", "--registry", "codes.db", "--on", "2026-06-01")
    ran = run(*asked, "-o", "tried.ndjson", "--resume", "job")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (
        "3 issued codes of this catalog, of 3; written to tried.ndjson\n"
        "  1 can no longer be built\n"
        "    1  Dots are not printed that large.\n"
        "  2 can be built, and not be sold on 2026-06-01\n"
    )
    rows = [json.loads(line) for line in Path("tried.ndjson").read_text().splitlines()]
    assert [row["buildable"] for row in rows].count(True) == 2
    assert all(row["code_kept"] and row["product"] == "shop/box" for row in rows)
    assert not Path("job").exists()
    again = run(*asked, "-o", "tried.ndjson")
    assert (again.code, "is there already" in again.err) == (2, True)
    ran = run(*asked, "-o", "tried.ndjson", "--force", "--format", "json")
    answer = RevalidationAnswer.model_validate_json(ran.out)
    assert (answer.codes, answer.asked, answer.unbuildable, answer.unsellable, answer.endangered) == (3, 3, 1, 2, 0)
    assert [(each.why, each.codes) for each in answer.reasons] == [("Dots are not printed that large.", 1)]


def test_under_the_release_that_they_were_issued_by_all_is_well(folder: Path) -> None:
    ran = run("registry", "revalidate", "first.vpc", "--registry", "codes.db", "-o", "tried.parquet")
    assert ran.code == 0
    assert ran.out.endswith("  all of them can be built, and be sold\n")


def test_a_folder_of_another_job_is_wrong_use(folder: Path) -> None:
    asked = ("registry", "revalidate", "first.vpc", "--registry", "codes.db", "--resume")
    (folder / "own").mkdir()
    (folder / "own" / "notes.txt").write_text("ours")
    ran = run(*asked, "own", "-o", "t.ndjson")
    assert (ran.code, ran.out) == (2, "")
    assert "has other files in it" in ran.err
    ran = run(*asked, ".", "-o", "t.ndjson")
    assert (ran.code, ran.out) == (2, "")
    assert "`t.ndjson` would stand in the folder `.`" in ran.err
    assert not Path("t.ndjson").exists()
