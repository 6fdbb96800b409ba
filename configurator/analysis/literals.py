"""A value written out in a catalog -> the raw value that a configuration would have in its place.

Defaults, cells and examples are then read by the very code that reads customers' configurations.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from configurator.media.pictures import digest_of
from configurator.model.domain import AnyOfDomain, CanonicalValue, FlagDomain
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.problem import Problem
from configurator.model.raw_values import read_value
from configurator.syntax import nodes as n


def read_literal(option: Option, node: n.Literal) -> tuple[CanonicalValue | None, tuple[Problem, ...]]:
    """A value as the option itself would read it, with the problems that a customer's would have."""
    value, problems = read_value(option, raw_literal(node), Hints())
    if problems and isinstance(option.domain, FlagDomain):
        # In a catalog a flag is `yes` or `no`, and in JSON it is not.
        problems = (replace(problems[0], message=f"`{option.key}` takes `yes` or `no`", hint=None),)
    if problems and isinstance(option.domain, AnyOfDomain) and not isinstance(node, n.SetLiteral):
        # Likewise a set is written in braces here, and as an array in JSON.
        hint = f"write `{{{node.text}}}`" if isinstance(node, n.Name) else "write them in braces: `{a, b}`"
        problems = (replace(problems[0], message=f"`{option.key}` takes a set of its values", hint=hint),)
    return value, problems


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


def sample_picture(node: n.Literal) -> object:
    """The same in an example, for an option that takes a picture: there a bare word stands for one that it takes.

    Its digest is that of the word itself, so the same word is the same picture everywhere, and another is another.
    """
    return digest_of(node.text.encode()) if isinstance(node, n.Name) and not node.quoted else raw_literal(node)


def as_expression(node: n.Literal) -> n.ExpressionNode:
    """A member of a set, as the expression that it would be elsewhere."""
    return n.Reference((node,), node.span) if isinstance(node, n.Name) else node
