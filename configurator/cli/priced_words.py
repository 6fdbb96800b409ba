"""What is cheapest, in words: configurations in order, completions, wishes that could not be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from configurator.cli.explained_words import conflict_words
from configurator.cli.narrow_words import none_valid
from configurator.cli.numbered import typed_words
from configurator.cli.wording import completed_words, table, value_words
from configurator.model.domain import ImageDomain
from configurator.source import Source, Sources

if TYPE_CHECKING:
    from configurator.engine.best import Ranked
    from configurator.engine.complete import Completion, Unkept
    from configurator.engine.priced import Priced
    from configurator.product_line import ProductLine


def best_words(line: ProductLine, priced: Priced, found: Sequence[Ranked], most: int, has_choices: bool) -> str:
    """The best of all, and as many as are wanted in order."""
    if not found:
        return _none_valid(line, has_choices)
    which = "greatest" if priced.is_greatest else "least"
    head = f"{line.key}: the {which} `{priced.quantity.key}` is {found[0].amount}"
    amounts = [str(each.amount) for each in found[:most]]
    width = max(map(len, amounts), default=0)
    words = (" ".join(typed_words(line.product, each.outcomes)) for each in found[:most])
    listed = table(((amount.rjust(width), text) for amount, text in zip(amounts, words, strict=True)), "  ")
    return f"{head}\n\n{listed}" if listed else head


def completion_words(
    line: ProductLine,
    found: Completion | None,
    priced: Priced | None,
    sources: Source | Sources,
    has_choices: bool,
) -> str:
    """A whole configuration, what it comes to, what is still to be given, and why wishes are not kept."""
    if found is None:
        return _none_valid(line, has_choices)
    head = f"a configuration of {line.key}"
    if priced is not None:
        head += f": `{priced.quantity.key}` is {found.amount}"
    parts = [head, completed_words(line.product, found.outcomes)]
    if found.needed:
        parts.append("still to be given:\n" + table(_needed(line, found), "  "))
    parts += [_unkept(each, sources) for each in found.unkept]
    return "\n\n".join(part for part in parts if part)


def _none_valid(line: ProductLine, has_choices: bool) -> str:
    return f"{none_valid(line, has_choices)}\n  hint: `configurator explain` tells why"


def _needed(line: ProductLine, found: Completion) -> Iterator[tuple[str, str]]:
    for key in found.needed:
        yield key, "a picture" if isinstance(line.product.by_key[key].domain, ImageDomain) else "a text"


def _unkept(unkept: Unkept, sources: Source | Sources) -> str:
    wish = f"not kept: {unkept.option} = {value_words(unkept.outcome)}"
    if unkept.conflict is None:
        return f"{wish}, since it is chosen otherwise"
    others = {key: value for key, value in unkept.conflict.choices.items() if key != unkept.option}
    beside = ", ".join(f"{key} = {value_words(value)}" for key, value in others.items())
    head = f"{wish}, which cannot be beside {beside}" if others else f"{wish}, which nothing valid has"
    said = conflict_words(unkept.conflict, sources)
    return f"{head}\n{said}" if said else head
