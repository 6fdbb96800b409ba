"""Write a product as variables, tables and rules in JSON: a constraint problem that any solver can be given.

    {"product": "shop/case", "labels": {"cover": "Cover"},
     "variables": {"cover": ["black", "blue"], "strap": [true, false], "depth": [1, 2, null]},
     "tables": [{"name": "molds", "scope": ["cover", "depth"], "allow": [["black", [1, 2]]], "because": "…"}],
     "rules": [{"name": "r", "forbid": {"and": [{"in": ["cover", ["blue"]]}, {"in": ["strap", [true]]}]}}]}

`null` stands for no value, and a set of values is their keys with commas between. A cell of a table is a value, or a
list of those that fit. A rule forbids a tree of `and`, `or`, `not` and `in`; what looks at several variables at once is
listed row by row: `{"rows": {"scope": ["a", "b"], "any": [["x", "y"]]}}`. So nothing is left that a reader would have
to know of units, attributes or absence, and `tables_json` reads it back with the same number of configurations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from math import prod
from typing import Any

from configurator.compiler.grids import listed_values
from configurator.errors import ExportError
from configurator.model.catalog import Product
from configurator.model.constraint import Activity, Rule, Table, cell_matches
from configurator.model.domain import CanonicalValue, Domain, ProductDomain
from configurator.model.evaluation import evaluate
from configurator.model.expression import TRUE, And, Expression, Not, Or, options_in
from configurator.model.option import Option

MOST_VALUES = 10_000
"""Values of one variable."""
MOST_ROWS = 100_000
"""Rows that one condition about several variables may be listed by."""

Tree = dict[str, Any]


def json_text(product: Product) -> str:
    """The JSON text of a product. Raises `ExportError` for what cannot be listed."""
    writer = _Writer({option.key: _values(option) for option in product.options}, product.domains)
    tables, rules = [], []
    for each in product.all_constraints:
        if isinstance(each, Table):
            tables.append(writer.table(each))
        else:
            rules.append(writer.rule(each))
    whole = {
        "product": product.permanent_key,
        "labels": {option.key: option.label for option in product.options if option.label != option.key},
        "variables": {key: [_said(value) for value in values] for key, values in writer.values.items()},
        "tables": tables,
        "rules": rules,
    }
    lines = (f"  {json.dumps(name)}: {_laid_out(part)}" for name, part in whole.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _laid_out(part: object) -> str:
    """A part of the whole, an entry a line."""
    if isinstance(part, dict) and part:
        entries = [
            f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(each, ensure_ascii=False)}"
            for key, each in part.items()
        ]
        return "{\n    " + ",\n    ".join(entries) + "\n  }"
    if isinstance(part, list) and part:
        return "[\n    " + ",\n    ".join(json.dumps(each, ensure_ascii=False) for each in part) + "\n  ]"
    return json.dumps(part, ensure_ascii=False)


def _values(option: Option) -> list[CanonicalValue | None]:
    """What an option can be, no value included where it may have none. Raises `ExportError`."""
    if option.derivation is not None:
        raise ExportError("JSON", f"`{option.key}` follows from others")
    if isinstance(option.domain, ProductDomain):
        raise ExportError("JSON", f"`{option.key}` is a product within the product")
    values = listed_values(option)
    if values is None or len(values) > MOST_VALUES:
        raise ExportError("JSON", f"`{option.key}` has more values than can be listed")
    return [value for value in values if value is not None or option.may_lack_value]


def _said(value: CanonicalValue | None) -> object:
    """A value as JSON has it; a set is the keys in it."""
    return ", ".join(value) or "(none)" if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class _Writer:
    """Says constraints; `values` are those of each option, by its key."""

    values: dict[str, list[CanonicalValue | None]]
    domains: Any

    def table(self, table: Table) -> Tree:
        """A table: a list in a cell has the values that fit."""
        rows = []
        for row in table.rows:
            fitting = [
                [_said(value) for value in self.values[key] if cell_matches(cell, value, self._domain(key))]
                for key, cell in zip(table.columns, row, strict=True)
            ]
            if all(fitting):
                rows.append([each[0] if len(each) == 1 else each for each in fitting])
        found: Tree = {"name": table.key, "scope": list(table.columns), "allow" if table.allows else "forbid": rows}
        return found | ({"because": table.because} if table.because else {})

    def _domain(self, key: str) -> Domain:
        return self.domains[key]  # type: ignore[no-any-return]

    def rule(self, rule: Rule | Activity) -> Tree:
        """What breaks a rule, or the condition under which an option has a value."""
        if isinstance(rule, Activity):
            met, key = self.tree(rule.when, truth=True), rule.option
            some = [_said(value) for value in self.values[key] if value is not None]
            in_vain = {"and": [{"not": met}, {"in": [key, some]}]}
            missing = {"and": [met, {"in": [key, [None]]}]}
            return {"name": f"{key}_when", "forbid": in_vain if rule.optional else {"or": [in_vain, missing]}}
        broken = self.tree(rule.condition, truth=rule.forbids)
        forbidden = broken if rule.when == TRUE else {"and": [self.tree(rule.when, truth=True), broken]}
        found = {"name": rule.key, "forbid": forbidden}
        return found | ({"because": rule.because} if rule.because else {})

    def tree(self, expression: Expression, *, truth: bool) -> Tree:
        """Where an expression is true, or false: unknown is neither."""
        options = options_in(expression)
        if len(options) == 1:
            fitting = [row[0] for row in self._rows(expression, options, truth)]
            return {"in": [options[0], fitting]}
        match expression:
            case Not(part):
                return self.tree(part, truth=not truth)
            case And(parts) | Or(parts) if options:
                word = "and" if isinstance(expression, And) is truth else "or"
                return {word: [self.tree(part, truth=truth) for part in parts]}
        if prod(len(self.values[key]) for key in options) > MOST_ROWS:
            raise ExportError("JSON", f"a condition about {', '.join(options)} takes more than {MOST_ROWS:,} rows")
        if not options:
            return {"and" if evaluate(expression, {}, self.domains) is truth else "or": []}
        return {"rows": {"scope": list(options), "any": list(self._rows(expression, options, truth))}}

    def _rows(self, expression: Expression, options: Sequence[str], truth: bool) -> Iterator[list[object]]:
        """The values of some options with which an expression is true, or false."""
        for row in combinations(*(self.values[key] for key in options)):
            if evaluate(expression, dict(zip(options, row, strict=True)), self.domains) is truth:
                yield [_said(value) for value in row]
