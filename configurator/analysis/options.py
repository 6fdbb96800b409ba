"""Options: their domains and modifiers, from what is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.analysis.literals import read_literal
from configurator.analysis.scope import Report, unit_of
from configurator.analysis.text_options import text_domain
from configurator.analysis.values import value_domain
from configurator.diagnostics import Label, codes
from configurator.model.catalog import Option
from configurator.model.domain import (
    AnyOfDomain,
    Domain,
    FlagDomain,
    IntegerDomain,
    NumberDomain,
    ValueDomain,
)
from configurator.model.units import PLAIN, Unit, kind_of, show_fraction
from configurator.syntax import nodes as n

LARGEST_INTEGER = 2**53 - 1


@dataclass(frozen=True)
class OptionReader:
    """Reads the options of a catalog; `spaces` are those that it declares."""

    report: Report
    spaces: Mapping[str, ValueDomain]

    def read(self, node: n.OptionNode) -> Option | None:
        """The option without its `when`, which needs all options first; None, and a diagnostic, if it is faulty."""
        modifiers = self._modifiers(node.modifiers)
        domain = self.domain(node.domain)
        if domain is None:
            return None
        label = node.label.text if node.label else node.key.text
        option = Option(node.key.text, label, domain, "optional" in modifiers, span=node.key.span)
        default = modifiers.get("default")
        if default is None or default.literal is None:
            return option
        value, problems = read_literal(option, default.literal)
        for problem in problems:
            self.report.say(codes.BAD_DEFAULT, default.literal.span, problem.message, problem.hint)
        if value is None and not problems:
            hint = "leave the default out: an optional option has no value unless one is chosen"
            self.report.say(codes.BAD_DEFAULT, default.span, "a default is a value, and `none` is not", hint)
        return replace(option, default=value)

    def _modifiers(self, nodes: Sequence[n.Modifier]) -> dict[str, n.Modifier]:
        found: dict[str, n.Modifier] = {}
        for node in nodes:
            if node.word in found:
                label = Label(found[node.word].span, "it is said here already")
                hint = "join both conditions by `and`" if node.word == "when" else "leave one of them out"
                message = f"this option says `{node.word}` twice"
                self.report.say(codes.REPEATED_MODIFIER, node.span, message, hint, label)
            found.setdefault(node.word, node)
        return found

    def domain(self, node: n.DomainNode) -> Domain | None:
        """The domain as written; None, and a diagnostic, if it makes no sense."""
        match node:
            case n.ValuesNode():
                return self._values(node)
            case n.YesOrNoNode():
                return FlagDomain()
            case n.RangeNode(word="integer"):
                return self._integers(node)
            case n.RangeNode():
                return self._numbers(node)
            case n.AnyOfNode():
                return self._any_of(node)
            case n.TextNode():
                return text_domain(self.report, node)

    def _values(self, node: n.ValuesNode) -> ValueDomain:
        only = node.values[0]
        is_name = len(node.values) == 1 and only.label is None and not only.attributes and not only.key.quoted
        if is_name and only.key.text in self.spaces:
            return self.spaces[only.key.text]
        return value_domain(self.report, node.values)

    def _integers(self, node: n.RangeNode) -> IntegerDomain | None:
        bounds = [node.low, node.high, *([node.step] if node.step else [])]
        for bound in bounds:
            if bound.unit is not None:
                hint = "write `number … step 1` with the unit, or leave the unit out"
                self.report.say(codes.UNIT_MISMATCH, bound.unit.span, "an `integer` option has no unit", hint)
                return None
            if bound.amount.denominator != 1 or abs(bound.amount) > LARGEST_INTEGER:
                hint = f"whole numbers up to {LARGEST_INTEGER} are possible; `number` takes decimals"
                self.report.say(codes.TYPE_MISMATCH, bound.span, f"`{bound.digits}` is not a whole number here", hint)
                return None
        step = node.step.amount if node.step else Fraction(1)
        if not self._in_order(node, node.low.amount, node.high.amount, step):
            return None
        return IntegerDomain(int(node.low.amount), int(node.high.amount), int(step))

    def _numbers(self, node: n.RangeNode) -> NumberDomain | None:
        if node.step is None:
            hint = "add `step 0.5`, or how finely it can be made"
            self.report.say(codes.MISSING_STEP, node.span, "a `number` option says in which steps it goes", hint)
            return None
        named = node.high.unit or node.low.unit
        unit = unit_of(self.report, named)
        if named is not None and unit is None:
            return None
        plain = Unit("", PLAIN, Fraction(1))
        whole = unit or plain
        amounts = []
        for bound in (node.low, node.high, node.step):
            own = unit_of(self.report, bound.unit) if bound.unit else whole
            if own is None:
                return None
            if own.dimension != whole.dimension:
                message = f"`{bound.digits}` is a {kind_of(own.dimension)}, and the range a {kind_of(whole.dimension)}"
                self.report.say(codes.UNIT_MISMATCH, bound.span, message, "write all three in one kind of unit")
                return None
            amounts.append(bound.amount * own.factor / whole.factor)
        low, high, step = amounts
        return NumberDomain(low, high, step, unit) if self._in_order(node, low, high, step) else None

    def _in_order(self, node: n.RangeNode, low: Fraction, high: Fraction, step: Fraction) -> bool:
        if step <= 0:
            at = node.step or node
            self.report.say(
                codes.BAD_STEP, at.span, "a step is more than zero", "write the distance between two values"
            )
            return False
        if low > high:
            message = f"this range ends at {show_fraction(high)} before it begins at {show_fraction(low)}"
            self.report.say(
                codes.EMPTY_RANGE, node.low.span.cover(node.high.span), message, "write the lower bound first"
            )
            return False
        if (high - low) % step:
            last = low + (high - low) // step * step
            message = f"steps count from the lower bound, so the last value is {show_fraction(last)}"
            hint = f"write {show_fraction(last)} as the upper bound, or choose another step"
            self.report.say(codes.UNEVEN_RANGE, node.high.span, message, hint)
        return True

    def _any_of(self, node: n.AnyOfNode) -> AnyOfDomain | None:
        if isinstance(node.values, n.Name):
            members = self.spaces.get(node.values.text)
            if members is None:
                message = f"there is no space `{node.values.text}`"
                self.report.unknown(codes.UNKNOWN_SPACE, node.values, message, self.spaces)
                return None
        else:
            members = value_domain(self.report, node.values)
            if not members.values:
                self.report.say(codes.NO_VALUES, node.span, "`any of` has no values", "list them in the braces")
                return None
        bounds: dict[str, n.Quantity] = {}
        for word, number in node.bounds:
            for each in ("at least", "up to") if word == "exactly" else (word,):
                if each in bounds:
                    self.report.say(
                        codes.REPEATED_MODIFIER,
                        number.span,
                        f"this option says `{word}` twice",
                        "leave one of them out",
                    )
                bounds[each] = number
        least = self._number_of(bounds.get("at least"), 0)
        most = self._number_of(bounds.get("up to"), members.size())
        if least is None or most is None:
            return None
        return AnyOfDomain(members, least, most) if self._possible(node, least, most, members.size()) else None

    def _number_of(self, node: n.Quantity | None, otherwise: int) -> int | None:
        if node is None:
            return otherwise
        if node.amount.denominator != 1 or node.unit is not None:
            self.report.say(codes.BAD_CARDINALITY, node.span, "a number of values is a whole number", "write `up to 2`")
            return None
        return int(node.amount)

    def _possible(self, node: n.AnyOfNode, least: int, most: int, size: int) -> bool:
        if least <= most <= size and most > 0:
            return True
        worst = next((number for word, number in node.bounds), None)
        span = worst.span if worst else node.span
        message = (
            f"at least {least} and up to {most} contradict each other" if least > most
            else "up to 0 values are no choice at all" if most == 0
            else f"there are {size} values, so {most} cannot be chosen"
        )  # fmt: skip
        self.report.say(codes.BAD_CARDINALITY, span, message, f"a number from 1 to {size} is possible")
        return False
