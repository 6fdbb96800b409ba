"""A product as the browser runtime reads it: all that verdicts, valid domains, prices and codes are made from.

It is one JSON document, written so that equal products give equal bytes. What is for people comes once in the catalog's
first language, and what the others say otherwise beside it. What a storefront must not show stays here: attributes that
nothing looks at, parts and work steps, banned words (`domains`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from configurator.compiler.budget import USUAL, Budget
from configurator.engine.sale_cells import cells_of, looked_at
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError
from configurator.exchange.browser.domains import Domains, declared
from configurator.exchange.browser.expressions import Patterns, written
from configurator.exchange.browser.space import space_written
from configurator.exchange.browser.tables import table_written
from configurator.model.catalog import Product
from configurator.model.constraint import Activity, Constraint, Rule, Table
from configurator.model.derivation import Amount, Derived
from configurator.model.domain import CanonicalValue, members_of
from configurator.model.expression import Expression, attributes_in
from configurator.model.option import Option
from configurator.model.problem import broken
from configurator.model.units import Unit, is_money
from configurator.product_line import ProductLine

FORM = 1
"""Of the document. Whoever changes what it means counts it up, here and in `browser/src/product.js`."""

Written = dict[str, Any]

NO_LANGUAGES: Mapping[str, Product] = {}


def browser_text(line: ProductLine, budget: Budget = USUAL) -> str:
    """The document of a product as text; what is still possible is left out where that is beyond the budget."""
    try:
        space: ValidSpace | None = line.catalog.space_within(line.product, budget)
    except TooComplexError:
        space = None
    return browser_octets(line, space).decode()


def browser_octets(line: ProductLine, space: ValidSpace | None) -> bytes:
    """The same in UTF-8, of a product whose valid space is known; None where none could be made."""
    in_words_of = {language: line.translated(language) for language in line.catalog.languages}
    document = browser_document(line.product, line.release, space, in_words_of)
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)


def browser_document(
    product: Product, release: str, space: ValidSpace | None, in_words_of: Mapping[str, Product] = NO_LANGUAGES
) -> Written:
    """The same as a value, of the product of a release; `in_words_of` has it in each language, the first one first."""
    writer = _Writer(product)
    found = {"form": FORM, "release": release, "languages": list(in_words_of), **writer.document(space)}
    texts = {language: writer.texts(other) for language, other in list(in_words_of.items())[1:]}
    return {**found, "texts": texts, **writer.shared()}


class _Writer:
    """Writes one product; domains and patterns are collected on the way."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._patterns = Patterns()
        names = {name for each in _expressions(product) for _, name in attributes_in(each)}
        self._domains = Domains(frozenset(names), self._patterns)

    def document(self, space: ValidSpace | None) -> Written:
        """What belongs to this product alone, in a stated order."""
        product = self._product
        places = {option.key: place for place, option in enumerate(product.options)}
        return {
            "product": product.permanent_key,
            "key": product.key,
            "label": product.label,
            **({} if product.retired is None else {"retired": product.retired}),
            "declared": declared(product),
            "options": [self._option(each) for each in product.options],
            "order": [places[option.key] for option in product.in_order_of_dependence],
            "facts": [self._option(each) for each in product.facts],
            "constraints": [self._constraint(each) for each in (*product.constraints, *product.activities)],
            "equations": [self._constraint(each) for each in product.equations],
            "sales": [self._sale(each) for each in product.sales],
            "amounts": [self._amount(each) for each in product.derived],
            "space": None if space is None else space_written(space, self._patterns),
        }

    def shared(self) -> Written:
        """The domains and patterns that all of it has named by their places."""
        return {"domains": self._domains.written, "patterns": self._patterns.written()}

    def _option(self, option: Option) -> Written:
        found: Written = {"key": option.key, "label": option.label, "domain": self._domains.place(option.domain)}
        for name in ("optional", "private"):
            if getattr(option, name):
                found[name] = True
        if option.when is not None:
            found["when"] = written(option.when, self._patterns)
        for name, value in (("preset", option.preset), ("leftOut", option.left_out), ("retired", option.retired)):
            if value is not None:
                found[name] = _value(value)
        if isinstance(option.derivation, Table):
            found["given"] = table_written(option.derivation)
        elif option.derivation is not None:
            found["formula"] = written(option.derivation, self._patterns)
        return found

    def _constraint(self, constraint: Constraint) -> Written:
        head = {"key": constraint.key, "options": list(constraint.options), "message": broken(constraint).message}
        match constraint:
            case Activity(option, when, optional):
                return head | {"activity": option, "when": written(when, self._patterns), "optional": optional}
            case Table():
                return head | {"table": table_written(constraint)}
            case Rule():
                return head | self._rule(constraint)

    def _rule(self, rule: Rule) -> Written:
        return {
            "when": written(rule.when, self._patterns),
            "condition": written(rule.condition, self._patterns),
            "forbids": rule.forbids,
        }

    def _sale(self, rule: Rule) -> Written:
        head = {"key": rule.key, "options": list(rule.options), "message": broken(rule).message}
        return head | self._rule(rule) | {"cells": self._cells(rule)}

    def _cells(self, rule: Rule) -> dict[str, list[CanonicalValue]] | None:
        """For each fact that a rule looks at, values that stand for all; None where they are too many."""
        facts = looked_at(self._product, (rule,))
        try:
            return {fact: [each.values[fact] for each in cells_of(self._product, (fact,), (rule,))] for fact in facts}
        except TooComplexError:
            return None

    def _amount(self, amount: Derived) -> Written:
        cases = [
            {
                "amount": written(case.amount, self._patterns),
                **({} if case.condition is None else {"when": written(case.condition, self._patterns)}),
                **({} if case.unit is None else {"unit": _unit(case.unit)}),
            }
            for case in amount.cases
        ]
        return {"key": amount.key, "label": amount.label, "cases": cases}

    def texts(self, product: Product) -> Written:
        """What a language says otherwise: labels by key, those of values by domain and key, and messages."""
        own, values = self._product, dict[str, dict[str, str]]()
        asked = zip((*own.options, *own.facts), (*product.options, *product.facts), strict=True)
        for option, other in asked:
            members, others = members_of(option.domain), members_of(other.domain)
            if members is not None and others is not None:
                place = str(self._domains.place(members))
                values[place] = _otherwise(
                    {e.key: e.label for e in members.values}, {e.key: e.label for e in others.values}
                )
        return {
            "label": product.label,
            "options": _otherwise(_labels((*own.options, *own.facts)), _labels((*product.options, *product.facts))),
            "values": {place: each for place, each in values.items() if each},
            "messages": _otherwise(_messages(own), _messages(product)),
            "amounts": _otherwise(_labels(own.derived), _labels(product.derived)),
        }


def _value(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _unit(unit: Unit) -> Written:
    """Its symbol and factor; of money, how many digits stand behind the point at least."""
    found: Written = {"symbol": unit.symbol, "factor": str(unit.factor)}
    if is_money(unit.dimension):
        found["digits"] = len(Amount(unit.factor, unit).digits.partition(".")[2])
    return found


def _labels(things: tuple[Option, ...] | tuple[Derived, ...]) -> dict[str, str]:
    return {each.key: each.label for each in things}


def _messages(product: Product) -> dict[str, str]:
    return {each.key: broken(each).message for each in (*product.constraints, *product.sales)}


def _otherwise(first: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in other.items() if text != first.get(key)}


def _expressions(product: Product) -> Iterator[Expression]:
    """All that is ever evaluated of a product in a browser."""
    for option in product.options:
        yield from (each for each in (option.when,) if each is not None)
        if option.derivation is not None and not isinstance(option.derivation, Table):
            yield option.derivation
    for rule in (*product.all_constraints, *product.sales):
        if isinstance(rule, Rule):
            yield from (rule.condition, rule.when)
    for amount in product.derived:
        for case in amount.cases:
            yield case.amount
            yield from (each for each in (case.condition,) if each is not None)
