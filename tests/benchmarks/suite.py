"""The whole benchmark: `python tests/benchmarks/suite.py [--quick] [--only PART …] [--history FILE]`.

Part after part, each beside its peers in one run: one configuration at a time (*single*), many in columns (*batch*), a
process that begins (*load*), from text to the first code (*compile*), codes issued and resolved (*registry*), and how
costs grow (*growth*). Tables are printed; with `--history` a line of JSON is added to a file: when, the commit, the
machine, versions, and of each part medians in microseconds and ratios. `plots.py` draws pictures of that.

What goes wrong in a part is told, and the others are run all the same; the exit code is then 1. Peers that are not
installed are left out: `pip install fastjsonschema jsonschema-rs common-expression-language`.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from races import Race, add_to_history, show_all, where
from run import machine

Part = Callable[[bool], Iterator[tuple[str, Any]]]
"""Measures, quickly if that is asked for, and shows; gives what is kept under a name, one after another."""


def _raced(races: Iterator[Race]) -> Iterator[tuple[str, Any]]:
    for race in show_all(races):
        yield race.name, race.kept()


# What a part needs is imported when it runs, so that one that lacks a library hides no other.


def single(quick: bool) -> Iterator[tuple[str, Any]]:
    """One configuration at a time."""
    from single import ROUNDS, SIZE, races

    yield from _raced(races(1, 4) if quick else races(ROUNDS, SIZE))


def batch(quick: bool) -> Iterator[tuple[str, Any]]:
    """Many configurations in columns."""
    from batch import ROUNDS, in_memory

    yield from _raced(in_memory(1, chunks=1, distinct=1_000) if quick else in_memory(ROUNDS))


def load(quick: bool) -> Iterator[tuple[str, Any]]:
    """Processes that begin."""
    from starting import ROUNDS, loads
    from subjects import subjects

    yield from _raced(loads(1 if quick else ROUNDS, next(subjects())))


def compile_(quick: bool) -> Iterator[tuple[str, Any]]:
    """From text to a first verdict and code."""
    from starting import ROUNDS, compiled

    yield from _raced(compiled(1 if quick else ROUNDS))


def registry(quick: bool) -> Iterator[tuple[str, Any]]:
    """Codes issued and resolved."""
    from issuing import ISSUED, ROUNDS, races

    yield from _raced(races(1, 50) if quick else races(ROUNDS, ISSUED))


def growth(quick: bool) -> Iterator[tuple[str, Any]]:
    """How costs grow."""
    from growth import ROUNDS, growths

    for each in growths(1 if quick else ROUNDS, quick=quick):
        each.show()
        yield each.name, each.kept()


PARTS: dict[str, Part] = {
    "single": single,
    "batch": batch,
    "load": load,
    "compile": compile_,
    "registry": registry,
    "growth": growth,
}


def run(parts: Mapping[str, Part], *, quick: bool) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """All that is found, part by part, and why a part ended before its end; what it had found by then stays."""
    found: dict[str, dict[str, Any]] = {}
    failed: dict[str, str] = {}
    for name, part in parts.items():
        print(f"\n== {name}")
        kept = found[name] = {}
        try:
            for key, value in part(quick):
                kept[key] = value  # noqa: PERF403 - what was found before a mistake stays
        except Exception as error:  # noqa: BLE001 - whatever it is, the other parts are still of use
            failed[name] = f"{type(error).__name__}: {error}"
            traceback.print_exc()
            print(f"{name} ended before its end: {failed[name]}")
    return found, failed


def main(arguments: Sequence[str] | None = None, parts: Mapping[str, Part] = PARTS) -> int:
    """Run all of it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small samples, to see that it runs")
    parser.add_argument("--only", nargs="+", choices=list(parts), help="these parts and no others")
    parser.add_argument("--history", type=Path, help="a file that a line of JSON is added to")
    asked = parser.parse_args(arguments)
    machine()
    begun = where()
    found, failed = run({name: parts[name] for name in asked.only or parts}, quick=asked.quick)
    if asked.history:
        add_to_history(asked.history, {**begun, "quick": asked.quick, "parts": found, "failed": failed})
    for name, why in failed.items():
        print(f"failed: {name}, {why}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
