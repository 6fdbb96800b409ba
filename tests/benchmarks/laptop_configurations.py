"""Laptop configurations, valid and not, for the benchmark and for the test that its two sides agree.

Each is made by a walk from one that the catalog names: a few choices at random, one after another. Everything depends
on the seed alone. Values are in plain JSON (no `null`, numbers as integers), which both sides read alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from laptop_schema import Choices

from configurator.engine.validate import validate
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.domain import AnyOfDomain, FlagDomain, IntegerDomain, TextDomain, ValueDomain
from configurator.model.expectation import ExpectCode, ExpectCount
from configurator.model.option import Option
from configurator.pipeline import load
from configurator.places import shipped

TEXTS = (
    "CL-123456",
    "CL-12345",
    "AB-12345",
    "ABCDE-1",
    "Für Zoë",
    "Render farm no. 3",
    "Engraved far too long for this",
)


def laptop() -> ProductKnowledge:
    """The compiled laptop of the shipped catalog."""
    return load(shipped("catalogs") / "laptop" / "laptop.vpc").knowledge.products["laptop"]


def seeds(product: ProductKnowledge) -> list[Choices]:
    """The configurations that the catalog names, in plain JSON."""
    examples = [each.example for each in product.product.expectations if not isinstance(each, ExpectCount | ExpectCode)]
    return [_plain(product, dict(each.choices)) for each in examples]


def _plain(product: ProductKnowledge, choices: Choices) -> Choices:
    completed = validate(product, choices).completed
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key in choices
        if (value := completed[key]) is not None
    }


def sample(product: ProductKnowledge, seed: int, most_changes: int = 4) -> Iterator[Choices]:
    """Configurations without end; about half of them are valid."""
    random = Random(seed)
    valid = [each for each in seeds(product) if validate(product, each).valid]
    while True:
        choices = dict(random.choice(valid))
        for _ in range(random.randint(0, most_changes)):
            option = random.choice(product.product.options)
            value = _value(option, random)
            if value is None:
                choices.pop(option.key, None)
            else:
                choices[option.key] = value
        if validate(product, choices).valid:
            valid.append(choices)
        yield choices


def _value(option: Option, random: Random) -> object:
    """A value that the option may take or, rarely, may not; None for not mentioning it."""
    if random.random() < 0.15:
        return None
    if random.random() < 0.01:
        return random.choice(["no such value", 17])
    match option.domain:
        case ValueDomain() as domain:
            return random.choice(list(domain.by_key))
        case FlagDomain():
            return random.random() < 0.5
        case IntegerDomain() as domain:
            return domain.at(random.randrange(domain.size()))
        case AnyOfDomain() as domain:
            return random.sample(list(domain.members.by_key), random.randint(0, domain.greatest))
        case TextDomain():
            return random.choice(TEXTS)
    raise TypeError(f"the laptop has no such option: {option.key}")
