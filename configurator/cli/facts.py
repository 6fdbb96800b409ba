"""The facts of a sale as they are given to a command: `--fact market=eu`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.faults import WrongUseError

if TYPE_CHECKING:
    from configurator.product_line import ProductLine

GivenFacts = Annotated[
    list[str] | None,
    typer.Option(
        "--fact", metavar="NAME=VALUE", help="A fact of the sale, such as market=eu; as often as there are.",
        show_default=False,
    ),
]  # fmt: skip


def row_facts_in(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words that give facts, and the names of those that stand in rows: `market`, without a value."""
    return [word for word in words if "=" in word], [word for word in words if "=" not in word]


def facts_in(words: Sequence[str]) -> Mapping[str, str]:
    """Facts by name. Raises `WrongUseError`."""
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise WrongUseError("not-a-fact", f"`{word}` is not a fact", "write `--fact market=eu`")
        if name in found:
            raise WrongUseError("repeated-fact", f"`{name}` is given twice", "give it once")
        found[name] = value
    return found


def facts_of(line: ProductLine, words: Sequence[str]) -> Mapping[str, object]:
    """The raw facts that these words give for a product. Raises `WrongUseError` where one of them cannot be."""
    from configurator.cli.choices import chosen_word
    from configurator.engine.sale import read_facts

    facts = {fact.key: fact for fact in line.product.facts}
    given = {name: chosen_word(facts[name], word) if name in facts else word for name, word in facts_in(words).items()}
    _, problems = read_facts(line.product, given)
    if problems:
        known = ", ".join(f"`{key}`" for key in facts) or "none"
        raise WrongUseError("wrong-fact", problems[0].message, problems[0].hint or f"facts of this catalog: {known}")
    return given
