"""What can never happen: values in no valid configuration, rules that never hold or never matter.

Values of a class are interchangeable, so a value is dead exactly if its class is on no edge of its graph; and a member
of an `any of` is dead exactly if no class on an edge has a set with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from configurator.compiler.automata import AnyAutomaton
from configurator.compiler.automaton import BROKEN, HOLDS
from configurator.compiler.budget import USUAL, Allowance, Budget, begun
from configurator.compiler.classes import ClassedOption
from configurator.compiler.compile_graphs import Prepared, prepare
from configurator.compiler.samples import Span, joined, value_at
from configurator.engine.valid_space import Component
from configurator.model.catalog import Product
from configurator.model.constraint import Constraint
from configurator.model.domain import AnyOfDomain, CanonicalValue, FlagDomain, ImageDomain, TextDomain, ValueDomain


@dataclass(frozen=True, slots=True)
class DeadValues:
    """What a closed option can be by its domain and yet is in no valid configuration of its product.

    `values`: permanent keys (for `any of`: members that no valid set has), or truth values, in declared order.
    `spans`: for numbers, where they stand in the domain, as indexes (first, last), both included, ascending.
    `no_value`: the option may lack a value by itself, and yet always has one. `always_absent`: it never has a value,
    not even an empty set.
    """

    option: str
    values: tuple[CanonicalValue, ...]
    spans: tuple[Span, ...]
    no_value: bool
    always_absent: bool


def satisfiable(components: Iterable[Component]) -> bool:
    """Whether a product has any valid configuration, by all its components."""
    return all(each.holds for each in components)


def dead_values(components: Iterable[Component]) -> Iterator[DeadValues]:
    """The dead values of each closed option that has some; all of them where nothing is satisfiable."""
    components = tuple(components)
    alive = satisfiable(components)
    for component in components:
        for option in component.options:
            live = component.live_classes[option.key] if alive else frozenset[int]()
            found = _dead(option, live)
            if not option.option.is_open and (found.values or found.spans or found.no_value or found.always_absent):
                yield found


def _dead(option: ClassedOption, live: frozenset[int]) -> DeadValues:
    domain = option.option.domain
    dead = [each for number, each in enumerate(option.classes) if number not in live]
    spans = joined(span for each in dead for span in each.spans)
    values: list[CanonicalValue] = []
    numbers: tuple[Span, ...] = ()
    match domain:
        case AnyOfDomain():
            members = 0
            for number in live:
                members |= option.classes[number].members
            values.extend(each.key for place, each in enumerate(domain.members.values) if not members >> place & 1)
        case ValueDomain() | FlagDomain():
            values.extend(value_at(domain, index) for first, last in spans for index in range(first, last + 1))
        case TextDomain() | ImageDomain():
            pass
        case _:
            numbers = spans
    valued = any(option.classes[number].representative is not None for number in live)
    return DeadValues(option.key, tuple(values), numbers, any(each.representative is None for each in dead), not valued)


@dataclass(frozen=True, slots=True)
class Alone:
    """A single constraint, as if there were no other: whether some choices meet it, and whether some break it."""

    can_hold: bool
    can_break: bool


def alone(product: Product, constraint: Constraint, budget: Budget | Allowance = USUAL) -> Alone:
    """What one of a product's constraints allows by itself, given the domains of the options that it looks at.

    Raises TooComplexError where even this is beyond the budget.
    """
    options = [option for option in product.options if option.key in constraint.options]
    allowance = begun(budget).concerning(tuple(option.key for option in options), (constraint.key,))
    prepared = prepare(options, (constraint,), allowance)
    return alone_in(prepared, prepared.automata[0], allowance)


def alone_in(prepared: Prepared, automaton: AnyAutomaton, budget: Budget | Allowance = USUAL) -> Alone:
    """The same of one of the constraints that something is prepared for, before any graph is made of that."""
    constraint = automaton.constraint
    allowance = begun(budget).concerning(tuple(constraint.options), (constraint.key,))
    if any(not prepared.options[key].classes for key in constraint.options):
        return Alone(can_hold=False, can_break=False)
    states = {automaton.start}
    ends: set[int] = set()
    for key in automaton.terms:
        ends |= states & {HOLDS, BROKEN}
        reached: dict[int, None] = {}
        for state in sorted(states - ends):
            allowance.look_at_clock()
            for found in automaton.outcomes(state, key):
                if found not in reached:
                    allowance.take_node()
                    reached[found] = None
        states = set(reached)
    ends |= states
    return Alone(can_hold=HOLDS in ends, can_break=BROKEN in ends)
