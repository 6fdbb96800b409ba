"""Run commands as a person or a program would: in this process for most tests, in one of its own where that matters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from configurator.cli.app import app

ROOT = Path(__file__).parents[1]

SHOP = """
catalog shop "Gift shop" {
  language en
  currency EUR
}
space charm "Charm": sun "Sun" | moon "Moon" | star "Star" | cat "Cat"

product box "Gift box" {
  option size "Size": small "Small" | large "Large"
  option lid "Lid": yes or no
  option layers "Layers": integer 1 .. 9 step 2
  option ribbon "Ribbon": number 20 .. 60 cm step 0.5 optional
  option charms "Charms": any of charm up to 2
  option card "Card": text { max: 12, script: latin } optional
  option paper "Paper": plain | gold default plain when size = large
  rule airy forbid size = small and lid = yes because "A small box has no lid."
  table fit (size, layers) allow {
    small, { 1, 3 }
    large, *
  }
}

product bag "Bag" {
  option color "Color": red | blue
}
"""
"""A catalog of two products, the first with an option of each kind."""

GOOD = ("size=large", "lid=yes", "layers=5", "ribbon=25.5 cm", "charms=sun,cat", "card=Zoë")
GOOD_JSON = {"size": "large", "lid": True, "layers": 5, "ribbon": "25.5", "charms": ["cat", "sun"], "card": "Zoë"}


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: nothing of ours, or of a terminal, but what a test puts in."""
    unwanted = ("OPTIONARY_", "NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def run(*arguments: str, given: bytes | str = b"", **variables: str) -> Ran:
    """Run a command in this process; `given` is its standard input, `variables` its settings."""
    unset: Mapping[str, str | None] = {"OPTIONARY_REGISTRY": None, "OPTIONARY_FORMAT": None, "OPTIONARY_DEBUG": None}
    result = CliRunner().invoke(app, list(arguments), input=given, env={**unset, **variables})
    return Ran(result.exit_code, result.stdout, result.stderr)


def spawn(*arguments: str, given: bytes = b"", folder: Path | None = None, **variables: str) -> Ran:
    """Run a command in a process of its own, its output in pipes."""
    command = [sys.executable, "-m", "configurator", *arguments]
    done = subprocess.run(
        command, input=given, capture_output=True, check=False, cwd=folder, env=environment(**variables), timeout=120
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
