"""What is known of a random world, held against what its diagrams say: valid domains, and numbers of configurations."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from world_laws import Known, given

from configurator.engine.narrow import narrowed
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import Choices, ValidSpace
from configurator.engine.validate import validate
from configurator.errors import TooComplexError
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.domain import CanonicalValue, ProductDomain

MOST_VALID = 300
"""Valid configurations of a world that is asked."""

Completed = Mapping[str, CanonicalValue | None]


def questions(known: Known, knowledge: ProductKnowledge) -> None:
    """Valid domains after some choices are what valid configurations then have, and these have numbers in order."""
    product = knowledge.product
    lists = any(isinstance(option.domain, ProductDomain) and option.domain.many for option in product.options)
    if lists or len(known.valid) > MOST_VALID:  # of a list, what is known has each of its orders once
        return
    try:
        space = ValidSpace.of(product)
    except TooComplexError:
        return
    valid = [validate(knowledge, given(known.world.product, each, known.random)).completed for each in known.valid]
    for _ in range(3):
        domains(space, valid, some_choices(valid, known.random))
    numbers(space, valid)


def some_choices(valid: list[Completed], random: Random) -> dict[str, CanonicalValue | None]:
    """A few outcomes, each out of some valid configuration, so that together they may contradict one another."""
    if not valid:
        return {}
    keys = random.sample(list(valid[0]), min(random.randrange(4), len(valid[0])))
    one = random.choice(valid)
    return {key: (one if random.random() < 0.7 else random.choice(valid))[key] for key in keys}


def agrees(each: Completed, choices: Completed) -> bool:
    """Whether a configuration has some choices; who chooses no value wants no set, or an empty one."""
    return all(each[key] == value or (value is None and each[key] == ()) for key, value in choices.items())


def domains(space: ValidSpace, valid: list[Completed], choices: Completed) -> None:
    """Valid domains after these choices."""
    allowed = {key: space.outcomes[key].classes_meant(value) for key, value in choices.items()}
    found = narrowed(space, Choices(choices, allowed))
    assert found.is_consistent is any(agrees(each, choices) for each in valid), choices
    for option in space.product.options:
        others = {key: value for key, value in choices.items() if key != option.key}
        possible = {each[option.key] for each in valid if agrees(each, others)}
        domain = found.domains[option.key]
        assert domain.may_lack_value is (None in possible), (option.key, choices)
        assert domain.may_have_value is bool(possible - {None}), (option.key, choices)
        if not option.is_open:
            assert set(domain.values()) == possible, (option.key, choices)


def numbers(space: ValidSpace, valid: list[Completed]) -> None:
    """Numbers of all valid configurations."""
    closed = [option.key for option in space.product.options if not option.is_open]
    outcomes = {key: list(map(space.outcomes[key].at, range(space.outcomes[key].size))) for key in closed}
    distinct = {tuple(each[key] for key in closed) for each in valid}
    in_order = sorted(
        distinct, key=lambda each: [outcomes[key].index(one) for key, one in zip(closed, each, strict=True)]
    )
    ranks = Ranks(space)
    assert ranks.count == len(in_order)
    for number in range(0, len(in_order), 7):
        configuration = dict(zip(closed, in_order[number], strict=True))
        assert ranks.unrank(number) == configuration
        assert ranks.rank(configuration) == number
