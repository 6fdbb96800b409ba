"""The benchmark of valid domains: `python tests/benchmarks/domains.py` prints medians, and ratios against a solver.

For each example catalog: to compile its diagrams, to load them from a kept file, the valid domains of all options after
0, 1, 3 random choices, as somebody clicks, and to number configurations. The peer is python-sat over the same value
classes with a complete backbone (`class_solver`), asked in the same run for the same choices; that it says the same is
what `test_domains_agree.py` holds. It has it easier: it reads no raw choices, makes no answer of outcomes, and leaves
chosen options out. The diagram has been asked for other choices before, and for the steps of these; after 3 choices
it is also asked without these steps ("at once").

`--large` measures a made-up diagram of 50,000 nodes and 99 levels, walked and asked out of the blue.
Figures are times of this thread's own computing, so other work on the machine matters little.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import thread_time_ns

from class_solver import SOLVER, ClassSolver
from large_diagram import large
from run import heading, line, shown

from configurator.diagram.diagram import Diagram
from configurator.diagram.domains import OpenLabels
from configurator.diagram.passes import open_labels
from configurator.engine.kept_space import as_kept, from_kept
from configurator.engine.narrow import narrow
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import ValidSpace
from configurator.kept_files import mapped
from configurator.model.catalog import Product
from configurator.pipeline import load
from configurator.places import shipped

CATALOGS = ("laptop", "sneaker", "jersey", "atelier")
STEPS = (0, 1, 3)
SESSIONS = 30

Raw = dict[str, object]


def taken(work: Callable[..., object], *arguments: object) -> float:
    """How long it takes, in nanoseconds."""
    start = thread_time_ns()
    work(*arguments)
    return thread_time_ns() - start


def sessions(space: ValidSpace, random: Random) -> Iterator[list[Raw]]:
    """Choices as random clicks make them, one option after another: after none, one, two, three of them."""
    closed = [option.key for option in space.product.options if not option.is_open]
    for _ in range(SESSIONS):
        raw: Raw = {}
        steps = [raw]
        for key in random.sample(closed, max(STEPS)):
            domain = narrow(space, raw).domains[key]
            first, last = random.choice(domain.spans())
            value = domain.outcomes.at(random.randint(first, last))
            raw = {**raw, key: list(value) if isinstance(value, tuple) else value}
            steps.append(raw)
        yield steps


def domains(space: ValidSpace, another: ValidSpace, solver: ClassSolver, random: Random) -> dict[str, list[float]]:
    """Times of each question: by the diagram after so many choices, all three at once, and by the solver.

    `another` space of the same product finds out what can be asked, so that the one that is asked has not heard of it.
    """
    found: dict[str, list[float]] = {}
    for steps in sessions(another, random):
        for number in STEPS:
            found.setdefault(f"{number}", []).append(taken(narrow, space, steps[number]))
            allowed = space.read(steps[number]).allowed
            found.setdefault(f"{number} by {SOLVER}", []).append(taken(solver.open_classes, allowed))
    for steps in sessions(another, random):
        found.setdefault("3 at once", []).append(taken(narrow, space, steps[3]))
    return found


def numbers(space: ValidSpace, random: Random) -> dict[str, list[float]]:
    """Times to unrank and to rank with nothing remembered of other numbers."""
    found: dict[str, list[float]] = {"unrank": [], "rank": [], "unrank the next": []}
    for _ in range(SESSIONS):
        ranks = Ranks(space)
        number = random.randrange(ranks.count - 1)
        found["unrank"].append(taken(ranks.unrank, number))
        found["unrank the next"].append(taken(ranks.unrank, number + 1))
        configuration, ranks = ranks.unrank(number), Ranks(space)
        found["rank"].append(taken(ranks.rank, configuration))
    return found


def measured(product: Product, rounds: int, random: Random) -> dict[str, list[float]]:
    """All times of one product."""
    found: dict[str, list[float]] = {"compile": [], "load": [], "load and narrow once": []}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kept"
        path.write_bytes(as_kept(ValidSpace.of(product)))
        for _ in range(rounds):
            gc.collect()
            found["compile"].append(taken(ValidSpace.of, product))
            found["load"].append(taken(lambda: from_kept(product, mapped(path))))
            found["load and narrow once"].append(taken(lambda: narrow(from_kept(product, mapped(path)), {})))
        space = from_kept(product, mapped(path))
        another, solver = from_kept(product, mapped(path)), ClassSolver(product)
        found |= {f"domains after {key}": times for key, times in domains(space, another, solver, random).items()}
        solver.close()
        return found | numbers(space, random)


def catalogs(rounds: int) -> None:
    """A table with a column a catalog."""
    columns = []
    for name in CATALOGS:
        (product,) = load(shipped("catalogs") / name / f"{name}.vpc").knowledge.catalog.products
        graphs = ValidSpace.of(product).graphs
        print(f"{name}: {len(product.options)} options, {sum(each.diagram.nodes for each in graphs):,} nodes")
        columns.append(measured(product, rounds, Random(20261126)))
    heading("median", *CATALOGS)
    for row in columns[0]:
        line(row, *(shown(median(column[row])) for column in columns))
    heading("times as fast as the solver", *CATALOGS)
    for number in STEPS:
        ratios = (
            median(each[f"domains after {number} by {SOLVER}"]) / median(each[f"domains after {number}"])
            for each in columns
        )
        line(f"domains after {number}", *(f"{each:,.1f}" for each in ratios))


def questions(diagram: Diagram, random: Random, walks: int) -> Iterator[Sequence[frozenset[int] | None]]:
    """Choices for all levels one after another, in random order, never into a dead end; again and again."""
    asked = OpenLabels(diagram.frozen)
    for _ in range(walks):
        allowed: list[frozenset[int] | None] = [None] * len(diagram.levels)
        for level in random.sample(range(len(allowed)), len(allowed)):
            yield [*allowed]
            allowed[level] = frozenset(random.sample(sorted(asked.sets(allowed)[level]), 1))


def large_diagram(walks: int) -> None:
    """The made-up diagram: quantiles of walks and of questions out of the blue, and the clear passes beside them."""
    random = Random(20261126)
    diagram = large(99, 700, 20, random)
    print(f"\n{diagram.nodes:,} nodes, {diagram.frozen.edges:,} edges, {len(diagram.levels)} levels")
    asked = OpenLabels(diagram.frozen)
    in_order = list(questions(diagram, random, walks))
    mixed = random.sample(in_order, len(in_order))
    heading("valid domains of all levels", "median", "p99", "greatest")
    for name, some in (("walks, first time", in_order), ("walks", in_order), ("out of the blue", mixed)):
        times = sorted(taken(asked.sets, each) for each in some)
        line(name, *(shown(times[round(share * (len(times) - 1))]) for share in (0.5, 0.99, 1)))
    times = sorted(taken(open_labels, diagram, each) for each in mixed[:20])
    line("clear passes, out of the blue", *(shown(times[round(share * (len(times) - 1))]) for share in (0.5, 0.99, 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure valid domains.")
    parser.add_argument("--rounds", type=int, default=9, help="how often to compile and to load")
    parser.add_argument("--large", action="store_true", help="measure the made-up large diagram instead")
    parser.add_argument("--walks", type=int, default=20, help="through the large diagram")
    arguments = parser.parse_args()
    if arguments.large:
        large_diagram(arguments.walks)
    else:
        catalogs(arguments.rounds)


if __name__ == "__main__":
    main()
