"""The work of translators: what a catalog's languages lack, and files brought up to date for them.

    catalog + languages/fr.po -> what is missing, stale, unknown or fills in something else
    catalog + languages/fr.po -> the file with every text of today, in declared order

Nothing that somebody wrote is lost when a file is brought up to date: translations, comments, headers and flags stay. A
translation whose text has changed since is marked `fuzzy`, with the old text beside it; one whose text is gone is kept
as obsolete, and comes back with its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from configurator.analysis.po_file import FUZZY, Entry, PoFile, is_previous, previous, written
from configurator.analysis.translations import (
    FOLDER,
    counts,
    file_of,
    further_languages,
    other_placeholders,
    read_language,
)
from configurator.catalog_files import CatalogFiles
from configurator.diagnostics import Diagnostic, Outcome
from configurator.model.catalog import Catalog
from configurator.model.language import texts_of
from configurator.pipeline import declared_in, faulty
from configurator.source import Source


class Lack(StrEnum):
    """Why a text does not appear in a language, or an entry is of no use."""

    MISSING = "missing"
    STALE = "stale"
    PLACEHOLDERS = "placeholders"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One text that lacks something, or an entry for no text; `line` is that of the entry, where there is one."""

    lack: Lack
    address: str
    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class LanguageState:
    """How far a language is: of `texts` texts, `translated` appear in it; the rest is among the findings.

    `file` is the name of its file, below the catalog's folder, and `exists` whether there is one.
    """

    language: str
    file: str
    exists: bool
    texts: int
    translated: int
    findings: tuple[Finding, ...]

    def count(self, lack: Lack) -> int:
        """How many findings of a kind there are."""
        return sum(each.lack is lack for each in self.findings)


@dataclass(frozen=True, slots=True)
class Languages:
    """A catalog, the states of its further languages, and the files that no language is declared for."""

    source: Source
    catalog: Catalog
    states: tuple[LanguageState, ...]
    undeclared: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every text appears in every language, and no entry is of no use."""
        return not any(each.findings for each in self.states) and not self.undeclared


def look_at_languages(files: CatalogFiles, *, update: bool = False) -> Languages:
    """How far the languages of a catalog are; with `update`, after their files have been brought up to date.

    Raises `CatalogError` where the catalog, or a file, has mistakes, `UnreadableFileError` and `UnwritableFileError`.
    Files are written only after all have been read.
    """
    sources, catalog = declared_in(files)
    mistakes: list[Diagnostic] = []
    read: dict[str, PoFile] = {}
    for language, span in further_languages(catalog):
        outcome = read_language(language, span, files.read)
        mistakes += outcome.diagnostics
        sources |= outcome.sources
        if outcome.value is not None:
            read[language] = outcome.value
    if mistakes:
        raise faulty(Outcome(None, tuple(mistakes), sources))
    texts = {each.address: each.text for each in texts_of(catalog)}
    existing = {language for language in read if files.has(file_of(language))}
    if update:
        for language, file in read.items():
            read[language] = updated(file, texts, catalog.key, language)
            if read[language] != file or language not in existing:
                files.write(file_of(language), written(read[language]))
        existing = set(read)
    states = tuple(state(language, file, texts, exists=language in existing) for language, file in read.items())
    there = {name for name in files.names(FOLDER) if name.endswith(".po")}
    undeclared = tuple(sorted(there - {file_of(language) for language in catalog.languages}))
    return Languages(sources.main, catalog, states, undeclared)


def state(language: str, file: PoFile, texts: Mapping[str, str], *, exists: bool = True) -> LanguageState:
    """How far a language is, with these texts by address: findings in the order of the texts, then of the file."""
    live = {each.address: each for each in file.entries if each.address is not None and not each.obsolete}
    findings = [found for address, text in texts.items() if (found := _lack(address, text, live.get(address), texts))]
    translated = len(texts) - len(findings)
    findings += [
        Finding(Lack.UNKNOWN, each.address or "", each.text, each.line)
        for each in file.entries
        if not each.obsolete and not each.is_header and each.address not in texts
    ]
    return LanguageState(language, file_of(language), exists, len(texts), translated, tuple(findings))


def _lack(address: str, text: str, entry: Entry | None, texts: Mapping[str, str]) -> Finding | None:
    if entry is None or not entry.translation:
        return Finding(Lack.MISSING, address, text, entry.line if entry else None)
    if not counts(entry, texts):
        return Finding(Lack.STALE, address, text, entry.line)
    return Finding(Lack.PLACEHOLDERS, address, text, entry.line) if other_placeholders(entry) else None


def updated(file: PoFile, texts: Mapping[str, str], catalog: str, language: str) -> PoFile:
    """A file with an entry for every text, in the order of the texts, and all that somebody wrote before."""
    header = next((each for each in file.entries if each.is_header), None)
    known: dict[str, Entry] = {}
    for each in sorted(file.entries, key=lambda entry: entry.obsolete):  # what is not obsolete goes first
        if each.address in texts and each.address is not None:
            known.setdefault(each.address, each)
    used = {id(each) for each in known.values()}
    live = [_merged(address, text, known.get(address)) for address, text in texts.items()]
    rest = [each for each in file.entries if id(each) not in used and not each.is_header]
    return PoFile((_header(header, catalog, language), *live, *_obsolete(rest)), file.tail)


def _merged(address: str, text: str, entry: Entry | None) -> Entry:
    """The entry of a text of today, from the one that it had."""
    if entry is None or not entry.translation:
        return Entry(address, text, comments=_own(entry) if entry else ())
    flags = tuple(flag for flag in entry.flags if flag != FUZZY)
    if entry.text == text and not entry.is_fuzzy:
        return replace(entry, comments=_own(entry), obsolete=False)
    if entry.text == text:
        return replace(entry, obsolete=False)
    # what the translation was made of, which may be a text before the last one
    of = tuple(each for each in entry.comments if is_previous(each)) if entry.is_fuzzy else ()
    comments = (*_own(entry), *(of or previous(entry.text)))
    return Entry(address, text, entry.translation, entry.line, comments, (FUZZY, *flags))


def _own(entry: Entry) -> tuple[str, ...]:
    """The comments that do not speak of a text before."""
    return tuple(each for each in entry.comments if not is_previous(each))


def _obsolete(entries: Sequence[Entry]) -> Iterator[Entry]:
    """What is kept of entries without a text: those that somebody has worked on."""
    for each in entries:
        if each.translation or _own(each):
            yield replace(each, obsolete=True)


def _header(header: Entry | None, catalog: str, language: str) -> Entry:
    """The header as it is, or a new one; it tells other tools the language, and how to read the file."""
    if header is not None:
        return header
    members = (
        f"Project-Id-Version: {catalog}",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    )
    return Entry(None, "", "".join(f"{each}\n" for each in members))
