"""The benchmark's one command: its parts run, what fails in one is told and hides no other, history is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import issuing
import limits
import pytest
import starting
import suite
from contenders import BY_HAND
from races import OURS, Race, add_to_history, history, where
from subjects import subjects


def good(quick: bool) -> Iterator[tuple[str, Any]]:
    yield from suite._raced(iter([Race("a race", {OURS: 2e3, "other": 9e3, "a limit": 5e2}, frozenset(["a limit"]))]))


def bad(quick: bool) -> Iterator[tuple[str, Any]]:
    yield "before", {"us": {OURS: 1.0}}
    raise ValueError("no luck")


def test_what_fails_in_a_part_is_told_and_hides_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "history.jsonl"
    assert suite.main(["--history", str(kept)], {"bad": bad, "good": good}) == 1
    (row,) = history(kept)
    assert row["failed"] == {"bad": "ValueError: no luck"}
    assert row["parts"]["bad"] == {"before": {"us": {OURS: 1.0}}}
    assert row["parts"]["good"]["a race"] == {
        "us": {OURS: 2.0, "other": 9.0, "a limit": 0.5},
        "ratios": {"other": 4.5, "a limit": 0.25},
        "limits": ["a limit"],
    }
    printed = capsys.readouterr().out
    assert "4.5x as fast" in printed
    assert "25% limit" in printed
    assert "failed: bad, ValueError: no luck" in printed


def test_each_run_adds_a_line_to_the_history(tmp_path: Path) -> None:
    kept = tmp_path / "history.jsonl"
    assert suite.main(["--only", "good", "--quick", "--history", str(kept)], {"bad": bad, "good": good}) == 0
    assert suite.main(["--only", "good", "--history", str(kept)], {"bad": bad, "good": good}) == 0
    assert [row["quick"] for row in history(kept)] == [True, False]
    assert all(row["parts"].keys() == {"good"} and not row["failed"] for row in history(kept))


def test_a_line_says_when_where_and_with_what(tmp_path: Path) -> None:
    row = where()
    assert row.keys() == {"at", "commit", "python", "system", "processor", "cpus", "load", "versions"}
    assert {"jsonschema", "pydantic", "orjson"} <= row["versions"].keys()
    add_to_history(tmp_path / "history.jsonl", row)
    assert history(tmp_path / "history.jsonl") == [json.loads(json.dumps(row))]


def test_the_parts_are_those_that_the_suite_promises() -> None:
    assert list(suite.PARTS) == ["single", "batch", "load", "compile", "registry", "growth"]


def test_registries_are_raced_with_a_table_by_hand() -> None:
    races = list(issuing.races(1, 5))
    assert len(races) == 4
    others = {issuing.UTILS, issuing.MANY, issuing.SELECT, issuing.SELECT_ALL}
    for race in races:
        assert set(race.times) - race.limits - others == {OURS, issuing.BY_HAND}
        assert all(each > 0 for each in race.times.values())
    assert set().union(*(race.times for race in races)) > others


def test_the_table_by_hand_gives_back_what_it_was_given(tmp_path: Path) -> None:
    table, made = issuing.Table(tmp_path / "codes.db"), issuing.documents(3)
    codes = table.issue(made)
    assert table.issue(made) == codes
    assert [table.resolve(each) for each in codes] == made
    table.close()


def test_processes_that_begin_all_end_with_a_code(tmp_path: Path) -> None:
    laptop = next(subjects())
    (command, works), (worker, _) = starting.processes(tmp_path, starting.without_texts(laptop), laptop.schema)
    assert (command, worker) == ("a command that gives a code", "a worker's first code")
    assert {OURS, "jsonschema", "pydantic", BY_HAND, starting.PYTHON} <= works.keys()
    for who, work in works.items():
        if who != f"{OURS}, nothing kept":
            work()


def test_each_contender_comes_from_text_to_a_code() -> None:
    _, bike = subjects()
    race = starting.compilations(1, bike)
    assert {OURS, "jsonschema", "pydantic"} <= race.times.keys()


def test_batches_are_raced_with_the_limits_of_the_machine() -> None:
    for name in ("jsonschema_rs", "numpy", "pyarrow"):
        pytest.importorskip(name)
    import batch

    verdicts, codes = batch.in_memory(1, chunks=1, distinct=200)
    assert verdicts.limits == {limits.COPY}
    assert codes.limits == {limits.COPY, limits.HASH}
    assert verdicts.times.keys() | {limits.HASH} >= codes.times.keys() >= {OURS, batch.PLAIN, batch.LOOP}
