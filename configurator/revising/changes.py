"""Rows of a revision, held against a catalog: typed changes of its model, and what is wrong, each at its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from configurator.analysis import csv_cells
from configurator.analysis.csv_cells import BadCellError
from configurator.analysis.lineage import LINEAGE
from configurator.analysis.values import described
from configurator.diagnostics import Code, Diagnostic, Label, Outcome, codes, did_you_mean
from configurator.model.catalog import Catalog
from configurator.model.language import language_of
from configurator.model.problem import shown
from configurator.model.properties import PROPERTIES
from configurator.model.revised import LABEL, Change
from configurator.revising.rows import NONE, Row
from configurator.revising.targets import Target, UnknownTargetError, target_of
from configurator.revising.values import read_value, shown_value
from configurator.source import Span

_BETWEEN = "@"
"""Stands between `label` and the language of a label: `label@fr`."""


@dataclass(frozen=True, slots=True)
class ReadChange:
    """A row that fits the catalog: the change of the model, and both values as texts, None for nothing.

    `path` is what people call the thing; `attribute` is as it is remembered: `price`, `label`, `label@fr`.
    """

    change: Change
    path: str
    attribute: str
    old: str | None
    new: str | None
    row: Row


class _RefusedError(Exception):
    def __init__(self, code: Code, part: int, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.part, self.message, self.hint = code, part, message, hint


def read_changes(catalog: Catalog, rows: Iterable[Row]) -> Outcome[tuple[ReadChange, ...]]:
    """The changes that the rows of one file ask for, in their order; no two for one thing."""
    told: list[Diagnostic] = []
    found: dict[tuple[str, str], ReadChange] = {}
    for row in rows:
        try:
            read = _read(catalog, row)
        except _RefusedError as error:
            told.append(Diagnostic(error.code, row.where(error.part), error.message, hint=error.hint))
            continue
        where = read.change.address, read.attribute
        if where in found:
            message = f"`{read.attribute}` of `{read.path}` is changed twice"
            label = Label(found[where].row.where(0), "it stands here already")
            told.append(Diagnostic(codes.BAD_REVISION, row.where(0), message, (label,), "leave one of them out"))
            continue
        found[where] = read
    return Outcome(tuple(found.values()), tuple(told))


def _read(catalog: Catalog, row: Row) -> ReadChange:
    try:
        target = target_of(catalog, row.place)
    except UnknownTargetError as error:
        raise _RefusedError(error.code, 0, error.message, error.hint) from None
    name, between, language = row.attribute.partition(_BETWEEN)
    if name == LABEL:
        return _label(catalog, row, target, language if between else None)
    if name in PROPERTIES and not between:
        return _property(row, target, name)
    return _attribute(row, target)


def _label(catalog: Catalog, row: Row, target: Target, asked: str | None) -> ReadChange:
    text = _text(row)
    language = None if asked is None else language_of(catalog, asked)
    if asked is not None and language is None:
        message = f"catalog `{catalog.key}` does not speak `{shown(asked)}`"
        raise _RefusedError(codes.BAD_REVISION, 1, message, did_you_mean(asked, catalog.languages))
    if language is None or language == catalog.languages[0]:
        if text is None:
            message = "a label can be another one, and cannot be taken away"
            raise _RefusedError(codes.BAD_REVISION, 2, message, "write the new label")
        return ReadChange(Change(target.address, LABEL, text), target.path, LABEL, target.label, text, row)
    old = catalog.translations.get(language, {}).get(target.address)
    change = Change(target.address, LABEL, text, language)
    return ReadChange(change, target.path, f"{LABEL}{_BETWEEN}{language}", old, text, row)


def _property(row: Row, target: Target, name: str) -> ReadChange:
    if target.properties is None:
        raise _RefusedError(codes.UNKNOWN_ATTRIBUTE, 1, f"`{target.path}` has a label, and nothing else to be changed")
    text = _text(row)
    old: str | None = getattr(target.properties, name)
    return ReadChange(Change(target.address, name, text), target.path, name, old, text, row)


def _text(row: Row) -> str | None:
    try:
        return None if row.value is None else str(csv_cells.text(row.value))
    except BadCellError as bad:
        raise _RefusedError(codes.BAD_CELL, 2, f"`{shown(row.value or '')}` is not {bad}", bad.hint) from None


def _attribute(row: Row, target: Target) -> ReadChange:
    name = row.attribute
    if target.value is None:
        message = f"`{target.path}` has no attributes: it has a label, and what people note down"
        known = (LABEL, *(PROPERTIES if target.properties is not None else ()))
        raise _RefusedError(codes.UNKNOWN_ATTRIBUTE, 1, message, did_you_mean(name, known))
    kind = target.types.get(name)
    if kind is None:
        if name in LINEAGE:
            message = f"`{name}` belongs to a release, and no revision changes it"
            raise _RefusedError(codes.UNKNOWN_ATTRIBUTE, 1, message, "make a release of it")
        message = f"values such as `{target.path}` have no attribute `{shown(name)}`"
        raise _RefusedError(codes.UNKNOWN_ATTRIBUTE, 1, message, did_you_mean(name, (*target.types, LABEL)))
    old = shown_value(target.value.attributes.get(name), kind)
    if row.value is None:
        return ReadChange(Change(target.address, name, None), target.path, name, old, None, row)
    try:
        value, new = read_value(row.value, kind, in_file=target.in_file)
    except BadCellError as bad:
        message = f"`{name}` of `{target.path}` is {described(kind)}, and `{shown(row.value)}` is not {bad}"
        raise _RefusedError(codes.BAD_CELL, 2, message, bad.hint) from None
    return ReadChange(Change(target.address, name, value), target.path, name, old, new, row)


def remembered(changes: Iterable[tuple[str, str, str | None]]) -> Iterable[Row]:
    """Rows again from what is remembered of changes: address, attribute and new value."""
    nowhere = Span(0, 0)
    for address, attribute, value in changes:
        yield Row(address, attribute, None if value == NONE else value, lambda _: nowhere)
