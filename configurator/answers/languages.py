"""Answers about the languages of a catalog: what its translators have still to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from configurator.answers.answer import Answer

if TYPE_CHECKING:
    from configurator.languages import Languages, LanguageState


class LackAnswer(Answer):
    """One text that lacks something in a language, or an entry of no use.

    `lack` is `missing` (no translation), `stale` (the text has changed since, or somebody marked it `fuzzy`),
    `placeholders` (something else is filled in) or `unknown` (no text has this address). `line` is that of the entry.
    """

    lack: str
    address: str
    text: str
    line: int | None


class LanguageAnswer(Answer):
    """A further language: of `texts` texts, `translated` appear in it. `lacks` names all others."""

    language: str
    file: str = Field(description="below the catalog's folder")
    exists: bool
    texts: int
    translated: int
    missing: int
    stale: int
    placeholders: int
    unknown: int
    lacks: tuple[LackAnswer, ...]

    @classmethod
    def of(cls, found: LanguageState) -> LanguageAnswer:
        """The same for programs."""
        from configurator.languages import Lack

        return cls(
            language=found.language,
            file=found.file,
            exists=found.exists,
            texts=found.texts,
            translated=found.translated,
            **{lack.value: found.count(lack) for lack in Lack},
            lacks=tuple(
                LackAnswer(lack=e.lack.value, address=e.address, text=e.text, line=e.line) for e in found.findings
            ),
        )


class LanguagesAnswer(Answer):
    """Answer to `languages`. `first` is the language in which the catalog is written, null where none is declared.

    `undeclared` names files of translations for languages that the catalog does not declare.
    """

    file: str
    catalog: str
    complete: bool
    first: str | None
    languages: tuple[LanguageAnswer, ...]
    undeclared: tuple[str, ...]

    @classmethod
    def of(cls, found: Languages) -> LanguagesAnswer:
        """The same for programs."""
        declared = found.catalog.languages
        return cls(
            file=found.source.name,
            catalog=found.catalog.key,
            complete=found.complete,
            first=declared[0] if declared else None,
            languages=tuple(map(LanguageAnswer.of, found.states)),
            undeclared=found.undeclared,
        )
