"""Options that nobody chooses: what they are, from what is chosen for others."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from configurator.model.constraint import SetCell, Table, first_row
from configurator.model.domain import CanonicalValue, Domain, NumberDomain
from configurator.model.equations import value_of
from configurator.model.evaluation import Choices, Worth, evaluate
from configurator.model.expression import Expression
from configurator.model.faults import problem_of
from configurator.model.option import Option
from configurator.model.problem import Problem, ProblemCode, shown
from configurator.model.units import show_fraction

Derived = tuple[CanonicalValue | None, tuple[Problem, ...]]


def derived_value(option: Option, choices: Choices, domains: Mapping[str, Domain]) -> Derived:
    """What an active derived option is, None for no value; or why it cannot be anything.

    `choices` are completed canonical values of all that it depends on, by option key.
    """
    if isinstance(option.derivation, Table):
        return _by_table(option, option.derivation, choices, domains)
    assert option.derivation is not None  # noqa: S101 - it is derived
    return _by_formula(option, option.derivation, choices, domains)


def _by_formula(option: Option, formula: Expression, choices: Choices, domains: Mapping[str, Domain]) -> Derived:
    worth = evaluate(formula, choices, domains)
    if worth is not None:
        value = value_of(worth, option.domain)
        if value is not None:
            return value, ()
        message = f"`{option.key}` follows from other choices; for these it comes to {_said(worth, option)}"
        message += ", which it cannot be"
        return None, (problem_of(option, ProblemCode.UNDERIVABLE, message),)
    return _nothing(option)


def _said(worth: Worth, option: Option) -> str:
    """What a formula comes to, in the unit of the option."""
    if not isinstance(worth, Fraction):
        return f"`{worth}`"
    domain = option.domain
    unit = domain.unit if isinstance(domain, NumberDomain) else None
    number = show_fraction(worth / unit.factor if unit else worth)
    return f"{number} {unit.symbol}" if unit else number


def _nothing(option: Option) -> Derived:
    if option.optional:
        return None, ()
    message = f"`{option.key}` follows from other choices, and nothing follows from these"
    return None, (problem_of(option, ProblemCode.UNDERIVABLE, message),)


def _by_table(option: Option, table: Table, choices: Choices, domains: Mapping[str, Domain]) -> Derived:
    row = first_row(table, choices, domains)
    if row is not None:
        return given_by(row[-1]), ()
    if option.optional:
        return None, ()
    return None, (no_row(option, table),)


def given_by(cell: object) -> CanonicalValue | None:
    """The value that the last cell of a row says."""
    return next(iter(cell.values)) if isinstance(cell, SetCell) else None


def no_row(option: Option, table: Table) -> Problem:
    """That no row of the table fits."""
    message = table.because or f"no row of `{table.key}` fits these choices, so there is no `{option.key}`"
    involved = (*table.columns[:-1], option.key)
    path = problem_of(option, ProblemCode.BROKEN_TABLE, "").path
    return Problem(ProblemCode.BROKEN_TABLE, path, message, None, table.key, involved, table.span)


def not_what_follows(option: Option, value: CanonicalValue | None) -> Problem:
    """That somebody has chosen something else than what follows."""
    what = "it has no value" if value is None else f"it is `{shown(str(value))}`"
    if isinstance(value, bool):
        what = f"it is {'yes' if value else 'no'}"
    message = f"`{option.key}` follows from other choices, and for these {what}"
    return problem_of(option, ProblemCode.DERIVED_OPTION, message, f"leave `{option.key}` out")
