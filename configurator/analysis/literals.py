"""A value written out in a catalog -> the raw value that a configuration would have in its place.

Defaults, cells and examples are then read by the very code that reads customers' configurations.
"""

from __future__ import annotations

from decimal import Decimal

from configurator.syntax import nodes as n


def raw_literal(node: n.Literal) -> object:
    """A string for keys, text and amounts with a unit, an exact decimal, a truth value, a list for a set, or None."""
    match node:
        case n.Name(text) | n.Text(text) | n.Color(text) | n.Date(text):
            return text
        case n.Quantity(_, unit, digits):
            return f"{digits} {unit.text}" if unit else Decimal(digits)
        case n.Flag(truth):
            return truth
        case n.SetLiteral(items):
            return [raw_literal(item) for item in items]
        case n.Nothing():
            return None
