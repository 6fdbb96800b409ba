"""What a build of the package answers: `python many_answers.py` prints it, a line for each configuration.

They are those that the shipped catalogs expect something of, and for each of these some with a choice left out, changed
or made nonsense, the same at every run. It needs nothing but the package that Python finds, and says first whether that
is compiled and where it is.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import configurator
from configurator.catalog_files import CatalogFiles
from configurator.compiled import is_compiled
from configurator.engine.looked_up import is_valid
from configurator.engine.validate import validate
from configurator.errors import ConfiguratorError
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.expectation import ExpectVerdict
from configurator.pipeline import code, load
from configurator.places import shipped

EACH = 6
"""Changed ones of each."""

NONSENSE: tuple[object, ...] = (
    *(None, True, False, 0, 1, 1.0, -7, 10**30, [], ["?"], [1], {}),
    *("", " Ab 1 ", "Zoë", "x" * 300, "\x00", "7", "2.5 cm"),
)


def configurations(product: ProductKnowledge, chance: random.Random) -> Iterator[dict[object, object]]:
    """Valid and other ones."""
    options = product.product.options
    plan_of = {each.key: each for each in product.plan}
    for each in product.product.expectations:
        if not isinstance(each, ExpectVerdict):
            continue
        given: dict[object, object] = {key: raw(value) for key, value in each.example.choices.items()}
        yield given
        for _ in range(EACH):
            changed = dict(given)
            option = chance.choice(options)
            listed = [*islice(plan_of[option.key].listed, 5)]
            is_meant = listed and chance.random() < 0.7
            changed[option.key] = raw(chance.choice(listed)) if is_meant else chance.choice(NONSENSE)
            if chance.random() < 0.2:
                del changed[chance.choice([*changed])]
            if chance.random() < 0.05:
                changed[chance.choice(["nobody", 7, None])] = chance.choice(NONSENSE)
            yield changed


def raw(value: object) -> object:
    """A canonical value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def answer(product: ProductKnowledge, choices: dict[object, object]) -> str:
    """Whether it is valid, all that is wrong, and its code or why it has none."""
    verdict = validate(product, choices)  # type: ignore[arg-type] # any key is answered
    try:
        coded = code(product, choices)  # type: ignore[arg-type]
        identity = f"{coded.code} {coded.long_code} {coded.digest.hex()} {coded.verdict == verdict}"
    except ConfiguratorError as error:
        identity = f"{type(error).__name__}: {error}"
    return f"{is_valid(product, choices)} {verdict!r} {identity}"  # type: ignore[arg-type]


def main() -> None:
    """Print all of it."""
    print(f"{is_compiled()} {Path(configurator.__file__).parent}")
    chance = random.Random(7)
    folder = shipped("catalogs")
    for path in sorted(folder.rglob("*.vpc")):
        for product in load(CatalogFiles(path)).knowledge.products.values():
            for choices in configurations(product, chance):
                print(product.permanent_key, answer(product, choices).replace(str(folder), "catalogs").encode())


if __name__ == "__main__":
    main()
