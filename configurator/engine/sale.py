"""May this configuration be sold, here and on this day? What cannot be sold can still be built, and keeps its code.

Two things bar a sale: what it is made of has been retired, or a `sell` rule does not hold for the facts of the sale. A
fact that nobody gave is unknown, and unknown breaks no rule; `open_facts` tells which ones would decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from configurator.engine.sale_cells import cells_of, looked_at
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, holds
from configurator.model.domain import CanonicalValue, DateDomain, ProductDomain, members_of
from configurator.model.evaluation import Choices
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.problem import Problem, ProblemCode, broken, path_to, shown
from configurator.model.raw_values import read_value


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that bars a configuration from sale: retired since `since` (ISO 8601), or the `sell` rule of this key.

    `option` is None where the whole product is meant, and `value` where the option is, whatever is chosen for it.
    """

    since: str | None
    message: str
    option: str | None = None
    value: str | None = None
    rule: str | None = None


Facts = Mapping[str, CanonicalValue | None]
"""Canonical values of facts of a sale by their keys."""


def read_facts(
    product: Product, raw: Mapping[str, object], day: date | None = None
) -> tuple[Facts, tuple[Problem, ...]]:
    """The facts of a sale in canonical form, and what is wrong with them.

    A fact that is a day is the day of the sale, unless it is given otherwise.
    """
    known = {fact.key: fact for fact in product.facts}
    facts: dict[str, CanonicalValue | None] = {}
    if day is not None:
        facts = {key: day.isoformat() for key, fact in known.items() if isinstance(fact.domain, DateDomain)}
    problems: list[Problem] = []
    hints = Hints()
    for key, value in raw.items():
        if key not in known:
            message = f"`{product.key}` knows no fact `{shown(key)}`"
            problems.append(
                Problem(
                    ProblemCode.UNKNOWN_OPTION,
                    path_to("", shown(key)),
                    message,
                    hints.nearest(key, known),
                    options=(key,),
                )
            )
            continue
        facts[key], found = read_value(known[key], value, hints)
        problems += found
    return facts, tuple(problems)


def bars(product: Product, completed: Choices, day: date, facts: Facts | None = None) -> tuple[Bar, ...]:
    """All that bars a configuration from sale: the product, options and values in declared order, then `sell` rules.

    `completed` has canonical values by option key; options that are left out bar nothing. Without `facts`, the day is
    the only one that is known.
    """
    known = facts if facts is not None else read_facts(product, {}, day)[0]
    days = [known.get(fact.key) for fact in product.facts if isinstance(fact.domain, DateDomain)]
    day_of_sale = str(next(filter(None, days), day.isoformat()))
    return (*_retired(product, completed, day_of_sale), *unsold(product, {**completed, **known}))


def open_facts(product: Product, completed: Choices, facts: Facts) -> tuple[str, ...]:
    """Facts that nobody gave, and that decide whether this may be sold, in declared order.

    Where those of one rule could be too many things together to be tried, all of them are taken to decide.
    """
    found: dict[str, None] = {}
    for rule in product.sales:
        missing = tuple(key for key in looked_at(product, (rule,)) if facts.get(key) is None)
        if missing and _decide(product, rule, {**completed, **facts}, missing):
            found |= dict.fromkeys(missing)
    return tuple(fact.key for fact in product.facts if fact.key in found)


def _decide(product: Product, rule: Rule, known: Choices, missing: tuple[str, ...]) -> bool:
    """Whether a rule that bars nothing as long as facts are missing bars something for some of what they could be.

    And the other way round, where one that bars a sale holds for some of what they could be.
    """
    now = holds(rule, known, product.sale_domains)
    try:
        cells = cells_of(product, missing, (rule,))
        return any(holds(rule, {**known, **cell.values}, product.sale_domains) is not now for cell in cells)
    except TooComplexError:
        return True


def unsold(product: Product, known: Choices) -> Iterator[Bar]:
    """The `sell` rules that bar a sale; `known` has choices and facts, in canonical values."""
    for rule in product.sales:
        if _can_be_asked(rule, product, known) and not holds(rule, known, product.sale_domains):
            yield Bar(None, broken(rule).message, rule=rule.key)


def _can_be_asked(rule: Rule, product: Product, known: Choices) -> bool:
    """Whether all options that a rule looks at could be read; facts may be missing, which is unknown."""
    return all(key in known or key not in product.by_key for key in rule.options)


def _retired(product: Product, completed: Choices, day: str) -> Iterator[Bar]:
    if _is_over(product.retired, day):
        yield Bar(str(product.retired), f"`{product.key}` is not sold since {product.retired}")
    for option in product.options:
        value = completed.get(option.key)
        if value is None or value == ():
            continue
        if isinstance(option.domain, ProductDomain) and value and _is_over(option.domain.nested.retired, day):
            since, name = str(option.domain.nested.retired), option.domain.nested.key
            yield Bar(since, f"`{name}`, which `{option.key}` takes, is not sold since {since}", option.key)
        if _is_over(option.retired, day) and value != option.left_out:
            yield Bar(str(option.retired), f"`{option.key}` is not sold since {option.retired}", option.key)
        yield from _of_values(option, value, day)


def _of_values(option: Option, value: CanonicalValue, day: str) -> Iterator[Bar]:
    members = members_of(option.domain)
    if members is None or not members.retired:
        return
    for key in value if isinstance(value, tuple) else (str(value),):
        since = members.retired.get(key)
        if since is not None and _is_over(since, day):
            yield Bar(since, f"`{option.key}` = `{key}` is not sold since {since}", option.key, key)


def _is_over(retired: str | None, day: str) -> bool:
    return retired is not None and retired <= day  # both are written year, month, day
