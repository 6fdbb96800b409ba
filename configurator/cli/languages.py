"""`configurator languages`: what is missing or stale in the further languages of a catalog; files for translators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, OneCatalog
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering

if TYPE_CHECKING:
    from configurator.languages import Languages, LanguageState

MOST_SHOWN = 8
"""Texts of one kind that are shown to people; programs get all."""


def languages(
    catalog: OneCatalog,
    update: Annotated[
        bool, typer.Option("--update", metavar="", help="Bring languages/LANGUAGE.po up to date for translators.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", metavar="", help="Whatever is left to do is a mistake.")] = False,
    form: AnswerForm = None,
) -> None:
    """Tell what is missing, stale or unknown in a catalog's further languages.

    `language en, fr` in the head of a catalog: it is written in English, and what
    there is in French stands in languages/fr.po beside it, a gettext file that
    translators edit (Poedit, Weblate and others read it). What is not translated,
    or whose text has changed since, appears in the first language.

    With --update the files are made, or brought up to date: new texts come in,
    changed ones are marked fuzzy, those that are gone are kept as obsolete.
    Translations, comments and headers stay.

    Examples:
      configurator languages lamp
      configurator languages shop.vpc --update
      configurator languages shop.vpc --check --format json

    Exit codes: 0 told (with --check: complete), 1 incomplete, or mistakes,
    2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.answers import LanguagesAnswer
        from configurator.catalog_files import find_catalog
        from configurator.exchange.foreign_files import opened
        from configurator.languages import look_at_languages

        found = look_at_languages(opened(find_catalog(catalog)), update=update)
        incomplete = check and not found.complete
        out.show(lambda: _words(found), lambda: LanguagesAnswer.of(found), NO if incomplete else YES)


def _words(found: Languages) -> str:
    from configurator.cli.wording import plural

    first, *further = found.catalog.languages or ("no language",)
    if not further:
        head = f"{found.source.name}: written in {first}; `language en, fr` in its head would declare another one"
    else:
        head = f"{found.source.name}: written in {first}, with {plural(len(further), 'further language')}"
    parts = [head, *("\n".join(_language(each)) for each in found.states)]
    parts += [f"{name} is a file for a language that the catalog does not declare" for name in found.undeclared]
    return "\n\n".join(parts)


def _language(state: LanguageState) -> Iterator[str]:
    from configurator.languages import Lack

    counts = [f"{state.count(lack):,} {_COUNTED[lack]}" for lack in Lack if state.count(lack)]
    file = state.file if state.exists else f"{state.file}, which is not there yet: `--update` makes it"
    yield f"{state.language}  {state.translated:,} of {state.texts:,} translated  ({file})"
    if counts:
        yield f"  {', '.join(counts)}"
    for lack in Lack:
        found = [each for each in state.findings if each.lack is lack]
        for each in found[:MOST_SHOWN]:
            place = f"{state.file}:{each.line}: " if each.line else ""
            yield f"  {lack.value:<12}  {place}{each.address or '(no address)'}  «{each.text}»"
        if len(found) > MOST_SHOWN:
            yield f"  {lack.value:<12}  and {len(found) - MOST_SHOWN:,} more"


_COUNTED = {
    "missing": "missing",
    "stale": "stale",
    "placeholders": "with other placeholders",
    "unknown": "unknown",
}
