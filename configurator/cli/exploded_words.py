"""Amounts, parts and steps in words."""

from __future__ import annotations

from collections.abc import Iterator

from configurator.cli.wording import amount_words, sale_words, table
from configurator.engine.explode import Exploded, Work
from configurator.engine.offer import Offer
from configurator.model.derivation import Amount


def exploded_words(product: str, offer: Offer, exploded: Exploded) -> str:
    """All of it: amounts, parts, steps, each with a heading; what is empty is left out."""
    blocks = [f"a configuration of {product}", sale_words(offer)]
    if offer.amounts:
        blocks.append(amount_words(offer))
    if exploded.parts:
        blocks.append("parts:\n" + table(((str(each.quantity), each.part) for each in exploded.parts), "  "))
    if exploded.steps:
        steps = ((f"{number}.", _step(each)) for number, each in enumerate(exploded.steps, start=1))
        blocks.append("steps:\n" + table(steps, "  "))
    return "\n\n".join(filter(None, blocks))


def _step(step: Work) -> str:
    match step:
        case Work(verb="pick"):
            return f"pick {step.quantity} {step.text}"
        case Work(verb="check"):
            return f"check: {step.text}"
    key = f" ({step.key})" if step.key else ""
    told = ", ".join(_parameters(step))
    return f"{step.verb} on {step.machine}{key}{': ' if told else ''}{told}"


def _parameters(step: Work) -> Iterator[str]:
    for name, value in (step.parameters or {}).items():
        shown = str(value) if isinstance(value, Amount | str) else {True: "yes", False: "no"}.get(value or False, "")
        yield f"{name} {shown if value is not None else '(nothing)'}"
