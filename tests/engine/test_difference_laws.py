"""What a release gains, loses and keeps is what comparing the documents of all valid configurations says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from law import LAW_OF_EACH_WAY
from lineage_strategies import products_with_lineage, with_lineage
from referee import all_choices
from strategies import domains, rules
from ways_to_answer import by_circuits, by_diagrams, in_turn, made_by

from configurator.engine.conjunction import Compiling
from configurator.engine.difference import Difference
from configurator.engine.valid_space import ValidSpace
from configurator.errors import IncomparableError
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import document_of
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, SetCell, Table, holds
from configurator.model.domain import AnyOfDomain, Domain, FlagDomain, IntegerDomain, NumberDomain, ValueDomain
from configurator.model.expression import TRUE, Compare, Constant, Contains, Expression, InSet, OptionValue, options_in
from configurator.model.option import Option
from configurator.model.substitution import rebuilt, rekeyed
from configurator.model.value import Value


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
        case IntegerDomain(least, greatest, step) if option.baseline is None:
            low = least + draw(st.integers(-2, 2))
            option = replace(option, domain=IntegerDomain(low, max(low, greatest), draw(st.sampled_from((step, 2)))))
        case NumberDomain(least, greatest, step, unit) if option.baseline is None:
            option = replace(option, domain=NumberDomain(least, greatest, step * draw(st.integers(1, 3)), unit))
    return option


def documents(product: Product, other: Product) -> Iterator[tuple[bytes, tuple[object, ...]]]:
    """The documents of all valid configurations, each with its closed outcomes; `other` may name texts, too."""
    closed = [option.key for option in product.options if not option.is_open]
    for each in all_choices(product.options, (*product.all_constraints, *other.all_constraints)):
        if all(holds(constraint, each, product.domains) for constraint in product.all_constraints):
            yield canonical_bytes(document_of(product, each)["choices"]), tuple(each[key] for key in closed)


by_what_counts = pytest.mark.parametrize(
    "compiling", [by_diagrams, by_circuits, in_turn(by_circuits, by_diagrams)], ids=["diagram", "circuit", "both"]
)


@by_what_counts
@LAW_OF_EACH_WAY
@given(st.data())
def test_what_is_gained_lost_and_kept_is_so_by_all_documents(compiling: Compiling, data: st.DataObject) -> None:
    old = data.draw(products_with_lineage())
    new = data.draw(changed(old))
    if data.draw(st.booleans()):
        old, new = new, old
    try:
        difference = Difference(made_by(compiling, old), made_by(compiling, new), compiling=compiling)
    except IncomparableError:
        return
    of_old, of_new = list(documents(old, new)), list(documents(new, old))
    in_both = {document for document, _ in of_old} & {document for document, _ in of_new}
    kept = {outcomes for document, outcomes in of_new if document in in_both}
    gained = {outcomes for _, outcomes in of_new} - kept
    lost = {outcomes for _, outcomes in of_old} - {outcomes for document, outcomes in of_old if document in in_both}
    assert (difference.kept, difference.lost, difference.gained) == (len(kept), len(lost), len(gained))
    for expected, some in (
        (lost, difference.some_lost(5)),
        (gained, difference.some_gained(5)),
        (kept, difference.some_kept(5)),
    ):
        found = [tuple(each.values()) for each in some]
        assert len(found) == len(set(found)) == min(5, len(expected))
        assert set(found) <= expected


def test_a_product_and_itself_differ_in_nothing() -> None:
    product = Product("p", "P", "tests", (Option("a", "A", IntegerDomain(0, 9)),), (Rule("r", TRUE),))
    space = ValidSpace.of(product)
    difference = Difference(space, space)
    assert (difference.kept, difference.lost, difference.gained) == (10, 0, 0)
    assert list(difference.some_lost(3)) == []
    assert [each["a"] for each in difference.some_kept(2)] == [0, 5]


def test_two_conditions_are_not_one_where_they_name_other_values_today() -> None:
    def release(*named: tuple[str, str]) -> Product:
        a = Option("a", "A", ValueDomain((Value("k", "K"), Value("m", "M"))))
        b = Option("b", "B", ValueDomain(tuple(Value(key, key, was=was) for key, was in named)))
        same = Compare("=", OptionValue("a"), OptionValue("b"))
        c = Option("c", "C", FlagDomain(), when=same, since="2", baseline=False)
        return Product("p", "P", "tests", (a, b, c))

    old, new = release(("k", "q"), ("m", "r")), release(("m", "q"), ("k", "r"))
    assert Difference(ValidSpace.of(old), ValidSpace.of(old)).kept == 6
    with pytest.raises(IncomparableError, match="under another condition"):
        Difference(ValidSpace.of(old), ValidSpace.of(new))
