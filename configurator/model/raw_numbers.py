"""A raw number becomes the canonical value of an integer or number option: exactly, in the declared unit, on a step.

Numbers arrive as `int`, `Decimal` or `Fraction`, or written in a string, with a unit or without: `25.5`, `"25.5"`,
`"255 mm"`. They are bounded before anything is computed with them, so that no exponent can make us carry a million
digits. A float is refused by name, because its digits are not those that somebody wrote.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from configurator.model.domain import NumberDomain, RangeDomain
from configurator.model.faults import FaultyValueError, Hints, fault, takes, takes_not
from configurator.model.option import Option
from configurator.model.problem import ProblemCode, shown
from configurator.model.units import UNITS, Dimension, Unit, decimal_text, kind_of, show_fraction

MOST_DIGITS = 400
"""Of one number, and the largest exponent in either direction; as the JSON reader has it."""

_NUMBER = re.compile(
    r"[ \u00a0\u202f]*+([+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)"
    r"[ \u00a0\u202f]*+([^0-9+.,\s-]\S*+)?[ \u00a0\u202f]*+"
)


def read_number(option: Option, domain: RangeDomain, raw: object, hints: Hints) -> int | str:
    """The canonical value, or FaultyValueError."""
    return _step(option, domain, _amount(option, domain, raw, hints) / _factor(domain))


def _amount(option: Option, domain: RangeDomain, raw: object, hints: Hints) -> Fraction:
    """A raw number as an exact amount in base units."""
    if isinstance(raw, str):
        return _written_amount(option, domain, raw, hints)
    if isinstance(raw, float):
        message = f"`{option.key}` is given as a float, whose digits are not those that were written"
        hint = 'write an integer, or the digits in a string: `"25.5"`'
        raise fault(option, ProblemCode.WRONG_TYPE, message, hint)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal | Fraction):
        raise fault(option, ProblemCode.WRONG_TYPE, takes_not(option, raw))
    return _exact(option, raw) * _factor(domain)


def _written_amount(option: Option, domain: RangeDomain, raw: str, hints: Hints) -> Fraction:
    found = _NUMBER.fullmatch(raw) if len(raw) <= 3 * MOST_DIGITS else None
    if found is None:
        hint = "write a decimal with a point" if "," in raw else None
        raise fault(option, ProblemCode.WRONG_TYPE, f"{takes(option)}, not `{shown(raw)}`", hint)
    try:
        amount = _exact(option, Decimal(found[1]))
    except InvalidOperation:  # an exponent beyond what a Decimal can hold
        raise _too_many_digits(option) from None
    symbol = found[2]
    if symbol is None:
        return amount * _factor(domain)
    unit = UNITS.get(symbol)
    own = _unit(domain)
    dimension = own.dimension if own else ()
    if unit is None:
        usable = [each.symbol for each in UNITS.values() if each.dimension == dimension]
        message = f"`{shown(symbol)}` is not a unit"
        raise fault(option, ProblemCode.WRONG_UNIT, message, hints.nearest(symbol, usable))
    if unit.dimension != dimension:
        message = f"`{option.key}` {_measures(dimension)}; `{symbol}` {_measures(unit.dimension)}"
        hint = f"write it in `{own.symbol}`" if own else "leave the unit out"
        raise fault(option, ProblemCode.WRONG_UNIT, message, hint)
    return amount * unit.factor


def _measures(dimension: Dimension) -> str:
    return f"measures {kind_of(dimension)}" if dimension else "is a plain number"


def _exact(option: Option, raw: Decimal | Fraction | int) -> Fraction:
    """The exact value, if it is finite and short enough to be carried."""
    most_bits = MOST_DIGITS * 7 // 2
    if isinstance(raw, Decimal):
        if not raw.is_finite():
            raise fault(option, ProblemCode.WRONG_TYPE, f"{takes(option)}, not an infinity or a not-a-number")
        digits, exponent = len(raw.as_tuple().digits), raw.as_tuple().exponent
        fits = digits <= MOST_DIGITS and isinstance(exponent, int) and abs(exponent) <= MOST_DIGITS
    else:
        fits = max(raw.numerator.bit_length(), raw.denominator.bit_length()) <= most_bits
    if not fits:
        raise _too_many_digits(option)
    return Fraction(raw)


def _too_many_digits(option: Option) -> FaultyValueError:
    return fault(option, ProblemCode.WRONG_TYPE, f"{takes(option)} of at most {MOST_DIGITS} digits")


def range_of(domain: RangeDomain) -> str:
    """The range in words: «5 to 20 cm»."""
    least, greatest = Fraction(domain.least), Fraction(domain.greatest)
    return f"{show_fraction(least)} to {show_fraction(greatest)}{_symbol(domain)}"


def _step(option: Option, domain: RangeDomain, number: Fraction) -> int | str:
    """The canonical value for a number in the declared unit, if it is in the range and on a step."""
    key, symbol = option.key, _symbol(domain)
    least, greatest = Fraction(domain.least), Fraction(domain.greatest)
    if not least <= number <= greatest:
        message = f"`{key}` goes from {range_of(domain)}, not {_written(number, (least, greatest))}{symbol}"
        raise fault(option, ProblemCode.OUT_OF_RANGE, message)
    steps = (number - least) / domain.step
    if steps.denominator == 1:
        return domain.at(steps.numerator)
    written = _written(number, (least, greatest)) + symbol
    below = steps.numerator // steps.denominator
    around = [f"`{domain.at(index)}{symbol}`" for index in (below, below + 1) if index < domain.size()]
    each = f"{show_fraction(Fraction(domain.step))}{symbol} from {show_fraction(least)}{symbol}"
    hint = f"the nearest {'is' if len(around) == 1 else 'are'} {' and '.join(around)}"
    raise fault(option, ProblemCode.OFF_STEP, f"`{key}` goes in steps of {each}, which leave out {written}", hint)


def _written(number: Fraction, bounds: tuple[Fraction, Fraction]) -> str:
    """A number in a message; one that no decimal can say is rounded, but never to a bound of the range."""
    if decimal_text(number) is not None:
        return shown(show_fraction(number))
    rounded = (round(number, places) for places in (2, 4, 8, 16))
    return next((f"about {shown(show_fraction(each))}" for each in rounded if each not in bounds), str(number))


def _unit(domain: RangeDomain) -> Unit | None:
    return domain.unit if isinstance(domain, NumberDomain) else None


def _factor(domain: RangeDomain) -> Fraction:
    return domain.factor if isinstance(domain, NumberDomain) else Fraction(1)


def _symbol(domain: RangeDomain) -> str:
    unit = _unit(domain)
    return f" {unit.symbol}" if unit else ""
