"""How costs grow: `python tests/benchmarks/growth.py [--quick] [--history FILE]` prints times and slopes.

A verdict and code of one valid configuration, over products of 10 to 10,000 options with twice as many rules, over 10
to 10,000 rules of 40 options, over an option of 10 to 1,000,000 values, and over catalogs of 1 to 1,000 products
(`growing.py`). Beside ours stand the stack with jsonschema-rs, where it is installed, and a pass over the `dict`. A
slope is that of the straight line through the logarithms, by least squares: 1 is as many times longer as it is larger,
0 is not at all; the slope of the last step, from one size to the next, shows what is only about to grow. Times are of
this thread's own computing.

With the times come counts that are the same on every machine, and that tests hold: the instructions of Python that are
run for one verdict and code, and the bits of the fields of all rules.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from math import log
from pathlib import Path
from statistics import fmean
from time import thread_time_ns
from types import FrameType
from typing import Any

import limits
from contenders import One, with_code
from growing import Grown, with_options, with_products, with_rules, with_values
from races import OURS, add_to_history, together, where
from run import Work, heading, line, machine, medians, shown

from configurator.pipeline import code

ROUNDS = 9
AT_LEAST = 2_000
"""Choices that are looked at in one turn of a contender, so that a clock can tell."""

GOALS = {"options": 1.1, "rules": 1.1, "values": 0.1, "products": 0.1}
"""The greatest slopes that are good."""

STACK = "jsonschema-rs"

Grow = Callable[[int], Grown]


@dataclass(frozen=True)
class Axis:
    """What grows, in which sizes, and how a product of a size is made."""

    name: str
    grow: Grow
    sizes: tuple[int, ...]
    few: tuple[int, ...]
    """The sizes of a quick run."""


AXES = (
    Axis("options", with_options, (10, 30, 100, 300, 1_000, 3_000, 10_000), (10, 30, 100)),
    Axis("rules", with_rules, (10, 100, 1_000, 10_000), (10, 30, 100)),
    Axis("values", with_values, (10, 100, 1_000, 10_000, 100_000, 1_000_000), (10, 100, 1_000)),
    Axis("products", with_products, (1, 10, 100, 1_000), (1, 10, 50)),
)


@dataclass(frozen=True)
class Growth:
    """What was found along an axis: for each size nanoseconds of each contender, instructions, and bits of fields."""

    name: str
    sizes: tuple[int, ...]
    times: dict[str, list[float]]
    instructions: list[int]
    bits: list[int]

    def slopes(self) -> dict[str, float]:
        """The slope of each contender."""
        return {who: slope(self.sizes, times) for who, times in self.times.items()}

    def last_slopes(self) -> dict[str, float]:
        """The slope of each contender from the last size but one to the last."""
        return {who: slope(self.sizes[-2:], times[-2:]) for who, times in self.times.items()}

    def kept(self) -> dict[str, Any]:
        """The same as JSON: microseconds to 4 digits, slopes to hundredths."""
        found = asdict(self)
        found["us"] = {who: [float(f"{each / 1e3:.4g}") for each in times] for who, times in found.pop("times").items()}
        found["slopes"] = {who: round(each, 2) for who, each in self.slopes().items()}
        found["last_slopes"] = {who: round(each, 2) for who, each in self.last_slopes().items()}
        return found

    def show(self) -> None:
        """A table, with the goal."""
        heading(f"{self.name}: verdict and code", *self.times, "instructions", "bits")
        for at, size in enumerate(self.sizes):
            counts = f"{self.instructions[at]:,}", f"{self.bits[at]:,}"
            line(f"{size:,}", *(shown(times[at]) for times in self.times.values()), *counts)
        ours = self.slopes()[OURS]
        line("slope", *(f"{each:.2f}" for each in self.slopes().values()))
        line("slope of the last step", *(f"{each:.2f}" for each in self.last_slopes().values()))
        print(f"goal for ours: {GOALS[self.name]}, {'reached' if ours <= GOALS[self.name] else 'missed'}")


def slope(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The slope of the line of least squares through the logarithms."""
    across, up = [log(each) for each in sizes], [log(each) for each in times]
    middle, height = fmean(across), fmean(up)
    spread = sum((each - middle) ** 2 for each in across)
    return sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True)) / spread


def instructions(work: Callable[[], object]) -> int:
    """How many instructions of Python's own machine are run; what is done inside of one is not seen."""
    found = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal found
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        found += event == "opcode"
        return trace

    former = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(former)
    return found


def counted(grown: Grown) -> tuple[int, int]:
    """The instructions for a verdict and code that comes again, and the bits of the fields of all rules."""
    product, choices = grown.product, grown.valid[0]
    code(product, choices)
    return instructions(lambda: code(grown.product, choices)), product.checks.guard.bit_length()


def contenders(grown: Grown) -> dict[str, One]:
    """Who makes a verdict and code."""
    found: dict[str, One] = {OURS: lambda choices: code(grown.product, choices)}
    if find_spec("jsonschema_rs"):
        import jsonschema_rs

        found[STACK] = with_code(jsonschema_rs.validator_for(grown.schema).is_valid)
    return found | {limits.PASS: limits.dict_pass}


def measured(axis: Axis, sizes: Sequence[int], rounds: int) -> Growth:
    """All that is measured along an axis; all sizes take turns, so a slow moment of the machine bends no line."""
    works: dict[str, Work] = {}
    done: dict[str, int] = {}
    counts = []
    for size in sizes:
        grown = axis.grow(size)
        counts.append(counted(grown))
        again = -(-AT_LEAST // (len(grown.valid) * len(grown.valid[0])))
        configurations = [*grown.valid] * again
        for who, work in contenders(grown).items():
            name = f"{who}, {size}"
            works[name], done[name] = together(work, [configurations]), len(configurations)
            works[name]()
    taken = medians(works, rounds, clock=thread_time_ns)
    times: dict[str, list[float]] = {}
    for name, nanoseconds in taken.items():
        times.setdefault(name.rpartition(", ")[0], []).append(nanoseconds / done[name])
    return Growth(axis.name, tuple(sizes), times, [each for each, _ in counts], [bits for _, bits in counts])


def growths(rounds: int, *, quick: bool = False) -> Iterator[Growth]:
    """All axes."""
    for axis in AXES:
        yield measured(axis, axis.few if quick else axis.sizes, rounds)


def show_all(found: Iterator[Growth]) -> dict[str, Any]:
    """Each axis as soon as it is measured; what is kept of it."""
    kept = {}
    for each in found:
        each.show()
        kept[each.name] = each.kept()
    return kept


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns that each contender gets")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--history", type=Path, help="a file that a line of JSON is added to")
    asked = parser.parse_args(arguments)
    machine()
    found = show_all(growths(asked.rounds, quick=asked.quick))
    if asked.history:
        add_to_history(asked.history, {**where(), "parts": {"growth": found}})


if __name__ == "__main__":
    main()
