"""`configurator validate`: is this configuration valid, and if not, why not? And what of one that was sold long ago?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import (
    AnswerForm,
    CatalogAndProduct,
    Choices,
    IdentityKeyFile,
    Language,
    identity_key,
)
from configurator.cli.days import Day, day_of
from configurator.cli.facts import GivenFacts
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.moments import Moment, RevisionsOf, in_force
from configurator.cli.output import Out, answering

if TYPE_CHECKING:
    from configurator.identity.identity_key import IdentityKey


def validate(  # noqa: PLR0913, PLR0917 - an option each
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
    fact: GivenFacts = None,
    key_file: IdentityKeyFile = None,
    language: Language = None,
    registry: RevisionsOf = None,
    at: Moment = None,
) -> None:
    """Tell whether a configuration is valid, and if not, why not.

    Choices are words, or a JSON file, or - for JSON from standard input:
      model=p14 gift=yes            a value, or yes or no
      extras=strap,stand            several values
      "strap_length=25.5 cm"        a number, also with a unit
      team=                         no value
      photo=@my.jpg                 a picture, whose file is looked at
    Without any choices one hears what is missing. What is retired, or may not be
    sold for the facts that --fact gives, is valid, and one hears that it cannot
    be sold. With --complete one hears its price and other amounts, too: those of
    the release, or with --registry those of the revisions that are in force.

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
            asked = _Asked(day, tuple(fact or ()), identity_key(key_file), language, (registry, at))
            _configuration(out, catalog, choices or [], asked, complete=complete, canonical=canonical)
        elif choices:
            message = "choices are given beside `--document`"
            raise WrongUseError("document-and-choices", message, "leave out one of the two")
        else:
            _stored(out, catalog, document, day, language)


@dataclass(frozen=True, slots=True)
class _Asked:
    """On which day and for which facts of a sale somebody asks, with which identity key, and in which language.

    `revisions`: the registry and the moment of those that are to be in force.
    """

    day: date
    facts: tuple[str, ...]
    key: IdentityKey | None
    language: str | None
    revisions: tuple[str | None, str | None]


def _configuration(
    out: Out,
    catalog: str,
    choices: list[str],
    asked: _Asked,
    *,
    complete: bool,
    canonical: bool,
) -> None:
    from configurator.answers import VerdictAnswer
    from configurator.cli.address import Address
    from configurator.cli.choices import Given
    from configurator.cli.facts import facts_of
    from configurator.cli.wording import verdict_words
    from configurator.pipeline import coded

    address, given = Address.of(catalog), Given.of(choices, out.settings.json_limits)
    loaded = in_force(out, address.load(), *asked.revisions)
    line, raw = given.addressed(address, loaded)
    verdict = given.judged(line, raw, asked.language)
    facts = facts_of(line, asked.facts)
    offer = line.offer(verdict.completed, asked.day, facts, asked.language) if verdict.valid else None
    # private text enters a document under a key only, and a verdict needs none
    private = any(verdict.completed.get(each.key) for each in line.product.private_options)
    without = asked.key is None and not canonical and private
    document = coded(line.knowledge, verdict, asked.key).document if verdict.valid and not without else None
    shown = document if canonical else None
    out.show(
        lambda: verdict_words(line, verdict, loaded.sources, complete=complete, offer=offer, document=shown),
        lambda: VerdictAnswer.of(line.product, verdict, loaded.sources, offer, document),
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
        lambda: reread_words(found, loaded.sources, day),
        lambda: RereadAnswer.of(found, loaded.sources, day.isoformat()),
        YES if found.buildable else NO,
    )
