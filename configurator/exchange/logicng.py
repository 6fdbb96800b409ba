"""Read formulas as LogicNG writes them: each variable becomes an option of yes or no, each part of a formula a rule.

A file has a formula a line, and all of them hold. What is said by `&` becomes a rule for each part, and `<=>` one for
each direction; `~a => ~b` is said the other way round, `a` wherever `b`. How formulas are written, `formulas` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Outcome
from configurator.exchange import formulas as f
from configurator.exchange.catalog_text import CatalogText, Keys, identifier
from configurator.exchange.clauses import clause_rule
from configurator.exchange.conditions import ALWAYS, NEVER, Condition, both, either, flag, follows, no, required, same
from configurator.exchange.foreign import Cursor, cut, told
from configurator.exchange.linear import counted
from configurator.source import Source


def catalog_text(source: Source, read_file: ReadFile) -> Outcome[str]:  # noqa: ARG001 - the notation imports nothing
    """The text of a catalog with an option for each variable, and rules for what the formulas say."""
    return told(source, lambda: written(formulas(source), PurePath(source.name).stem))


def formulas(source: Source) -> list[f.Formula]:
    """The formulas of a text, a line each. Raises `ForeignMistakeError`."""
    cursor = Cursor(cut(source, f.TOKENS))
    if cursor.token.kind == "end":
        raise cursor.wanted("a formula")
    found = []
    while cursor.token.kind != "end":
        found.append(f.formula(cursor))
        if not (cursor.accept(";") or cursor.token.fresh):
            raise cursor.wanted("a sign, or the end of the line,")
    return found


def written(found: list[f.Formula], name: str) -> str:
    """The text of a catalog in which all of these formulas hold."""
    catalog = identifier(name)
    text, keys = CatalogText(catalog, name, product=catalog), Keys()
    writer = _Writer({each: keys.of(each) for each in dict.fromkeys(each for one in found for each in _names(one))})
    for label, key in writer.keys.items():
        text.option(key, label, "yes or no")
    text.gap()
    for number, part in enumerate((part for each in found for part in _parts(each)), 1):
        sides = writer.sides(part)
        if sides is not None:
            if not set(sides[0]) & set(sides[1]):
                text.lay(clause_rule(keys.of(f"rule_{number}"), *sides))
        elif (said := writer.said(part)) is not None:
            text.rule(keys.of(f"rule_{number}"), said)
    return text.text()


def _names(formula: f.Formula) -> Iterator[str]:
    """The variables of a formula, as they stand in it."""
    match formula:
        case f.Variable(name):
            yield name
        case f.Sum(terms):
            yield from (name for _, name, _ in terms)
        case f.Not(of):
            yield from _names(of)
        case f.And(parts) | f.Or(parts):
            for part in parts:
                yield from _names(part)
        case f.Implies(left, right) | f.Same(left, right):
            yield from _names(left)
            yield from _names(right)


def _parts(formula: f.Formula) -> Iterator[f.Formula]:
    """What is said by `&` outermost, and by `<=>` of more than literals, part by part."""
    match formula:
        case f.And(parts):
            for part in parts:
                yield from _parts(part)
        case f.Same(left, right) if not (_is_literal(left) and _is_literal(right)):
            yield f.Implies(left, right)
            yield f.Implies(right, left)
        case f.Implies(f.Not(premise), f.Not(conclusion)):
            yield f.Implies(conclusion, premise)
        case _:
            yield formula


def _grouped(parts: tuple[f.Formula, ...]) -> Iterator[f.Formula]:
    """The parts, with `~a | ~b` for each two of several variables said as one: one of them at most."""
    pairs = {pair: None for each in parts if (pair := _pair(each)) is not None}
    names = dict.fromkeys(name for pair in pairs for name in sorted(pair))
    if len(names) > 2 and 2 * len(pairs) == len(names) * (len(names) - 1):
        yield from (each for each in parts if _pair(each) is None)
        yield f.Sum(tuple((1, name, True) for name in names), "<=", 1)
    else:
        yield from parts


def _pair(formula: f.Formula) -> frozenset[str] | None:
    """The two variables of which a formula says that not both hold; None where it says something else."""
    match formula:
        case f.Or((f.Not(f.Variable(one)), f.Not(f.Variable(other)))) if one != other:
            return frozenset((one, other))
    return None


def _is_literal(formula: f.Formula) -> bool:
    return isinstance(formula, f.Variable) or (isinstance(formula, f.Not) and isinstance(formula.of, f.Variable))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Says formulas in the language of catalogs; `keys` are those of the options, by the names of variables."""

    keys: dict[str, str]

    def said(self, formula: f.Formula) -> str | None:
        """What stands behind the key of a rule; None where the formula always holds."""
        if isinstance(formula, f.Implies):
            premise, conclusion = self.condition(formula.premise), self.condition(formula.conclusion)
            return required(conclusion, premise)
        return required(self.condition(formula))

    def condition(self, formula: f.Formula) -> Condition:
        """The condition that a formula is."""
        match formula:
            case f.Constant(holds):
                return ALWAYS if holds else NEVER
            case f.Variable(name):
                return flag(self.keys[name])
            case f.Not(of):
                return no(self.condition(of))
            case f.And(parts):
                return both(map(self.condition, _grouped(parts)))
            case f.Or(parts):
                return either(map(self.condition, parts))
            case f.Implies(premise, conclusion):
                return follows(self.condition(premise), self.condition(conclusion))
            case f.Same(left, right):
                return same(self.condition(left), self.condition(right))
            case f.Sum(terms, sign, limit):
                return counted([(factor, self.keys[name], holds) for factor, name, holds in terms], sign, limit)

    def sides(self, formula: f.Formula) -> tuple[list[str], list[str]] | None:
        """The options of which a clause wants one, and those of which it wants one not; None for what is no clause."""
        match formula:
            case f.Implies(premise, conclusion):
                literals = (*self._negated(premise), *self._literals(conclusion))
            case _:
                literals = tuple(self._literals(formula))
        if not literals or None in literals:
            return None
        known = [each for each in dict.fromkeys(literals) if each is not None]
        return [key for key, holds in known if holds], [key for key, holds in known if not holds]

    def _literals(self, formula: f.Formula) -> Iterator[tuple[str, bool] | None]:
        """What a formula is one of; None in it where that is no literal."""
        match formula:
            case f.Or(parts):
                for part in parts:
                    yield self._literal(part)
            case f.Not(f.And(parts)):
                for part in parts:
                    yield self._literal(f.Not(part))
            case _:
                yield self._literal(formula)

    def _negated(self, premise: f.Formula) -> Iterator[tuple[str, bool] | None]:
        """What the contrary of a premise is one of."""
        parts = premise.parts if isinstance(premise, f.And) else (premise,)
        yield from (self._literal(f.Not(part)) for part in parts)

    def _literal(self, formula: f.Formula) -> tuple[str, bool] | None:
        holds = True
        while isinstance(formula, f.Not):
            formula, holds = formula.of, not holds
        return (self.keys[formula.name], holds) if isinstance(formula, f.Variable) else None
