"""What an author expects of a product, from what is written: `expect count`, `valid`, `sold`, `price`, `parts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from configurator.analysis.derivations import Derivations
from configurator.analysis.expressions import Typer
from configurator.analysis.literals import raw_literal, sample_picture
from configurator.analysis.scope import Scope, unique, unit_of
from configurator.diagnostics import codes
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, Table
from configurator.model.derivation import Amount
from configurator.model.domain import ImageDomain, ProductDomain, TextDomain
from configurator.model.evaluation import evaluate
from configurator.model.expectation import (
    Example,
    Expectation,
    ExpectCode,
    ExpectCount,
    ExpectDerived,
    ExpectParts,
    ExpectSale,
    ExpectVerdict,
)
from configurator.model.expression import options_in
from configurator.model.nesting import numberless
from configurator.model.option import Option
from configurator.syntax import nodes as n


class ExpectationReader:
    """Reads what a product's author expects of it."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.sale, self.report = scope, scope.of_sale(), scope.report

    def read(self, node: n.ProductNode) -> tuple[Expectation, ...]:
        """All of them, in the order written; faulty ones are left out."""
        keyed = [item for item in node.items if isinstance(item, n.RuleNode | n.TableNode | n.BrokenNode)]
        sells = {item.key.text for item in keyed if isinstance(item, n.RuleNode) and item.sells}
        declared = {item.key.text for item in keyed} - sells | self._inner(lambda product: product.constraints)
        sells |= self._inner(lambda product: product.sales)
        declared |= self._inner(lambda product: product.options)
        found: list[Expectation | None] = []
        for item in node.items:
            match item:
                case n.ExpectCountNode():
                    found.append(self._count(item))
                case n.ExpectVerdictNode():
                    found.append(self._verdict(item, declared))
                case n.ExpectCodeNode():
                    found.append(self._code(item))
                case n.ExpectSaleNode():
                    found.append(self._sale(item, sells))
                case n.ExpectDerivedNode():
                    found.append(self._derived(item))
                case n.ExpectPartsNode():
                    found.append(self._parts(item))
        return tuple(each for each in found if each is not None)

    def _inner(self, of: Callable[[Product], tuple[Rule | Table | Option, ...]]) -> set[str]:
        """The keys of rules and tables, or of options, in products within this one."""
        nested = [option for option in self.scope.options.values() if isinstance(option.domain, ProductDomain)]
        return {
            numberless(f"{option.key}.{each.key}")
            for option in nested
            if isinstance(option.domain, ProductDomain)
            for each in of(option.domain.nested)
        }

    def _equals(self, sign: n.Name) -> bool:
        if sign.text == "=":
            return True
        self.report.say(codes.MALFORMED, sign.span, f"`{sign.text}` cannot stand here", "write `=`")
        return False

    def _count(self, node: n.ExpectCountNode) -> ExpectCount | None:
        if node.count.amount.denominator != 1:
            self.report.say(codes.TYPE_MISMATCH, node.count.span, "a count is a whole number", None)
            return None
        over = [self.scope.option(name) for name in node.over or ()]
        known = tuple(dict.fromkeys(option.key for option in over if option is not None))
        for option, name in zip(over, node.over or (), strict=True):
            if option is not None and isinstance(option.domain, ProductDomain):
                what = "a list of products" if option.domain.many else "a product"
                message = f"`{option.key}` is {what}, and not one choice"
                hint = "count over its options" if _takes_one(option) else "count over other options"
                self.report.say(codes.TYPE_MISMATCH, name.span, message, hint)
                return None
            if option is not None and option.is_open:
                what = "text" if isinstance(option.domain, TextDomain) else "an image"
                message = f"`{option.key}` is {what}, which is not counted"
                self.report.say(codes.TYPE_MISMATCH, name.span, message, "count over other options")
                return None
        if not self._equals(node.sign) or None in over:
            return None
        return ExpectCount(int(node.count.amount), known if node.over else None, node.count.span)

    def _verdict(self, node: n.ExpectVerdictNode, declared: set[str]) -> ExpectVerdict | None:
        example = self._example(node.example)
        known = declared | set(self.scope.declared)
        for name in node.because:
            if name.text not in known:
                message = f"there is no rule or table `{name.text}`"
                self.report.unknown(codes.UNKNOWN_RULE, name, message, sorted(declared))
                example = None
        because = tuple(name.text for name in node.because)
        return None if example is None else ExpectVerdict(example, node.valid, because, node.span)

    def _code(self, node: n.ExpectCodeNode) -> ExpectCode | None:
        example = self._example(node.example)
        if example is None or not self._equals(node.sign):
            return None
        return ExpectCode(example, node.code.text, node.code.span)

    def _sale(self, node: n.ExpectSaleNode, sells: set[str]) -> ExpectSale | None:
        example = self._example(node.example, self.sale)
        for name in node.because:
            if name.text not in sells and name.text not in self.scope.declared:
                message = f"there is no `sell` rule `{name.text}`"
                self.report.unknown(codes.UNKNOWN_RULE, name, message, sorted(sells))
                example = None
        because = tuple(name.text for name in node.because)
        return None if example is None else ExpectSale(example, node.sold, because, node.example.span)

    def _derived(self, node: n.ExpectDerivedNode) -> ExpectDerived | None:
        example = self._example(node.example, self.sale)
        assert isinstance(self.scope.derivations, Derivations)  # noqa: S101 - made before what is expected is read
        formulas = self.scope.derivations.amount(node.name)
        typed = Typer(self.scope).amount(node.amount)
        if example is None or formulas is None or typed is None or not self._equals(node.sign):
            return None
        expression, kind = typed
        units = [each.unit for each in formulas if each.kind.dimension == kind.dimension]
        base = None if options_in(expression) else evaluate(expression, {}, {})
        if not units or base is None:
            message = f"this is {kind.described}, and `{node.name.text}` is {formulas[0].kind.described}"
            hint = None
            if units:
                message, hint = "an expected amount is a number, and depends on nothing", "write the amount itself"
            self.report.say(codes.UNIT_MISMATCH, node.amount.span, message, hint)
            return None
        assert not isinstance(base, bool | str | frozenset)  # noqa: S101 - it is an amount
        return ExpectDerived(node.name.text, example, Amount(base, units[0]), node.amount.span)

    def _parts(self, node: n.ExpectPartsNode) -> ExpectParts | None:
        example = self._example(node.example)
        parts: dict[str, Amount] = {}
        for text, quantity in node.parts:
            unit = unit_of(self.report, quantity.unit)
            if unit is None and quantity.unit is not None:
                return None
            if text.text in parts:
                self.report.say(codes.DUPLICATE_NAME, text.span, f"`{text.text}` stands here twice", "add them up")
            parts[text.text] = Amount(quantity.amount * (unit.factor if unit else 1), unit)
        if example is None or not self._equals(node.sign):
            return None
        return ExpectParts(example, parts, node.example.span)

    def _example(self, node: n.ExampleNode, scope: Scope | None = None) -> Example | None:
        """The raw choices of an example, with facts of the sale where a scope has them; other names are mistakes."""
        scope = scope or self.scope
        known = [scope.option(choice.option) is not None for choice in node.choices]
        choices = self._choices(node, scope.options)
        return Example(choices, node.span) if all(known) and choices is not None else None

    def _choices(self, node: n.ExampleNode, options: Mapping[str, Option]) -> dict[str, object] | None:
        """Raw choices for options by their keys; None, and a diagnostic, where some cannot be meant."""
        choices: dict[str, object] = {}
        sound = True
        for choice in unique(self.report, "choices", node.choices, lambda each: each.option):
            option = options.get(choice.option.text)
            value = choice.value
            if isinstance(value, n.SetLiteral) and not value.items and _takes_one(option):
                value = n.ExampleNode((), value.span)
            if isinstance(value, n.ExampleNode | n.ListNode):
                raw = None if option is None else self._nested(option, value)
                sound = sound and raw is not None
            else:
                is_picture = option is not None and isinstance(option.domain, ImageDomain)
                raw = (sample_picture if is_picture else raw_literal)(value)
            choices[choice.option.text] = raw
        return choices if sound else None

    def _nested(self, option: Option, node: n.ExampleNode | n.ListNode) -> object:
        """The choices for a nested product, or a list of them; None, and a diagnostic, where they cannot be meant."""
        domain = option.domain
        if not isinstance(domain, ProductDomain) or isinstance(node, n.ListNode) is not domain.many:
            what = "a list of products" if isinstance(node, n.ListNode) else "a product within this one"
            hint = "write one of its values"
            if isinstance(domain, ProductDomain):
                hint = "write `[{…}]` for one of them" if domain.many else "write its choices in braces, and no list"
            self.report.say(codes.TYPE_MISMATCH, node.span, f"`{option.key}` is not {what}", hint)
            return None
        several: list[tuple[int, n.ExampleNode]] = [(1, node)] if isinstance(node, n.ExampleNode) else []
        for number, each in node.items if isinstance(node, n.ListNode) else ():
            many = Fraction(1) if number is None else number.amount
            if number is not None and (many.denominator != 1 or not 1 <= many <= domain.greatest):
                message = f"`{option.key}` has up to {domain.greatest} products, so it has not {number.digits} of these"
                self.report.say(codes.TYPE_MISMATCH, number.span, message, "write how many there are")
                return None
            several.append((int(many), each))
        found: list[dict[str, object]] = []
        for many_of, each in several:
            choices = self._nested_choices(domain, each)
            if choices is None:
                return None
            found += [choices] * many_of
        return found if domain.many else found[0]

    def _nested_choices(self, domain: ProductDomain, node: n.ExampleNode) -> dict[str, object] | None:
        known = domain.nested.declared_by_key
        unknown = [choice.option for choice in node.choices if choice.option.text not in known]
        for name in unknown:
            message = f"`{domain.nested.key}` has no option `{name.text}`"
            self.report.unknown(codes.UNKNOWN_OPTION, name, message, known)
        return None if unknown else self._choices(node, known)


def _takes_one(option: Option | None) -> bool:
    return option is not None and isinstance(option.domain, ProductDomain) and not option.domain.many
