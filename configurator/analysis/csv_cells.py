"""The cells of a CSV file: how each type of column reads them, and what helps where a cell is written otherwise.

Spreadsheets and people write numbers, money and truth in many ways. None of them is guessed at: a comma may be one of
thousands or a decimal one, and the difference is a factor of a thousand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction
from posixpath import normpath

from configurator.analysis.keys import PERMANENT_KEY
from configurator.diagnostics.suggest import listed, nearest
from configurator.errors import TextError
from configurator.model.problem import LONGEST_SHOWN
from configurator.model.units import CURRENCIES, UNITS, Unit, decimal_text
from configurator.model.value import AttributeValue
from configurator.text.canonical import canonical_text

ReadCell = Callable[[str], AttributeValue | str]

_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_THOUSANDS = r"[1-9][0-9]{0,2}"
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "%": "percent", '"': "inch", "″": "inch"}
_TRUTHS = {
    "yes": ("yes", "y", "true", "1", "x", "on", "ja", "oui", "si", "sí", "✓"),
    "no": ("no", "n", "false", "0", "off", "nein", "non", "nee", "✗"),
}


class BadCellError(Exception):
    """What a cell, or a path, should have been, and what to do; it never leaves the reading of values."""

    def __init__(self, wanted: str, hint: str | None = None) -> None:
        super().__init__(wanted)
        self.hint = hint


def text(cell: str) -> str:
    """Text in canonical form, as texts are that rules compare it with."""
    try:
        return canonical_text(cell)
    except TextError as error:
        raise BadCellError("text that could be used", error.message) from None


def number(cell: str) -> Fraction:
    """An exact decimal."""
    if not _NUMBER.fullmatch(cell):
        raise BadCellError("a number, written like `12.5`", _as_number(cell))
    whole, _, part = cell.partition(".")
    return Fraction(int(whole + part), 10 ** len(part)) if part else Fraction(int(whole))  # faster than from a string


def integer(cell: str) -> Fraction:
    """A whole number."""
    amount = number(cell)
    if amount.denominator != 1:
        raise BadCellError("a whole number")
    return amount


def number_of(unit: Unit | None) -> ReadCell:
    """Numbers of a unit that stands in the catalog, not in the cells."""

    def read(cell: str) -> Fraction:
        try:
            return number(cell) * (unit.factor if unit else 1)
        except BadCellError as bad:
            raise BadCellError(str(bad), bad.hint or _without_unit(cell, unit)) from None

    return read


def money(currency: str) -> ReadCell:
    """Amounts of a currency, with its name behind them or without."""

    def read(cell: str) -> Fraction:
        amount = cell.removesuffix(currency).strip()
        try:
            return number(amount)
        except BadCellError as bad:
            wanted = f"an amount of money, written like `4.50` or `4.50 {currency}`"
            raise BadCellError(wanted, bad.hint or _without_unit(amount, UNITS[currency])) from None

    return read


def symbol(symbols: tuple[str, ...]) -> ReadCell:
    """One of some words."""
    known = frozenset(symbols)

    def read(cell: str) -> str:
        if cell not in known:
            near = nearest(cell[:LONGEST_SHOWN], symbols, most=1)
            raise BadCellError(f"one of {listed(symbols)}", f"did you mean `{near[0]}`?" if near else None)
        return cell

    return read


def color(cell: str) -> str:
    """A color, in small letters."""
    if not _COLOR.fullmatch(cell):
        raise BadCellError("a color, written like `#1a2b3c`")
    return cell.lower()


def date(cell: str) -> str:
    """A day."""
    try:
        return dt.date.fromisoformat(cell).isoformat() if len(cell) == 10 else _no_date()
    except ValueError:
        return _no_date()


def retired(cell: str) -> str:
    """The day from which a value cannot be sold."""
    try:
        return date(cell)
    except BadCellError:
        raise BadCellError(
            "the day from which it cannot be sold, written like `2026-12-31`",
            "a column called `retired` has days only; give one with another meaning another name",
        ) from None


def former_key(cell: str) -> str:
    """The first key that a value ever had."""
    if not PERMANENT_KEY.fullmatch(cell):
        raise BadCellError(
            "the first key that it ever had",
            "a column called `was` has keys only; give one with another meaning another name",
        )
    return cell


def _no_date() -> str:
    raise BadCellError("a day, written like `2026-05-01`")


def file(cell: str) -> str:
    """The path of a file below the catalog's folder, in its shortest form; whether it is there is asked elsewhere."""
    if "\\" in cell or cell.startswith("/") or ":" in cell[:2] or not cell.isprintable():
        hint = f"write `{cell.replace(chr(92), '/')}`" if "\\" in cell and cell.isprintable() else None
        raise BadCellError("the path of a file below the catalog's folder, written like `art/eagles.svg`", hint)
    path = normpath(cell)
    if path == ".." or path.startswith("../"):
        raise BadCellError("the path of a file below the catalog's folder", "put the file into the catalog's folder")
    return path


def flag(cell: str) -> bool:
    """Yes or no."""
    if cell not in ("yes", "no"):
        meant = next((truth for truth, words in _TRUTHS.items() if cell.casefold() in words), None)
        raise BadCellError("`yes` or `no`", f"write `{meant}`" if meant else None)
    return cell == "yes"


def _as_number(cell: str) -> str | None:
    """The hint for digits with commas, spaces or apostrophes between them."""
    if len(cell) > LONGEST_SHOWN:
        return None
    if re.fullmatch(rf"-?{_THOUSANDS},[0-9]{{3}}", cell):
        return f"write `{cell.replace(',', '')}`, or `{cell.replace(',', '.')}` if the comma was a decimal comma"
    plain = None
    if re.fullmatch(rf"-?{_THOUSANDS}(,[0-9]{{3}})+(\.[0-9]+)?", cell):
        plain = cell.replace(",", "")
    elif re.fullmatch(rf"-?{_THOUSANDS}([. '’\u00a0\u202f][0-9]{{3}})+(,[0-9]+)?", cell):
        plain = re.sub(r"[^0-9,-]", "", cell).replace(",", ".")
    elif re.fullmatch(r"-?[0-9]+,[0-9]+", cell):
        plain = cell.replace(",", ".")
    elif re.fullmatch(r"\+[0-9]+(\.[0-9]+)?|-?[0-9]+\.|-?\.[0-9]+", cell):
        plain = decimal_text(Fraction(cell))
    return f"write `{plain}`" if plain else None


def _without_unit(cell: str, unit: Unit | None) -> str | None:
    """The hint for a number with a unit, or the sign of a currency, beside it."""
    found = re.fullmatch(r"([^\s0-9.,+-]{1,8})?\s*([-+]?[0-9][0-9.,'’]*)\s*([^\s0-9.,+-][^\s.,]{0,8})?", cell)
    if found is None or (found[1] and found[3]) or not (found[1] or found[3]):
        return None
    written = _SIGNS.get(found[1] or found[3], found[1] or found[3])
    if unit is None:
        return "write the number alone, or give the column a unit: `number mm`" if written in UNITS else None
    if written != unit.symbol:
        return f"write how many `{unit.symbol}` it is, as a number alone" if written in UNITS else None
    if not _NUMBER.fullmatch(found[2]):
        return _as_number(found[2])
    what = "currency" if written in CURRENCIES else "unit"
    return f"write `{found[2]}`: the {what} stands in the catalog"
