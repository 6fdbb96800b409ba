"""What a catalog means, as data that can be kept: every object of the model once, and what it is made of.

In goes a `Catalog`, out comes JSON: the plain values (`atoms`), then a row for each object, its kind and the places of
its parts, which always stand before it. Equal parts stand there once. Only the kinds in `KINDS` can be kept, by their
names and those of their fields, so nothing is ever loaded that is not in that table; a file whose table is another one
was written by another version, and is not read.

What would surprise: patterns are kept as their texts and compiled anew, and dictionaries keep their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any

import orjson

from configurator.errors import PatternError
from configurator.media.fonts import FontTable
from configurator.model import expression as of
from configurator.model.build import Check, Inserted, Operation, Pick, Template
from configurator.model.catalog import Catalog, Product, Space
from configurator.model.constraint import AnyCell, NoneCell, RangeCell, Rule, SetCell, Table
from configurator.model.derivation import Amount, Case, Derived
from configurator.model.domain import (
    AnyOfDomain,
    DateDomain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    Lettering,
    MultisetDomain,
    NumberDomain,
    PortionDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.expectation import (
    Example,
    ExpectCode,
    ExpectCount,
    ExpectDerived,
    ExpectParts,
    ExpectSale,
    ExpectVerdict,
)
from configurator.model.option import Option
from configurator.model.properties import Properties
from configurator.model.units import Unit
from configurator.model.value import AttributeType, Value
from configurator.source import Span
from configurator.text.banned import BannedWords
from configurator.text.patterns import Pattern, compile_pattern

KINDS: tuple[type[Any], ...] = (
    Amount, AnyCell, AnyOfDomain, AttributeType, BannedWords, Case, Catalog, Check, DateDomain, Derived, Example,
    ExpectCode, ExpectCount, ExpectDerived, ExpectParts, ExpectSale, ExpectVerdict, FlagDomain, FontTable, ImageDomain,
    Inserted, IntegerDomain, Lettering, MultisetDomain, NoneCell, NumberDomain, Operation, Option, Pick, PortionDomain,
    Product, ProductDomain, Properties, RangeCell, Rule, SetCell, Space, Table, Template, TextDomain, Unit, Value,
    ValueDomain,
    of.And, of.Attribute, of.ChosenAmounts, of.Compare, of.Conditional, of.Constant, of.Contains, of.Count, of.Extreme,
    of.HasValue, of.InRange, of.InSet, of.Length, of.Matches, of.Not, of.OfEach, of.OptionValue, of.Or, of.Present,
    of.Product, of.Quotient, of.Sum,
)  # fmt: skip
"""Every class of the model."""

_ATOMS = frozenset({str, bool, int, type(None)})
_LONGEST = 2**63


def _digits(number: int) -> int | str:
    return number if -_LONGEST <= number < _LONGEST else f"{number:x}"


def _fraction(above: int | str, below: int | str) -> Fraction:
    return Fraction(*(int(each, 16) if isinstance(each, str) else each for each in (above, below)))


_HOW: dict[str, tuple[type[Any], Callable[[Any], Sequence[object]], Callable[..., object]]] = {
    "tuple": (tuple, tuple, lambda *parts: parts),
    "list": (list, tuple, lambda *parts: [*parts]),
    "set": (frozenset, lambda whole: sorted(whole, key=_in_order), lambda *parts: frozenset(parts)),
    "mapping": (
        dict,
        lambda whole: [each for pair in whole.items() for each in pair],
        lambda *parts: dict(zip(parts[::2], parts[1::2], strict=True)),
    ),
    "place": (Span, tuple, Span),
    "fraction": (Fraction, lambda whole: [*map(_digits, whole.as_integer_ratio())], _fraction),
    "decimal": (Decimal, lambda whole: [str(whole)], Decimal),
    "pattern": (Pattern, lambda whole: [whole.source], compile_pattern),
    "large": (int, lambda whole: [f"{whole:x}"], lambda digits: int(digits, 16)),
}
"""The kinds that are no classes of the model: what they are, their parts, and how one is made of these."""


def model_data(catalog: Catalog) -> bytes:
    """A catalog as the bytes of JSON, the same for the same catalog. Raises `TypeError` for what is not in `KINDS`."""
    return orjson.dumps(_Told().told(catalog))


def model_from(data: bytes | memoryview) -> Catalog:
    """The catalog of such bytes. Raises `ValueError` for what `model_data` of this version has not written."""
    try:
        kept = orjson.loads(data)
        if kept["kinds"] != _kinds():
            raise ValueError("the model has other kinds")
        makers = [_HOW[name][2] for name in _HOW] + [_maker(kind) for kind in KINDS]
        made: list[Any] = kept["atoms"]
        add = made.append
        for how, *parts in kept["rows"]:
            add(makers[how](*[made[each] for each in parts]))
        found = made[-1]
    except (KeyError, IndexError, TypeError, AttributeError, ZeroDivisionError, PatternError) as error:
        raise ValueError("the model is not in order") from error
    if not isinstance(found, Catalog):
        raise ValueError("the model is no catalog")
    return found


def _kinds() -> list[list[str]]:
    """What each kind is called, with the fields of it."""
    return [[name] for name in _HOW] + [[_name(kind), *(each.name for each in fields(kind))] for kind in KINDS]


def _name(kind: type[Any]) -> str:
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


def _maker(kind: type[Any]) -> Callable[..., object]:
    """What makes an object of its fields in their order, also where they can only be given by name."""
    names = [each.name for each in fields(kind)]
    if any(each.kw_only for each in fields(kind)):
        return lambda *parts: kind(**dict(zip(names, parts, strict=True)))
    return kind


class _Told:
    """Writes objects down, each once: by what it is made of, and the same object by itself."""

    def __init__(self) -> None:
        self._atoms: list[str | int | bool | None] = []
        self._rows: list[tuple[int, ...]] = []
        self._of_atom: dict[tuple[type, object], int] = {}
        self._of_row: dict[tuple[int, ...], int] = {}
        self._of_object: dict[int, int] = {}
        self._alive: list[object] = []  # as long as it is known by its address
        self._numbers = {kind: number for number, (kind, _, _) in enumerate(_HOW.values())}
        self._parts: dict[int, Callable[[Any], Sequence[object]]] = {
            number: parts for number, (_, parts, _) in enumerate(_HOW.values())
        }
        for number, kind in enumerate(KINDS, len(_HOW)):
            self._numbers[kind] = number
            self._parts[number] = _fields_of(kind)

    def told(self, catalog: Catalog) -> dict[str, object]:
        """All that a catalog is made of. Rows count from the first behind the atoms."""
        last = self._place(catalog)
        assert last == -len(self._rows)  # noqa: S101 - all its parts stand before it
        count = len(self._atoms)
        rows = [[how, *(each if each >= 0 else count - 1 - each for each in parts)] for how, *parts in self._rows]
        return {"kinds": _kinds(), "atoms": self._atoms, "rows": rows}

    def _place(self, thing: object) -> int:
        """Where a thing stands: from 0 among the atoms, or from -1 downwards among the rows."""
        kind = type(thing)
        if kind in _ATOMS and not (kind is int and not -_LONGEST <= thing < _LONGEST):  # type: ignore[operator]
            known = self._of_atom.get((kind, thing))
            if known is None:
                known = self._of_atom[kind, thing] = len(self._atoms)
                self._atoms.append(thing)  # type: ignore[arg-type]
            return known
        known = self._of_object.get(id(thing))
        if known is None:
            known = self._of_object[id(thing)] = self._row(thing)
            self._alive.append(thing)
        return known

    def _row(self, thing: object) -> int:
        how = self._numbers.get(type(thing))
        if how is None:
            raise TypeError(f"{type(thing).__name__} is no kind of the model")
        row = (how, *map(self._place, self._parts[how](thing)))
        known = self._of_row.get(row)
        if known is None:
            self._rows.append(row)
            known = self._of_row[row] = -len(self._rows)
        return known


def _fields_of(kind: type[Any]) -> Callable[[Any], Sequence[object]]:
    names = [each.name for each in fields(kind)]
    if len(names) < 2:
        return lambda whole: [getattr(whole, name) for name in names]
    return attrgetter(*names)


def _in_order(value: object) -> tuple[str, str]:
    """By which the members of a set stand, whatever they are."""
    return type(value).__name__, repr(value)
