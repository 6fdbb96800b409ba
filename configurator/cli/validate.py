"""`configurator validate`: is this configuration valid, and if not, why not?"""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering


def validate(
    catalog: CatalogAndProduct,
    choices: Choices = None,
    form: AnswerForm = None,
    complete: Annotated[
        bool, typer.Option("--complete", metavar="", help="Show the configuration completed, with its defaults.")
    ] = False,
) -> None:
    """Tell whether a configuration is valid, and if not, why not.

    Choices are words, or a JSON file, or - for JSON from standard input:
      model=p14 gift=yes            a value, or yes or no
      extras=strap,stand            several values
      "strap_length=25.5 cm"        a number, also with a unit
      team=                         no value
    Without any choices one hears what is missing.

    Examples:
      configurator validate studio model=p14 cover=black
      configurator validate studio:phone_case order.json --format json

    Exit codes: 0 valid, 1 not valid, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.answers import VerdictAnswer
        from configurator.cli.address import Address
        from configurator.cli.choices import Given
        from configurator.cli.wording import verdict_words

        address, given = Address.of(catalog), Given.of(choices or [], out.settings.json_limits)
        loaded = address.load()
        line, raw = given.addressed(address, loaded)
        verdict = given.judged(line, raw)
        out.show(
            lambda: verdict_words(line, verdict, loaded.source, complete=complete),
            lambda: VerdictAnswer.of(line.key, verdict, loaded.source),
            YES if verdict.valid else NO,
        )
