"""A thousand codes of the example catalogs, frozen when codes were first issued: they never change."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from golden_replay import GOLDEN, golden_codes, replay

FROZEN = "65ffd3ca74ddae6b2f0983df19a8b7ec5c2229c06c445d8ef336ca200258370d"
"""The file as it was made. It is not for anybody to bring up to date: whatever disagrees with it is wrong."""


def test_the_golden_codes_are_those_that_were_frozen() -> None:
    assert sha256(GOLDEN.read_bytes()).hexdigest() == FROZEN
    found = golden_codes()
    assert len({each.document for each in found}) == len({each.code for each in found}) == 1_000


@pytest.mark.parametrize("name", dict.fromkeys(each.catalog for each in golden_codes()))
def test_a_golden_code_is_the_same_under_its_release_and_under_today_s(name: str) -> None:
    buildable = [replay(each) for each in golden_codes() if each.catalog == name]
    assert sum(buildable) > len(buildable) / 2


@pytest.mark.parametrize("seed", ["0", "1", "4294967295"])
def test_golden_codes_do_not_depend_on_the_hash_seed(seed: str) -> None:
    script = Path(__file__).parent / "golden_replay.py"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.startswith(b"1000 golden codes replayed")
