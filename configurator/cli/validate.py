"""`configurator validate`: is this configuration valid, and if not, why not? And what of one that was sold long ago?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices, Language
from configurator.cli.days import Day, day_of
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import Out, answering


def validate(  # noqa: PLR0913, PLR0917 - the options of a command are its arguments
    catalog: CatalogAndProduct,
    choices: Choices = None,
    form: AnswerForm = None,
    complete: Annotated[
        bool, typer.Option("--complete", metavar="", help="Show the configuration completed, with its defaults.")
    ] = False,
    canonical: Annotated[
        bool, typer.Option("--canonical", metavar="", help="Show the canonical document, too.")
    ] = False,
    document: Annotated[
        str | None,
        typer.Option("--document", metavar="FILE", help="A stored document instead of choices; - for standard input."),
    ] = None,
    on: Day = None,
    language: Language = None,
) -> None:
    """Tell whether a configuration is valid, and if not, why not.

    Choices are words, or a JSON file, or - for JSON from standard input:
      model=p14 gift=yes            a value, or yes or no
      extras=strap,stand            several values
      "strap_length=25.5 cm"        a number, also with a unit
      team=                         no value
    Without any choices one hears what is missing. What is retired is valid, and
    one hears that it cannot be sold.

    With --document it takes the canonical document of what was sold once, under
    whatever release: it is read without defaults, by today's names, and one hears
    what has been renamed, retired or lost since.

    Examples:
      configurator validate studio model=p14 cover=black
      configurator validate studio:phone_case order.json --format json
      configurator validate studio --document sold.json --on 2027-01-01
      configurator validate lamp:sconce paint=brick switch=cord --language fr

    Exit codes: 0 valid, 1 not valid, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        day = day_of(on)
        if document is None:
            _configuration(out, catalog, choices or [], day, language, complete=complete, canonical=canonical)
        elif choices:
            message = "choices are given beside `--document`"
            raise WrongUseError("document-and-choices", message, "leave out one of the two")
        else:
            _stored(out, catalog, document, day, language)


def _configuration(
    out: Out,
    catalog: str,
    choices: list[str],
    day: date,
    language: str | None,
    *,
    complete: bool,
    canonical: bool,
) -> None:
    from configurator.answers import VerdictAnswer
    from configurator.cli.address import Address
    from configurator.cli.choices import Given
    from configurator.cli.wording import verdict_words
    from configurator.pipeline import coded

    address, given = Address.of(catalog), Given.of(choices, out.settings.json_limits)
    loaded = address.load()
    line, raw = given.addressed(address, loaded)
    verdict = given.judged(line, raw, language)
    bars = line.bars(verdict.completed, day) if verdict.valid else ()
    document = coded(line.knowledge, verdict).document if verdict.valid else None
    shown = document if canonical else None
    out.show(
        lambda: verdict_words(line, verdict, loaded.source, complete=complete, bars=bars, document=shown),
        lambda: VerdictAnswer.of(line.key, verdict, loaded.source, bars, document),
        YES if verdict.valid else NO,
    )


def _stored(out: Out, catalog: str, name: str, day: date, language: str | None) -> None:
    from configurator.answers import RereadAnswer
    from configurator.cli.address import Address
    from configurator.cli.choices import read_bytes
    from configurator.cli.reread_words import reread_words
    from configurator.text.json_reader import read_json

    limits = out.settings.json_limits
    address = Address.of(catalog)
    loaded, stored = address.load(), read_json(read_bytes(name, limits), limits)
    found = loaded.reread(stored, day, language)
    named = address.product and loaded[address.product].key
    if named not in (None, found.document.product):
        message = f"this is a document of `{found.document.product}`, not of `{named}`"
        raise WrongUseError("another-product", message, "leave the product out: the document names it")
    out.show(
        lambda: reread_words(found, loaded.source, day),
        lambda: RereadAnswer.of(found, loaded.source, day.isoformat()),
        YES if found.buildable else NO,
    )
