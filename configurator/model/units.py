"""Units of measure and money, exactly: each a factor to the base unit of its dimension.

A dimension is a sorted tuple of (base, power): length is (("m", 1),), an area (("m", 2),), a plain number (). Money has
a dimension for each currency, since no rate is exact. Factors are fractions: an inch is 127/5000 m, to the last digit.
The figures are those of the SI brochure (9th edition) and of NIST Special Publication 811, appendix B.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

Dimension = tuple[tuple[str, int], ...]

PLAIN: Dimension = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its symbol: one of it is `factor` base units of `dimension`."""

    symbol: str
    dimension: Dimension
    factor: Fraction


# kind: (dimension, {symbol: base units in one}).
_KINDS: Mapping[str, tuple[Dimension, Mapping[str, str]]] = {
    "length": (
        (("m", 1),),
        {
            "m": "1",
            "mm": "1/1000",
            "cm": "1/100",
            "um": "1/1000000",
            "km": "1000",
            "inch": "127/5000",
            "ft": "381/1250",
        },
    ),
    "area": ((("m", 2),), {"m2": "1", "cm2": "1/10000", "mm2": "1/1000000"}),
    "volume": (
        (("m", 3),),
        {
            "l": "1/1000",
            "ml": "1/1000000",
            "cl": "1/100000",
            "m3": "1",
            "cm3": "1/1000000",
            "floz": "473176473/16000000000000",
        },
    ),
    "mass": (
        (("kg", 1),),
        {
            "kg": "1",
            "g": "1/1000",
            "mg": "1/1000000",
            "t": "1000",
            "lb": "45359237/100000000",
            "oz": "45359237/1600000000",
        },
    ),
    "time": ((("s", 1),), {"s": "1", "ms": "1/1000", "minutes": "60", "h": "3600", "d": "86400"}),
    "power": ((("kg", 1), ("m", 2), ("s", -3)), {"W": "1", "mW": "1/1000", "kW": "1000"}),
    "energy": ((("kg", 1), ("m", 2), ("s", -2)), {"J": "1", "Wh": "3600", "kWh": "3600000"}),
    "current": ((("A", 1),), {"A": "1", "mA": "1/1000"}),
    "charge": ((("A", 1), ("s", 1)), {"Ah": "3600", "mAh": "18/5"}),
    "voltage": ((("A", -1), ("kg", 1), ("m", 2), ("s", -3)), {"V": "1", "mV": "1/1000", "kV": "1000"}),
    "frequency": ((("s", -1),), {"Hz": "1", "kHz": "1000", "MHz": "1000000", "GHz": "1000000000"}),
    "data": ((("byte", 1),), {"B": "1", "kB": "1000", "MB": "1000000", "GB": "1000000000", "TB": "1000000000000"}),
    "force": ((("kg", 1), ("m", 1), ("s", -2)), {"N": "1", "kN": "1000"}),
    "pixels": ((("px", 1),), {"px": "1", "Mpx": "1000000"}),
    "share": (PLAIN, {"percent": "1/100"}),
}

CURRENCIES = frozenset(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW KWD MAD MXN MYR NOK "
    "NZD PEN PHP PLN QAR RON RSD SAR SEK SGD THB TRY TWD UAH USD VND ZAR".split()
)


def _all_units() -> Iterator[Unit]:
    for dimension, symbols in _KINDS.values():
        for symbol, factor in symbols.items():
            yield Unit(symbol, dimension, Fraction(factor))
    for currency in sorted(CURRENCIES):
        yield Unit(currency, ((currency, 1),), Fraction(1))


UNITS: Mapping[str, Unit] = {unit.symbol: unit for unit in _all_units()}

_KIND_OF: Mapping[Dimension, str] = {dimension: kind for kind, (dimension, _) in _KINDS.items()} | {
    PLAIN: "plain number"
}


def is_money(dimension: Dimension) -> bool:
    """Whether the dimension is an amount of one currency."""
    return len(dimension) == 1 and dimension[0][1] == 1 and dimension[0][0] in CURRENCIES


def kind_of(dimension: Dimension) -> str:
    """The name of a kind of quantity, for messages: «length», «money in EUR», «plain number»."""
    if is_money(dimension):
        return f"money in {dimension[0][0]}"
    return _KIND_OF.get(dimension) or " ".join(f"{base}^{power}" if power != 1 else base for base, power in dimension)


def times(left: Dimension, right: Dimension, sign: int = 1) -> Dimension:
    """The dimension of a product (`sign` 1) or a quotient (`sign` -1)."""
    powers = dict(left)
    for base, power in right:
        powers[base] = powers.get(base, 0) + sign * power
    return tuple(sorted((base, power) for base, power in powers.items() if power))


POINTS = Fraction(360, 127)
"""In one millimeter; a point, the size of letters, is 1/72 inch."""


def show_fraction(amount: Fraction) -> str:
    """An exact decimal where there is one; else a fraction `1/3`."""
    return decimal_text(amount) or str(amount)


def decimal_text(amount: Fraction) -> str | None:
    """The exact decimal of CODE.md (no exponent, no trailing zeros), or None where no finite decimal exists."""
    denominator, twos, fives = amount.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return None
    places = max(twos, fives)
    digits = str(abs(amount.numerator) * 10**places // amount.denominator).rjust(places + 1, "0")
    sign = "-" if amount < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits
