"""What a check says of how many configurations a product has: not as many as expected, or that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10

from configurator.diagnostics import Diagnostic, codes
from configurator.diagnostics.suggest import listed
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.expectation import ExpectCount


def as_expected(expected: ExpectCount, found: int | TooComplexError) -> Iterator[Diagnostic]:
    """What there is to say where a number is expected."""
    if isinstance(found, TooComplexError):
        hint = found.hint or "loosen what ties the options together, or take the expectation out"
        yield Diagnostic(codes.UNCHECKED_COUNT, expected.span, str(found), hint=hint)
        return
    if found != expected.count:
        over = f" over {listed(expected.over)}" if expected.over else ""
        there = "is 1 valid configuration" if found == 1 else f"are {_number(found)} valid configurations"
        message = f"there {there}{over}, not {_number(expected.count)}"
        yield Diagnostic(
            codes.WRONG_COUNT, expected.span, message, hint="correct the number, or find out what changed it"
        )


def uncounted(
    product: Product, why: TooComplexError, *, is_reached: bool, are_judged: bool, are_asked: bool
) -> Diagnostic:
    """That a product is not counted, what else was not found out of it, and what was all the same.

    `is_reached`: values that no valid configuration has were looked for. `are_judged`: so were rules that never matter.
    `are_asked`: what was too much of its steps and `sell` rules was passed over; else all of them.
    """
    hint = why.hint or "the verdicts and codes of its configurations are not affected"
    unknown = [] if is_reached else ["which values no valid configuration has"]
    unknown += [] if are_judged else ["which rules never matter"]
    if product.declared_steps or product.declared_sales:
        unknown.append(f"{'perhaps some' if are_asked else 'all'} about its steps and `sell` rules")
    if unknown:
        hint += f"; not found out, either: {' and '.join(unknown)}"
    else:
        hint += "; all else was found out: each rule was tried alone, and each value with all rules together"
    return Diagnostic(codes.TOO_ENTANGLED, product.span, str(why), hint=hint)


def _number(count: int) -> str:
    """A count for reading; of one with thousands of digits, how many there are, since Python writes out only 4,300."""
    digits = int(count.bit_length() * log10(2)) + 1
    return f"{count:,}" if digits <= 1_000 else f"about 10^{digits - 1:,}"
