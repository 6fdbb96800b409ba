"""Sessions as documents show them: commands behind `$`, below each what it prints, `…` for whatever follows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(command: str, folder: Path) -> str:
    """What `configurator …` prints in a folder, both streams."""
    words = [sys.executable, "-m", *shlex.split(command)]
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=folder, env=paths, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).rstrip()


def steps(session: str) -> list[tuple[str, str]]:
    """The commands of a session, each with what it prints."""
    return [
        (command, printed.strip("\n"))
        for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.M)
    ]


def assert_prints(command: str, printed: str, folder: Path) -> None:
    """A command prints what is shown; up to `…`, where that stands at the end."""
    found = run(command, folder)
    begun = printed.removesuffix("…").rstrip()
    assert found == begun if begun == printed else found.startswith(begun), f"$ {command}\n{found}"
