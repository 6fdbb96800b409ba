"""Random choices for some of a product's options, as the laws of valid domains and ranks take them."""

from __future__ import annotations

from hypothesis import strategies as st
from referee import CompletedChoices, outcomes_of

from configurator.engine.valid_space import Choices, ValidSpace
from configurator.model.catalog import Product


def chosen(data: st.DataObject, product: Product) -> CompletedChoices:
    """Outcomes for some options, which may contradict one another."""
    keys = data.draw(st.lists(st.sampled_from(list(product.by_key)), unique=True) if product.options else st.just([]))
    found: CompletedChoices = {}
    for option in map(product.by_key.__getitem__, keys):
        outcomes = outcomes_of(option, product.all_constraints)
        if outcomes:
            found[option.key] = data.draw(st.sampled_from(outcomes))
    return found


def as_choices(space: ValidSpace, outcomes: CompletedChoices) -> Choices:
    """What somebody has chosen who chooses these outcomes."""
    return Choices(outcomes, {key: space.outcomes[key].classes_meant(value) for key, value in outcomes.items()})


def agree(each: CompletedChoices, choices: CompletedChoices) -> bool:
    """Whether a configuration has some choices; who chooses no value wants no set, or an empty one."""
    return all(each[key] == value or (value is None and each[key] == ()) for key, value in choices.items())
