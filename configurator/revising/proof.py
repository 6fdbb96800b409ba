"""The proof that a revision moves no rule, count or code: constraints are as true after it as before, for all choices.

A constraint that reads none of the changed attributes says what it said. For each other one, both of its meanings, the
old and the new, are put over the same options, without any other constraint, and it is asked whether any choices make
one of them broken and not the other. That is a product of its own, compiled to a diagram like any: so the answer is
exact, over 22,000 values as over two, and a price may rise up to the very threshold of a rule. Where that takes more
than the budget, nothing is proved, and that is said.

Equal constraints over equal domains make equal valid configurations, counts and messages; codes are made of permanent
keys, which no revision can touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from configurator.compiler.budget import USUAL, Budget
from configurator.engine.rank import Ranks
from configurator.engine.valid_space import ValidSpace
from configurator.errors import NoDiagramError, TooComplexError, UnnumberedError, UnorderedSetsError
from configurator.model.catalog import Product
from configurator.model.constraint import Activity, Constraint, Rule, Table
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    DateDomain,
    Domain,
    FlagDomain,
    IntegerDomain,
    ProductDomain,
    ValueDomain,
    members_of,
)
from configurator.model.expression import (
    TRUE,
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Constant,
    Count,
    Expression,
    Not,
    OptionValue,
    Or,
    Present,
    attributes_in,
    options_in,
    where_true,
)
from configurator.model.option import Option
from configurator.model.substitution import substituted, unfolded
from configurator.model.value import Value

_ONE = Constant(Fraction(1))

_AFTER = "after "
"""Stands before the name of an attribute as it is after a revision; no name of an attribute has a blank."""

Changed = Mapping[str, frozenset[str]]
"""The attributes that are other than before for some value, by the key of the option."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A constraint that a revision would change: choices for which it is another, or why nothing could be proved."""

    constraint: Constraint
    reads: tuple[tuple[str, str], ...]
    example: Mapping[str, CanonicalValue | None] | None = None
    unproved: str | None = None


def changed_attributes(before: Product, after: Product) -> Changed:
    """Which attributes differ, option by option; facts of the sale are among the options."""
    found = {}
    for old, new in zip((*before.options, *before.facts), (*after.options, *after.facts), strict=True):
        one, other = members_of(old.domain), members_of(new.domain)
        if one is None or other is None or one is other:
            continue
        names = frozenset(
            name
            for was, now in zip(one.values, other.values, strict=True)
            if was is not now and was.attributes != now.attributes
            for name in {*was.attributes, *now.attributes}
            if was.attributes.get(name) != now.attributes.get(name)
        )
        if names:
            found[old.key] = names
    return found


def moved(before: Product, after: Product, budget: Budget = USUAL) -> Iterator[Moved]:
    """The constraints of a product that are others afterwards, in declared order."""
    changed = changed_attributes(before, after)
    if not changed:
        return
    for constraint in before.all_constraints:
        if any(True for _ in _read(constraint, changed)):
            found = _moved(before, after, constraint, changed, budget)
            if found is not None:
                yield found


def moved_sales(before: Product, after: Product, budget: Budget = USUAL) -> Iterator[Moved]:
    """The same for rules of sale, which may move."""
    changed = changed_attributes(before, after)
    for rule in before.sales:
        if any(True for _ in _read(rule, changed)):
            found = _moved(before, after, rule, changed, budget)
            if found is not None:
                yield found


def reads_changed(expressions: Iterable[Expression], changed: Changed) -> bool:
    """Whether some of these expressions look at a changed attribute."""
    return any(name in changed.get(option, ()) for each in expressions for option, name in attributes_in(each))


def _expressions(constraint: Constraint) -> tuple[Expression, ...]:
    match constraint:
        case Rule():
            return (constraint.when, constraint.condition)
        case Activity():
            return (constraint.when,)
        case Table():
            return ()  # cells name values, never what they are like


def _read(constraint: Constraint, changed: Changed) -> Iterator[tuple[str, str]]:
    """The changed attributes that a constraint reads."""
    for expression in _expressions(constraint):
        for option, name in attributes_in(expression):
            if name in changed.get(option, ()):
                yield option, name


