"""What one of two products says, said of what both have in common: keys, values and attributes as `common` names them.

Options of both go by their permanent keys; those of one side, and those that follow from others there, have the name of
the side before theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.model.catalog import Product
from configurator.model.common import Side, by_permanent
from configurator.model.constraint import Activity, Cell, Constraint, Rule, SetCell, Table
from configurator.model.domain import AnyOfDomain, Domain, ValueDomain, members_of
from configurator.model.expression import (
    LEAVES,
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    InSet,
    Not,
    OfEach,
    OptionValue,
    Or,
    Present,
)
from configurator.model.option import Option
from configurator.model.substitution import rebuilt

Literal = bool | Fraction | str | frozenset[str]


@dataclass(frozen=True)
class View:
    """One side of two products; `shared` has the permanent keys of the options that are one on both sides."""

    product: Product
    side: Side
    shared: Collection[str]

    def key(self, key: str) -> str:
        """The key of an option of this side in the whole."""
        permanent = self.product.by_key[key].permanent_key
        return permanent if permanent in self.shared else self.own_key(key)

    def own_key(self, key: str) -> str:
        """The key of an option that is this side's alone."""
        return f"{self.side.name}:{self.product.by_key[key].permanent_key}"

    def option(self, option: Option, domain: Domain) -> Option:
        """An option of this side alone, in the whole."""
        when = None if option.when is None else self.expression(option.when)
        return replace(option, key=self.own_key(option.key), was=None, when=when, domain=domain, derivation=None)

    def constraint(self, constraint: Constraint) -> Constraint:
        """A constraint of this side, said of the whole."""
        key = f"{self.side.name}:{constraint.key}"
        match constraint:
            case Rule():
                condition, when = self.expression(constraint.condition), self.expression(constraint.when)
                return replace(constraint, key=key, condition=condition, when=when)
            case Table():
                columns = tuple(map(self.key, constraint.columns))
                domains = [self.product.domains[column] for column in constraint.columns]
                rows = tuple(tuple(map(self._cell, row, domains)) for row in constraint.rows)
                return replace(constraint, key=key, columns=columns, rows=rows)
            case Activity(option, when, optional):
                return Activity(self.key(option), self.expression(when), optional, constraint.span)

    def expression(self, expression: Expression) -> Expression:
        """An expression over options of this side, said of the whole."""
        match expression:
            case Compare(sign, OptionValue(option), Constant(value)):
                return Compare(sign, OptionValue(self.key(option)), Constant(self._literal(option, value)))
            case Compare(sign, Constant(value), OptionValue(option)):
                return Compare(sign, Constant(self._literal(option, value)), OptionValue(self.key(option)))
            case Compare(sign, OptionValue(one), OptionValue(other)) if self._has_renamed_sets(one, other):
                same = self._same_sets(one, other)
                return same if sign == "=" else Not(same)
            case InSet(OptionValue(option), values):
                domain = self.product.domains[option]
                is_listed = isinstance(domain, ValueDomain)
                renamed = (self._word(domain, v) if isinstance(v, str) and is_listed else v for v in values)
                return InSet(OptionValue(self.key(option)), frozenset(renamed))
            case OfEach():
                return self.expression(expression.written)
            case Count(parts):
                return Count(tuple(map(self._counted, parts)))
            case OptionValue(option):
                return self._value(option)
            case Attribute(option, name):
                return Attribute(self.key(option), self.side.attribute(name))
            case ChosenAmounts(option, name):
                return ChosenAmounts(self.key(option), self.side.attribute(name))
            case Present(option, str() as name):
                return Present(self.key(option), self.side.attribute(name))
            case Contains(option, key):
                return Contains(self.key(option), self._word(self.product.domains[option], key))
        if isinstance(expression, LEAVES):
            return replace(expression, option=self.key(expression.option))
        return rebuilt(expression, self.expression)

    def _counted(self, part: Expression) -> Expression:
        """A part of a count: an option is counted by having a value, whatever that is called."""
        return OptionValue(self.key(part.option)) if isinstance(part, OptionValue) else self.expression(part)

    def _value(self, option: str) -> Expression:
        """What is chosen, as this side knows it: where a value has been renamed, by the key that it has here."""
        domain = self.product.domains[option]
        is_renamed = isinstance(domain, ValueDomain) and domain.renamed
        return Attribute(self.key(option), self.side.key) if is_renamed else OptionValue(self.key(option))

    def _has_renamed_sets(self, *options: str) -> bool:
        domains = [self.product.domains[option] for option in options]
        return any(isinstance(each, AnyOfDomain) and each.members.renamed for each in domains)

    def _same_sets(self, one: str, other: str) -> Expression:
        """Whether two sets have the same values by their keys here; unknown where one is not asked for."""
        names = dict.fromkeys(name for option in (one, other) for name in _keys(self.product.domains[option]))
        return And(tuple(_alike(self._contains(one, name), self._contains(other, name)) for name in names))

    def _contains(self, option: str, name: str) -> Expression:
        return self.expression(Contains(option, name))

    def _literal(self, option: str, value: Literal) -> Literal:
        domain = self.product.domains[option]
        if isinstance(value, frozenset):
            return frozenset(self._word(domain, each) for each in value)
        return self._word(domain, value) if isinstance(value, str) and isinstance(domain, ValueDomain) else value

    def _word(self, domain: Domain, word: str) -> str:
        """The permanent key of a value; what the domain has not is a word that no side has."""
        members = members_of(domain)
        if members is None:
            return word
        found = members.by_key.get(word)
        return f"{self.side.name}:{word}" if found is None else found.permanent_key

    def _cell(self, cell: Cell, domain: Domain) -> Cell:
        members = members_of(domain)
        if not isinstance(cell, SetCell) or members is None:
            return cell
        known = (
            value
            for value in cell.values
            if all(word in members.by_key for word in (value if isinstance(value, tuple) else (value,)))
        )
        return SetCell(frozenset(found for value in known if (found := by_permanent(domain, value)) is not None))


def _keys(domain: Domain) -> Collection[str]:
    members = members_of(domain)
    return members.by_key if members else ()


def _alike(one: Expression, other: Expression) -> Expression:
    """Whether two conditions are both true or both false; unknown where one of them is."""
    return Or((And((one, other)), And((Not(one), Not(other)))))
