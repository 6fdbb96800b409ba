"""What a release gains, loses and keeps is what comparing the documents of all valid configurations says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law import LAW_OF_EACH_WAY
from referee import all_choices
from release_strategies import releases
from ways_to_answer import WHY, by_circuits, by_diagrams, by_solver, in_turn, made_by

from configurator.compiler.budget import USUAL, Allowance
from configurator.engine import solved
from configurator.engine.compared import HowMany, compared
from configurator.engine.conjunction import Compiling, conjunction
from configurator.engine.difference import Configuration, Difference
from configurator.engine.sides import Sides
from configurator.engine.valid_space import ValidSpace
from configurator.errors import IncomparableError
from configurator.identity.canonical import canonical_bytes
from configurator.identity.configured import document_of
from configurator.model.catalog import Product
from configurator.model.constraint import Rule, holds
from configurator.model.domain import (
    FlagDomain,
    IntegerDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.expression import (
    TRUE,
    And,
    Compare,
    Constant,
    Length,
    OptionValue,
    Present,
)
from configurator.model.option import Option
from configurator.model.value import Value


def documents(product: Product, other: Product) -> Iterator[tuple[bytes, tuple[object, ...]]]:
    """The documents of all valid configurations, each with its closed outcomes; `other` may name texts, too."""
    closed = [option.key for option in product.options if not option.is_open]
    for each in all_choices(product.options, (*product.all_constraints, *other.all_constraints)):
        if all(holds(constraint, each, product.domains) for constraint in product.all_constraints):
            yield canonical_bytes(document_of(product, each)["choices"]), tuple(each[key] for key in closed)


@dataclass(frozen=True)
class Changes:
    """What became of the valid configurations of a product, by comparing all documents: outcomes of closed options."""

    kept: frozenset[tuple[object, ...]]
    gained: frozenset[tuple[object, ...]]
    lost: frozenset[tuple[object, ...]]

    @classmethod
    def of(cls, old: Product, new: Product) -> Changes:
        """Those from one to the other."""
        of_old, of_new = list(documents(old, new)), list(documents(new, old))
        in_both = {document for document, _ in of_old} & {document for document, _ in of_new}
        kept, kept_of_old = (
            frozenset(outcomes for document, outcomes in each if document in in_both) for each in (of_new, of_old)
        )
        gained = frozenset(outcomes for _, outcomes in of_new) - kept
        return cls(kept, gained, frozenset(outcomes for _, outcomes in of_old) - kept_of_old)

    @property
    def numbers(self) -> list[int]:
        """How many are kept, gained and lost."""
        return list(map(len, (self.kept, self.gained, self.lost)))


def some_of(expected: frozenset[tuple[object, ...]], some: Iterable[Configuration], most: int) -> None:
    """These are some of the expected ones, as many as are asked for."""
    found = [tuple(each.values()) for each in some]
    assert len(found) == len(set(found)) == min(most, len(expected))
    assert set(found) <= expected


@pytest.mark.parametrize(
    "compiling", [by_diagrams, by_circuits, in_turn(by_circuits, by_diagrams)], ids=["diagram", "circuit", "both"]
)
@LAW_OF_EACH_WAY
@given(releases())
def test_what_is_gained_lost_and_kept_is_so_by_all_documents(
    compiling: Compiling, of_both: tuple[Product, Product]
) -> None:
    old, new = of_both
    try:
        both = conjunction(Sides.of(old, new), Allowance(USUAL), compiling)
    except IncomparableError:
        return
    found, expected = Difference(made_by(compiling, old), made_by(compiling, new), both=both), Changes.of(old, new)
    assert [found.kept, found.gained, found.lost] == expected.numbers
    some_of(expected.kept, found.some_kept(5), 5)
    some_of(expected.gained, found.some_gained(5), 5)
    some_of(expected.lost, found.some_lost(5), 5)


EACH = in_turn(by_diagrams, by_solver, by_circuits)

by_a_solver_where_needed = pytest.mark.parametrize(
    ("compiling", "of_one"),
    [(by_solver, by_solver), (EACH, EACH), (by_solver, by_circuits), (by_diagrams, by_solver)],
    ids=["solver", "each", "solver for both", "solver for one"],
)
"""How what both have in common is compiled, and how each of the two is."""


@by_a_solver_where_needed
@LAW_OF_EACH_WAY
@given(releases(), st.integers(0, 5))
def test_a_solver_tells_the_same(
    compiling: Compiling, of_one: Compiling, of_both: tuple[Product, Product], most: int
) -> None:
    old, new = of_both
    try:
        found = compared(made_by(of_one, old), made_by(of_one, new), most, compiling=compiling)
    except IncomparableError:
        return
    expected = Changes.of(old, new)
    assert found.why is None
    assert [found.kept, found.gained, found.lost] == list(map(HowMany.exactly, expected.numbers))
    some_of(expected.gained, found.some_gained, most)
    some_of(expected.lost, found.some_lost, most)


@by_a_solver_where_needed
@LAW_OF_EACH_WAY
@given(releases(), st.integers(0, 5))
def test_what_is_not_counted_is_bounded_and_there_are_examples_of_it(
    compiling: Compiling, of_one: Compiling, of_both: tuple[Product, Product], most: int
) -> None:
    old, new = of_both
    with patch.object(solved, "count_models", side_effect=WHY):
        try:
            found = compared(made_by(of_one, old), made_by(of_one, new), most, compiling=compiling)
        except IncomparableError:
            return
    expected = Changes.of(old, new)
    for told, number in zip((found.kept, found.gained, found.lost), expected.numbers, strict=True):
        assert told.number in (None, number)
        assert (number > 0) <= told.at_least <= number
    assert (found.why is None) == all(each.number is not None for each in (found.kept, found.gained, found.lost))
    some_of(expected.gained, found.some_gained, most)
    some_of(expected.lost, found.some_lost, most)


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


def test_texts_that_would_do_are_not_taken_for_ones_that_do_not() -> None:
    flags = tuple(Option(f"f{number}", "F", FlagDomain()) for number in range(6))
    old = Product("p", "P", "tests", (*flags, Option("t", "T", TextDomain(3))))
    every = And(tuple(OptionValue(each.key) for each in flags))
    long = Compare(">=", Length("t"), Constant(Fraction(2)))
    new = replace(old, constraints=(Rule("long", long), Rule("every", every, forbids=True)))
    with patch.object(solved, "count_models", side_effect=WHY):
        found = compared(made_by(by_solver, old), made_by(by_solver, new), 0, compiling=by_solver)
    assert (found.lost, found.gained) == (HowMany(None, 1), HowMany.exactly(0))
    assert found.kept.number is None
    assert 1 <= found.kept.at_least <= 63


@pytest.mark.parametrize("compiling", [by_diagrams, by_circuits, by_solver], ids=["diagram", "circuit", "solver"])
def test_what_follows_from_a_text_on_one_side_tells_nothing_apart_on_the_other(compiling: Compiling) -> None:
    text, flag = Option("t", "T", TextDomain(3), optional=True), Option("f", "F", FlagDomain())
    written = Option("w", "W", FlagDomain(), derivation=Present("t"))
    old, new = (Product("p", "P", "tests", options) for options in ((flag, text), (flag, text, written)))
    for one, other, kept in ((old, new, 4), (new, old, 2)):
        found = compared(made_by(compiling, one), made_by(compiling, other), 3, compiling=compiling)
        assert (found.kept.number, found.gained.number, found.lost.number) == (kept, 0, 0)