def _moved(before: Product, after: Product, constraint: Constraint, changed: Changed, budget: Budget) -> Moved | None:
    reads = tuple(dict.fromkeys(_read(constraint, changed)))
    old = [unfolded(each) for each in _broken(constraint)]
    asked = tuple(dict.fromkeys(key for each in old for key in options_in(each)))
    if any(isinstance(before.sale_domains[key], DateDomain) for key in asked):
        return Moved(constraint, reads, unproved="it looks at the day of the sale, and days are not tried")
    options = tuple(_options(before, after, asked, changed))
    new = [substituted(each, lambda leaf: _afterwards(leaf, changed)) for each in old]
    differs = Or(tuple(_differs(one, other) for one, other in zip(old, new, strict=True)))
    pair = Product("pair", "", before.catalog, options, (Rule("differs", differs),))
    try:
        space = ValidSpace.of(pair, budget)
        if space.empty:
            return None
    except TooComplexError as error:
        return Moved(constraint, reads, unproved=error.told)
    return Moved(constraint, reads, _example(space, asked))


def _options(before: Product, after: Product, asked: Iterable[str], changed: Changed) -> Iterator[Option]:
    """The options that a constraint looks at, free to be anything, with attributes as they are and as they will be."""
    old = {each.key: each for each in (*before.options, *before.facts)}
    new = {each.key: each for each in (*after.options, *after.facts)}
    facts = {each.key for each in before.facts}
    for key in asked:
        option, domain = old[key], _both(old[key].domain, new[key].domain, changed.get(key, frozenset()))
        bare = Option(key, "", domain, optional=option.may_lack_value or option.optional or key in facts)
        if isinstance(domain, AnyOfDomain) and option.may_lack_value:  # no set at all is not the empty set
            helper = f"{key} asked"
            yield Option(helper, "", FlagDomain())
            bare = replace(bare, when=Compare("=", OptionValue(helper), TRUE))
        yield bare


def _both(old: Domain, new: Domain, names: frozenset[str]) -> Domain:
    """A domain whose values have these attributes twice: as they are, and as they will be."""
    if isinstance(old, ProductDomain):
        return IntegerDomain(old.least, old.greatest)
    if isinstance(old, AnyOfDomain) and isinstance(new, AnyOfDomain):
        members = _both(old.members, new.members, names)
        assert isinstance(members, ValueDomain)  # noqa: S101 - as it was given
        return replace(old, members=members)
    if isinstance(old, ValueDomain) and isinstance(new, ValueDomain) and names:
        return ValueDomain(tuple(_twice(one, two, names) for one, two in zip(old.values, new.values, strict=True)))
    return old


def _twice(old: Value, new: Value, names: frozenset[str]) -> Value:
    later = {_AFTER + name: new.attributes[name] for name in names if name in new.attributes}
    return Value(old.key, "", {**old.attributes, **later})


def _example(space: ValidSpace, asked: tuple[str, ...]) -> Mapping[str, CanonicalValue | None] | None:
    """Some choices that the two meanings tell apart; None where none can be shown."""
    try:
        found = Ranks(space).unrank(0)
    except (NoDiagramError, UnnumberedError, UnorderedSetsError, IndexError):
        return None
    return {key: found[key] for key in asked if key in found}


def _broken(constraint: Constraint) -> tuple[Expression, ...]:
    """Conditions, true or false and never unknown, on which alone depends whether a constraint is broken."""
    if isinstance(constraint, Activity):
        return (_is_true(constraint.when),)
    assert isinstance(constraint, Rule)  # noqa: S101 - tables read no attributes
    condition = constraint.condition if constraint.forbids else Not(constraint.condition)
    met = [] if constraint.when == TRUE else [_is_true(constraint.when)]
    return (And((*met, _is_true(condition))),)


def _is_true(condition: Expression) -> Expression:
    return Compare("=", Count((where_true(condition),)), _ONE)


def _differs(one: Expression, other: Expression) -> Expression:
    return Or((And((one, Not(other))), And((Not(one), other))))


def _afterwards(leaf: Expression, changed: Changed) -> Expression:
    match leaf:
        case Attribute(option, name) if name in changed.get(option, ()):
            return Attribute(option, _AFTER + name)
        case ChosenAmounts(option, name) if name in changed.get(option, ()):
            return ChosenAmounts(option, _AFTER + name)
        case Present(option, str() as name) if name in changed.get(option, ()):
            return Present(option, _AFTER + name)
    return leaf
