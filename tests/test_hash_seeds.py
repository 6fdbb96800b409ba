"""Codes and messages are the same whatever the seed of hashes: each process of Python has another."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from valid_walks import CATALOGS, Raw, catalog_products

from configurator.model.expectation import ExpectVerdict

CODES_OF_ALL = """
import json, sys
from configurator import load
said = json.load(sys.stdin)
for path, products in said.items():
    catalog = load(path)
    for key, configurations in products.items():
        for choices in configurations:
            verdict = catalog[key].validate(choices)
            valid = catalog[key].code(choices, identity_key=bytes(32)).long_code if verdict.valid else None
            print(valid, [each.message for each in verdict.problems])
    print(catalog.release)
"""


def answers_under(seed: str, asked: str) -> str:
    """What a fresh interpreter answers whose hashes are seeded so."""
    done = subprocess.run(
        [sys.executable, "-c", CODES_OF_ALL],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
        env={"PYTHONHASHSEED": seed, "PATH": "", "PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_answers_are_the_same_whatever_the_seed_of_hashes() -> None:
    asked = {
        str(path): {
            product.product.key: [
                json_like(each.example.choices)
                for each in product.product.expectations
                if isinstance(each, ExpectVerdict)
            ]
            for product in catalog_products(path, path.read_text("utf-8")).values()
        }
        for path in CATALOGS
    }
    answers = {answers_under(seed, json.dumps(asked)) for seed in ("0", "1", "4242")}
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) > 40


def json_like(choices: Mapping[str, object]) -> Raw:
    """A configuration from an `expect` line as JSON can carry it."""
    return {key: _json_like(each) for key, each in choices.items()}


def _json_like(choice: object) -> object:
    match choice:
        case Mapping():
            return json_like(choice)
        case list() | tuple() | set() | frozenset():
            return sorted(map(_json_like, choice), key=repr)
        case Decimal() | Fraction():
            return str(choice)
    return choice
