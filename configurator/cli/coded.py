"""A configuration as given to `code` or `issue`, with its identity; or the verdict on it where it has none."""

from __future__ import annotations

import sys

import typer

from configurator.answers import VerdictAnswer
from configurator.cli.address import Address
from configurator.cli.choices import Given
from configurator.cli.faults import NO
from configurator.cli.moments import in_force
from configurator.cli.output import Out, say
from configurator.cli.wording import verdict_words
from configurator.engine.verdict import Verdict
from configurator.identity.coded import Coded
from configurator.identity.identity_key import IdentityKey
from configurator.pipeline import coded
from configurator.product_line import ProductLine


def code_of(
    out: Out, catalog: str, choices: list[str], key: IdentityKey | None = None, language: str | None = None
) -> tuple[ProductLine, Coded]:
    """The product and the code. Where there is none the command ends with the verdict, as text on stderr."""
    line, verdict = valid_of(out, catalog, choices, language)
    return line, coded(line.knowledge, verdict, key)


def valid_of(
    out: Out,
    catalog: str,
    choices: list[str],
    language: str | None = None,
    revisions: tuple[str | None, str | None] = (None, None),
) -> tuple[ProductLine, Verdict]:
    """The product and the verdict on what is valid. What is not ends the command, with the verdict on stderr.

    `revisions`: the registry and the moment of those that are to be in force.
    """
    address, given = Address.of(catalog), Given.of(choices, out.settings.json_limits)
    loaded = in_force(out, address.load(), *revisions)
    line, raw = given.addressed(address, loaded)
    verdict = given.judged(line, raw, language)
    if verdict.valid:
        return line, verdict
    if out.is_json:
        out.show("", lambda: VerdictAnswer.of(line.product, verdict, loaded.sources), NO)
    say(verdict_words(line, verdict, loaded.sources), sys.stderr)
    raise typer.Exit(NO)
