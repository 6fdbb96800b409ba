"""What two products both make valid: one product of what they have in common, under the constraints of both.

Two configurations are the same if their canonical documents are equal. So an option that both products have is one
option here, that can be what it can be in both; one that only one of them has must be what documents leave out: its
baseline, no value, or not asked for at all. What follows from other options stands in no document, and each side has
its own. Texts and pictures do not multiply: a configuration of closed options counts once if some texts make it valid
on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.compiler.budget import Allowance
from configurator.compiler.compile_graphs import graphs_of, prepare
from configurator.engine.valid_space import ValidSpace
from configurator.errors import IncomparableError
from configurator.model.catalog import Product
from configurator.model.common import NEW, OLD, IncomparableDomainsError, Side, by_permanent, common, seen
from configurator.model.constraint import Constraint, Rule
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    NumberDomain,
    ProductDomain,
    ValueDomain,
    members_of,
)
from configurator.model.evaluation import worth_of
from configurator.model.expression import (
    TRUE,
    And,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    HasValue,
    Not,
    OptionValue,
    Or,
    Present,
    attributes_in,
    where_true,
)
from configurator.model.option import Option
from configurator.model.views import View

_NOTHING = ValueDomain(())


@dataclass(frozen=True)
class Conjunction:
    """What two products have in common, compiled, and how each of them looks there.

    In `of_old` the closed options of the old one stand first in each graph, in `of_new` those of the new one.
    """

    of_old: ValidSpace
    of_new: ValidSpace
    old: View
    new: View


def conjunction(old: Product, new: Product, allowance: Allowance) -> Conjunction:
    """Compile what two products have in common.

    Raises `IncomparableError` where documents of the one cannot be held against those of the other, and
    `TooComplexError` beyond the budget.
    """
    for product in (old, new):
        for option in product.options:
            if isinstance(option.domain, ProductDomain) and option.domain.many:
                raise IncomparableError(option.key, "is a list of products, whose order means nothing")
    both = {
        key
        for key, each in old.by_permanent_key.items()
        if key in new.by_permanent_key and each.derivation is new.by_permanent_key[key].derivation is None
    }
    apart = {key for key in both if _reads_otherwise(View(old, OLD, both), View(new, NEW, both), key)}
    views = View(old, OLD, both - apart), View(new, NEW, both - apart)
    options = [
        _shared(old.by_permanent_key[key], each) for key, each in new.by_permanent_key.items() if key in both - apart
    ]
    constraints: list[Constraint] = []
    for view in views:
        for option in view.product.options:
            if option.permanent_key in view.shared:
                continue
            options.append(view.option(option, seen(option.domain, view.side)))
            if option.derivation is None and option.permanent_key not in apart:
                constraints.append(_left_out(view, option))
        constraints += [view.constraint(each) for each in view.product.all_constraints]
    constraints += [_same_sets(*views, key) for key in sorted(apart)]
    prepared = prepare(options, constraints, allowance)
    product = replace(new, options=tuple(options), constraints=(), said={})
    first = [[view.key(each.key) for each in view.product.options if not each.is_open] for view in views]
    spaces = [ValidSpace(product, graphs_of(prepared, keys, allowance)) for keys in first[: 1 if _is_one(first) else 2]]
    return Conjunction(spaces[0], spaces[-1], *views)


def _is_one(keys: Sequence[Sequence[str]]) -> bool:
    """Whether the same options stand first on both sides."""
    return set(keys[0]) == set(keys[1])


def _shared(old: Option, new: Option) -> Option:
    """An option that both have: what it can be on both sides. That it may be asked for only sometimes is said apart."""
    try:
        domain = common(old.domain, new.domain)
    except IncomparableDomainsError as error:
        raise IncomparableError(new.key, f"{error} in one of the two") from None
    may_lack = old.may_lack_value and new.may_lack_value
    optional = may_lack
    if isinstance(domain, AnyOfDomain):
        optional = _may_be_empty(old) and _may_be_empty(new)
    return Option(
        new.permanent_key,
        new.label,
        _NOTHING if domain is None else domain,
        optional=optional,
        when=TRUE if may_lack else None,
        span=new.span,
    )


def _may_be_empty(option: Option) -> bool:
    return isinstance(option.domain, AnyOfDomain) and (option.optional or option.domain.least == 0)


def _reads_otherwise(old: View, new: View, key: str) -> bool:
    """Whether equal documents may have unequal values of an option: a set that is empty here, and not asked for there.

    Raises `IncomparableError` where its documents say one thing on the one side and another on the other.
    """
    one, other = old.product.by_permanent_key[key], new.product.by_permanent_key[key]
    if by_permanent(one.domain, one.left_out) != by_permanent(other.domain, other.left_out):
        raise IncomparableError(other.key, "has another baseline in one of the two, so documents mean another thing")
    if other.left_out is None or _asked_alike(old, new, one, other):
        return False
    if other.left_out == () and isinstance(one.domain, AnyOfDomain) and isinstance(other.domain, AnyOfDomain):
        return True
    raise IncomparableError(other.key, "has a baseline, and is asked for under another condition in one of the two")


def _asked_alike(old: View, new: View, one: Option, other: Option) -> bool:
    """Whether an option is asked for under one condition on both sides, which means the same on both."""
    if one.when is None or other.when is None:
        return one.when is other.when
    if not all(view.key(key) in view.shared for view, each in ((old, one), (new, other)) for key in each.depends_on):
        return False
    same = Side("")
    said = [replace(view, side=same).expression(each.when) for view, each in ((old, one), (new, other)) if each.when]
    if said[0] != said[1]:
        return False
    return all(
        _attributes(old.product, key, name) == _attributes(new.product, key, name)
        for key, name in {(key, name.removeprefix(".")) for key, name in attributes_in(said[0])}
    )


def _attributes(product: Product, key: str, name: str) -> Mapping[str, object]:
    members = members_of(product.by_permanent_key[key].domain)
    return {each.permanent_key: each.attributes.get(name) for each in members.values} if members else {}


def _left_out(view: View, option: Option) -> Rule:
    """That an option of one side alone is what documents leave out."""
    key, baseline = view.own_key(option.key), option.left_out
    if baseline is None:
        return Rule(f"{key}#", Not(HasValue(key)))
    if baseline == ():
        return Rule(f"{key}#", Not(Present(key)))
    is_baseline = _is_true(Compare("=", OptionValue(key), Constant(_constant(option, baseline))))
    if option.when is None:
        return Rule(f"{key}#", is_baseline)
    return Rule(f"{key}#", Or((is_baseline, Not(_is_true(view.expression(option.when))))))


def _constant(option: Option, value: CanonicalValue) -> bool | Fraction | str | frozenset[str]:
    """A value as conditions see it, by permanent keys."""
    renamed = by_permanent(option.domain, value)
    if isinstance(renamed, tuple):
        return frozenset(renamed)
    if isinstance(renamed, str) and not isinstance(option.domain, NumberDomain):
        return renamed
    worth = worth_of(value, option.domain)
    assert worth is not None  # noqa: S101 - a value
    return worth


def _is_true(condition: Expression) -> Expression:
    """Whether a condition is true, which is never unknown."""
    return Compare("=", Count((where_true(condition),)), Constant(Fraction(1)))


def _same_sets(old: View, new: View, key: str) -> Rule:
    """That the sets of an option are one on both sides, not asked for being as good as empty."""
    sides = [(view, view.product.by_permanent_key[key]) for view in (old, new)]
    members = dict.fromkeys(name for _, each in sides for name in _keys(each.domain))
    has = [
        {
            name: Count((Contains(view.own_key(each.key), name),)) if name in _keys(each.domain) else _ZERO
            for name in members
        }
        for view, each in sides
    ]
    return Rule(f"{key}#", And(tuple(Compare("=", has[0][name], has[1][name]) for name in members)))


def _keys(domain: Domain) -> Mapping[str, object]:
    members = members_of(domain)
    return members.by_permanent_key if members else {}


_ZERO = Constant(Fraction(0))
