"""One configuration at a time: `python tests/benchmarks/single.py [--rounds N] [--history FILE]`.

A laptop of 36 options and 73 constraints, given as a `dict`: its verdict and code, or all that is wrong with it. Texts
come again, as they do at every click, and we remember some; new ones are measured apart. Beside us stand what somebody
would take instead, with a JSON Schema of the same constraints (`laptop_schema.py`, but for three budgets, which it
cannot say): jsonschema, fastjsonschema and jsonschema-rs, where they are installed, each with orjson's sorted dump,
SHA-256 and our code text; and the floor: a pass over the `dict`, and SHA-256 of as many bytes as the canonical document
has. All take turns in one process; figures are medians over the rounds.

With `--history`, a line of JSON is added to a file: when, the machine, and all medians in microseconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import count, cycle, islice
from pathlib import Path

from laptop_configurations import Choices, laptop
from laptop_schema import SCHEMA
from run import Work, heading, line, machine, medians, pick, shown

from configurator.engine.looked_up import is_valid
from configurator.engine.validate import validate
from configurator.errors import InvalidConfigurationError
from configurator.identity.code_text import code_text
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.pipeline import code

ROUNDS = 15
SIZE = 200
NEW = 100
"""Turns until a text comes again, by when nobody remembers it."""

One = Callable[[Choices], object]


def validators() -> Iterator[tuple[str, Callable[[Choices], bool], One]]:
    """Other validators with their yes or no, and all that they can say about what is wrong."""
    from jsonschema import Draft202012Validator

    slow = Draft202012Validator(SCHEMA)
    yield "jsonschema", slow.is_valid, lambda choices: list(slow.iter_errors(choices))
    if find_spec("fastjsonschema"):
        import fastjsonschema

        compiled = fastjsonschema.compile(SCHEMA)

        def first(choices: Choices) -> object:
            try:
                return compiled(choices)
            except fastjsonschema.JsonSchemaValueException as error:
                return error

        yield "fastjsonschema", lambda choices: first(choices) is choices, first
    if find_spec("jsonschema_rs"):
        import jsonschema_rs

        fast = jsonschema_rs.validator_for(SCHEMA)
        yield "jsonschema-rs", fast.is_valid, lambda choices: list(fast.iter_errors(choices))


def with_code(is_right: Callable[[Choices], bool]) -> One:
    """A verdict by somebody else, and a code as one would make it then."""
    import orjson

    def verdict_and_code(choices: Choices) -> object:
        if not is_right(choices):
            return None
        return code_text(hashlib.sha256(orjson.dumps(choices, option=orjson.OPT_SORT_KEYS)).digest())

    return verdict_and_code


def ours(product: ProductKnowledge) -> One:
    """Our verdict and code."""

    def verdict_and_code(choices: Choices) -> object:
        try:
            return code(product, choices)
        except InvalidConfigurationError:
            return None

    return verdict_and_code


def floor(document: bytes) -> One:
    """What nobody can do without."""

    def look(choices: Choices) -> object:
        for _ in choices.items():
            pass
        return hashlib.sha256(document).digest()

    return look


def with_new_texts(valid: Sequence[Choices]) -> Iterator[list[Choices]]:
    """The same again and again, each time with texts that nobody has seen before, and of those only that have some."""
    number = count(100_000)
    new = {"engraving": "No. {}", "asset_tag": "AB-{}", "company_logo": "CL-{}"}
    while True:
        yield [
            {key: new[key].format(next(number)) if key in new else value for key, value in choices.items()}
            for choices in valid
            if not new.keys().isdisjoint(choices)
        ]


def races(product: ProductKnowledge, size: int) -> Iterator[tuple[str, Sequence[list[Choices]], dict[str, One]]]:
    """What is measured: its name, the configurations of each turn, over and over, and the contenders."""
    valid, broken, unreadable = (pick(product, size, kind) for kind in ("valid", "rules", "values"))
    mixed = [each for pair in zip(valid[::2], broken[::2], strict=True) for each in pair]
    others = list(validators())
    coding = {"configurator": ours(product)} | {name: with_code(is_right) for name, is_right, _ in others}
    bottom = {"floor": floor(code(product, valid[0]).document)}
    yield "valid: verdict and code", [valid], coding | bottom
    yield "valid, each text new: verdict and code", [*islice(with_new_texts(valid), NEW)], coding
    yield "half break rules: verdict, code if valid", [mixed], coding | bottom
    asked: dict[str, One] = {"configurator": lambda choices: is_valid(product, choices)}
    asked |= {name: is_right for name, is_right, _ in others}
    yield "breaks rules: yes or no", [broken], asked
    yield "wrong values: yes or no", [unreadable], asked
    reasons: dict[str, One] = {"configurator": lambda choices: validate(product, choices)}
    reasons |= {name: all_of for name, _, all_of in others if name != "fastjsonschema"}  # it tells the first
    yield "breaks rules: all reasons", [broken], reasons
    yield "wrong values: all reasons", [unreadable], reasons


def together(work: One, turns: Sequence[list[Choices]]) -> Work:
    left = cycle(turns)
    return lambda: [work(each) for each in next(left)]


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns that each contender gets")
    parser.add_argument("--size", type=int, default=SIZE, help="configurations of each kind")
    parser.add_argument("--history", type=Path, help="a file that a line of JSON is added to")
    asked = parser.parse_args()
    machine()
    found: dict[str, dict[str, float]] = {}
    for name, turns, contenders in races(laptop(), asked.size):
        works = {contender: together(work, turns) for contender, work in contenders.items()}
        times = found[name] = medians(works, asked.rounds, len(turns[0]))
        heading(name, "time", "ours is")
        for contender, nanoseconds in times.items():
            ratio = nanoseconds / times["configurator"]
            line(contender, shown(nanoseconds), "" if contender == "configurator" else f"{ratio:.1f}x as fast")
    if asked.history:
        kept = {race: {who: round(each / 1e3, 3) for who, each in times.items()} for race, times in found.items()}
        row = {"at": int(time.time()), "python": platform.python_version(), "cpus": os.cpu_count(), "us": kept}
        with asked.history.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
