"""`configurator count`: how many valid configurations a product has, exactly."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices, Seconds
from configurator.cli.faults import NO, YES, WrongUseError, more_allowed
from configurator.cli.output import Out, answering, complain, say
from configurator.cli.patience import patient

if TYPE_CHECKING:
    from configurator.compiler.budget import Budget
    from configurator.engine.count import Counted
    from configurator.engine.valid_space import ValidSpace
    from configurator.model.catalog import Product
    from configurator.product_line import ProductLine


def count(
    catalog: CatalogAndProduct,
    choices: Choices = None,
    over: Annotated[
        str | None,
        typer.Option("--over", metavar="OPTION,…", help="Tell configurations apart by these options only."),
    ] = None,
    seconds: Seconds = None,
    form: AnswerForm = None,
) -> None:
    """Count the valid configurations of a product, or those that have some choices.

    They are not listed, so trillions take no longer than dozens. Texts do not
    multiply: whatever name is engraved, it counts once. In JSON `count` is an
    exact integer, however large, and `count_text` the same in digits, for
    readers whose numbers are floats (JavaScript beyond 2^53 - 1).

    Where that is out of reach one hears what the number is at least, if that is
    known. What needs more time gets it by --seconds; where a counting solver is
    asked, it may take twelve times as long.

    Examples:
      configurator count atelier
      configurator count studio model=p14 cover=black
      configurator count studio:phone_case --over model,cover
      configurator count linux.dimacs --seconds 60

    Exit codes: 0 counted, 1 choices are no choices here, or too complex to count,
    2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers import CountAnswer
        from configurator.cli.wording import at_least_words
        from configurator.diagnostics.suggest import digits
        from configurator.errors import MissingExtraError, TooComplexError

        if choices and over is not None:
            message = "choices are given beside `--over`"
            raise WrongUseError("choices-and-over", message, "leave out one of the two")
        line, given = _asked(out, catalog, choices or [])
        keys = None if over is None else _options(line.product, over)
        asked = _Asked(line, given, keys)
        found, why = None, None
        try:
            with patient(out) as budget:
                found = asked.counted(budget)
        except (TooComplexError, MissingExtraError) as error:
            why = error
        least = None if why is None else asked.at_least(out.settings.budget)
        if why is not None and not out.is_json:
            complain(str(why), more_allowed(why) if isinstance(why, TooComplexError) else why.hint)
        _tell_method(out, found)
        out.show(
            lambda: digits(found.number, ",") if found else at_least_words(least) if least is not None else "",
            lambda: CountAnswer.of(line.key, keys, found, str(why) if why else None, least),
            YES if found else NO,
        )


def _asked(out: Out, catalog: str, choices: list[str]) -> tuple[ProductLine, Mapping[str, object]]:
    """The product that is meant, and the raw choices, which are no others than it has. Raises `FaultyChoicesError`."""
    from configurator.cli.address import Address
    from configurator.cli.asked_space import refuse_faulty
    from configurator.cli.choices import Given
    from configurator.engine.valid_space import faults_of

    address, given = Address.of(catalog), Given.of(choices, out.settings.json_limits)
    line, raw = given.addressed(address, address.load())
    refuse_faulty([given.in_words(line.product, each) for each in faults_of(line.product, raw)])
    return line, raw


@dataclass
class _Asked:
    """What is to be counted; the product is compiled once, for the count and for what can be said without it."""

    line: ProductLine
    raw: Mapping[str, object]
    keys: tuple[str, ...] | None
    space: ValidSpace | None = None

    def counted(self, budget: Budget) -> Counted:
        """How many there are. Raises as `engine.count` does, and `FaultyChoicesError`."""
        from configurator.cli.asked_space import refuse_faulty
        from configurator.engine.count import counted, counted_after
        from configurator.errors import UnnumberedError
        from configurator.here_or_aside import answered

        product = self.line.product
        if self.keys is None:
            self.space = self.line.catalog.space_within(product, budget)
            read = self.space.read(self.raw)
            refuse_faulty(read.problems)
            try:
                return counted_after(self.space, read, budget)
            except UnnumberedError:  # lists are counted without the order of what is in them
                self.space = None
                if self.raw:
                    raise
        return answered((product,), partial(counted, product, self.keys), budget)

    def at_least(self, budget: Budget) -> int | None:
        """What their number does not fall below, where that is known, too."""
        from configurator.engine.at_least import at_least
        from configurator.errors import MissingExtraError, TooComplexError, UnnumberedError

        if self.space is None:
            return None
        try:
            return at_least(self.space, self.space.read(self.raw), budget)
        except (TooComplexError, MissingExtraError, UnnumberedError):
            return None


def _tell_method(out: Out, found: Counted | None) -> None:
    """Say on stderr if a number was got in another way than usual."""
    if found and found.method != "diagram" and not out.is_json:
        by = {"circuit": "a decision circuit", "solver": "a counting solver"}[found.method]
        say(f"note: exact, by {by}: options are tied too much for a decision diagram", sys.stderr)


def _options(product: Product, over: str) -> tuple[str, ...]:
    """The options that are named, each closed and named once. Raises `WrongUseError`."""
    from configurator.diagnostics.suggest import did_you_mean

    keys = tuple(dict.fromkeys(each.strip() for each in over.split(",") if each.strip()))
    for key in keys:
        option = product.by_key.get(key)
        if option is None:
            hint = did_you_mean(key, product.by_key)
            raise WrongUseError("unknown-option", f"`{product.key}` has no option `{key}`", hint)
        if option.is_open:
            from configurator.model.domain import TextDomain

            what = "text, and texts" if isinstance(option.domain, TextDomain) else "an image, and images"
            raise WrongUseError("open-option", f"`{key}` is {what} are not counted", "leave it out")
    return keys
