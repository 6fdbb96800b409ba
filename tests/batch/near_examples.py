"""Rows for the products that ship: their examples, and others near them."""

from __future__ import annotations

from random import Random
from typing import Any

from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.domain import AnyOfDomain, FlagDomain, ImageDomain, IntegerDomain, NumberDomain, ValueDomain
from configurator.model.expectation import ExpectVerdict
from configurator.model.option import Option


def value_of(option: Option, random: Random) -> Any:
    """A value that an option might be given."""
    match option.domain:
        case ValueDomain() as domain:
            return random.choice([*domain.by_key, "no such value"] if random.random() < 0.1 else list(domain.by_key))
        case FlagDomain():
            return random.random() < 0.5
        case IntegerDomain() | NumberDomain() as domain:
            return domain.at(random.randrange(domain.size()))
        case AnyOfDomain() as domain:
            keys = list(domain.members.by_key)
            return random.sample(keys, random.randint(0, min(domain.greatest, len(keys))))
        case ImageDomain():
            return "sha256:" + "0a" * 32
    return random.choice(["Zoe", "Anna 7", "", "CL-123456", "7"])


def rows_of(knowledge: ProductKnowledge, random: Random) -> list[Any]:
    """The examples of a product, and others near them."""
    product = knowledge.product
    examples = [dict(each.example.choices) for each in product.expectations if isinstance(each, ExpectVerdict)]
    rows: list[Any] = []
    for example in [*(examples or [{}])] * (1 + 60 // max(1, len(examples))):
        row: dict[str, Any] = {
            key: sorted(value) if isinstance(value, frozenset | tuple) else value for key, value in example.items()
        }
        for option in random.sample(product.options, random.randint(0, min(3, len(product.options)))):
            if "." not in option.key and not product.nests:
                row[option.key] = random.choice([None, value_of(option, random), value_of(option, random)])
        rows.append(row)
    return rows
