"""Random releases of a product: what may change from one to the next, and what stays and is called otherwise."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from lineage_strategies import products_with_lineage, with_lineage
from quizzes import quizzes
from strategies import domains, rules

from configurator.model.catalog import Product
from configurator.model.constraint import Rule, SetCell, Table
from configurator.model.domain import AnyOfDomain, Domain, IntegerDomain, NumberDomain, TextDomain, ValueDomain
from configurator.model.expression import Constant, Contains, Expression, InSet, options_in
from configurator.model.option import Option
from configurator.model.substitution import rebuilt, rekeyed
from configurator.pipeline import build
from configurator.source import Source


def renamed_values(product: Product) -> Product:
    """The same, every value with another key today."""

    def name(word: object) -> object:
        return f"x{word[1:]}" if isinstance(word, str) and word.startswith("v") and word[1:].isdigit() else word

    def said(each: Expression) -> Expression:
        match each:
            case Constant(frozenset() as words):
                return Constant(frozenset(map(name, words)))  # type: ignore[arg-type]
            case Constant(str() as word):
                return Constant(str(name(word)))
            case InSet(item, values):
                return InSet(said(item), frozenset(map(name, values)))  # type: ignore[arg-type]
            case Contains(option, key):
                return Contains(option, str(name(key)))
        return rebuilt(each, said)

    def value_of(value: object) -> object:
        return tuple(sorted(map(name, value))) if isinstance(value, tuple) else name(value)  # type: ignore[type-var]

    def domain_of(domain: Domain) -> Domain:
        if isinstance(domain, AnyOfDomain):
            return replace(domain, members=domain_of(domain.members))  # type: ignore[arg-type]
        if not isinstance(domain, ValueDomain):
            return domain
        values = (replace(each, key=str(name(each.key)), was=each.permanent_key) for each in domain.values)
        return replace(domain, values=tuple(values))

    def option_of(option: Option) -> Option:
        is_named = isinstance(option.domain, ValueDomain | AnyOfDomain)
        baseline = value_of(option.baseline) if is_named else option.baseline
        when = None if option.when is None else said(option.when)
        return replace(option, domain=domain_of(option.domain), when=when, baseline=baseline)  # type: ignore[arg-type]

    def constraint_of(constraint: Rule | Table) -> Rule | Table:
        if isinstance(constraint, Rule):
            return replace(constraint, condition=said(constraint.condition), when=said(constraint.when))
        named = [isinstance(product.domains[key], ValueDomain | AnyOfDomain) for key in constraint.columns]
        rows = (
            tuple(
                SetCell(frozenset(map(value_of, cell.values))) if is_named and isinstance(cell, SetCell) else cell  # type: ignore[arg-type]
                for cell, is_named in zip(row, named, strict=True)
            )
            for row in constraint.rows
        )
        return replace(constraint, rows=tuple(rows))

    return replace(
        product,
        options=tuple(map(option_of, product.options)),
        constraints=tuple(map(constraint_of, product.constraints)),
    )


def renamed_options(product: Product) -> Product:
    """The same, every option with another key today."""

    def key(old: str) -> str:
        return f"now_{old}"

    def constraint_of(constraint: Rule | Table) -> Rule | Table:
        if isinstance(constraint, Table):
            return replace(constraint, columns=tuple(map(key, constraint.columns)))
        return replace(constraint, condition=rekeyed(constraint.condition, key), when=rekeyed(constraint.when, key))

    options = (
        replace(
            each,
            key=key(each.key),
            was=each.permanent_key,
            when=None if each.when is None else rekeyed(each.when, key),
        )
        for each in product.options
    )
    return replace(product, options=tuple(options), constraints=tuple(map(constraint_of, product.constraints)))


def without(product: Product, key: str) -> Product:
    """The same without an option, and without all that looks at it."""
    options = tuple(
        replace(each, when=None) if each.when is not None and key in options_in(each.when) else each
        for each in product.options
        if each.key != key
    )
    constraints = tuple(each for each in product.constraints if key not in each.options)
    return replace(product, options=options, constraints=constraints)


@st.composite
def changed(draw: DrawFn, product: Product) -> Product:
    """Another release of a product: rules, options, values, ranges and names may have changed."""
    constraints = tuple(each for each in product.constraints if draw(st.booleans()))
    found = replace(product, constraints=constraints)
    if draw(st.booleans()) and len(found.options) > 1:
        found = without(found, draw(st.sampled_from([each.key for each in found.options])))
    if draw(st.booleans()):
        option = draw(with_lineage(Option("added", "Added", draw(domains()), optional=draw(st.booleans()))))
        found = replace(found, options=(*found.options, option))
    found = replace(found, options=tuple(draw(changed_option(each)) for each in found.options))
    if draw(st.booleans()):
        found = replace(found, constraints=(*found.constraints, draw(rules(found.options, "added"))))
    if draw(st.booleans()):
        found = renamed_values(found)
    return renamed_options(found) if draw(st.booleans()) else found


@st.composite
def changed_option(draw: DrawFn, option: Option) -> Option:
    """The option with fewer values, other attributes, another range, or without its condition."""
    domain = option.domain
    if draw(st.integers(0, 3)) == 0 and option.baseline is None:
        option = replace(option, when=None if draw(st.booleans()) else option.when, optional=draw(st.booleans()))
    match domain:
        case ValueDomain(values) if len(values) > 1 and draw(st.booleans()):
            dropped = draw(st.sampled_from(values))
            if dropped.key != option.baseline:
                option = replace(option, domain=ValueDomain(tuple(each for each in values if each != dropped)))
        case ValueDomain((first, *others)) if draw(st.booleans()):
            option = replace(option, domain=ValueDomain((replace(first, attributes={}), *others)))
        case AnyOfDomain(ValueDomain(values), least, greatest):
            needed = option.baseline if isinstance(option.baseline, tuple) else ()
            kept = tuple(each for each in values if each.key in needed or draw(st.integers(0, 4)))
            most = min(draw(st.integers(greatest - 1, greatest + 1)), len(kept))
            if kept and len(needed) <= most:
                fewest = min(least, len(needed) or most, draw(st.integers(0, most)))
                option = replace(option, domain=AnyOfDomain(ValueDomain(kept), fewest, most))
        case TextDomain(most, least) if option.baseline is None and draw(st.booleans()):
            fewest = draw(st.integers(1, 3))
            option = replace(option, domain=replace(domain, least=fewest, most=draw(st.integers(fewest, 4))))
        case IntegerDomain(least, greatest, step) if option.baseline is None:
            low = least + draw(st.integers(-2, 2))
            option = replace(option, domain=IntegerDomain(low, max(low, greatest), draw(st.sampled_from((step, 2)))))
        case NumberDomain(least, greatest, step, unit) if option.baseline is None:
            option = replace(option, domain=NumberDomain(least, greatest, step * draw(st.integers(1, 3)), unit))
    return option


@st.composite
def releases(draw: DrawFn) -> tuple[Product, Product]:
    """Two releases of a product, the later of which may be the first one."""
    if draw(st.integers(0, 4)) == 0:
        built = [build(Source("quiz.vpc", draw(quizzes()).text), lambda name: name).value for _ in range(2)]
        old, new = (found.products["blend"].product for found in built if found is not None)
        return old, new
    old = draw(products_with_lineage())
    new = draw(changed(old))
    return (new, old) if draw(st.booleans()) else (old, new)
