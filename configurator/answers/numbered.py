"""Answers about the numbers of valid configurations: some of them with their numbers, and the number of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from configurator.answers.answer import Answer, Choice, choices_of
from configurator.diagnostics.suggest import digits

if TYPE_CHECKING:
    from configurator.engine.outcomes import Outcome
    from configurator.model.catalog import Product


class NumberedAnswer(Answer):
    """One valid configuration with its number, from 0, which `number_text` has in digits.

    `choices` are completed, without texts and pictures: these are not numbered.
    """

    number: int
    number_text: str
    choices: dict[str, Choice]

    @classmethod
    def of(cls, product: Product, number: int, outcomes: Mapping[str, Outcome]) -> NumberedAnswer:
        """The configuration of a product with this number."""
        return cls(number=number, number_text=digits(number), choices=choices_of(product, outcomes))


class ListAnswer(Answer):
    """Some of the valid configurations that have the choices, of which there are `count`, in digits `count_text`.

    `method`: what the numbers come from, as in the answer to `narrow`.
    """

    product: str
    count: int
    count_text: str
    method: str
    configurations: tuple[NumberedAnswer, ...]

    @classmethod
    def of(
        cls, product: Product, count: int, numbered: Iterable[tuple[int, Mapping[str, Outcome]]], method: str
    ) -> ListAnswer:
        """These of a product's configurations."""
        found = tuple(NumberedAnswer.of(product, number, outcomes) for number, outcomes in numbered)
        return cls(
            product=product.permanent_key,
            count=count,
            count_text=digits(count),
            method=method,
            configurations=found,
        )


class WrittenAnswer(Answer):
    """Answer to `list` that writes to a file: how many `rows` it has, of the `count` that have the choices."""

    product: str
    output: str
    count: int
    count_text: str
    rows: int

    @classmethod
    def of(cls, product: Product, count: int, rows: int, output: str) -> WrittenAnswer:
        """What was written of a product's configurations."""
        return cls(product=product.permanent_key, output=output, count=count, count_text=digits(count), rows=rows)


class RankAnswer(Answer):
    """The number of a configuration, from 0, among all `count` valid ones; both in digits, too.

    `method`: what it comes from, as in the answer to `narrow`.
    """

    product: str
    number: int
    number_text: str
    count: int
    count_text: str
    method: str

    @classmethod
    def of(cls, product: Product, number: int, count: int, method: str) -> RankAnswer:
        """The number of a configuration of a product."""
        return cls(
            product=product.permanent_key,
            number=number,
            number_text=digits(number),
            count=count,
            count_text=digits(count),
            method=method,
        )
