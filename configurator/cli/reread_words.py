"""A stored document under the catalog of today, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from configurator.cli.wording import completed_words, problem_words, table, value_words
from configurator.identity.code_text import grouped
from configurator.rereading import Reread
from configurator.source import Sources


def reread_words(found: Reread, sources: Sources, day: date) -> str:
    """What it is today, what has been renamed and what is gone, and whether it can be built and sold."""
    return "\n\n".join("\n".join(part) for part in _parts(found, sources, day))


def _parts(found: Reread, sources: Sources, day: date) -> Iterator[list[str]]:
    lost = table(((key, f"{value_words(value)} (no longer known)") for key, value in found.reading.lost.items()), "  ")
    choices = filter(None, (completed_words(found.product, found.reading.completed), lost))
    yield [f"{grouped(found.document.code)} is a {found.product.label} of {sources.main.name}:", *choices]
    renamed = [(_now(each.option, each.now), f"was {each.first}") for each in found.reading.renamed]
    if renamed:
        yield ["called otherwise since:", table(renamed, "  ")]
    yield [
        f"can be built today: {'yes' if found.buildable else 'no'}",
        *(f"  {line}" for each in found.problems for line in problem_words(each, sources)),
        f"can be sold on {day.isoformat()}: {'yes' if found.sellable else 'no'}",
        *(f"  {each.message}" for each in found.bars),
    ]
    if not found.code_kept:
        yield [
            "this catalog would write the same product otherwise, into another code:",
            "  an edit has passed without `configurator check --against`",
        ]


def _now(option: str | None, name: str) -> str:
    return name if option is None else f"{option} = {name}"
