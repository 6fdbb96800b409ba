"""What a configuration is made of, and how: parts with their quantities, work steps in the order of doing them.

Codes do not depend on it. It is worked out from a completed configuration; an order is exploded under the release that
it was sold under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from configurator.model.build import Check, Inserted, Operation, Pick, Template
from configurator.model.catalog import Product
from configurator.model.derivation import Amount
from configurator.model.domain import members_of
from configurator.model.evaluation import Choices, Worth, evaluate
from configurator.model.expression import Expression


@dataclass(frozen=True, slots=True)
class Part:
    """So many of a part, all steps that pick it added up."""

    part: str
    quantity: Amount


@dataclass(frozen=True, slots=True)
class Work:
    """One step: `verb` is `pick`, `check`, or what a `machine` does; `text` is the part to pick, or what to look at.

    `parameters` are what the machine is told: texts, keys, truth values, amounts; None where nothing is chosen that
    would say it.
    """

    verb: str
    text: str | None = None
    quantity: Amount | None = None
    machine: str | None = None
    key: str | None = None
    parameters: Mapping[str, str | bool | Amount | None] | None = None


@dataclass(frozen=True, slots=True)
class Exploded:
    """Parts in order of their first appearance, and steps in the order in which they are done."""

    parts: tuple[Part, ...]
    steps: tuple[Work, ...]


def explode(product: Product, completed: Choices) -> Exploded:
    """The parts and steps of a valid configuration (canonical values by option key)."""
    work = _Exploding(product, completed)
    steps: list[Work] = []
    parts: dict[tuple[str, str], Amount] = {}
    for step in product.steps:
        if not work.fires(step.when):
            continue
        done = work.step(step)
        if done is None:
            continue
        steps.append(done)
        if done.verb == PICK and done.text is not None and done.quantity is not None:
            unit = done.quantity.unit
            place = (done.text, unit.symbol if unit else "")
            before = parts.get(place)
            parts[place] = Amount(done.quantity.base + (before.base if before else 0), unit)
    return Exploded(tuple(Part(text, amount) for (text, _), amount in parts.items()), tuple(steps))


PICK, CHECK = "pick", "check"


class _Exploding:
    def __init__(self, product: Product, completed: Choices) -> None:
        self._product, self._completed = product, completed

    def fires(self, when: Expression | None) -> bool:
        return when is None or self._worth(when) is True

    def step(self, step: Pick | Check | Operation) -> Work | None:
        """What is done; None for a part of which none is needed."""
        match step:
            case Pick(part, quantity, unit):
                base = self._worth(quantity)
                assert isinstance(base, Fraction | None)  # noqa: S101 - analysis has typed it
                if base is None or base <= 0:
                    return None
                return Work(PICK, self._text(part, as_part=True), Amount(base, unit))
            case Check(text):
                return Work(CHECK, self._text(text))
            case Operation(verb, machine, parameters, key):
                values = {name: self._parameter(value) for name, value in parameters}
                return Work(verb, machine=machine, key=key, parameters=values)

    def _worth(self, expression: Expression) -> Worth:
        return evaluate(expression, self._completed, self._product.domains)

    def _parameter(self, value: Template | Inserted) -> str | bool | Amount | None:
        if isinstance(value, Template):
            return self._text(value, as_part=True)
        worth = self._worth(value.expression)
        if isinstance(worth, Fraction):
            return Amount(worth, value.unit)
        return " ".join(sorted(worth)) if isinstance(worth, frozenset) else worth

    def _text(self, template: Template, *, as_part: bool = False) -> str:
        return "".join(
            piece if isinstance(piece, str) else self._shown(piece, as_part=as_part) for piece in template.pieces
        )

    def _shown(self, piece: Inserted, *, as_part: bool) -> str:
        """A value in a text: keys and bare numbers for machines and parts, labels and units where people read."""
        worth = self._worth(piece.expression)
        match worth:
            case None:
                return ""
            case bool():
                return "yes" if worth else "no"
            case Fraction():
                amount = Amount(worth, piece.unit)
                return amount.digits if as_part else str(amount)
            case frozenset():
                return ", ".join(self._label(piece.option, key) for key in sorted(worth))
        return worth if as_part else self._label(piece.option, worth)

    def _label(self, option: str | None, key: str) -> str:
        """The label of a value, where it is one."""
        members = members_of(self._product.by_key[option].domain) if option else None
        return members.by_key[key].label if members and key in members.by_key else key
