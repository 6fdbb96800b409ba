"""Which kinds of a product rules can tell apart that say something of each of several, and how many there are of each.

A *term* is what such a rule asks of one product. Products for which all terms are worth the same are of one kind. Terms
that ask for texts or pictures, which do not multiply, give a product *looks*: it may have one look or another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from configurator.compiler.budget import Allowance
from configurator.compiler.compile_graphs import graphs_of, prepare
from configurator.engine.paths import closed_options, count_paths
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import FlagDomain, IntegerDomain, NumberDomain, ValueDomain
from configurator.model.evaluation import Worth, attribute_of, worth_of
from configurator.model.expression import (
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
    OptionValue,
    Or,
    Present,
)
from configurator.model.substitution import rekeyed

MOST_WORTHS = 100
"""Of one amount, or one attribute, that rules look at for each product."""

_ZERO, _ONE = Constant(Fraction(0)), Constant(Fraction(1))

Worths = Mapping[Expression, Worth]


class Kinds:
    """The kinds of a product that stands in the list of this key."""

    def __init__(self, key: str, product: Product, allowance: Allowance) -> None:
        self._key, self._product, self._allowance = key, product, allowance

    def too_complex(self, why: str) -> TooComplexError:
        """The error that the list cannot be counted, and why."""
        return self._allowance.concerning((self._key,), ()).too_complex(f"`{self._key}` is a list, and {why}")

    def divided(
        self, terms: Sequence[tuple[str, Expression]], before: Sequence[Rule] = ()
    ) -> Iterator[tuple[Worths, tuple[Rule, ...]]]:
        """All that the terms may be worth together for some product that meets what stands `before`; and rules for it.

        A term goes with the name that it has for one of several products.
        """
        waiting: list[tuple[dict[Expression, Worth], tuple[Rule, ...]]] = [({}, ())]
        while waiting:
            worths, rules = waiting.pop()
            if not self._how_many((*before, *rules)):
                continue
            if len(worths) == len(terms):
                yield worths, rules
                continue
            name, term = terms[len(worths)]
            own = own_term(name, term)
            for worth in self._worths(own):
                rule = Rule(f"{name}#{len(rules)}", _is_worth(own, worth))
                waiting.append(({**worths, term: worth}, (*rules, rule)))

    def by_looks(
        self, rules: Sequence[Rule], looks: Mapping[int, tuple[Worths, tuple[Rule, ...]]]
    ) -> Iterator[tuple[tuple[int, ...], int]]:
        """For each set of looks: how many products, told apart by their closed options, may have just these.

        Those that may have no others than some are all but those that may have one of the others; of these sets the
        smaller ones are taken away (Möbius inversion over subsets).
        """
        every = tuple(looks)
        sets = [chosen for size in range(len(every) + 1) for chosen in combinations(every, size)]
        may_have = {
            chosen: self._how_many((*rules, self._one_of([looks[each][1] for each in chosen]))) for chosen in sets
        }
        within = {
            chosen: may_have[every] - may_have[tuple(each for each in every if each not in chosen)] for chosen in sets
        }
        for chosen in sets:
            inner = (each for size in range(len(chosen) + 1) for each in combinations(chosen, size))
            exactly = sum((-1) ** (len(chosen) - len(each)) * within[each] for each in inner)
            if exactly:
                yield chosen, exactly

    def _one_of(self, looks: Sequence[tuple[Rule, ...]]) -> Rule:
        return Rule("#looks", Or(tuple(And(tuple(rule.condition for rule in look)) for look in looks)))

    def _how_many(self, rules: Sequence[Rule]) -> int:
        product = self._product
        constraints = (*product.all_constraints, *rules)
        prepared = prepare(product.options, constraints, self._allowance)
        return count_paths(graphs_of(prepared, None, self._allowance), closed_options(product))

    def _worths(self, term: Expression) -> Sequence[Worth]:
        """All that a term may be worth for one product."""
        product = self._product
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
                    raise self.too_complex(f"each value of `{key}` would be a kind of product of its own")
            case _:
                raise self.too_complex("rules compare what several options of its products come to")
        if len(found) > MOST_WORTHS:
            raise self.too_complex(f"rules tell more than {MOST_WORTHS} kinds of products apart in it")
        return tuple(found)


def own_term(name: str, term: Expression) -> Expression:
    """A term that looks at one of several under a name, as that product itself would say it."""
    return rekeyed(term, lambda key: key.removeprefix(f"{name}."))


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
