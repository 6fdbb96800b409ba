"""What a product means, by trying every combination of its options: slow, plain, and what the engine is held against.

Only for small products. A closed option takes each of its values; of texts there are too many, so a few stand for all:
each literal that a constraint names, and for each length one text that no constraint names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from configurator.media.pictures import digest_of
from configurator.model.catalog import Product
from configurator.model.constraint import Activity, Constraint, Rule, SetCell, Table, holds
from configurator.model.domain import AnyOfDomain, CanonicalValue, FlagDomain, ImageDomain, TextDomain, ValueDomain
from configurator.model.expression import Constant, Expression, InSet, walk
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.raw_values import may_be_empty, read_value

CompletedChoices = dict[str, CanonicalValue | None]


def all_valid(a_product: Product) -> Iterator[CompletedChoices]:
    """Every valid configuration, completed: a value or None for each option, options in declared order."""
    for choices in all_choices(a_product.options, a_product.all_constraints):
        if all(holds(constraint, choices, a_product.domains) for constraint in a_product.all_constraints):
            yield choices


def all_choices(options: Sequence[Option], constraints: Sequence[Constraint]) -> Iterator[CompletedChoices]:
    """Every combination of what the options can be by their domains, valid or not; the last option changes first."""
    outcomes = [outcomes_of(option, constraints) for option in options]
    for combination in product(*outcomes):
        yield {option.key: chosen for option, chosen in zip(options, combination, strict=True)}


def brute_count(a_product: Product, over: Sequence[str] | None = None) -> int:
    """How many outcomes there are for the options in `over` (without it: all closed ones) in valid configurations."""
    keys = [option.key for option in a_product.options if not option.is_open] if over is None else over
    return len({tuple(choices[key] for key in keys) for choices in all_valid(a_product)})


def outcomes_of(option: Option, constraints: Sequence[Constraint]) -> list[CanonicalValue | None]:
    """What an option can be by its domain, "no value" first where it may lack one."""
    lacking: list[CanonicalValue | None] = [None] if option.may_lack_value else []
    return [*lacking, *_values_of(option, constraints)]


def _values_of(option: Option, constraints: Sequence[Constraint]) -> Iterator[CanonicalValue]:
    domain = option.domain
    match domain:
        case ValueDomain():
            yield from domain.by_key
        case FlagDomain():
            yield from (True, False)
        case AnyOfDomain():
            for number in range(domain.members.size() + 1):
                if domain.least <= number <= domain.greatest or (number == 0 and may_be_empty(option)):
                    yield from (tuple(sorted(chosen)) for chosen in combinations(domain.members.by_key, number))
        case TextDomain():
            literals = dict.fromkeys(_words(constraints))
            yield from (word for word in literals if read_value(option, word, Hints()) == (word, ()))
            for length in range(max(domain.least, 1), domain.most + 1):
                yield next(text for text in _texts(length) if text not in literals)
        case ImageDomain():
            yield digest_of(b"some picture")
        case _:
            yield from (domain.at(index) for index in range(domain.size()))


def _texts(length: int) -> Iterator[str]:
    return ("7" * (length - 1) + last for last in "753198642")


def _words(constraints: Sequence[Constraint]) -> Iterator[str]:
    """Every word that a constraint names anywhere."""
    for constraint in constraints:
        if isinstance(constraint, Table):
            cells = (cell for row in constraint.rows for cell in row if isinstance(cell, SetCell))
            yield from (value for cell in cells for value in sorted(cell.values, key=str) if isinstance(value, str))
        for expression in _expressions(constraint):
            for each in walk(expression):
                if isinstance(each, Constant) and isinstance(each.value, str):
                    yield each.value
                elif isinstance(each, InSet):
                    yield from (value for value in sorted(each.values, key=str) if isinstance(value, str))


def _expressions(constraint: Constraint) -> tuple[Expression, ...]:
    match constraint:
        case Rule():
            return constraint.condition, constraint.when
        case Activity():
            return (constraint.when,)
        case _:
            return ()
