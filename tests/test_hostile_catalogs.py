"""Hostile catalogs end in a diagnostic, in few words and within bounds; `tools/measure_hostile.py` says how fast.

Time is never asserted. What bounds it is: so many mistakes, lines and characters are told, and memory has a limit.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from cli_runs import run
from hostile import ALL
from hostile.hostile import Hostile
from hostile.running import checked

from configurator.diagnostics import codes
from configurator.diagnostics.enough import MOST_TOLD

CODE = re.compile(r"^(?:error|warning|note)\[([a-z-]+)\]", re.MULTILINE)
PHASES = 4
"""Those that tell of mistakes each for itself: reading, families, names and examples, and the files of values."""
MOST_BYTES = 320_000_000
"""Of data that a process may have, its libraries and their tables among them."""

GREEDY = (
    "closing braces", "a chain of plus", "derives that square", "a number of a hundred thousand digits",
    "a million named columns", "quotes in a file that are never closed", "more than a million values",
    "a million faulty rows", "a file of five million empty lines", "banned words of 10 MB", "a file of 60 MB",
    "an archive that bursts", "an archive of many that burst", "a cell in the last corner",
)  # fmt: skip
"""Those that took, or aim at, more memory than that."""


def named(name: str) -> Hostile:
    return next(each for each in ALL if each.name == name)


def test_there_are_many_hostile_catalogs_each_with_a_name_of_its_own() -> None:
    assert len(ALL) >= 100
    assert len({each.name for each in ALL}) == len(ALL)
    assert {each.code for each in ALL} - {""} <= set(codes.BY_NAME) | {"encoding"}


@pytest.mark.parametrize("hostile", ALL, ids=lambda each: each.name)
def test_a_hostile_catalog_ends_in_its_diagnostic(hostile: Hostile, tmp_path: Path) -> None:
    done = run("check", str(hostile.write(tmp_path)), OPTIONARY_COUNT_SECONDS="0.5")
    assert "Traceback" not in done.out + done.err
    found = CODE.findall(done.out)
    if hostile.code == "encoding":
        assert (done.code, found) == (2, [])
        assert "is not UTF-8" in done.err
        return
    assert done.err == ""
    assert not hostile.code or hostile.code in found, done.out[:2_000]
    assert done.code == any(codes.BY_NAME[each].severity is codes.TOO_LARGE.severity for each in found)
    mistakes = [each for each in found if codes.BY_NAME[each].severity is codes.TOO_LARGE.severity]
    assert len(mistakes) <= PHASES * (MOST_TOLD + 1)
    assert len(done.out) < 500_000


@pytest.mark.skipif(sys.platform != "linux", reason="only there does the limit hold")
@pytest.mark.parametrize("name", GREEDY)
def test_a_greedy_catalog_is_refused_in_little_memory(name: str, tmp_path: Path) -> None:
    cost = checked(named(name).write(tmp_path), most_bytes=MOST_BYTES)
    assert "MemoryError" not in cost.err
    assert cost.code == 1
    assert named(name).code in CODE.findall(cost.out)


@pytest.mark.skipif(sys.platform != "linux", reason="only there does the limit hold")
def test_the_limit_of_memory_is_felt(tmp_path: Path) -> None:
    path = tmp_path / "catalog.vpc"
    path.write_text("catalog demo\nproduct p {\n  option a: " + " | ".join(f"v{at}" for at in range(200_000)) + "\n}\n")
    assert checked(path, most_bytes=MOST_BYTES).code not in (0, 1)
