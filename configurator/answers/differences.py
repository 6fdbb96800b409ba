"""Answers about what a release gains and loses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from configurator.answers.answer import Answer, Choice, choices_of
from configurator.diagnostics.suggest import digits

if TYPE_CHECKING:
    from configurator.differences import Changed
    from configurator.engine.difference import Configuration
    from configurator.model.catalog import Product


class ChangedAnswer(Answer):
    """How many configurations of a product are gained, lost and kept, exactly, each in digits, too.

    `some_gained` and `some_lost` are examples, by the keys of their side, without texts and pictures. Where it is out
    of reach, `why` says what puts it there, and the numbers are null.
    """

    product: str
    kept: int | None
    kept_text: str | None
    gained: int | None
    gained_text: str | None
    lost: int | None
    lost_text: str | None
    some_gained: tuple[dict[str, Choice], ...]
    some_lost: tuple[dict[str, Choice], ...]
    why: str | None

    @classmethod
    def of(cls, changed: Changed) -> ChangedAnswer:
        """The same for programs."""
        return cls(
            product=changed.permanent_key,
            kept=changed.kept,
            kept_text=_digits(changed.kept),
            gained=changed.gained,
            gained_text=_digits(changed.gained),
            lost=changed.lost,
            lost_text=_digits(changed.lost),
            some_gained=_examples(changed.new, changed.some_gained),
            some_lost=_examples(changed.old, changed.some_lost),
            why=changed.why,
        )


class DifferencesAnswer(Answer):
    """What became of each product of two catalogs, those of the new one in declared order first."""

    products: tuple[ChangedAnswer, ...]

    @classmethod
    def of(cls, changed: Iterable[Changed]) -> DifferencesAnswer:
        """The same for programs."""
        return cls(products=tuple(map(ChangedAnswer.of, changed)))


def _digits(number: int | None) -> str | None:
    return None if number is None else digits(number)


def _examples(product: Product | None, found: Iterable[Configuration]) -> tuple[dict[str, Choice], ...]:
    return () if product is None else tuple(choices_of(product, each) for each in found)
