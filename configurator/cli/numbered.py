"""Numbered configurations on the command line: how they are found and how they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from configurator.cli.asked_space import asked_space, space_of
from configurator.cli.choices import said
from configurator.cli.faults import WrongUseError
from configurator.cli.output import Out
from configurator.cli.wording import table
from configurator.diagnostics.suggest import digits
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import NO_CHOICES, Choices, ValidSpace
from configurator.model.domain import ProductDomain
from configurator.model.reading import unmentioned

if TYPE_CHECKING:
    from configurator.engine.outcomes import Outcome
    from configurator.model.catalog import Product
    from configurator.model.option import Option
    from configurator.product_line import ProductLine


def written_to(
    out: Out, line: ProductLine, after: tuple[ValidSpace, Choices], numbers: Iterable[int], most: int, output: Path
) -> int:
    """Write the configurations with these numbers, of those that have choices, to a file; how many they are.

    At most so many are expected. Raises as `configurations_file` does.
    """
    from configurator.cli.patience import counting

    space, choices = after
    with counting(out) as progress:
        return line.configurations_file(
            output, numbers, rows=most, choices=choices, space=space, progress=lambda rows: progress(_Written(rows))
        )


@dataclass(frozen=True)
class _Written:
    rows: int

    @property
    def words(self) -> str:
        return f"{self.rows:,} rows"


def readable(
    out: Out, catalog: str, arguments: list[str], first: Callable[[Product], object] = lambda _: None
) -> tuple[ProductLine, ValidSpace, Choices]:
    """The product that is meant, its diagrams, and the choices, all of which can be read.

    Raises as `asked_space` does for those who ask strictly.
    """
    line, space, choices, _ = asked_space(out, catalog, arguments, first, strictly=True)
    return line, space, choices


def counted_ranks(out: Out, line: ProductLine) -> Ranks:
    """The numbers of all configurations of a product. Raises as `Ranks` and `space_of` do."""
    return Ranks(space_of(out, line), NO_CHOICES)


def whole_number(text: str) -> int:
    """A number as people type it, with or without commas. Raises `WrongUseError`."""
    plain = text.replace(",", "").replace("_", "").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4_000):
        raise WrongUseError("not-a-number", f"`{text}` is no number from 0 on", "write digits")
    return int(plain)


def numbered_words(
    line: ProductLine, count: int, numbered: Sequence[tuple[int, Mapping[str, Outcome]]], begin: int = 0
) -> str:
    """How many there are, and some of them with their numbers, in the words that one would type.

    Where none has a number from `begin` on, that is said.
    """
    of = "configuration of" if count == 1 else "configurations of"
    chosen = ((number, " ".join(typed_words(line.product, outcomes))) for number, outcomes in numbered)
    rows = ((digits(number, ","), words or "(nothing chosen)") for number, words in chosen)
    listed = table(rows, "  ")
    head = f"{digits(count, ',')} valid {of} {line.key}"
    if count and begin >= count:
        listed = f"none from number {digits(begin, ',')} on: the last one is {digits(count - 1, ',')}"
    if not count:
        return f"{head}\n  hint: `configurator explain` tells why"
    return f"{head}\n\n{listed}" if listed else head


def typed_words(product: Product, outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    """The choices that somebody must make who wants this configuration; what follows or is usual is left out."""
    for option in product.options:
        if option.key in outcomes and option.derivation is None:
            yield from _word(option, outcomes[option.key])


def _word(option: Option, outcome: Outcome) -> Iterator[str]:
    usual, problems = unmentioned(option)
    if isinstance(option.domain, ProductDomain):
        return
    if outcome is None and (problems or usual is None or usual == () or not option.optional):
        return  # where it must have a value whenever it is asked for, it is not asked for
    text = said(outcome)
    yield f'"{option.key}={text}"' if " " in text else f"{option.key}={text}"
