"""Write a product as clauses in DIMACS CNF, with as many models as the product has configurations.

Each value of each option is a variable, named by a comment `c 12 cover=black`; an option of two outcomes is one
variable for its first. Further variables, without a name, say what constraints mean, and follow from the named ones. So
any SAT solver or model counter may be asked; texts and pictures, which nothing lists, are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from configurator.compiler.budget import USUAL, Allowance
from configurator.compiler.classes import ClassedOption, ValueClass
from configurator.compiler.clauses import clauses_of
from configurator.compiler.compile_graphs import prepare
from configurator.engine.outcomes import Outcomes
from configurator.errors import ExportError
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue, FlagDomain, ProductDomain

MOST_VALUES = 10_000
"""Of one option."""

NOTATION = "DIMACS"


def dimacs_text(product: Product) -> str:
    """The DIMACS text of a product. Raises `ExportError` for what has no list of values, and `TooComplexError`."""
    allowance = Allowance(USUAL)
    for option in product.options:
        if option.is_open:
            raise ExportError(NOTATION, f"`{option.key}` is a text or an image")
        if isinstance(option.domain, ProductDomain) and option.domain.many:
            raise ExportError(NOTATION, f"`{option.key}` is a list, whose order means nothing")
    prepared = prepare(product.options, product.all_constraints, allowance)
    options = {key: _one_by_one(option) for key, option in prepared.options.items()}
    parts = clauses_of(options, tuple(options), prepared.automata, allowance)
    lines = [f"c {product.permanent_key}", *_names(parts.options, parts.clauses.literals)]
    lines.append(f"p cnf {parts.clauses.variables} {parts.clauses.size}")
    lines += (" ".join(map(str, (*clause, 0))) for clause in parts.clauses)
    return "\n".join(lines) + "\n"


def _one_by_one(option: ClassedOption) -> ClassedOption:
    """The option with a class for each of its outcomes."""
    outcomes = Outcomes(option)
    if outcomes.size > MOST_VALUES:
        raise ExportError(NOTATION, f"`{option.key}` has {outcomes.size:,} values")
    classes = tuple(
        ValueClass(outcomes.at(index), 1, (), 0, option.classes[outcomes.class_at(index)].worths)
        for index in range(outcomes.size)
    )
    return replace(option, classes=classes)


def _names(options: tuple[ClassedOption, ...], literals: tuple[tuple[int, ...], ...]) -> Iterator[str]:
    for option, own in zip(options, literals, strict=True):
        for each, literal in zip(option.classes, own, strict=True):
            if literal > 0:
                yield f"c {literal} {_name(option, each.representative)}"


def _name(option: ClassedOption, value: CanonicalValue | None) -> str:
    if isinstance(option.option.domain, FlagDomain) and value is True:
        return option.key
    if isinstance(value, tuple):
        return f"{option.key}={{{','.join(value)}}}"
    if isinstance(value, bool):
        return f"{option.key}={'yes' if value else 'no'}"
    return f"{option.key}={'(none)' if value is None else value}"
