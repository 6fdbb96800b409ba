"""Answers about what configurations come to: the best in order, and one whole configuration by wishes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from configurator.answers.answer import Answer, Choice, choices_of, flat_choices
from configurator.answers.configurations import AmountAnswer
from configurator.answers.explained import ConflictAnswer
from configurator.source import Source, Sources

if TYPE_CHECKING:
    from configurator.engine.best import Ranked
    from configurator.engine.complete import Completion
    from configurator.engine.priced import Priced
    from configurator.model.catalog import Product


class RankedAnswer(Answer):
    """A valid configuration and what it comes to; `choices` are completed, without texts and pictures."""

    amount: AmountAnswer
    choices: dict[str, Choice]


class BestAnswer(Answer):
    """The first of the valid configurations with some choices in the order of a quantity, the least or greatest first.

    `quantity` is its name. `method`: what was asked, as in the answer to `narrow`. There are none where nothing has
    the choices.
    """

    product: str
    quantity: str
    greatest: bool
    method: str
    configurations: tuple[RankedAnswer, ...]

    @classmethod
    def of(cls, product: Product, priced: Priced, found: Iterable[Ranked]) -> BestAnswer:
        """These configurations of a product."""
        configurations = tuple(
            RankedAnswer(amount=AmountAnswer.of(each.amount), choices=choices_of(product, each.outcomes))
            for each in found
        )
        return cls(
            product=product.permanent_key,
            quantity=priced.quantity.key,
            greatest=priced.is_greatest,
            method=priced.method,
            configurations=configurations,
        )


class UnkeptAnswer(Answer):
    """A wish that is not kept, and what excludes it; `conflict` is null where the option is chosen otherwise."""

    option: str
    wish: Choice
    conflict: ConflictAnswer | None


class CompletionAnswer(Answer):
    """One whole valid configuration with some choices; `choices` is null where there is none.

    `needed`: options that take a text or a picture, which is still to be given. `kept`: the wishes that are kept, by
    option; `unkept` the others, in their order. `amount`: what it comes to by `quantity`, if one was asked for.
    `method`: what was asked, as in the answer to `narrow`; null where nothing valid has the choices.
    """

    product: str
    choices: dict[str, Choice] | None
    needed: tuple[str, ...]
    kept: dict[str, Choice]
    unkept: tuple[UnkeptAnswer, ...]
    quantity: str | None
    amount: AmountAnswer | None
    method: str | None

    @classmethod
    def of(
        cls, product: Product, found: Completion | None, priced: Priced | None, sources: Source | Sources
    ) -> CompletionAnswer:
        """What is found for a product whose catalog is made of `sources`."""
        unkept = tuple(
            UnkeptAnswer(
                option=each.option,
                wish=flat_choices({each.option: each.outcome})[each.option],
                conflict=None if each.conflict is None else ConflictAnswer.of(each.conflict, sources),
            )
            for each in (found.unkept if found else ())
        )
        amount = found.amount if found else None
        return cls(
            product=product.permanent_key,
            choices=None if found is None else choices_of(product, found.outcomes),
            needed=tuple(found.needed) if found else (),
            kept=flat_choices(dict(found.kept)) if found else {},
            unkept=unkept,
            quantity=None if priced is None else priced.quantity.key,
            amount=None if amount is None else AmountAnswer.of(amount),
            method=found.method if found else None,
        )
