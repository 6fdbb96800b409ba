"""Examine a sound catalog as a whole: what can never happen in it, and whether it has as many products as it expects.

Everything here is exact. Where constraints tie too much together for the first method, that is said and nothing is
guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log10

from configurator.compiler.compile_graphs import compile_graphs
from configurator.diagnostics import Diagnostic, Label, Outcome, codes
from configurator.diagnostics.suggest import listed
from configurator.engine.count import count
from configurator.engine.reachable import DeadValues, alone, dead_values, satisfiable
from configurator.errors import TooComplexError
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.catalog import ExpectCount, Product
from configurator.model.domain import AnyOfDomain, ValueDomain
from configurator.source import Span

MOST_NAMED = 12
"""Dead values that one message names."""


def examine(knowledge: KnowledgeBase) -> Outcome[KnowledgeBase]:
    """All that the catalog cannot mean: its products one by one, in declared order."""
    found = [each for product in knowledge.products.values() for each in _product(product)]
    return Outcome(knowledge, tuple(sorted(found, key=lambda each: each.span)))


def _product(knowledge: ProductKnowledge) -> Iterator[Diagnostic]:
    hopeless = list(_constraints(knowledge.product))
    yield from hopeless
    if not any(each.code is codes.NEVER_SATISFIED for each in hopeless):  # else nothing is valid, for that reason
        yield from _reach(knowledge.product)
    for each in knowledge.product.expectations:
        if isinstance(each, ExpectCount):
            yield from _count(knowledge.product, each)


def _constraints(product: Product) -> Iterator[Diagnostic]:
    """Constraints that nothing satisfies, and rules that can never fire, each judged alone."""
    for each in product.constraints:
        try:
            verdict = alone(product, each)
        except TooComplexError:
            continue  # said once for the product, by its counting
        if not verdict.can_hold:
            message = f"nothing can satisfy `{each.key}`"
            yield Diagnostic(codes.NEVER_SATISFIED, each.span, message, hint="compare it with what its options can be")
        elif not verdict.can_break:
            message = f"`{each.key}` can never be broken, so it says nothing"
            yield Diagnostic(codes.NEVER_FIRES, each.span, message, hint="take it out, or check what it compares")


def _reach(product: Product) -> Iterator[Diagnostic]:
    """Values and options that no valid configuration has."""
    try:
        graphs = compile_graphs(product)
    except TooComplexError as error:
        hint = "the verdicts and codes of its configurations are not affected"
        yield Diagnostic(codes.TOO_ENTANGLED, product.span, str(error), hint=hint)
        return
    if not satisfiable(graphs):
        message = f"no configuration of `{product.key}` meets all its constraints"
        labels = tuple(Label(each.span, "this one takes part") for each in product.constraints[:3])
        hint = "take rules out one by one until there is one"
        yield Diagnostic(codes.NO_VALID_CONFIGURATION, product.span, message, labels, hint)
        return
    for dead in dead_values(graphs):
        yield from _dead(product, dead)


def _dead(product: Product, dead: DeadValues) -> Iterator[Diagnostic]:
    option = product.by_key[dead.option]
    if dead.always_absent:
        message = f"no valid configuration has a value for `{option.key}`"
        yield Diagnostic(
            codes.UNREACHABLE_OPTION, option.span, message, hint="check its `when` and the rules that name it"
        )
        return
    names = [f"`{_shown(each)}`" for each in dead.values]
    names += [f"`{low}`" if low == high else f"`{low} .. {high}`" for low, high in dead.ranges]
    if not names:
        return
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    message = f"no valid configuration has `{option.key}` = {', '.join(names[:MOST_NAMED])}{more}"
    span = _place(product, dead) or option.span
    yield Diagnostic(codes.UNREACHABLE_VALUE, span, message, hint="take it out, or loosen the rules that forbid it")


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _place(product: Product, dead: DeadValues) -> Span | None:
    """The place of a single dead value, when it is listed in the option itself."""
    domain = product.by_key[dead.option].domain
    members = domain.members if isinstance(domain, AnyOfDomain) else domain
    if len(dead.values) == 1 and isinstance(members, ValueDomain) and members.space is None:
        return members.by_key[str(dead.values[0])].span
    return None


def _count(product: Product, expected: ExpectCount) -> Iterator[Diagnostic]:
    try:
        found = count(product, expected.over)
    except TooComplexError as error:
        yield Diagnostic(codes.TOO_ENTANGLED, expected.span, str(error), hint="take the expectation out for now")
        return
    if found != expected.count:
        over = f" over {listed(expected.over)}" if expected.over else ""
        there = "is 1 valid configuration" if found == 1 else f"are {_number(found)} valid configurations"
        message = f"there {there}{over}, not {_number(expected.count)}"
        yield Diagnostic(
            codes.WRONG_COUNT, expected.span, message, hint="correct the number, or find out what changed it"
        )


def _number(count: int) -> str:
    """A count for reading; of one with thousands of digits, how many there are, since Python writes out only 4,300."""
    digits = int(count.bit_length() * log10(2)) + 1
    return f"{count:,}" if digits <= 1_000 else f"about 10^{digits - 1:,}"
