"""The order of options by what their `when` looks at: as its plain definition says, in one look at each option."""

from __future__ import annotations

from random import Random

import pytest

from configurator.model.catalog import Product
from configurator.model.domain import FlagDomain
from configurator.model.expression import And, Expression, Present, options_in
from configurator.model.option import Option


def option(key: str, *asked: str) -> Option:
    when = And(tuple(Present(each) for each in asked)) if asked else None
    return Option(key, key, FlagDomain(), when=when)


def product(*options: Option) -> Product:
    return Product("p", "P", "tests", options)


def plain_order(options: tuple[Option, ...]) -> list[str]:
    """Generation by generation, each of all options whose `when` looks only at earlier ones, or at themselves."""
    ordered: list[str] = []
    while True:
        ready = [
            each.key
            for each in options
            if each.key not in ordered
            and (each.when is None or all(key in (*ordered, each.key) for key in options_in(each.when)))
        ]
        if not ready:
            return ordered + [each.key for each in options if each.key not in ordered]
        ordered += ready


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("circles", [False, True])
def test_the_order_is_that_of_its_plain_definition(seed: int, circles: bool) -> None:
    random = Random(seed)
    keys = [f"o{number}" for number in range(random.randint(1, 12))]
    asked = {}
    for place, key in enumerate(keys):
        others = keys if circles else keys[:place]
        asked[key] = random.sample(others, random.randint(0, min(2, len(others))))
    random.shuffle(keys)
    options = tuple(option(key, *asked[key]) for key in keys)
    assert [each.key for each in product(*options).in_order_of_dependence] == plain_order(options)


def test_a_chain_takes_one_look_at_each_option(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0

    def counting(expression: Expression) -> tuple[str, ...]:
        nonlocal looks
        looks += 1
        return options_in(expression)

    monkeypatch.setattr("configurator.model.option.options_in", counting)
    chain = [option("o0"), *(option(f"o{number}", f"o{number - 1}") for number in range(1, 500))]
    assert product(*reversed(chain)).in_order_of_dependence == tuple(chain)
    assert looks == 499
