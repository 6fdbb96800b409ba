"""A real car, the Renault Mégane of the literature: `python tests/benchmarks/car.py [--walks N]`.

Compiles its 111 tables of 112,680 rows, counts, and then walks: option after option in random order, each time a value
that the valid domains still have, until all options are decided. After each click the valid domains of all options are
asked for, and timed, from raw choices to the answer. A walk that meets an option with nothing left is a dead end.
`dd` with CUDD compiles the same tables in the same run where it is installed: each value by its binary digits, in the
order that ours found, table after table by the order of their first options.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random
from time import perf_counter, thread_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from megane import megane

from configurator.engine.count import counted_after
from configurator.engine.narrow import narrow
from configurator.engine.valid_space import NO_CHOICES, ValidSpace
from configurator.model.catalog import Product
from configurator.model.constraint import SetCell, Table


def walk(space: ValidSpace, random: Random) -> Iterator[float]:
    """The seconds of each click of one walk. Raises `AssertionError` at a dead end."""
    choices: dict[str, object] = {}
    found = narrow(space, choices)
    while True:
        left = [key for key, domain in found.domains.items() if key not in choices and not domain.is_decided]
        if not left:
            return
        key = random.choice(left)
        domain = found.domains[key]
        choices[key] = random.choice(list(domain.values()))
        start = thread_time()
        found = narrow(space, choices)
        yield thread_time() - start
        assert found.is_consistent, "a dead end"
        assert all(each.size for each in found.domains.values()), "a dead end"


def by_cudd(product: Product, order: list[str]) -> tuple[float, int]:
    """The seconds that CUDD takes for the same, and its count, which it computes with floating point."""
    from dd import cudd

    start = perf_counter()
    manager = cudd.BDD()
    manager.configure(reordering=False)
    digits: dict[str, list[str]] = {}
    values: dict[str, dict[str, int]] = {}
    for key in order:
        domain: Any = product.by_key[key].domain
        values[key] = {value.key: place for place, value in enumerate(domain.values)}
        digits[key] = [f"{key}_{place}" for place in range(max(1, (len(values[key]) - 1).bit_length()))]
    manager.declare(*(each for key in order for each in digits[key]))

    def is_(key: str, place: int) -> Any:
        return manager.cube({name: bool(place >> digit & 1) for digit, name in enumerate(digits[key])})

    whole = manager.true
    for key in order:
        some = manager.false
        for place in values[key].values():
            some |= is_(key, place)
        whole &= some
    places = {key: place for place, key in enumerate(order)}
    tables = [each for each in product.constraints if isinstance(each, Table)]
    for table in sorted(tables, key=lambda each: min(places[key] for key in each.columns)):
        rows = manager.false
        for row in table.rows:
            one: dict[str, bool] = {}
            for key, cell in zip(table.columns, row, strict=True):
                assert isinstance(cell, SetCell)
                (value,) = cell.values
                place = values[key][str(value)]
                one.update({name: bool(place >> digit & 1) for digit, name in enumerate(digits[key])})
            rows |= manager.cube(one)
        whole &= rows
    count = manager.count(whole, nvars=sum(map(len, digits.values())))
    return perf_counter() - start, int(count)


def main(walks: int) -> None:
    """Print what was measured."""
    product, expected = megane()
    start, computed = perf_counter(), thread_time()
    space = ValidSpace.of(product)
    found = counted_after(space, NO_CHOICES)
    seconds, own = perf_counter() - start, thread_time() - computed
    nodes = sum(graph.diagram.nodes for graph in space.graphs)
    assert found.number == expected
    print(f"compiled and counted in {seconds:.2f} s ({own:.2f} s computed): {found.number:,}, {nodes:,} nodes")
    if find_spec("dd"):
        order = [option.key for graph in space.graphs for option in graph.options]
        theirs, count = by_cudd(product, order)
        print(f"dd with CUDD, in the same order: {theirs:.2f} s, {count:,}; {theirs / seconds:.1f}x")
    times: list[float] = []
    random = Random(1)
    for _ in range(walks):
        times += walk(space, random)
    times.sort()
    shown = ", ".join(f"{name} {1e3 * times[int(len(times) * part)]:.2f} ms" for name, part in PARTS)
    print(f"{walks:,} walks, {len(times):,} clicks, no dead end: {shown}, most {1e3 * times[-1]:.2f} ms")


PARTS = (("median", 0.5), ("p90", 0.9), ("p99", 0.99))

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--walks", type=int, default=1_000)
    main(parser.parse_args().walks)
