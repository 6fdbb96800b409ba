"""A stored document under the catalog of today, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from configurator.cli.wording import completed_words, problem_words, table, value_words
from configurator.identity.code import grouped
from configurator.rereading import Reread
from configurator.source import Source


def reread_words(found: Reread, source: Source, day: date) -> str:
    """What it is today, what has been renamed and what is gone, and whether it can be built and sold."""
    return "\n\n".join(_parts(found, source, day))


def _parts(found: Reread, source: Source, day: date) -> Iterator[str]:
    product = found.product
    yield f"{grouped(found.document.code)}, a stored {product.label}, under {source.name}:"
    lost = table(((key, f"{value_words(value)} (no longer known)") for key, value in found.reading.lost.items()), "  ")
    yield "\n".join(filter(None, (completed_words(product, found.reading.completed), lost)))
    renamed = table(((_now(each.option, each.now), f"was {each.first} first") for each in found.reading.renamed), "  ")
    if renamed:
        yield f"called otherwise since:\n{renamed}"
    yield f"can be built today: {'yes' if found.buildable else 'no'}"
    yield from ("\n".join(problem_words(each, source)) for each in found.problems)
    yield f"can be sold on {day.isoformat()}: {'yes' if found.sellable else 'no'}"
    if found.bars:
        yield "\n".join(each.message for each in found.bars)
    if not found.code_kept:
        yield (
            "this catalog would write the same product otherwise, into another code: "
            "an edit has passed without `configurator check --against`"
        )


def _now(option: str | None, name: str) -> str:
    return name if option is None else f"{option} = {name}"
