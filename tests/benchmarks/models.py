"""The models of others: `python tests/benchmarks/models.py [MODEL…]` prints medians of us and our peers in one run.

Needs the corpus beside the project, python-sat and pyganak; `dd` (with CUDD), `ddnnife` (with `d4solver`, whose output
it reads) and `flamapy` are asked where they are installed. Everybody starts from the model's own file:

    count    load, compile and count; bare pyganak reads the DIMACS twin and counts it in this process
    load     what flamapy needs to read UVL, against our reading it and building a catalog of it
    domains  after one decision, what each feature can still be, when everybody has answered others for a while; peers:
             a complete backbone with python-sat, core and dead features by ddnnife
    samples  1,000 uniform samples, without the time for compiling

Decisions are the same for all: features drawn with a fixed seed. Counts are compared to the last digit.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from configurator.cli.address import Address
from configurator.compiler.budget import Budget
from configurator.engine.count import counted_after
from configurator.engine.narrow import narrow
from configurator.engine.sample import Samples
from configurator.engine.valid_space import NO_CHOICES, ValidSpace
from configurator.model.catalog import Product

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
MODELS = ("e-shop", "subsea", "pc-richmond", "busybox-2010-05-02", "uclibc-2020", "financialservices01-2018-05-09")
PATIENT = Budget(seconds=120.0)
SAMPLES = 1_000
DECISIONS = 20
WARM = 2.0
"""Seconds of other questions before those that count, for everybody."""

Clauses = list[list[int]]


def timed(work: Callable[[], Any], rounds: int = 1) -> tuple[float, Any]:
    """The median of its seconds, and what it gave last."""
    taken, found = [], None
    for _ in range(rounds):
        start = perf_counter()
        found = work()
        taken.append(perf_counter() - start)
    return median(taken), found


def product_of(path: Path) -> Product:
    """The one product of a file."""
    return Address.of(str(path)).load().only.product


def dimacs(path: Path) -> tuple[int, Clauses]:
    """How many variables, and the clauses."""
    variables, clauses = 0, []
    for line in path.read_text().splitlines():
        words = line.split()
        if words[:2] == ["p", "cnf"]:
            variables = int(words[2])
        elif words and words[0] != "c":
            clauses.append([int(word) for word in words[:-1]])
    return variables, clauses


def line(*cells: str) -> None:
    print(f"{cells[0]:<32}" + "".join(f"{cell:>18}" for cell in cells[1:]), flush=True)


def shown(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds * 1e3:,.2f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def ratio(ours: float, theirs: float | None) -> str:
    return "-" if theirs is None else f"{theirs / ours:,.1f}x"


@contextmanager
def quiet() -> Iterator[None]:
    """Peers print what they do, some of them beneath Python."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def bare_ganak(path: Path) -> int:
    """Read, and count with pyganak."""
    from pyganak import Counter

    variables, clauses = dimacs(path)
    counter = Counter()
    counter.new_vars(variables)
    counter.add_clauses(clauses)
    return int(counter.count())


def backbone(solver: Any, variables: int, decision: int) -> set[int]:
    """All literals that follow from a decision, one question after another, models being used to spare questions."""
    if not solver.solve(assumptions=[decision]):
        return set()
    left = set(solver.get_model()[:variables])
    for literal in sorted(left, key=abs):
        if literal in left and solver.solve(assumptions=[decision, -literal]):
            left.intersection_update(solver.get_model())
    return left


def ddnnife_of(path: Path) -> Any:
    """A d-DNNF that d4 compiled; None where one of the two is not installed."""
    if find_spec("ddnnife") is None or find_spec("py_d4") is None:
        return None
    import ddnnife
    import py_d4

    variables, clauses = dimacs(path)
    with tempfile.NamedTemporaryFile("w", suffix=".nnf") as file, quiet():
        file.write(py_d4.Solver(clauses, variables).compile().getNNFString())
        file.flush()
        return ddnnife.Ddnnf.from_file(file.name, variables).as_mut()


