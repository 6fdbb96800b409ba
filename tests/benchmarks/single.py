"""One configuration at a time: `python tests/benchmarks/single.py [--rounds N] [--size N] [--history FILE]`.

A laptop of 36 options and 73 constraints, and a made-up bicycle of 40 options and 200 rules (`bike.py`), each given as
a `dict`: its verdict and code, or all that is wrong with it. Texts come again, as they do at every click, and we
remember some; new ones are measured apart. Beside us stand what somebody would take instead, where it is installed
(`contenders.py`): jsonschema, fastjsonschema and jsonschema-rs with a JSON Schema of the same constraints, pydantic
with a validator for the rules, Python by hand, and CEL, each with orjson's sorted dump, SHA-256 and our code text; and
the limits of the machine (`limits.py`). The schema of the laptop lacks three budgets, which it cannot say. All take
turns in one process; figures are medians over the rounds, of what this thread computed.

With `--history`, a line of JSON is added to a file: when, where, all medians in microseconds, and all ratios.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from time import thread_time_ns

import limits
from contenders import BY_HAND, One, contenders, with_code
from laptop_schema import Choices
from races import OURS, Race, add_to_history, show_all, together, where
from run import machine, medians
from subjects import Subject, subjects

from configurator.engine.looked_up import is_valid
from configurator.engine.validate import validate
from configurator.errors import InvalidConfigurationError
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.pipeline import code

ROUNDS = 15
SIZE = 100
NEW = 100
"""Turns until a text comes again, by when nobody remembers it."""

NEW_TEXTS = {"engraving": "No. {}", "asset_tag": "AB-{}", "company_logo": "CL-{}"}


def ours(product: ProductKnowledge) -> One:
    """Our verdict and code."""

    def verdict_and_code(choices: Choices) -> object:
        try:
            return code(product, choices)
        except InvalidConfigurationError:
            return None

    return verdict_and_code


def with_new_texts(valid: Sequence[Choices]) -> Iterator[list[Choices]]:
    """The same again and again, each time with texts that nobody has seen before, and of those only that have some."""
    number = count(100_000)
    while True:
        yield [
            {key: NEW_TEXTS[key].format(next(number)) if key in NEW_TEXTS else value for key, value in choices.items()}
            for choices in valid
            if not NEW_TEXTS.keys().isdisjoint(choices)
        ]


def works(subject: Subject, size: int) -> Iterator[tuple[str, Sequence[list[Choices]], dict[str, One], bool]]:
    """What is done: its name, the configurations of each turn, over and over, contenders, and if codes are made."""
    product = subject.product
    valid, broken, unreadable = (subject.configurations(size, kind) for kind in ("valid", "rules", "values"))
    mixed = [each for pair in zip(valid[::2], broken[::2], strict=True) for each in pair]
    others = list(contenders(subject.schema, subject.by_hand))
    coding = {OURS: ours(product)} | {each.name: with_code(each.is_valid) for each in others}
    yield "valid: verdict and code", [valid], coding, True
    yield "new texts: verdict and code", [*islice(with_new_texts(valid), NEW)], coding, True
    yield "half valid: verdict and code", [mixed], coding, True
    asked: dict[str, One] = {OURS: lambda choices: is_valid(product, choices)}
    asked |= {each.name: each.is_valid for each in others}
    yield "valid: yes or no", [valid], asked, False
    yield "breaks rules: yes or no", [broken], asked, False
    yield "wrong values: yes or no", [unreadable], asked, False
    reasons: dict[str, One] = {OURS: lambda choices: validate(product, choices)}
    reasons |= {each.name: each.reasons for each in others if each.reasons is not None}
    yield "breaks rules: all reasons", [broken], reasons, False
    del reasons[BY_HAND]  # it does not say which value is wrong
    yield "wrong values: all reasons", [unreadable], reasons, False


def races(rounds: int, size: int) -> Iterator[Race]:
    """All that is measured, subject by subject."""
    for subject in subjects():
        for name, turns, runners, is_coded in works(subject, size):
            document = code(subject.product, turns[0][0]).document if is_coded else None
            bottom = limits.of_one(document)
            runs = {who: together(work, turns) for who, work in (runners | bottom).items()}
            times = medians(runs, rounds, len(turns[0]), thread_time_ns)
            yield Race(f"{subject.name}, {name}", times, frozenset(bottom))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns that each contender gets")
    parser.add_argument("--size", type=int, default=SIZE, help="configurations of each kind")
    parser.add_argument("--history", type=Path, help="a file that a line of JSON is added to")
    asked = parser.parse_args(arguments)
    machine()
    found = {race.name: race.kept() for race in show_all(races(asked.rounds, asked.size))}
    if asked.history:
        add_to_history(asked.history, {**where(), "parts": {"single": found}})


if __name__ == "__main__":
    main()
