"""Large feature models with prices: what is cheapest by circuit is what a solver finds, and nothing is cheaper."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice
from random import Random

import pytest
from corpus import CORPUS, needs_corpus
from ways_to_answer import by_circuit, solved

from configurator.engine.best import best
from configurator.engine.complete import complete
from configurator.engine.optimum import least
from configurator.engine.priced import Priced
from configurator.engine.quantity import quantity_of
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import NO_CHOICES
from configurator.exchange.foreign_files import opened
from configurator.model.catalog import Product
from configurator.model.derivation import Case, Derived
from configurator.model.domain import FlagDomain, ValueDomain
from configurator.model.expression import Compare, Conditional, Constant, Expression, OptionValue, Sum
from configurator.service import load

pytestmark = needs_corpus
NOTHING = Constant(Fraction(0))


def with_prices(product: Product, seed: int) -> Product:
    """The product with a price for each feature, for some of them less than nothing."""
    random, parts = Random(seed), list[Expression]()
    for option in product.options:
        domain = option.domain
        values = list(domain.by_key) if isinstance(domain, ValueDomain) else [isinstance(domain, FlagDomain)]
        for value in values:
            has = Compare("=", OptionValue(option.key), Constant(value))
            parts.append(Conditional(Constant(Fraction(random.randint(-30, 90), 4)), has, NOTHING))
    price = Derived("price", "Price", (Case(Sum(tuple(parts), (1,) * len(parts))),), additive=True)
    return replace(product, derived=(price,))


@pytest.mark.parametrize("model", ["busybox-2010-05-02", "pc-richmond"])
def test_the_cheapest_of_a_feature_model_are_the_same_by_circuit_and_by_solver(model: str) -> None:
    product = with_prices(load(opened(CORPUS / "uvl" / f"{model}.uvl")).only.product, 20261126)
    circuit, quantity = by_circuit(product), quantity_of(product, "price")
    ranks = Ranks(circuit)
    found, solver = Priced.of(circuit, quantity), Priced.of(solved(product), quantity)
    assert (found.method, solver.method) == ("circuit", "solver")
    amount = least(found)
    assert amount == least(solver)
    some = list(islice(best(found), 3))
    assert some == list(islice(best(solver), 3))
    assert some[0].amount == amount
    assert [(each.amount.base, ranks.rank(each.outcomes)) for each in some] == sorted(
        (found.worth(each.outcomes), ranks.rank(each.outcomes)) for each in some
    )
    whole, other = complete(circuit, NO_CHOICES, (), found), complete(solver.space, NO_CHOICES, (), solver)
    assert whole is not None
    assert other is not None
    assert (whole.outcomes, whole.amount) == (other.outcomes, amount)
    random = Random(7)
    assert amount is not None
    assert all(found.worth(ranks.sample(random)[1]) >= amount.base for _ in range(3))


def test_the_least_and_greatest_of_a_model_that_no_diagram_holds_are_the_same_by_circuit_and_by_solver() -> None:
    path = CORPUS / "uvl" / "financialservices01-2018-05-09.uvl"
    product = with_prices(load(opened(path)).only.product, 20261126)
    circuit, solver, quantity = by_circuit(product), solved(product), quantity_of(product, "price")
    assert least(Priced.of(circuit, quantity)) == least(Priced.of(solver, quantity))
    dearest = Priced.of(circuit, quantity, greatest=True)
    assert next(best(dearest)).amount == least(Priced.of(solver, quantity, greatest=True))
