"""`configurator narrow`: what each option can still be after the choices made so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices, Seconds
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import answering

if TYPE_CHECKING:
    from configurator.model.catalog import Product


def narrow(  # noqa: PLR0913, PLR0917 - an option each
    catalog: CatalogAndProduct,
    choices: Choices = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="OPTION", help="Show this option only; may stand several times."),
    ] = None,
    search: Annotated[
        str, typer.Option("--search", metavar="WORDS", help="Show values whose key or label has these words.")
    ] = "",
    skip: Annotated[
        int, typer.Option("--skip", metavar="NUMBER", min=0, help="Leave out so many values of each option.")
    ] = 0,
    most: Annotated[
        int | None, typer.Option("--most", metavar="NUMBER", min=0, help="Show so many values of each option.")
    ] = None,
    seconds: Seconds = None,
    form: AnswerForm = None,
) -> None:
    """Tell what each option can still be, after the choices made so far.

    A value is told of if something valid has it and all other choices, so no
    click on it leads to a dead end. Of an option that is chosen, one hears what
    it could be switched to.

    Examples:
      configurator narrow studio
      configurator narrow studio model=p14 cover=black
      configurator narrow studio --option team --search eagles --most 20

    Exit codes: 0 told, 1 choices are no choices here or contradict one another,
    or too complex, 2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.narrowed import MOST_VALUES, NarrowedAnswer, Page
        from configurator.cli.asked_space import asked_space
        from configurator.cli.narrow_words import MOST_SHOWN, narrow_words
        from configurator.engine.narrow import narrowed

        line, space, read, sources = asked_space(out, catalog, choices or [], lambda asked: _options(asked, option))
        keys = _options(line.product, option)
        found = narrowed(space, read)
        page = Page(search, skip, most if most is not None else MOST_VALUES if out.is_json else MOST_SHOWN)
        out.show(
            lambda: narrow_words(line, found, sources, keys, page),
            lambda: NarrowedAnswer.of(line.product, found, sources, keys, page),
            YES if found.is_consistent and not found.problems else NO,
        )


def _options(product: Product, asked: list[str] | None) -> tuple[str, ...]:
    """The keys of the options that are shown: those asked for, or all. Raises `WrongUseError`."""
    from configurator.diagnostics.suggest import did_you_mean

    for key in asked or ():
        if key not in product.by_key:
            hint = did_you_mean(key, product.by_key)
            raise WrongUseError("unknown-option", f"`{product.key}` has no option `{key}`", hint)
    return tuple(dict.fromkeys(asked)) if asked else tuple(product.by_key)
