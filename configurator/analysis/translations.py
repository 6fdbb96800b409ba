"""The further languages of a catalog, from the files that translators edit: `languages/fr.po` below its folder.

A translation counts if it stands at the address of a text, was made of that text as it is today, waits for nobody to
look at it again (`fuzzy`), and fills in the same things. Whatever does not count is passed over: then the text appears
in the first language. Only a file that is out of order is a mistake, since nobody could say what is missing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from configurator.analysis.po_file import Entry, PoError, PoFile, read_po_file
from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Diagnostic, Outcome, codes
from configurator.errors import UnreadableFileError
from configurator.model.catalog import Catalog
from configurator.model.language import placeholders, texts_of
from configurator.source import Span

FOLDER = "languages"
MOST_REPORTED = 20
"""Faulty translations of one file that are reported one by one."""


def file_of(language: str) -> str:
    """The name of the file for a language, below the catalog's folder."""
    return f"{FOLDER}/{language}.po"


def with_translations(catalog: Catalog, read_file: ReadFile) -> Outcome[Catalog]:
    """The catalog with what its further languages have for its texts, and what is wrong with their files.

    A language without a file has no translations yet.
    """
    found: list[Diagnostic] = []
    translations: dict[str, dict[str, str]] = {}
    texts: dict[str, str] = {}
    for language, span in further_languages(catalog):
        outcome = read_language(language, span, read_file)
        found += outcome.diagnostics
        if outcome.value is None or not outcome.value.entries:
            continue
        texts = texts or {each.address: each.text for each in texts_of(catalog)}
        live = [each for each in outcome.value.entries if counts(each, texts)]
        kept = [each for each in live if not other_placeholders(each)]
        translations[language] = {each.address: each.translation for each in kept if each.address is not None}
        found += _differing([each for each in live if other_placeholders(each)], language, span)
    return Outcome(replace(catalog, translations=translations) if translations else catalog, tuple(found))


def further_languages(catalog: Catalog) -> Iterator[tuple[str, Span]]:
    """The languages of a catalog but the first, in which it is written itself, and where it names them."""
    spans = catalog.language_spans or (catalog.span,) * len(catalog.languages)
    yield from list(zip(catalog.languages, spans, strict=True))[1:]


def read_language(language: str, span: Span, read_file: ReadFile) -> Outcome[PoFile]:
    """The file of a language, empty if there is none yet; what is wrong with it is told at `span`."""
    name = file_of(language)
    try:
        return Outcome(read_po_file(read_file(name)))
    except PoError as error:
        message = f"`{name}`, line {error.line}: {error.finding}"
        return Outcome(None, (Diagnostic(codes.BAD_TRANSLATIONS, span, message, hint=error.hint),))
    except UnreadableFileError as error:
        if error.reason == "missing":
            return Outcome(PoFile(()))
        code = codes.PATH_ESCAPE if error.reason == "outside" else codes.BAD_TRANSLATIONS
        return Outcome(None, (Diagnostic(code, span, error.message, hint=error.hint),))


def counts(entry: Entry, texts: Mapping[str, str]) -> bool:
    """Whether an entry has a translation of a text as it is today; `texts` are those of the catalog by address."""
    is_live = bool(entry.translation) and not entry.is_fuzzy and not entry.obsolete
    return is_live and entry.address is not None and texts.get(entry.address) == entry.text


def other_placeholders(entry: Entry) -> bool:
    """Whether a translation would fill in something else than its text, or less, or more."""
    return placeholders(entry.translation) != placeholders(entry.text)


def _differing(entries: list[Entry], language: str, span: Span) -> Iterator[Diagnostic]:
    name = file_of(language)
    for each in entries[:MOST_REPORTED]:
        has, wanted = _shown(each.translation), _shown(each.text)
        message = f"`{name}`, line {each.line}: the translation has {has}, and its text has {wanted}"
        hint = "fill in the same; until then the text appears in the first language"
        yield Diagnostic(codes.WRONG_PLACEHOLDER, span, message, hint=hint)
    if len(entries) > MOST_REPORTED:
        message = f"`{name}` has {len(entries) - MOST_REPORTED:,} more translations like these"
        yield Diagnostic(codes.WRONG_PLACEHOLDER, span, message)


def _shown(text: str) -> str:
    return ", ".join(f"`{each}`" for each in placeholders(text)[:6]) or "no placeholder"
