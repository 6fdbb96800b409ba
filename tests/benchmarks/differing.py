"""Releases held against one another, and codes tried again: `python tests/benchmarks/differing.py [--codes N]`.

Each pair of releases is an example catalog, or a generated one, with some rules and prices changed. Printed is how long
it takes to count what is gained, lost and kept, with what becomes of prices, by decision diagrams; and beside it how
long it would take to look at all configurations of both, at the speed of verdicts, which is measured on some of them.
Then issued codes of the laptop are tried under its next release, in columns and one by one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter, thread_time

from run import machine

import configurator
from configurator.compiler.compile_flat import compile_product
from configurator.engine.compared import Compared, compared
from configurator.engine.sample import Samples
from configurator.engine.valid_space import ValidSpace
from configurator.engine.validate import validate
from configurator.errors import InvalidConfigurationError
from configurator.model.catalog import Product
from configurator.pipeline import build
from configurator.places import shipped
from configurator.revalidation import PAGE
from configurator.source import Source

YEAR = 365.25 * 24 * 3600
VERDICTS = 2_000
DAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Pair:
    """Two releases of one product."""

    name: str
    old: Product
    new: Product


def pairs() -> Iterator[Pair]:
    """An example of each kind."""
    edits = {
        "laptop": (
            ("processor.power <= 25 W when series", "processor.power <= 28 W when series"),
            ("battery.weight) + 350 g", "battery.weight) + 400 g"),
            ("price: 70.00 EUR", "price: 75.00 EUR"),
        ),
        "sneaker": (("runner, { white, black, navy, lime }", "runner, { white, black, navy }"),),
    }
    for name, changes in edits.items():
        path = shipped("catalogs") / name / f"{name}.vpc"
        text = path.read_text("utf-8")
        later = text
        for before, after in changes:
            assert before in later, before
            later = later.replace(before, after)
        yield Pair(name, product_of(text, path), product_of(later, path))
    yield Pair("generated", *(product_of(generated(seed)) for seed in (1, 2)))


def generated(release: int, options: int = 40, values: int = 6) -> str:
    """A product of many options, each with a price, and rules between neighbors; releases differ in some of them."""
    random, own = Random(7), Random(release)
    lines = ['catalog made "Made" { currency EUR }', 'product thing "Thing" {']
    for option in range(options):
        prices = [random.randrange(1, 40) for _ in range(values)]
        if option % 8 == 0:
            prices[0] += own.randrange(5)
        listed = " | ".join(f"v{value} {{ price: {price}.00 EUR }}" for value, price in enumerate(prices))
        lines.append(f"  option o{option}: {listed}")
    for rule in range(2 * options):
        first = random.randrange(options - 4)
        second, values_of = first + random.randrange(1, 4), random if rule % 20 else own
        one, other = values_of.randrange(values), values_of.randrange(values)
        lines.append(f"  rule r{rule} forbid o{first} = v{one} and o{second} = v{other}")
    total = " + ".join(f"o{option}.price" for option in range(options))
    return "\n".join([*lines, f"  derive price: money = {total}", "}", ""])


def product_of(text: str, path: Path | None = None) -> Product:
    def read_file(name: str) -> str:
        assert path is not None
        return path.with_name(name).read_text("utf-8")

    outcome = build(Source(str(path or "made.vpc"), text), read_file, listing=False)
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    return next(iter(outcome.value.products.values())).product


def differed(pair: Pair) -> tuple[Compared, float]:
    """What is said of a pair, and in how many seconds of computing."""
    began = thread_time()
    found = compared(ValidSpace.of(pair.old), ValidSpace.of(pair.new), 3)
    return found, thread_time() - began


def seconds_a_verdict(product: Product) -> float:
    """How long one verdict takes."""
    knowledge, samples = compile_product(product), Samples(ValidSpace.of(product))
    rows = [{key: raw(value) for key, value in each.items()} for each in samples.many(Random(3), VERDICTS)]
    validate(knowledge, rows[0])
    began = thread_time()
    for row in rows:
        validate(knowledge, row)
    return (thread_time() - began) / len(rows)


def raw(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Code:
    """An issued code."""

    code: str
    digest: bytes
    document: bytes


def codes(number: int) -> list[Code]:
    """So many codes of the laptop."""
    line, found = configurator.load("laptop").only, list[Code]()
    for each in Samples(line.space).many(Random(5), 2 * number):
        try:
            coded = line.code({key: raw(value) for key, value in each.items() if value is not None})
        except InvalidConfigurationError:  # it needs a text
            continue
        found.append(Code(coded.code, coded.digest, coded.document))
        if len(found) == number:
            break
    return found


def tried(number: int) -> tuple[float, float]:
    """Codes a second that are tried again, in columns and one by one."""
    revalidation, issued = configurator.load("laptop").revalidation(DAY), codes(number)
    some, rates = issued[: min(len(issued), 1_500)], list[float]()
    began = perf_counter()
    for start in range(0, len(issued), PAGE):
        revalidation.tried(issued[start : start + PAGE])
    rates.append(len(issued) / (perf_counter() - began))
    began = perf_counter()
    for each in islice(some, None):
        revalidation.one(each)
    rates.append(len(some) / (perf_counter() - began))
    return rates[0], rates[1]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codes", type=int, default=30_000)
    wanted = parser.parse_args(arguments)
    machine()
    for pair in pairs():
        found, seconds = differed(pair)
        in_all = sum(each.at_least for each in (found.kept, found.gained, found.lost))
        years = in_all * seconds_a_verdict(pair.new) / YEAR
        said = f"{in_all:.1e} configurations in {seconds:.2f} s ({found.method})"
        print(f"{pair.name}: {said}; one by one {years:.1e} years")
        for each in found.amounts:
            print(f"  {each.key}: {each.changed} changed, by {each.least} to {each.greatest} {each.why or ''}")
    columns, one = tried(wanted.codes)
    print(f"codes tried again: {columns:,.0f} a second in columns, {one:,.0f} one by one, {columns / one:.0f} times")


if __name__ == "__main__":
    main()
