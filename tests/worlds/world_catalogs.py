"""Random catalogs with all that is known of them: spaces, facts, a product with others in it, a family, other files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from world_growing import Grower
from world_judging import wholes
from world_meaning import Option, Product, Rule, Whole, plain
from world_options import Space, space, written
from world_refs import DAYS, FACTS


@dataclass(frozen=True)
class World:
    """A catalog: the text of its file and of others, and the products that it should mean; `expects` is put in last."""

    head: str
    body: str
    files: Mapping[str, str]
    product: Product
    inner: tuple[Product, ...]
    facts: tuple[Option, ...]
    wholes: tuple[Whole, ...] = field(repr=False)

    def text(self, expects: Sequence[str] = ()) -> str:
        """The catalog, with these lines at the end of its product."""
        return f"{self.head}{self.body}{''.join(f'  expect {each}{chr(10)}' for each in expects)}}}\n"


def world(random: Random, most: int = 400) -> World:
    """A random catalog whose product has at most so many combinations."""
    spaces = [space(random, f"space{number}") for number in range(random.choice((0, 1, 1, 2)))]
    facts = _facts(random)
    inner: list[Product] = []
    for number in range(random.choice((0, 0, 1, 1, 2))):
        grower = Grower(random, Product(f"inner{number}", "small"), 9, spaces, facts, inner[:1])
        inner.append(grower.grow(random.randint(1, 3)))
    product = Grower(random, Product("world", "small"), most, spaces, facts, inner).grow(random.randint(1, 6))
    files: dict[str, str] = {}
    apart = random.random() < 0.3
    folder = "parts/" if apart else ""
    shared = "".join(_space(each, files, folder) for each in spaces)
    shared += "".join(_product(random, each, files, folder) + "}\n" for each in inner)
    head = 'catalog small "Small" { currency EUR }\n'
    if apart:
        head, files["parts/shared.vpc"], shared = head + 'use "parts/shared.vpc"\n', shared or "\n", ""
    head += "".join(f"context {each.key}: {each.domain}\n" for each in facts)
    body = shared + _product(random, product, files, "", families=True)
    return World(head, body, files, product, tuple(inner), tuple(facts), tuple(wholes(product)))


def _facts(random: Random) -> list[Option]:
    every = (
        Option("market", "values", "eu | us", ("eu", "us"), traits={"eu": {}, "us": {}}),
        Option("pieces", "integer", "integer 1 .. 3", (1, 2, 3)),
        Option("trade", "flag", "yes or no", (True, False)),
        Option("day", "day", "date", DAYS),
    )
    return [each for each in every if random.random() < 0.4]


def _space(found: Space, files: dict[str, str], folder: str) -> str:
    if found.csv is None:
        return f"space {found.key}: {found.values}\n"
    files[f"{folder}{found.key}.csv"] = found.csv
    return f"space {found.key} {found.values}\n"


def _product(random: Random, product: Product, files: dict[str, str], folder: str, families: bool = False) -> str:
    """The text of a product without its last brace, after a family and rules that it takes some of its text from."""
    if not families or random.random() < 0.4:
        statements = _statements(product, product.declared, files, folder)
        return f"product {product.key} {{\n" + "".join(statements.values())
    before, applied = _applied(random, product)
    family = _family_keys(random, product)
    declared = [each for each in product.declared if each in family]
    declared += [each for each in product.declared if each not in family]
    product.declared = declared
    statements = _statements(product, declared, files, folder)
    shared = {key: text for key, text in statements.items() if key in family}
    own = {key: text for key, text in statements.items() if key not in family}
    narrowed = _narrowed(random, product, shared)
    own = {key: applied.get(key, text) for key, text in own.items()}
    shared = {key: applied.get(key, text) for key, text in shared.items()}
    if not shared:
        return f"{before}product {product.key} {{\n{''.join(own.values())}"
    return (
        f"{before}product family abstract {{\n{''.join(shared.values())}}}\n"
        f"product {product.key} extends family {{\n{narrowed}{''.join(own.values())}"
    )


def _statements(product: Product, declared: Sequence[str], files: dict[str, str], folder: str) -> dict[str, str]:
    """Each statement by its key, in the order of the text."""
    found: dict[str, str] = {}
    for key in declared:
        option = product.option(key)
        modifiers, _, finder = option.modifiers.partition("\f")
        when = f" when {option.when.text}" if option.when else ""
        found[key] = plain(f"  option {key}: {option.domain}{when} {modifiers}".rstrip()) + "\n"
        if finder:
            found[option.because] = plain(f"  table {finder}\n")
    for rule in (*product.rules, *product.sells):
        text, _, csv = rule.text.partition("\f")
        if csv:
            name = f"{product.key}-{rule.key}.csv"
            files[folder + name] = csv
            text = text.replace(f'"{rule.key}.csv"', f'"{name}"')
        found[rule.key] = plain(f"  {rule.word} {rule.key} {text}\n")
    for each in product.amounts:
        found[each.key] = plain(f"  derive {each.key}{each.type} = {each.formula.text}\n")
    if product.picks:
        steps = "".join(
            f"    {each.text}{f' when {plain(each.when.text)}' if each.when else ''}\n" for each in product.picks
        )
        found["build"] = f"  build {{\n{steps}  }}\n"
    return found


def _family_keys(random: Random, product: Product) -> set[str]:
    """Statements that a family can have without the rest: they name nothing but each other."""
    known = {each.key for each in product.options[: random.randint(1, len(product.options))]}
    found = set(known) | {product.option(key).because for key in known}
    for each in product.amounts:
        if each.formula.names <= known | set(FACTS) and random.random() < 0.6:
            known.add(each.key)
    for rule in (*product.rules, *product.sells):
        if rule.names <= known | set(FACTS) and random.random() < 0.7:
            found.add(rule.key)
    return (found | known) - {""}


def _narrowed(random: Random, product: Product, shared: dict[str, str]) -> str:
    """Options that the family has wider; `shared` is changed, and what makes them narrow is given."""
    found = ""
    for key, text in list(shared.items()):
        option = next((each for each in product.options if each.key == key), None)
        if option is None or option.follows is not None or random.random() < 0.5:
            continue
        if option.kind == "integer" and option.wider:
            shared[key] = text.replace(option.domain, option.wider, 1)
            found += f"  narrow {key}: {option.domain}\n"
        elif option.kind == "values" and option.space is None and not option.former:
            shared[key] = text.replace(option.domain, f"{option.domain} | spare", 1)
            found += f"  narrow {key}: {' | '.join(option.values)}\n"
    return found


def _applied(random: Random, product: Product) -> tuple[str, dict[str, str]]:
    """One rule as rules for options that are named: their text, and what stands in its place in the product."""
    keys = {each.key for each in product.options if each.inner is None}
    fit = [each for each in product.rules if each.word == "rule" and each.names and each.names <= keys]
    if not fit or random.random() < 0.4:
        return "", {}
    chosen: Rule = random.choice(fit)
    names = {key: f"param{number}" for number, key in enumerate(sorted(chosen.names))}
    prefix = random.random() < 0.5
    key = chosen.key
    before = f"rules kit ({', '.join(names.values())}) {{\n  rule {key} {plain(chosen.text, names)}\n}}\n"
    applied = f"  apply kit({', '.join(names)}){' as front' if prefix else ''}\n"
    if prefix:
        product.rules = [_called(each, f"front_{key}") if each.key == key else each for each in product.rules]
        return before, {f"front_{key}": applied}
    return before, {key: applied}


def _called(rule: Rule, key: str) -> Rule:
    return Rule(key, rule.word, rule.text, rule.breaks, rule.names)


def example(product: Product, whole: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> str:
    """A configuration as an example has it, with every choice that differs from what is left unsaid."""
    parts = []
    for option in product.options:
        value = whole[option.key]
        if option.follows is not None or (value is None and option.when and option.when.of(whole) is not True):
            continue
        if option.has_unsaid and value == option.unsaid:
            continue
        if option.kind == "one" and value is not None:
            assert option.inner is not None
            shown = example(option.inner, value)
        elif option.kind == "many" and value is not None:
            assert option.inner is not None
            inner = option.inner
            shown = f"[{', '.join(example(inner, each) for each in value)}]"
        else:
            shown = written(option, value)
        parts.append(f"{option.key}: {shown}")
    parts += [
        f"{key}: {'yes' if each is True else 'no' if each is False else each}" for key, each in (facts or {}).items()
    ]
    return f"{{ {', '.join(parts)} }}"
