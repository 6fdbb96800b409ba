"""Products in lists, made small enough to be counted: their order means nothing, and most are alike.

In a list, `[slim, pro]` and `[pro, slim]` are one thing. So for counting, the options of each place give way to how
many products there are *of each kind*, a kind being all those that the rules around the list cannot tell apart: what
these say of one product (`phone.rugged = yes`) has one worth for all of a kind. With n products of a kind there are
C(n + m - 1, m) multisets of m, which is how often the number m counts. What a rule says of each of several becomes a
condition on these numbers: `every` of them, that no kind occurs for which it is false; a sum, one weighted by them.

Multisets of n kinds: R. P. Stanley, Enumerative Combinatorics, volume 1 (2nd edition, 2011), section 1.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.compiler.budget import Allowance
from configurator.compiler.compile_graphs import graphs_of, prepare
from configurator.engine.paths import closed_options, count_paths
from configurator.errors import TooComplexError
from configurator.model.catalog import Option, Product
from configurator.model.constraint import Rule, Table
from configurator.model.domain import (
    FlagDomain,
    IntegerDomain,
    MultisetDomain,
    NumberDomain,
    ProductDomain,
    ValueDomain,
)
from configurator.model.evaluation import Worth, attribute_of, worth_of
from configurator.model.expression import (
    FALSE,
    TRUE,
    And,
    Attribute,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    HasValue,
    InRange,
    InSet,
    Matches,
    Not,
    OfEach,
    OptionValue,
    Or,
    Present,
    Sum,
    children,
    options_in,
    walk,
)
from configurator.model.expression import (
    Product as Times,
)
from configurator.model.substitution import UNKNOWN, UNKNOWN_AMOUNT, rebuilt, rekeyed, simplified

MOST_KINDS = 100
"""Of the products in one list."""

MOST_WORTHS = 100
"""Of one amount, or one attribute, that rules look at for each product."""

_ZERO, _ONE = Constant(Fraction(0)), Constant(Fraction(1))


@dataclass(frozen=True)
class Kind:
    """Products in a list that the rules around it cannot tell apart: how many, what the terms are worth, their option.

    The option has the number of those that are chosen.
    """

    worths: dict[Expression, Worth]
    option: Option

    @property
    def number(self) -> Expression:
        """How many of them there are."""
        return OptionValue(self.option.key)


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
        self._kinds: dict[str, tuple[Kind, ...]] = {}

    def without(self, lists: Sequence[Option]) -> Product:
        """The product with kinds in the place of what stands in these lists."""
        product = self._product
        for each in lists:
            self._kinds[each.key] = tuple(self._kinds_of(each))
        before = tuple(f"{each.key}." for each in lists)
        options = [self._conditional(each) for each in product.options if not each.key.startswith(before)]
        options += [kind.option for kinds in self._kinds.values() for kind in kinds]
        constraints = [self._said(each) for each in product.constraints if not each.key.startswith(before)]
        constraints += [self._total(each) for each in lists]
        return replace(product, options=tuple(options), constraints=tuple(constraints), said={})

    def _conditional(self, option: Option) -> Option:
        said = self._product.said.get(option.key)
        return option if said is None or isinstance(said, Rule) else replace(option, when=self._rewritten(said))

    def _said(self, constraint: Rule | Table) -> Rule | Table:
        said = self._product.said.get(constraint.key)
        if not isinstance(said, Rule):
            return constraint
        return replace(said, condition=self._rewritten(said.condition), when=self._rewritten(said.when))

    def _total(self, option: Option) -> Rule:
        """That the numbers of all kinds add up to the number of products."""
        numbers = tuple(kind.number for kind in self._kinds[option.key])
        every = Sum((*numbers, OptionValue(option.key)), (*(1 for _ in numbers), -1))
        return Rule(f"{option.key}#", Compare("=", every, _ZERO), span=option.span)

    # What rules say.

    def _rewritten(self, expression: Expression) -> Expression:
        return simplified(self._over_kinds(expression))

    def _over_kinds(self, expression: Expression) -> Expression:
        if not isinstance(expression, OfEach):
            return rebuilt(expression, self._over_kinds)
        kinds = self._kinds[expression.option]
        terms = list(_terms_of(expression))
        conditions = [(kind, simplified(_in_kind(expression.condition, kind, terms))) for kind in kinds]
        match expression.how:
            case "every":
                return And(tuple(Or((Compare("=", kind.number, _ZERO), said)) for kind, said in conditions))
            case "some":
                return Or(tuple(And((Compare(">", kind.number, _ZERO), said)) for kind, said in conditions))
        if expression.how in ("min", "max") or (expression.how == "sum" and expression.amount is None):
            raise self._too_complex(expression.option, "the least or the greatest over a list is not counted")
        parts = []
        for kind, said in conditions:
            weight = kind.number if said == TRUE else Times(kind.number, Count((said,)))
            if said in (FALSE, UNKNOWN):
                continue
            if expression.amount is not None:
                amount = simplified(_in_kind(expression.amount, kind, terms))
                if UNKNOWN_AMOUNT in (amount, *children(amount)) and not isinstance(amount, Sum):
                    continue
                weight = Times(amount, weight)
            parts.append(weight)
        return Sum(tuple(parts), (1,) * len(parts))

    # Which kinds there are.

    def _kinds_of(self, option: Option) -> Iterator[Kind]:
        domain = option.domain
        assert isinstance(domain, ProductDomain)  # noqa: S101 - it is a list
        terms = list(dict.fromkeys(self._terms(option.key)))
        small = condensed(domain.nested, self._allowance)
        asked = {key.removeprefix(f"{name}.") for name, term in terms for key in options_in(term)}
        if any(each.is_open for each in small.options if each.key in asked):  # one product would be of several kinds
            raise self._too_complex(option.key, "rules around it look at a text or a picture of its products")
        for found, (worths, number) in enumerate(self._divided(option, small, terms), 1):
            if found > MOST_KINDS:
                raise self._too_complex(option.key, f"rules tell more than {MOST_KINDS} kinds of products apart in it")
            count = MultisetDomain(0, domain.greatest, kinds=number)
            yield Kind(worths, Option(f"{option.key}#{found}", option.label, count, span=option.span))

    def _divided(
        self, option: Option, product: Product, terms: Sequence[tuple[str, Expression]]
    ) -> Iterator[tuple[dict[Expression, Worth], int]]:
        """All combinations of what the terms are worth, with how many products have each."""
        waiting: list[tuple[dict[Expression, Worth], tuple[Rule, ...]]] = [({}, ())]
        while waiting:
            worths, rules = waiting.pop()
            number = self._number(replace(product, constraints=(*product.constraints, *rules)))
            if number == 0:
                continue
            if len(worths) == len(terms):
                yield worths, number
                continue
            name, term = terms[len(worths)]
            own = rekeyed(term, lambda key, before=f"{name}.": key.removeprefix(before))  # type: ignore[misc]
            for worth in self._worths(option, product, own):
                rule = Rule(f"{option.key}#{len(rules)}", _is_worth(own, worth))
                waiting.append(({**worths, term: worth}, (*rules, rule)))

    def _number(self, product: Product) -> int:
        prepared = prepare(product.options, product.all_constraints, self._allowance)
        return count_paths(graphs_of(prepared, None, self._allowance), closed_options(product))

    def _worths(self, option: Option, product: Product, term: Expression) -> Sequence[Worth]:
        """All that a term may be worth for one product."""
        if _is_truth(term, product):
            return (True, False, None)
        found: dict[Worth, None] = {None: None}
        match term:
            case Attribute(key, name) if isinstance(product.by_key[key].domain, ValueDomain):
                domain = product.by_key[key].domain
                assert isinstance(domain, ValueDomain)  # noqa: S101 - just looked at
                found |= dict.fromkeys(attribute_of(domain, each, name) for each in domain.by_key)
            case OptionValue(key):
                domain = product.by_key[key].domain
                if isinstance(domain, ValueDomain):
                    found |= dict.fromkeys(domain.by_key)
                elif isinstance(domain, IntegerDomain | NumberDomain) and domain.size() <= MOST_WORTHS:
                    found |= dict.fromkeys(worth_of(domain.at(index), domain) for index in range(domain.size()))
                else:
                    raise self._too_complex(option.key, f"each value of `{key}` would be a kind of product of its own")
            case _:
                raise self._too_complex(option.key, "rules compare what several options of its products come to")
        if len(found) > MOST_WORTHS:
            raise self._too_complex(option.key, f"rules tell more than {MOST_WORTHS} kinds of products apart in it")
        return tuple(found)

    def _terms(self, key: str) -> Iterator[tuple[str, Expression]]:
        for said in self._product.said.values():
            for whole in (said.condition, said.when) if isinstance(said, Rule) else (said,):
                for each in walk(whole):
                    if isinstance(each, OfEach) and each.option == key:
                        yield from ((each.name, term) for term in _terms_of(each))

    def _too_complex(self, key: str, why: str) -> TooComplexError:
        return self._allowance.concerning((key,), ()).too_complex(f"`{key}` is a list, and {why}")


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


def _in_kind(expression: Expression, kind: Kind, terms: Sequence[Expression]) -> Expression:
    """What is said of a product, for one of this kind."""
    if expression not in terms:
        return rebuilt(expression, lambda each: _in_kind(each, kind, terms))
    worth = kind.worths[expression]
    if worth is None:
        return (
            UNKNOWN if isinstance(expression, Compare | InSet | Matches | InRange | Not | And | Or) else UNKNOWN_AMOUNT
        )
    return Constant(worth)


def _is_worth(term: Expression, worth: Worth) -> Expression:
    """The condition that a term is worth this, which is true or false."""
    if worth is None:
        return Compare("=", Count((Compare("=", term, term),)), _ZERO)
    return Compare("=", Count((Compare("=", term, Constant(worth)),)), _ONE)


def _is_truth(term: Expression, product: Product) -> bool:
    match term:
        case OptionValue(key):
            return isinstance(product.by_key[key].domain, FlagDomain)
        case Attribute(key, name):
            domain = product.by_key[key].domain
            return isinstance(domain, ValueDomain) and domain.attribute_types[name].kind == "flag"
    return isinstance(term, Compare | InSet | Matches | InRange | Not | And | Or | Present | HasValue | Contains)
