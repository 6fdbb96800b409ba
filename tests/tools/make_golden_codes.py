"""Make `tests/vectors/golden_codes.jsonl`: a thousand products of the example catalogs with their codes, once for ever.

    python tests/tools/make_golden_codes.py > tests/vectors/golden_codes.jsonl

The file is frozen: it was made when codes were first issued, and is replayed by every version after it. This program
is kept so that one can see how its products were chosen: from the examples of each catalog by random changes, as long
as the product stays valid. A line is an object with the catalog's path, the canonical document, its digest and code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

from configurator.catalog_files import CatalogFiles
from configurator.engine.validate import validate
from configurator.identity.document import read_document
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.media.pictures import digest_of
from configurator.model.domain import AnyOfDomain, FlagDomain, ImageDomain, TextDomain, ValueDomain
from configurator.model.expectation import ExpectVerdict
from configurator.model.option import Option
from configurator.model.problem import ProblemCode
from configurator.pipeline import build, coded
from configurator.places import shipped

FOLDER = shipped("catalogs")
PLAN = {
    "atelier/atelier.vpc": 200,
    "studio/studio.vpc": 150,
    "laptop/laptop.vpc": 150,
    "sneaker/sneaker.vpc": 150,
    **{f"jersey/releases/{year}/jersey.vpc": 40 for year in (2022, 2023, 2024, 2025)},
    "jersey/jersey.vpc": 40,
    **{f"lamp/releases/{number}/lamp.vpc": 30 for number in (1, 2, 3, 4)},
    "lamp/lamp.vpc": 30,
}
"""How many products of each catalog; with all releases of two of them, a thousand."""

TEXTS = ("Zoë", "Łucja", "A", "ABC", "x y", "Ñandú", "Amélie", "O'Hara", "2026", "Straße")


def some_value(option: Option, random: Random) -> Any:
    """A raw value that the option might take, or None for no value."""
    if option.optional and random.random() < 0.3:
        return None
    match option.domain:
        case ValueDomain() as domain:
            return random.choice(domain.values).key
        case FlagDomain():
            return random.random() < 0.5
        case AnyOfDomain() as domain:
            size = random.randint(domain.least, domain.greatest)
            return random.sample([value.key for value in domain.members.values], size)
        case TextDomain():
            return random.choice(TEXTS)
        case ImageDomain():
            return digest_of(random.randbytes(8))
        case domain:
            return domain.at(random.randrange(domain.size()))


def walk(product: ProductKnowledge, random: Random) -> Iterator[bytes]:
    """Canonical documents of valid configurations, each a few random changes from one before it."""
    options = product.product.by_key
    examples = [dict(each.example.choices) for each in product.product.expectations
                if isinstance(each, ExpectVerdict) and each.valid]  # fmt: skip
    current = random.choice(examples)
    while True:
        choices = dict(current)
        for key in random.sample(list(options), random.randint(1, min(3, len(options)))):
            choices[key] = some_value(options[key], random)
        for _ in range(6):
            verdict = validate(product, choices)
            for each in verdict.problems:
                if each.code is ProblemCode.INACTIVE_OPTION:
                    choices.pop(each.options[0], None)
                elif each.code in (ProblemCode.MISSING_OPTION, ProblemCode.NO_VALUE_NOT_ALLOWED):
                    choices[each.options[0]] = some_value(options[each.options[0]], random)
            if verdict.valid:
                current = choices
                yield coded(product, verdict).document
                break


def main() -> None:
    """Write the file to standard output."""
    random = Random(20261125)
    seen: set[bytes] = set()
    for name, number in PLAN.items():
        files = CatalogFiles(FOLDER / name)
        knowledge = build(files.source(), files).value
        assert knowledge is not None, name
        found: dict[bytes, None] = {}
        walks = [walk(product, random) for product in knowledge.products.values()]
        while len(found) < number:
            document = next(random.choice(walks))
            if document not in seen and random.random() < 0.2:
                seen.add(document)
                found.setdefault(document)
        for document in found:
            read = read_document(document)
            line = {"catalog": name, "document": document.decode(), "sha256": read.sha256, "code": read.code}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
