"""`configurator count`: how many valid configurations a product has, exactly."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import Out, answering, complain, say
from configurator.cli.patience import patient

if TYPE_CHECKING:
    from configurator.compiler.budget import Budget
    from configurator.engine.count import Counted
    from configurator.model.catalog import Product
    from configurator.service import ProductLine


def count(
    catalog: CatalogAndProduct,
    choices: Choices = None,
    over: Annotated[
        str | None,
        typer.Option("--over", metavar="OPTION,…", help="Tell configurations apart by these options only."),
    ] = None,
    form: AnswerForm = None,
) -> None:
    """Count the valid configurations of a product, or those that have some choices.

    They are not listed, so trillions take no longer than dozens. Texts do not
    multiply: whatever name is engraved, it counts once. In JSON `count` is an
    exact integer, however large, and `count_text` the same in digits, for
    readers whose numbers are floats (JavaScript beyond 2^53 - 1).

    Examples:
      configurator count atelier
      configurator count studio model=p14 cover=black
      configurator count studio:phone_case --over model,cover

    Exit codes: 0 counted, 1 too complex for that, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.answers import CountAnswer
        from configurator.cli.address import Address
        from configurator.diagnostics.suggest import digits
        from configurator.engine.count import counted as count_exactly
        from configurator.errors import TooComplexError

        if choices:
            _after_choices(out, catalog, choices, over)
            return
        address = Address.of(catalog)
        line = address.choose(address.load())
        keys = None if over is None else _options(line.product, over)
        found, why = None, None
        try:
            with patient(out) as budget:
                found = _kept_count(line, budget) if keys is None else None
                if found is None:
                    found = count_exactly(line.product, keys, budget)
        except TooComplexError as error:
            why = str(error)
            if not out.is_json:
                more = f"; {error.hint}" if error.hint else _more(error.finding)
                complain(why, "its verdicts and codes are not affected" + more)
                raise typer.Exit(NO) from None
        _tell_method(out, found)
        out.show(
            lambda: digits(found.number if found else 0, ","),
            lambda: CountAnswer.of(line.key, keys, found, why),
            YES if found else NO,
        )


def _kept_count(line: ProductLine, budget: Budget) -> Counted | None:
    """How many there are by what is kept of the product; None where that does not count as the product does."""
    from configurator.engine.count import counted_after
    from configurator.engine.valid_space import NO_CHOICES
    from configurator.errors import UnnumberedError
    from configurator.kept_spaces import kept_space

    try:
        return counted_after(kept_space(line.product, line.release, budget), NO_CHOICES, budget)
    except UnnumberedError:  # lists are counted without the order of what is in them
        return None


def _after_choices(out: Out, catalog: str, choices: list[str], over: str | None) -> None:
    """Count those that have the choices."""
    from configurator.answers import CountAnswer
    from configurator.cli.numbered import readable
    from configurator.diagnostics.suggest import digits
    from configurator.engine.count import counted_after

    if over is not None:
        message = "choices are given beside `--over`"
        raise WrongUseError("choices-and-over", message, "leave out one of the two")
    line, space, read = readable(out, catalog, choices)
    found = counted_after(space, read, out.settings.budget)
    _tell_method(out, found)
    out.show(lambda: digits(found.number, ","), lambda: CountAnswer.of(line.key, None, found, None))


def _tell_method(out: Out, found: Counted | None) -> None:
    """Say on stderr if a number was got in another way than usual."""
    if found and found.method != "diagram" and not out.is_json:
        by = {"circuit": "a decision circuit", "solver": "a counting solver"}[found.method]
        say(f"note: exact, by {by}: no decision diagram is within the budget", sys.stderr)


def _more(finding: str) -> str:
    """The setting that allows for more of what was too much, where there is one."""
    for words, variable in ((" nodes", "OPTIONARY_COUNT_NODES"), (" s", "OPTIONARY_COUNT_SECONDS")):
        if finding.startswith("it takes more than") and finding.endswith(words):
            return f"; {variable} allows for more"
    return ""


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
