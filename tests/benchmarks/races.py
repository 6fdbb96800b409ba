"""A race: contenders that do the same work in turns, in one process; its medians, how they are shown and kept.

A part of the benchmark is some races. Ours is the first of each; limits of the machine, which do less than the work,
run with them, so that one sees how far it still is to these.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import cycle
from pathlib import Path
from typing import Any

from contenders import One
from laptop_schema import Choices
from run import Work, cpu_model, heading, line, shown

OURS = "configurator"
PEERS = ("jsonschema", "fastjsonschema", "jsonschema-rs", "pydantic", "common-expression-language", "orjson", "pyarrow")


@dataclass(frozen=True)
class Race:
    """What was done, and the median time of each contender for one piece of it, in nanoseconds.

    `limits` names those of them that are limits of the machine.
    """

    name: str
    times: Mapping[str, float]
    limits: frozenset[str] = frozenset()

    def ratios(self) -> dict[str, float]:
        """How many times as fast as each other contender ours is; of limits, how much of our time they take."""
        ours = self.times.get(OURS)
        if not ours:
            return {}
        return {who: each / ours for who, each in self.times.items() if who != OURS}

    def show(self) -> None:
        """A table."""
        heading(self.name, "time", "ours is")
        ratios = self.ratios()
        for who, nanoseconds in self.times.items():
            if who in self.limits:
                told = f"{ratios[who]:.0%} limit" if who in ratios else "limit"
            else:
                told = times_as_fast(ratios[who]) if who in ratios else ""
            line(who, shown(nanoseconds), told)

    def kept(self) -> dict[str, Any]:
        """The same as JSON: microseconds to 4 digits, and ratios to 3."""
        return {
            "us": {who: float(f"{each / 1e3:.4g}") for who, each in self.times.items()},
            "ratios": {who: float(f"{each:.3g}") for who, each in self.ratios().items()},
            "limits": sorted(self.limits),
        }


def together(work: One, turns: Sequence[Sequence[Choices]]) -> Work:
    """What a contender does when it is its turn: all configurations of the next of these, over and over."""
    left = cycle(turns)
    return lambda: [work(each) for each in next(left)]


def times_as_fast(ratio: float) -> str:
    """A ratio in words, with two digits where it is below one."""
    return f"{ratio:,.1f}x as fast" if ratio >= 1 else f"{ratio:.2f}x as fast"


def show_all(races: Iterable[Race]) -> Iterator[Race]:
    """Each, shown as soon as it is there."""
    for race in races:
        race.show()
        yield race


def where() -> dict[str, Any]:
    """When and where something is measured, and with what; the commit where this is a checkout."""
    return {
        "at": int(time.time()),
        "commit": _commit(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "processor": cpu_model(),
        "cpus": os.cpu_count(),
        "load": [round(each, 2) for each in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "versions": dict(_versions()),
    }


def _versions() -> Iterator[tuple[str, str]]:
    for name in PEERS:
        with suppress(PackageNotFoundError):
            yield name, version(name)


def _commit() -> str | None:
    here = Path(__file__).parent
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],
            cwd=here,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() or None


def add_to_history(path: Path, row: Mapping[str, Any]) -> None:
    """Add a line of JSON to a file, which is made where there is none."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def history(path: Path) -> list[dict[str, Any]]:
    """What a file of history has, the oldest first."""
    return [json.loads(each) for each in path.read_text("utf-8").splitlines() if each.strip()]
