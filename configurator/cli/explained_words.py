"""Conflicts and repairs in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from configurator.answers.explained import said
from configurator.answers.narrowed import Page
from configurator.cli.narrow_words import MOST_SHOWN, possible_words
from configurator.cli.wording import problem_words, table, value_words
from configurator.source import Source, Sources

if TYPE_CHECKING:
    from configurator.engine.conflict import Conflict
    from configurator.engine.narrow import Narrowed
    from configurator.engine.repair import Repair
    from configurator.product_line import ProductLine


def explained_words(
    line: ProductLine,
    narrowed: Narrowed,
    conflict: Conflict | None,
    repairs: Sequence[Repair],
    sources: Source | Sources,
) -> str:
    """A smallest conflict, in the author's words and with places; and what could be changed."""
    parts = ["\n".join(problem_words(each, sources)) for each in narrowed.problems]
    if conflict is None:
        which = "all the other choices" if narrowed.problems else "all these choices"
        if not narrowed.problems or narrowed.chosen:
            parts.append(f"some valid configuration of {line.key} has {which}")
        return "\n\n".join(parts)
    if conflict.choices:
        is_one = len(conflict.choices) == 1
        them = f"nothing valid for {line.key} has" if is_one else f"these choices for {line.key} exclude one another"
        parts.append(f"{them}:")
        parts.append(table(((key, value_words(value)) for key, value in conflict.choices.items()), "  "))
    else:
        parts.append(f"nothing is valid for {line.key}, whatever is chosen:")
    if conflict.constraints:
        parts.append(conflict_words(conflict, sources))
    parts += [_repair(number, each) for number, each in enumerate(repairs, 1)]
    return "\n\n".join(parts)


def conflict_words(conflict: Conflict, sources: Source | Sources) -> str:
    """The constraints of a conflict, in the author's words and with places."""
    return "\n".join(_constraints(conflict, sources))


def _constraints(conflict: Conflict, sources: Source | Sources) -> Iterator[str]:
    for each in conflict.constraints:
        yield f"  {said(each, sources)}"
        source = sources.holding(each.span)
        yield f"    `{each.key}`, declared at {source.link(each.span)}" if source else f"    `{each.key}`"


def _repair(number: int, repair: Repair) -> str:
    page = Page(most=MOST_SHOWN)
    rows = table(((key, possible_words(each, page)) for key, each in repair.domains.items()), "  ")
    head = "change" if number == 1 else "or change"
    example = ", ".join(f"{key} = {value_words(value)}" for key, value in repair.example.items())
    together = f"\n  together, for example: {example}" if len(repair.domains) > 1 and example else ""
    return f"{head}\n{rows}{together}{_price(repair)}"


def _price(repair: Repair) -> str:
    """What a repair makes of the price, and what the whole then comes to at least."""
    if repair.amount is None or repair.difference is None:
        return ""
    sign = "+" if repair.difference.base > 0 else ""
    difference = f"{sign}{repair.difference}" if repair.difference.base else "no difference"
    return f"\n  {difference}, then from {repair.amount}"
