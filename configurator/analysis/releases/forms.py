"""Conditions, rules and tables in a form that is equal whenever they say the same of the same things.

Every name is replaced by its permanent key, and parts of `and` and `or`, and rows of tables, stand in no order. Two
that are written otherwise and mean the same may still differ: `not (a = b)` and `a != b` do.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields

from configurator.model import expression as e
from configurator.model.catalog import Product
from configurator.model.constraint import Cell, Rule, SetCell, Table
from configurator.model.derivation import Derived
from configurator.model.domain import CanonicalValue, members_of
from configurator.model.option import Option


def condition_form(expression: e.Expression | None, product: Product) -> Hashable:
    """The form of a condition of a product; None for none."""
    match expression:
        case None:
            return None
        case e.Constant(value):
            return "Constant", type(value).__name__, value
        case e.And(parts) | e.Or(parts):
            return type(expression).__name__, frozenset(condition_form(part, product) for part in parts)
        case e.Compare(sign, e.OptionValue(option), e.Constant(value)):
            return "Compare", sign, _key(option, product), _constant(value, _asked(option, product))
        case e.Compare(sign, e.Constant(value), e.OptionValue(option)):
            return "Compare", sign, _constant(value, _asked(option, product)), _key(option, product)
        case e.InSet(e.OptionValue(option), values):
            return (
                "InSet",
                _key(option, product),
                frozenset(_constant(each, _asked(option, product)) for each in values),
            )
        case e.Contains(option, key):
            return "Contains", _key(option, product), _constant(key, _asked(option, product))
    return type(expression).__name__, *(
        _part(getattr(expression, each.name), each.name, product) for each in fields(expression)
    )


def _part(part: object, name: str, product: Product) -> Hashable:
    if isinstance(part, e.Expression):
        return condition_form(part, product)
    if isinstance(part, tuple) and part and isinstance(part[0], e.Expression):
        return tuple(condition_form(each, product) for each in part)
    if name == "option" and isinstance(part, str):
        return _key(part, product)
    assert isinstance(part, Hashable)  # noqa: S101 - expressions are frozen
    return type(part).__name__, part


def _asked(key: str, product: Product) -> Option:
    """What a condition looks at: an option, or a fact of the sale."""
    return product.by_key.get(key) or next(fact for fact in product.facts if fact.key == key)


def _key(option: str, product: Product) -> str:
    return _asked(option, product).permanent_key


def _constant(value: object, option: Option) -> Hashable:
    """A literal that is compared with an option: keys of its values become permanent keys."""
    if isinstance(value, frozenset):
        return frozenset(_constant(each, option) for each in value)
    members = members_of(option.domain)
    found = members.by_key.get(value) if members and isinstance(value, str) else None
    return type(value).__name__, value if found is None else found.permanent_key


def written_form(value: CanonicalValue | None, option: Option) -> CanonicalValue | None:
    """A canonical value with permanent keys, as documents write it."""
    members = members_of(option.domain)
    renamed: Mapping[str, str] = members.renamed if members else {}
    if isinstance(value, tuple):
        return tuple(sorted(renamed.get(key, key) for key in value))
    return renamed.get(value, value) if isinstance(value, str) else value


def constraint_form(constraint: Rule | Table, product: Product) -> Hashable:
    """The form of a rule or a table: when it is broken, and nothing of what it says then."""
    if isinstance(constraint, Rule):
        when = condition_form(constraint.when, product)
        return "rule", constraint.forbids, condition_form(constraint.condition, product), when
    options = [product.by_key[column] for column in constraint.columns]
    rows = tuple(
        tuple(_cell(cell, option) for cell, option in zip(row, options, strict=True)) for row in constraint.rows
    )
    kind = "gives" if constraint.gives else constraint.allows
    # of a table that gives a value, the first row that fits counts
    return (
        "table",
        kind,
        tuple(option.permanent_key for option in options),
        rows if constraint.gives else frozenset(rows),
    )


def amount_form(amount: Derived, product: Product) -> Hashable:
    """The form of a derived amount: its formulas, and where each holds."""
    cases = ((each.condition, each.amount) for each in amount.cases)
    return tuple((condition_form(met, product), condition_form(formula, product)) for met, formula in cases)


def _cell(cell: Cell, option: Option) -> Hashable:
    if isinstance(cell, SetCell):
        return frozenset((type(value).__name__, written_form(value, option)) for value in cell.values)
    return cell
