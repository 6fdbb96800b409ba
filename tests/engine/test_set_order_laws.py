"""Sets that are too many to be listed have the same numbers as if they were, and so have configurations with them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law import LAW
from strategies import products

from configurator.engine import outcomes as of_options
from configurator.engine.outcomes import Outcomes
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import ValidSpace
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import AnyOfDomain, FlagDomain, ValueDomain
from configurator.model.expression import ChosenAmounts, Compare, Constant, Contains, OptionValue, Sum
from configurator.model.option import Option
from configurator.model.value import Value


@LAW
@given(products(), st.data())
def test_sets_have_the_numbers_that_they_would_have_in_a_list(product: Product, data: st.DataObject) -> None:
    for graph in ValidSpace.of(product).graphs:
        for option in graph.options:
            if not isinstance(option.option.domain, AnyOfDomain) or not option.classes:
                continue
            listed = Outcomes(option)
            every = [listed.at(index) for index in range(listed.size)]
            with patch.object(of_options, "MOST_SETS", -1):
                found = Outcomes(option)
                assert (found.is_listed, found.has_order) == (False, True)
                assert [found.at(index) for index in range(found.size)] == every
                assert [found.index(each) for each in every] == list(range(len(every)))
                weights = [data.draw(st.integers(0, 3)) for _ in option.classes]
                numbers = sum(weights[listed.class_at(index)] for index in range(len(every)))
                assert [found.find(weights, number) for number in range(numbers)] == [
                    listed.find(weights, number) for number in range(numbers)
                ]
                for index in range(len(every)):
                    assert found.class_at(index) == listed.class_at(index)
                    assert found.before(index) == listed.before(index)
                with pytest.raises(KeyError):
                    found.index(("none such",))
                with pytest.raises(IndexError):
                    found.find(weights, numbers)


def test_a_billion_sets_are_ranked_unranked_and_sampled() -> None:
    members = ValueDomain(tuple(Value(f"m{n}", f"M{n}", {"weight": Fraction(n % 4)}) for n in range(30)))
    extras, gift = Option("extras", "Extras", AnyOfDomain(members, 1, 20)), Option("gift", "Gift", FlagDomain())
    light = Rule("light", Compare("<=", Sum((ChosenAmounts("extras", "weight"),), (1,)), Constant(Fraction(12))))
    wrapped = Rule("wrapped", Contains("extras", "m7"), when=OptionValue("gift"))
    product = Product("p", "P", "tests", (gift, extras), (light, wrapped))
    ranks, random = Ranks(ValidSpace.of(product)), Random(20261126)
    assert ranks.count > 10**7
    seen: Counter[object] = Counter()
    for _ in range(50):
        number, found = ranks.sample(random)
        assert ranks.rank(found) == number
        chosen = found["extras"]
        assert isinstance(chosen, tuple)
        assert sum(int(key[1:]) % 4 for key in chosen) <= 12
        seen[found["gift"]] += 1
    assert len(seen) == 2
    assert [ranks.unrank(number)["extras"] for number in range(2)] == [("m7",), ("m0", "m7")]
