"""Answers about what follows from a configuration: amounts, parts, work steps."""

from __future__ import annotations

from configurator.answers.answer import Answer, Choice
from configurator.answers.configurations import AmountAnswer, BarAnswer
from configurator.engine.explode import Exploded, Work
from configurator.engine.offer import Offer
from configurator.model.derivation import Amount


class PartAnswer(Answer):
    """So many of a part."""

    part: str
    quantity: AmountAnswer


class StepAnswer(Answer):
    """One step: `verb` is `pick`, `check`, or what the `machine` does; `text` is the part, or what to look at."""

    verb: str
    text: str | None
    quantity: AmountAnswer | None
    machine: str | None
    key: str | None
    parameters: dict[str, bool | str | AmountAnswer | None]

    @classmethod
    def of(cls, work: Work) -> StepAnswer:
        """The same for programs."""
        parameters = {
            name: AmountAnswer.of(value) if isinstance(value, Amount) else value
            for name, value in (work.parameters or {}).items()
        }
        quantity = AmountAnswer.of(work.quantity) if work.quantity else None
        return cls(
            verb=work.verb,
            text=work.text,
            quantity=quantity,
            machine=work.machine,
            key=work.key,
            parameters=parameters,
        )


class ExplodedAnswer(Answer):
    """Answer to `explode`: what a configuration comes to, is made of, and how it is made.

    `facts` are those of the sale; `sellable` is null where it depends on those in `open_facts`. `steps` stand in the
    order in which they are done.
    """

    product: str
    facts: dict[str, Choice]
    sellable: bool | None
    bars: tuple[BarAnswer, ...]
    open_facts: tuple[str, ...]
    amounts: dict[str, AmountAnswer]
    parts: tuple[PartAnswer, ...]
    steps: tuple[StepAnswer, ...]

    @classmethod
    def of(cls, product: str, offer: Offer, exploded: Exploded) -> ExplodedAnswer:
        """The same for programs; `product` is the permanent key."""
        return cls(
            product=product,
            facts=dict(offer.facts),
            sellable=offer.sellable,
            bars=tuple(map(BarAnswer.of, offer.bars)),
            open_facts=offer.open,
            amounts={key: AmountAnswer.of(amount) for key, amount in offer.amounts.items()},
            parts=tuple(PartAnswer(part=e.part, quantity=AmountAnswer.of(e.quantity)) for e in exploded.parts),
            steps=tuple(map(StepAnswer.of, exploded.steps)),
        )
