"""Derived amounts, from what is written: `derive price: money = …`; whoever names one looks it up here.

A derived amount that another one, or a rule, names stands there as its whole formula, so nothing that works on
expressions needs to know of names. Circles are reported once and cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from configurator.analysis.expression_types import Type, amount_of
from configurator.analysis.expressions import Typer
from configurator.analysis.keys import check_key
from configurator.analysis.nesting import Place
from configurator.analysis.scope import Scope, unit_of
from configurator.analysis.templates import shown_in
from configurator.diagnostics import Label, codes
from configurator.model import expression as e
from configurator.model.derivation import Case, Derived
from configurator.model.substitution import unfolded
from configurator.model.units import UNITS, Unit, is_money
from configurator.syntax import nodes as n

if TYPE_CHECKING:
    from configurator.analysis.expressions import Typed

MOST_SHOWN = 6
"""Steps of a circle that are shown."""

MOST_DEEP = 64
"""Derived amounts that stand in each other."""

DEEPEST = 150
"""Levels of one formula, with those of the derived amounts that it names."""

MOST_PARTS = 10_000
"""Parts of one formula, with those of the derived amounts that it names."""


@dataclass(frozen=True, slots=True)
class Formula:
    """One case of a derived amount: its amount with its type, where it holds, and in which unit it is shown."""

    amount: e.Expression
    kind: Type
    condition: e.Expression | None
    unit: Unit | None


class Derivations:
    """The derived amounts of a product; each is read when it is named first."""

    def __init__(self, scope: Scope, nodes: Sequence[n.DeriveNode]) -> None:
        self._scope = scope
        self._nodes = {node.key.text: node for node in nodes}
        self._read: dict[str, tuple[Formula, ...] | None] = {}
        self._reading: list[str] = []
        scope.derivations = self
        self._sale = scope.of_sale()

    @property
    def keys(self) -> Mapping[str, n.DeriveNode]:
        """What is derived, by name."""
        return self._nodes

    def all(self) -> tuple[Derived, ...]:
        """Those that are sound, in declared order."""
        found = []
        for key, node in self._nodes.items():
            formulas = self._formulas(key)
            if formulas is not None:
                cases = tuple(_case(each) for each in formulas)
                label = node.label.text if node.label else key
                additive = len(cases) == 1 and is_additive(cases[0].amount)
                found.append(Derived(key, label, cases, additive, node.key.span))
        return tuple(found)

    def amount(self, name: n.Name) -> tuple[Formula, ...] | None:
        """The cases of a derived amount; None, and a diagnostic, if there is none of this name."""
        if name.text not in self._nodes:
            message = f"nothing called `{name.text}` is derived"
            self._scope.report.unknown(codes.UNKNOWN_DERIVED, name, message, self._nodes)
            return None
        return self._formulas(name.text)

    def inlined(self, scope: Scope, name: n.Name) -> Typed | None:
        """The formula of a derived amount that an expression names; None, and a diagnostic, where it cannot stand."""
        if name.text in self._reading:
            self._say_circle(name)
            return None
        if len(self._reading) >= MOST_DEEP and name.text not in self._read:
            self._say_too_deep(name)
            return None
        formulas = self._formulas(name.text)
        if formulas is None:
            return None
        formula = formulas[0]
        if len(formulas) > 1:
            message = f"`{name.text}` is in one currency here and in another there, so it cannot be added up"
            scope.report.say(codes.UNIT_MISMATCH, name.span, message, "name the amounts that it is made of")
            return None
        facts = [key for key in e.options_in(formula.amount) if key in self._scope.facts and key not in scope.options]
        if facts or scope.is_rule:
            if facts:
                message = (
                    f"`{name.text}` depends on `{facts[0]}`, a fact of the sale, which decides nothing that is built"
                )
                scope.report.say(codes.FACT_IN_RULE, name.span, message, "use it in `sell` and `derive`")
                return None
            if any(isinstance(part, e.Conditional) for part in e.walk(formula.amount)):
                message = f"`{name.text}` is a choice between amounts, which no rule can compare"
                scope.report.say(codes.ONLY_DERIVED, name.span, message, "name the amounts that it is made of")
                return None
        amount = formula.amount if scope.folds else unfolded(formula.amount)
        return _never_unknown(amount), formula.kind

    def of_place(self, scope: Scope, place: Place, name: n.Name) -> Typed | None:
        """An amount of a product within another one, where its place is; None, and a diagnostic, where it cannot be."""
        found = self.inlined(scope, name)
        return None if found is None else (place.amount(found[0]), found[1])

    def _say_circle(self, name: n.Name) -> None:
        circle = self._reading[self._reading.index(name.text) :]
        around = list(zip(circle, [*circle[1:], circle[0]], strict=True))[:MOST_SHOWN]
        links = ", ".join(f"`{key}` {'depends ' if at == 0 else ''}on `{on}`" for at, (key, on) in enumerate(around))
        message = f"`{name.text}` depends on itself" if len(circle) == 1 else f"{links}, which is a circle"
        label = Label(self._nodes[name.text].key.span, "it is derived here")
        hint = "derive one of them from choices alone"
        self._scope.report.say(codes.CIRCULAR_DERIVE, name.span, message, hint, label)

    def _say_too_deep(self, name: n.Name) -> None:
        message = f"`{name.text}` stands more than {MOST_DEEP} deep in other amounts"
        self._scope.report.say(codes.TOO_DEEP, name.span, message, "name the amounts that it is made of")

    def _formulas(self, key: str) -> tuple[Formula, ...] | None:
        if key not in self._read:
            self._read[key] = None  # what names it while it is read hears nothing more
            self._reading.append(key)
            self._read[key] = self._of(self._nodes[key])
            self._reading.pop()
        return self._read[key]

    def _of(self, node: n.DeriveNode) -> tuple[Formula, ...] | None:
        report = self._scope.report
        check_key(report, node.key, "derived amount")
        if node.sign.text != "=":
            report.say(codes.MALFORMED, node.sign.span, f"`{node.sign.text}` cannot stand here", "write `=`")
            return None
        typer = Typer(self._sale)
        found: list[Formula] = []
        for condition, amount in _cases(node.amount):
            met = None if condition is None else typer.condition(condition)
            typed = typer.amount(amount)
            if typed is None or (condition is not None and met is None):
                return None
            found.append(Formula(typed[0], typed[1], met, self._unit(node, typed[1])))
        parts = (part for each in found for part in e.walk(each.amount))
        if next(islice(parts, MOST_PARTS, None), None) is not None:  # looked at no further: formulas may hold formulas
            message = f"the formula of `{node.key.text}` has more than {MOST_PARTS:,} parts"
            report.say(codes.TOO_LARGE, node.key.span, message, "derive it from fewer things")
            return None
        if any(_is_too_deep(each.amount) for each in found):
            self._say_too_deep(node.key)
            return None
        return self._together(node, found) if self._is_as_declared(node, found) else None

    def _together(self, node: n.DeriveNode, cases: list[Formula]) -> tuple[Formula, ...] | None:
        """One formula where all cases are of one dimension; cases of their own where they are of several currencies."""
        first = cases[0].kind.dimension
        if all(each.kind.dimension == first for each in cases):
            whole = cases[-1].amount
            for case in reversed(cases[:-1]):
                assert case.condition is not None  # noqa: S101 - only the last one has none
                whole = e.Conditional(case.amount, case.condition, whole)
            return (Formula(whole, cases[0].kind, None, cases[0].unit),)
        if all(is_money(each.kind.dimension) for each in cases):
            return tuple(cases)
        other = next(each for each in cases if each.kind.dimension != first)
        message = f"`{node.key.text}` is {amount_of(first)} here and {amount_of(other.kind.dimension)} there"
        self._scope.report.say(codes.UNIT_MISMATCH, node.key.span, message, "both need to be of one kind")
        return None

    def _is_as_declared(self, node: n.DeriveNode, cases: list[Formula]) -> bool:
        """Whether all cases are of the kind that stands behind the colon."""
        report, word = self._scope.report, node.word
        if word is None:
            return True
        if word.text not in ("money", "number"):
            hint = "write `money`, `number` or `number kg`; or leave it out"
            report.say(codes.UNKNOWN_TYPE, word.span, f"`{word.text}` is no kind of amount", hint)
            return False
        unit = unit_of(report, node.unit)
        if node.unit is not None and unit is None:
            return False
        for each in cases:
            dimension = each.kind.dimension
            fits = is_money(dimension) if word.text == "money" else dimension == (unit.dimension if unit else ())
            if not fits:
                wanted = "money" if word.text == "money" else amount_of(unit.dimension if unit else ())
                message = f"`{node.key.text}` is declared as {wanted}, and is {amount_of(dimension)}"
                report.say(codes.UNIT_MISMATCH, node.amount.span, message, "correct one of the two")
                return False
        return True

    def _unit(self, node: n.DeriveNode, kind: Type) -> Unit | None:
        """The unit that an amount is shown in: the declared one, else the first that it is written in."""
        if is_money(kind.dimension):
            return UNITS[kind.dimension[0][0]]
        if node.unit is not None and node.unit.text in UNITS:
            return UNITS[node.unit.text]
        return shown_in(kind)


def _is_too_deep(expression: e.Expression) -> bool:
    """Whether an expression, with all that stands in it, goes deeper than those who work on it can follow."""
    level: Sequence[e.Expression] = [expression]
    for _ in range(DEEPEST):
        level = [child for each in level for child in e.children(each)]
        if not level:
            return False
    return True


def is_additive(expression: e.Expression) -> bool:
    """Whether an amount is a sum of terms that look at one option each, so that it lies on the edges of paths."""
    match expression:
        case e.Sum(parts, _):
            return all(map(is_additive, parts))
    return len(e.options_in(expression)) <= 1


def _case(formula: Formula) -> Case:
    condition = None if formula.condition is None else unfolded(formula.condition)
    return Case(unfolded(formula.amount), condition, formula.unit)


def _never_unknown(amount: e.Expression) -> e.Expression:
    return amount if isinstance(amount, e.Sum) else e.Sum((amount,), (1,))


def _cases(node: n.ExpressionNode) -> Iterator[tuple[n.ExpressionNode | None, n.ExpressionNode]]:
    """What stands behind the `=`, as conditions with their amounts; the last one has no condition."""
    while isinstance(node, n.Conditional):
        yield node.condition, node.then
        node = node.otherwise
    yield None, node