def flamapy_load(path: Path) -> None:
    from flamapy.metamodels.fm_metamodel.transformations import UVLReader
    from flamapy.metamodels.pysat_metamodel.transformations import FmToPysat

    FmToPysat(UVLReader(str(path)).transform()).transform()


def counting(name: str, path: Path) -> None:
    ours, found = timed(lambda: counted_after(ValidSpace.of(product_of(path), PATIENT), NO_CHOICES))
    theirs = None
    if path.suffix == ".dimacs" and find_spec("pyganak"):
        theirs, number = timed(lambda: bare_ganak(path))
        assert number == found.number, (name, number, found.number)
    line(f"{name} ({found.method})", shown(ours), shown(theirs), ratio(ours, theirs))


def loading(name: str, path: Path) -> None:
    ours, _ = timed(lambda: product_of(path), 3)
    theirs = None
    if find_spec("flamapy"):
        from flamapy.core.exceptions import FlamaException

        with quiet(), suppress(FlamaException):  # it does not read all of UVL
            theirs, _ = timed(lambda: flamapy_load(path))
    line(name, shown(ours), shown(theirs), ratio(ours, theirs))


def domains(name: str, path: Path) -> None:
    product = product_of(path)
    space = ValidSpace.of(product, PATIENT)
    flags = [option.key for option in product.options if not option.is_open]
    ours = answering([{key: space.outcomes[key].at(0)} for key in flags], partial(narrow, space))
    variables, clauses = dimacs(path)
    decisions = range(1, variables + 1)
    from pysat.solvers import Solver

    with Solver("glucose4", bootstrap_with=clauses) as solver:
        by_sat = answering(decisions, partial(backbone, solver, variables))
    by_ddnnife, knowledge = None, ddnnife_of(path)
    if knowledge is not None:
        by_ddnnife = answering(decisions, lambda decision: (knowledge.core([decision]), knowledge.dead([decision])))
    line(name, shown(ours), shown(by_sat), ratio(ours, by_sat), shown(by_ddnnife), ratio(ours, by_ddnnife))


def answering(decisions: Sequence[Any], answer: Callable[[Any], Any]) -> float:
    """The median seconds of an answer after one of some decisions, once others have been answered for a while."""
    random = Random(1)
    asked = random.sample(decisions, DECISIONS)
    others = [each for each in decisions if each not in asked]
    end = perf_counter() + WARM
    while perf_counter() < end:
        answer(random.choice(others))
    gc.collect()
    return median(timed(partial(answer, each))[0] for each in asked)


def sampling(name: str, path: Path) -> None:
    product = product_of(path)
    space = ValidSpace.of(product, PATIENT)
    random = Random(1)
    gc.collect()  # the garbage of compiling
    ours, _ = timed(lambda: drawn(space, random))
    theirs, knowledge = None, ddnnife_of(path)
    if knowledge is not None:
        theirs, _ = timed(lambda: knowledge.random([], SAMPLES, 1))
    line(name, shown(ours), shown(theirs), ratio(ours, theirs))


def drawn(space: ValidSpace, random: Random) -> None:
    """So many samples, what they are drawn by included."""
    for _ in Samples(space).many(random, SAMPLES):
        pass


def run(models: Sequence[str]) -> None:
    files = [(name, CORPUS / "uvl" / f"{name}.dimacs") for name in models]
    print("\nload, compile and count")
    line("model", "Optionary", "pyganak", "ratio")
    for name, path in files:
        counting(name, path)
    print("\nload a feature model")
    line("model", "Optionary", "flamapy", "ratio")
    for name, path in files:
        loading(name, path.with_suffix(".uvl"))
    print("\nvalid domains after one decision")
    line("model", "Optionary", "python-sat", "ratio", "ddnnife", "ratio")
    for name, path in files:
        domains(name, path)
    print(f"\n{SAMPLES:,} uniform samples")
    line("model", "Optionary", "ddnnife", "ratio")
    for name, path in files:
        sampling(name, path)


if __name__ == "__main__":
    if not CORPUS.is_dir():
        sys.exit("the corpus is not beside the project")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=MODELS, metavar="MODEL")
    run(parser.parse_args().models)
