"""What bars a sale, for known facts, as rules over options alone: `sell` rules, and what is retired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import AnyOfDomain, CanonicalValue, ProductDomain, members_of
from configurator.model.evaluation import evaluate, worth_of
from configurator.model.expression import (
    And,
    Compare,
    Constant,
    Contains,
    Expression,
    HasValue,
    InSet,
    OptionValue,
    Or,
    Present,
    options_in,
)
from configurator.model.linear import folded, known, regular
from configurator.model.option import Option
from configurator.model.substitution import counting_given

RETIRED = "retired"
"""Stands where the key of a `sell` rule would, for what is retired."""


@dataclass(frozen=True, slots=True)
class Bars:
    """What bars a sale: one that breaks one of the rules; `keys` says of each what it is, and is not unlike for two.

    `all_barred`: the keys of what bars every sale, whatever is chosen.
    """

    rules: tuple[Rule, ...]
    keys: tuple[str, ...]
    all_barred: tuple[str, ...] = ()


def bars_in(product: Product, facts: Mapping[str, CanonicalValue], day: str) -> Bars:
    """What bars a sale with these facts, on a day (ISO 8601) that tells what is retired; other facts are not known."""
    rules, keys, everything = list[Rule](), list[str](), list[str]()
    if _is_over(product.retired, day):
        everything.append(RETIRED)
    for number, condition in enumerate(_retired(product, day)):
        rules.append(Rule(f"{RETIRED}#{number}", condition, forbids=True))
        keys.append(RETIRED)
    for rule in product.sales:
        condition, when = (_known(product, each, facts) for each in (rule.condition, rule.when))
        if options_in(condition) or options_in(when):
            rules.append(Rule(f"{rule.key}#sell", condition, rule.forbids, when))
            keys.append(rule.key)
        elif evaluate(when, {}, {}) is True and evaluate(condition, {}, {}) is rule.forbids:
            everything.append(rule.key)
    return Bars(tuple(rules), tuple(keys), tuple(everything))


def _known(product: Product, expression: Expression, facts: Mapping[str, CanonicalValue]) -> Expression:
    """An expression with the facts put in."""
    asked = {fact.key for fact in product.facts}
    said = regular(counting_given(expression, facts))
    return folded(known(said, asked, lambda each: evaluate(each, facts, product.sale_domains)))


def _retired(product: Product, day: str) -> Iterator[Expression]:
    """What no sale may have on a day, since it is retired; as `sale.bars` tells it of one configuration."""
    for option in product.options:
        key, domain = option.key, option.domain
        if isinstance(domain, ProductDomain) and _is_over(domain.nested.retired, day):
            yield Compare(">", OptionValue(key), Constant(Fraction(0)))
        if _is_over(option.retired, day):
            yield _is_chosen(option)
        members = members_of(domain)
        gone = [value for value, since in members.retired.items() if _is_over(since, day)] if members else []
        if gone and isinstance(domain, AnyOfDomain):
            yield Or(tuple(Contains(key, value) for value in gone))
        elif gone:
            yield InSet(OptionValue(key), frozenset(gone))


def _is_chosen(option: Option) -> Expression:
    """That an option has something, and not what documents leave out."""
    key, baseline = option.key, option.left_out
    has = Present(key) if isinstance(option.domain, AnyOfDomain) else HasValue(key)
    if baseline is None or baseline == ():
        return has
    worth = worth_of(baseline, option.domain)
    assert worth is not None  # noqa: S101 - a value
    return And((has, Compare("!=", OptionValue(key), Constant(worth))))


def _is_over(retired: str | None, day: str) -> bool:
    return retired is not None and retired <= day
