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

    `some_gained` and `some_lost` are examples, by the keys of their side, without texts and pictures. A number that is
    out of reach is null, and `why` says what puts it there; it is then no less than `…_at_least`, where that is known.
    `method`: what the answer comes from, as in the answer to `narrow`; null where there is none.
    """

    product: str
    kept: int | None
    kept_text: str | None
    gained: int | None
    gained_text: str | None
    lost: int | None
    lost_text: str | None
    kept_at_least: int | None = None
    kept_at_least_text: str | None = None
    gained_at_least: int | None = None
    gained_at_least_text: str | None = None
    lost_at_least: int | None = None
    lost_at_least_text: str | None = None
    some_gained: tuple[dict[str, Choice], ...]
    some_lost: tuple[dict[str, Choice], ...]
    method: str | None = None
    why: str | None

    @classmethod
    def of(cls, changed: Changed) -> ChangedAnswer:
        """The same for programs."""
        kept = _at_least(changed.kept, changed.kept_at_least)
        gained = _at_least(changed.gained, changed.gained_at_least)
        lost = _at_least(changed.lost, changed.lost_at_least)
        return cls(
            product=changed.permanent_key,
            kept=changed.kept,
            kept_text=_digits(changed.kept),
            gained=changed.gained,
            gained_text=_digits(changed.gained),
            lost=changed.lost,
            lost_text=_digits(changed.lost),
            kept_at_least=kept,
            kept_at_least_text=_digits(kept),
            gained_at_least=gained,
            gained_at_least_text=_digits(gained),
            lost_at_least=lost,
            lost_at_least_text=_digits(lost),
            some_gained=_examples(changed.new, changed.some_gained),
            some_lost=_examples(changed.old, changed.some_lost),
            method=changed.method,
            why=changed.why,
        )


class DifferencesAnswer(Answer):
    """What became of each product of two catalogs, those of the new one in declared order first."""

    products: tuple[ChangedAnswer, ...]

    @classmethod
    def of(cls, changed: Iterable[Changed]) -> DifferencesAnswer:
        """The same for programs."""
        return cls(products=tuple(map(ChangedAnswer.of, changed)))


def _at_least(number: int | None, at_least: int) -> int | None:
    """What is known of a number that is not known itself."""
    return at_least or None if number is None else None


def _digits(number: int | None) -> str | None:
    return None if number is None else digits(number)


def _examples(product: Product | None, found: Iterable[Configuration]) -> tuple[dict[str, Choice], ...]:
    return () if product is None else tuple(choices_of(product, each) for each in found)
