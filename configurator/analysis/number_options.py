"""Number options: the bounds, steps and units of `integer` and `number`."""

from __future__ import annotations

from fractions import Fraction

from configurator.analysis.expression_types import amount_of
from configurator.analysis.scope import Report, unit_of
from configurator.diagnostics import codes
from configurator.model.domain import IntegerDomain, NumberDomain
from configurator.model.units import PLAIN, Unit, decimal_text, show_fraction
from configurator.syntax import nodes as n

LARGEST_INTEGER = 2**53 - 1


def integer_domain(report: Report, node: n.RangeNode) -> IntegerDomain | None:
    """The whole numbers of a range; None, and a diagnostic, if it makes no sense."""
    bounds = [node.low, node.high, *([node.step] if node.step else [])]
    for bound in bounds:
        if bound.unit is not None:
            hint = "write `number … step 1` with the unit, or leave the unit out"
            report.say(codes.UNIT_MISMATCH, bound.unit.span, "an `integer` option has no unit", hint)
            return None
        if bound.amount.denominator != 1:
            hint = "write a whole number, or `number … step …` for decimals"
            report.say(codes.TYPE_MISMATCH, bound.span, f"`{bound.digits}` is not a whole number", hint)
            return None
        if abs(bound.amount) > LARGEST_INTEGER:
            message = f"an `integer` option goes up to {LARGEST_INTEGER:,}"
            report.say(codes.TOO_LARGE, bound.span, message, "choose a smaller bound")
            return None
    step = node.step.amount if node.step else Fraction(1)
    if not _in_order(report, node, node.low.amount, node.high.amount, step):
        return None
    return IntegerDomain(int(node.low.amount), int(node.high.amount), int(step))


def number_domain(report: Report, node: n.RangeNode) -> NumberDomain | None:
    """The exact decimals of a range; None, and a diagnostic, if it makes no sense."""
    if node.step is None:
        hint = "add `step 0.5`, or how finely it can be made"
        report.say(codes.MISSING_STEP, node.span, "a `number` option says in which steps it goes", hint)
        return None
    named = node.high.unit or node.low.unit
    unit = unit_of(report, named)
    if named is not None and unit is None:
        return None
    plain = Unit("", PLAIN, Fraction(1))
    whole = unit or plain
    amounts = []
    for bound in (node.low, node.high, node.step):
        own = unit_of(report, bound.unit) if bound.unit else whole
        if own is None:
            return None
        if own.dimension != whole.dimension:
            written = f"{bound.digits} {own.symbol}".rstrip()
            message = f"`{written}` is {amount_of(own.dimension)}, and the range is {amount_of(whole.dimension)}"
            report.say(codes.UNIT_MISMATCH, bound.span, message, "write all three in one kind of unit")
            return None
        amounts.append(bound.amount * own.factor / whole.factor)
        if decimal_text(amounts[-1]) is None:
            message = f"`{bound.digits} {own.symbol}` is no exact decimal in {whole.symbol}"
            hint = f"write all three in `{own.symbol}`: what a code holds is exact"
            report.say(codes.NO_DECIMAL, bound.span, message, hint)
            return None
    low, high, step = amounts
    return NumberDomain(low, high, step, unit) if _in_order(report, node, low, high, step) else None


def _in_order(report: Report, node: n.RangeNode, low: Fraction, high: Fraction, step: Fraction) -> bool:
    """Whether a range has values; a diagnostic if not, and where it does not end with a step."""
    if step <= 0:
        at = node.step or node
        report.say(codes.BAD_STEP, at.span, "a step is more than zero", "write the distance between two values")
        return False
    if low > high:
        message = f"this range ends at {show_fraction(high)} before it begins at {show_fraction(low)}"
        report.say(codes.EMPTY_RANGE, node.low.span.cover(node.high.span), message, "write the lower bound first")
        return False
    if (high - low) % step:
        last = low + (high - low) // step * step
        message = f"steps count from the lower bound, so the last value is {show_fraction(last)}"
        hint = f"write `{show_fraction(last)}` as the upper bound, or choose another step"
        report.say(codes.UNEVEN_RANGE, node.high.span, message, hint)
    return True
