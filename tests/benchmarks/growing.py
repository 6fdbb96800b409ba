"""Made-up products of any size, for the question how costs grow: in options, in rules, in values, in products.

They are made as model objects, since to parse a million values is another question. The same numbers make the same
products. Each comes with a few configurations that are valid, which no rule was let in to break, and with the JSON
Schema that says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from laptop_schema import Choices, Schema, has, never, one_of

from configurator.compiler.compile_flat import compile_catalog
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.catalog import Catalog, Product
from configurator.model.constraint import Rule
from configurator.model.domain import ValueDomain
from configurator.model.expression import And, InSet, OptionValue
from configurator.model.option import Option
from configurator.model.value import Value

RULES_EACH = 2
"""Rules for each option; each rule looks at two options, so each option is looked at by four on average."""

VALUES = 4
PLANTED = 8
FEW = 10
"""Options of a product that grows in something else."""

USUAL = 40
"""Options of a product that grows in rules."""


@dataclass(frozen=True)
class Grown:
    """A product of a catalog, found under its key, and `size`, the number that has grown."""

    size: int
    knowledge: KnowledgeBase
    key: str
    valid: tuple[Choices, ...]
    schema: Schema

    @property
    def product(self) -> ProductKnowledge:
        """The product."""
        return self.knowledge.products[self.key]


@dataclass(frozen=True)
class Pair:
    """A rule: never one of some values of an option with one of some of another."""

    option: str
    values: frozenset[str]
    other: str
    others: frozenset[str]

    def is_broken(self, choices: Choices) -> bool:
        """Whether a configuration has both."""
        return choices[self.option] in self.values and choices[self.other] in self.others

    def rule(self, key: str) -> Rule:
        """As a catalog has it."""
        return Rule(
            key,
            And((InSet(OptionValue(self.option), self.values), InSet(OptionValue(self.other), self.others))),
            forbids=True,
        )

    def schema(self) -> Schema:
        """As JSON Schema has it."""
        return never(has(**{self.option: sorted(self.values)}), has(**{self.other: sorted(self.others)}))


def with_options(size: int) -> Grown:
    """A product of so many options, of four values each, and twice as many rules."""
    return _grown(size, {f"o{number}": _words(VALUES) for number in range(size)})


def with_rules(size: int) -> Grown:
    """A product of a usual number of options and so many rules."""
    return _grown(size, {f"o{number}": _words(VALUES) for number in range(USUAL)}, size)


def with_values(size: int) -> Grown:
    """A product of a few options, one of which has so many values; rules name some of them."""
    return _grown(size, {"wide": _words(size), **{f"o{number}": _words(VALUES) for number in range(1, FEW)}})


def with_products(size: int) -> Grown:
    """A catalog of so many products of a few options each."""
    one = _grown(size, {f"o{number}": _words(VALUES) for number in range(FEW)})
    (product,) = one.knowledge.catalog.products
    many = [Product(f"p{number}", "", "grown", product.options, product.constraints) for number in range(size)]
    knowledge = compile_catalog(Catalog("grown", "", tuple(many)))
    return Grown(size, knowledge, f"p{size // 2}", one.valid, one.schema)


def _words(size: int) -> list[str]:
    return [f"v{number}" for number in range(size)]


def _drawn(words: dict[str, list[str]], random: Random) -> Choices:
    return {key: random.choice(of_one) for key, of_one in words.items()}


def _grown(size: int, words: dict[str, list[str]], rules_in_all: int | None = None) -> Grown:
    random = Random(size)
    valid = tuple(_drawn(words, random) for _ in range(PLANTED))
    wanted = RULES_EACH * len(words) if rules_in_all is None else rules_in_all
    pairs = list(islice(_pairs(words, valid, random), wanted))
    options = tuple(
        Option(key, "", ValueDomain(tuple(Value(each, "", {}) for each in of_one))) for key, of_one in words.items()
    )
    rules = tuple(pair.rule(f"r{number}") for number, pair in enumerate(pairs))
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {key: one_of(of_one) for key, of_one in words.items()},
        "required": list(words),
        "additionalProperties": False,
        "allOf": [pair.schema() for pair in pairs],
    }
    catalog = Catalog("grown", "", (Product("p", "", "grown", options, rules),))
    return Grown(size, compile_catalog(catalog), "p", valid, schema)


def _pairs(words: dict[str, list[str]], valid: tuple[Choices, ...], random: Random) -> Iterator[Pair]:
    """Rules without end; each forbids what no planted configuration has."""
    keys = list(words)
    while True:
        option, other = random.sample(keys, 2)
        values = frozenset(random.sample(words[option][: 2 * VALUES], 2))
        taken = {str(each[other]) for each in valid if each[option] in values}
        free = [each for each in words[other][: 2 * VALUES] if each not in taken]
        if free:
            yield Pair(option, values, other, frozenset(random.sample(free, min(2, len(free)))))
