"""Products in lists, made small enough to be counted: their order means nothing, and most are alike.

In a list, `[slim, pro]` and `[pro, slim]` are one thing. So for counting, the options of each place give way to how
many products there are *of each kind*, a kind being all those that the rules around the list cannot tell apart: what
these say of one product (`phone.rugged = yes`) has one worth for all of a kind. With n products of a kind there are
C(n + m - 1, m) multisets of m, which is how often the number m counts. What a rule says of each of several becomes a
condition on these numbers: `every` of them, that no kind occurs for which it is false; a sum, one weighted by them.
Texts and pictures do not multiply: products that differ in these alone are of one kind, and how many of them have
which look is for the rules to find, and not counted.

Multisets of n kinds: R. P. Stanley, Enumerative Combinatorics, volume 1 (2nd edition, 2011), section 1.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.compiler.budget import Allowance
from configurator.engine.kinds import Kinds, Worths, own_term
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, Table
from configurator.model.domain import (
    MultisetDomain,
    PortionDomain,
    ProductDomain,
)
from configurator.model.expression import (
    FALSE,
    TRUE,
    And,
    Compare,
    Constant,
    Count,
    Expression,
    InRange,
    InSet,
    Matches,
    Not,
    OfEach,
    OptionValue,
    Or,
    Sum,
    children,
    options_in,
    walk,
    where_true,
)
from configurator.model.expression import (
    Product as Times,
)
from configurator.model.option import Option
from configurator.model.substitution import UNKNOWN, UNKNOWN_AMOUNT, rebuilt, simplified

MOST_KINDS = 100
"""Of the products in one list."""

MOST_LOOKS = 6
"""That a product may have by its texts and pictures, as far as the rules around its list ask for these."""

_ZERO = Constant(Fraction(0))


@dataclass(frozen=True)
class Portion:
    """Products in a list that look alike to the rules around it: what the terms are worth, and how many there are."""

    worths: Worths
    number: Expression


def condensed(product: Product, allowance: Allowance) -> Product:
    """A product with as many valid configurations, where lists have numbers of kinds in the place of their products.

    It is the same product where there is no list. Raises TooComplexError where the kinds of one are too many.
    """
    lists = [option for option in product.options if isinstance(option.domain, ProductDomain) and option.domain.many]
    outer = [each for each in lists if not any(each.key.startswith(f"{other.key}.") for other in lists)]
    return _Condensing(product, allowance).without(outer) if outer else product


class _Condensing:
    """Takes the lists out of one product."""

    def __init__(self, product: Product, allowance: Allowance) -> None:
        self._product, self._allowance = product, allowance
        self._options: list[Option] = []
        self._rules: list[Rule] = []
        self._portions: dict[str, list[Portion]] = {}

    def without(self, lists: Sequence[Option]) -> Product:
        """The product with kinds in the place of what stands in these lists."""
        product = self._product
        for each in lists:
            self._portions[each.key] = []
            self._take(each)
        before = tuple(f"{each.key}." for each in lists)
        options = [self._conditional(each) for each in product.options if not each.key.startswith(before)]
        constraints = [self._said(each) for each in product.constraints if not each.key.startswith(before)]
        return replace(
            product,
            options=(*options, *self._options),
            constraints=(*constraints, *self._rules),
            said={},
        )

    def _conditional(self, option: Option) -> Option:
        said = self._product.said.get(option.key)
        if said is None or isinstance(said, Rule):
            return option
        rewritten = self._rewritten(said)
        return replace(option, when=rewritten) if option.derivation is None else replace(option, derivation=rewritten)

    def _said(self, constraint: Rule | Table) -> Rule | Table:
        said = self._product.said.get(constraint.key)
        if not isinstance(said, Rule):
            return constraint
        return replace(said, condition=self._rewritten(said.condition), when=self._rewritten(said.when))

    # What rules say.

    def _rewritten(self, expression: Expression) -> Expression:
        return simplified(self._over_kinds(expression))

    def _over_kinds(self, expression: Expression) -> Expression:
        if not isinstance(expression, OfEach):
            return rebuilt(expression, self._over_kinds)
        terms = list(_terms_of(expression))
        portions = self._portions[expression.option]
        conditions = [(each, simplified(_in_portion(expression.condition, each, terms))) for each in portions]
        match expression.how:
            case "every":
                return And(tuple(Or((Compare("=", each.number, _ZERO), said)) for each, said in conditions))
            case "some":
                return Or(tuple(And((Compare(">", each.number, _ZERO), said)) for each, said in conditions))
        if expression.how in ("min", "max") or (expression.how == "sum" and expression.amount is None):
            kinds = Kinds(expression.option, self._product, self._allowance)
            raise kinds.too_complex("the least or the greatest over a list is not counted")
        parts = []
        for each, said in conditions:
            weight = each.number if said == TRUE else Times(each.number, Count((where_true(said),)))
            if said in (FALSE, UNKNOWN):
                continue
            if expression.amount is not None:
                amount = simplified(_in_portion(expression.amount, each, terms))
                if UNKNOWN_AMOUNT in (amount, *children(amount)) and not isinstance(amount, Sum):
                    continue
                weight = Times(amount, weight)
            parts.append(weight)
        return Sum(tuple(parts), (1,) * len(parts))

    # Which kinds there are.

    def _take(self, option: Option) -> None:
        """Put the numbers of all kinds of products in a list into its place."""
        domain = option.domain
        assert isinstance(domain, ProductDomain)  # noqa: S101 - it is a list
        small = condensed(domain.nested, self._allowance)
        terms = list(dict.fromkeys(self._terms(option.key)))
        opened = {each.key for each in small.options if each.is_open}
        seen = {(name, term): not opened.isdisjoint(options_in(own_term(name, term))) for name, term in terms}
        closed, open_ = ([each for each in terms if seen[each] is is_open] for is_open in (False, True))
        numbers: list[Expression] = []
        kinds = Kinds(option.key, small, self._allowance)
        for worths, rules in kinds.divided(closed):
            looks = dict(enumerate(kinds.divided(open_, rules)))
            if len(looks) > MOST_LOOKS:
                raise kinds.too_complex(f"its texts and pictures give a product more than {MOST_LOOKS} looks")
            for possible, many in kinds.by_looks(rules, looks):
                if len(self._options) > MOST_KINDS:
                    raise kinds.too_complex(f"rules tell more than {MOST_KINDS} kinds of products apart in it")
                number = self._number(option, MultisetDomain(0, domain.greatest, kinds=many))
                numbers.append(number)
                self._portion(option, number, worths, [looks[each][0] for each in possible])
        total = Sum((*numbers, OptionValue(option.key)), (*(1 for _ in numbers), -1))
        self._rule(option, Compare("=", total, _ZERO))

    def _number(self, option: Option, domain: MultisetDomain | PortionDomain) -> Expression:
        key = f"{option.key}#{len(self._options)}"
        self._options.append(Option(key, option.label, domain, span=option.span))
        return OptionValue(key)

    def _rule(self, option: Option, condition: Expression) -> None:
        self._rules.append(Rule(f"{option.key}#{len(self._rules)}", condition, span=option.span))

    def _portion(self, option: Option, number: Expression, worths: Worths, looks: Sequence[Worths]) -> None:
        """Products of one kind: each of them may have any of these looks, by its texts and pictures."""
        if len(looks) == 1:
            self._portions[option.key].append(Portion({**worths, **looks[0]}, number))
            return
        assert isinstance(option.domain, ProductDomain)  # noqa: S101 - it is a list
        portions = [self._number(option, PortionDomain(0, option.domain.greatest)) for _ in looks]
        self._portions[option.key] += [
            Portion({**worths, **look}, portion) for look, portion in zip(looks, portions, strict=True)
        ]
        self._rule(option, Compare("=", Sum((*portions, number), (*(1 for _ in portions), -1)), _ZERO))

    def _terms(self, key: str) -> Iterator[tuple[str, Expression]]:
        for said in self._product.said.values():
            for whole in (said.condition, said.when) if isinstance(said, Rule) else (said,):
                for each in walk(whole):
                    if isinstance(each, OfEach) and each.option == key:
                        yield from ((each.name, term) for term in _terms_of(each))


def _terms_of(said: OfEach) -> Iterator[Expression]:
    """The largest parts of what is said that look at one of the products and at nothing else."""
    before = f"{said.name}."
    waiting = [said.condition, *([] if said.amount is None else [said.amount])]
    while waiting:
        part = waiting.pop()
        asked = options_in(part)
        own = [key for key in asked if key.startswith(before)]
        if own and len(own) == len(asked) and not isinstance(part, Sum | Times):
            yield part
        elif own:
            waiting.extend(children(part))


def _in_portion(expression: Expression, portion: Portion, terms: Sequence[Expression]) -> Expression:
    """What is said of a product, for one of these."""
    if expression not in terms:
        return rebuilt(expression, lambda each: _in_portion(each, portion, terms))
    worth = portion.worths[expression]
    if worth is None:
        return (
            UNKNOWN if isinstance(expression, Compare | InSet | Matches | InRange | Not | And | Or) else UNKNOWN_AMOUNT
        )
    return Constant(worth)
