"""Answers about what a catalog says: where something is declared, and what people noted down about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from configurator.answers.answer import Answer

if TYPE_CHECKING:
    from configurator.search import Declaration
    from configurator.source import Sources


class DeclarationAnswer(Answer):
    """One thing that is declared, `kind` being product, option, value, space, rule or table.

    `path` is the way to it from the top, `phone_case.cover.black`, and `key` its end. It stands in `file` at `line` and
    `column`, both from 1. `properties` has the free ones that are said.
    """

    kind: str
    key: str
    path: str
    label: str | None = Field(description="null for rules and tables")
    because: str | None
    properties: dict[str, str]
    file: str
    line: int
    column: int

    @classmethod
    def of(cls, found: Declaration, sources: Sources) -> DeclarationAnswer:
        """The same for programs; `sources` are the texts of the catalog."""
        source = sources.of(found.span)
        position = source.position(found.span.start)
        return cls(
            kind=found.kind.value,
            key=found.key,
            path=found.path,
            label=found.label,
            because=found.because,
            properties=dict(found.properties.said()),
            file=source.name,
            line=position.line,
            column=position.column,
        )


class SearchAnswer(Answer):
    """Answer to `search`, in the order of the catalog."""

    catalog: str
    found: tuple[DeclarationAnswer, ...]
