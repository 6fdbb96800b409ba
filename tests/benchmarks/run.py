"""The benchmark: `python tests/benchmarks/run.py` prints medians, and ratios where two do the same work.

All contenders take turns in one process, round by round, so a slow moment of the machine hits all of them; a figure is
the median over the rounds. Look at ratios: absolute times move with the machine by a factor of two.

The other side is what a careful developer would write by hand: the laptop's constraints as a JSON Schema 2020-12
(`laptop_schema.py`), compiled once with the Python library `jsonschema`, then the configuration as sorted JSON and its
SHA-256. That side has it easier: it leaves out the three budgets that JSON Schema cannot say, fills in no defaults,
takes one spelling of a value only, is not RFC 8785 to the letter, and makes no code of 20 symbols with check symbols.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import platform
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from jsonschema import Draft202012Validator
from laptop_configurations import laptop, sample
from laptop_schema import LEFT_OUT, RULES, SCHEMA, Choices

from configurator import open_registry
from configurator.catalog_files import CatalogFiles
from configurator.compiled import is_compiled
from configurator.engine.count import count
from configurator.engine.validate import validate
from configurator.errors import TooComplexError
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.catalog import Product
from configurator.pipeline import check, code, coded, load
from configurator.places import shipped
from configurator.registry.stored import StoredRegistry

Work = Callable[[], object]
IsValid = Callable[[Choices], bool]

ROUNDS = 15
SAMPLE = 200
ISSUED = 1_000
GOAL = 20
"""How many times faster than the hand-written schema validating and coding has to be (the issue's own goal)."""

SHOWN = {"us": 1e3, "ms": 1e6, "s": 1e9}


def medians(
    contenders: Mapping[str, Work], rounds: int, each: int = 1, clock: Callable[[], int] = perf_counter_ns
) -> dict[str, float]:
    """The median time of each contender in nanoseconds, by `each` pieces of work; they take turns.

    With `thread_time_ns` as the `clock`, what counts is what this thread computed, whatever else the machine does.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.freeze()  # what was there before is not looked through again, before or within a turn
    try:
        for _ in range(rounds):
            for name, work in contenders.items():
                gc.collect()
                start = clock()
                work()
                taken[name].append((clock() - start) / each)
    finally:
        gc.unfreeze()
    return {name: median(times) for name, times in taken.items()}


def shown(nanoseconds: float) -> str:
    """A time in the unit that suits it."""
    if nanoseconds < 1e3:
        return f"{nanoseconds:,.0f} ns"
    unit = "us" if nanoseconds < 1e6 else "ms" if nanoseconds < 1e9 else "s"
    return f"{nanoseconds / SHOWN[unit]:,.1f} {unit}"


def line(*cells: str) -> None:
    print(f"{cells[0]:<44}" + "".join(f"{cell:>16}" for cell in cells[1:]))


def heading(*cells: str) -> None:
    print()
    line(*cells)
    print("-" * (44 + 16 * (len(cells) - 1)))


def machine() -> None:
    """Where this was measured, and with what."""
    print(f"python {platform.python_version()} ({platform.python_implementation()}), ", end="")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} x {cpu_model()}, ", end="")
    print(f"SQLite {sqlite3.sqlite_version}")
    print(", ".join(f"{name} {version(name)}" for name in ("jsonschema", "lark", "orjson")))
    print(f"the modules of the hot path are {'compiled' if is_compiled() else 'plain Python'}")
    load_average = ", ".join(f"{each:.1f}" for each in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(f"load average when it began: {load_average}")


def cpu_model() -> str:
    """What the processor calls itself."""
    return next(_cpu_models(), platform.processor() or "unknown processor")


def _cpu_models() -> Iterator[str]:
    path = Path("/proc/cpuinfo")
    for each in path.read_text("utf-8").splitlines() if path.exists() else ():
        if each.startswith("model name"):
            yield each.partition(":")[2].strip()


def pick(
    product: ProductKnowledge, wanted: int, kind: str, logo: bool | None = None, is_valid: IsValid | None = None
) -> list[Choices]:
    """Configurations that both sides agree on, with a team logo or without, or either (None).

    `kind` is `valid`, `rules` (all values can be read, and some rule is broken) or `values` (some cannot be read).
    `is_valid` is what the other side says; the laptop's schema, where it is not given.
    """
    is_valid = is_valid or Draft202012Validator(SCHEMA).is_valid
    found: list[Choices] = []
    for choices in sample(product, seed=7):
        verdict = validate(product, choices)
        readable = all(each.constraint is not None for each in verdict.problems)
        is_kind = kind == ("valid" if verdict.valid else "rules" if readable else "values")
        if is_kind and logo in (None, "team" in choices) and is_valid(choices) is verdict.valid:
            found.append(choices)
        if len(found) == wanted:
            break
    return found


def by_hand(choices: Choices) -> str:
    """A digest of a configuration as it would be made by hand."""
    written = json.dumps(choices, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def laptops(rounds: int, size: int) -> None:
    """Validate and code laptops, against the hand-written schema."""
    product, schema = laptop(), Draft202012Validator(SCHEMA)
    options = len(product.product.options)
    print(
        f"\nA laptop of {options} options and {len(product.product.constraints)} constraints; the schema says ", end=""
    )
    print(f"{len(RULES)} of them and leaves out {', '.join(sorted(LEFT_OUT))}.")
    heading("one laptop", "configurator", "jsonschema", "ratio")

    def verdict_and_code(choices: Choices) -> object:
        verdict = validate(product, choices)
        return coded(product, verdict) if verdict.valid else verdict

    def schema_verdict_and_code(choices: Choices) -> object:
        return by_hand(choices) if schema.is_valid(choices) else None

    def verdict(choices: Choices) -> object:
        return validate(product, choices)

    def schema_reasons(choices: Choices) -> object:
        return list(schema.iter_errors(choices))

    def schema_verdict(choices: Choices) -> object:
        return schema.is_valid(choices)

    plain, logos = pick(product, size, "valid", logo=False), pick(product, size, "valid", logo=True)
    broken, unreadable = pick(product, size, "rules"), pick(product, size, "values")
    mixed = [each for pair in zip([*plain[::2], *logos[1::2]], broken, strict=False) for each in pair]
    coding, schema_coding = verdict_and_code, schema_verdict_and_code
    races: Sequence[tuple[str, list[Choices], Callable[[Choices], object], Callable[[Choices], object]]] = (
        ("valid, no logo: verdict and code", plain, coding, schema_coding),
        ("valid, with a logo: verdict and code", logos, coding, schema_coding),
        ("half break rules: verdict, code if valid", mixed, coding, schema_coding),
        ("breaks rules: all reasons", broken, verdict, schema_reasons),
        ("breaks rules: yes or no", broken, verdict, schema_verdict),
        ("wrong values: all reasons", unreadable, verdict, schema_reasons),
    )
    ratios = []
    for name, choices, ours, theirs in races:

        def all_of(work: Callable[[Choices], object], choices: list[Choices] = choices) -> Work:
            return lambda: [work(each) for each in choices]

        times = medians({"ours": all_of(ours), "theirs": all_of(theirs)}, rounds, len(choices))
        ratios.append(times["theirs"] / times["ours"])
        line(name, shown(times["ours"]), shown(times["theirs"]), f"{ratios[-1]:.0f}x")
    print(f"goal for valid laptops, verdict and code: {GOAL}x, {'reached' if min(ratios[:2]) >= GOAL else 'missed'}")


def catalogs(rounds: int) -> Iterator[tuple[str, dict[str, float]]]:
    """How long it takes to load, to check and to count each shipped catalog, with a line for each."""
    heading("a catalog", "load", "load and check", "count")
    for path in sorted(shipped("catalogs").glob("*/*.vpc")):
        products = [each.product for each in load(path).knowledge.products.values()]

        def load_and_check(path: Path = path) -> object:
            files = CatalogFiles(path)
            return check(files.source(), files)

        def count_all(products: list[Product] = products) -> object:
            return [_counted(each) for each in products]

        works: dict[str, Work] = {"load": partial(load, path), "check": load_and_check, "count": count_all}
        times = medians(works, rounds)
        counted = ", ".join(_counted(each) for each in products)
        line(f"{path.stem}: {counted}", *(shown(times[name]) for name in works))
        yield path.stem, times


def _counted(product: Product) -> str:
    try:
        return f"{count(product):,}"
    except TooComplexError:
        return "too complex to count"


def registry(rounds: int, wanted: int) -> None:
    """Issue and resolve against a file on the disk of the temporary folder."""
    product = laptop()
    documents: dict[bytes, None] = {}
    for choices in sample(product, seed=11, most_changes=8):
        if validate(product, choices).valid:
            documents[code(product, choices).document] = None
        if len(documents) == wanted:
            break
    products = list(documents)
    heading("a registry on SQLite", "one")
    with TemporaryDirectory() as folder:
        stores = (_store(Path(folder) / f"{number}.db") for number in range(2 * rounds + 1))
        batch = medians({"all": lambda: next(stores).issue_many(products, release="r")}, rounds, len(products))
        few = products[:20]
        single = medians({"all": lambda: _issue_each(next(stores), few)}, rounds, len(few))
        store = next(stores)
        codes = [each.code for each in store.issue_many(products, release="r")]
        again = medians(
            {
                "issue": lambda: store.issue_many(products, release="r"),
                "resolve": lambda: [store.resolve(each) for each in codes],
            },
            rounds,
            len(products),
        )
        store.close()
    line(f"issue {wanted:,} new ones in a batch", shown(batch["all"]))
    line("issue a new one, durable by itself", shown(single["all"]))
    line(f"issue {wanted:,} known ones again in a batch", shown(again["issue"]))
    line("resolve a code", shown(again["resolve"]))


def _store(path: Path) -> StoredRegistry:
    return open_registry(path, create=True)


def _issue_each(store: StoredRegistry, documents: list[bytes]) -> object:
    return [store.issue(each, release="r") for each in documents]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description="Measure the shipped catalogs; nothing is asserted, all is printed.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns that each contender gets")
    parser.add_argument("--quick", action="store_true", help="small samples, to see that it runs")
    asked = parser.parse_args(arguments)
    machine()
    laptops(asked.rounds, 20 if asked.quick else SAMPLE)
    for _ in catalogs(1 if asked.quick else max(3, asked.rounds // 3)):
        pass
    registry(1 if asked.quick else max(3, asked.rounds // 3), ISSUED)


if __name__ == "__main__":
    main()
