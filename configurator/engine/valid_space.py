"""All valid configurations of a product, compiled once and asked many times: a component each part that is tied.

A component is a decision diagram, which answers everything; where that is beyond the budget, a decision circuit
(`circuited`), which counts as well but has no order; and where that is, too, a solver is asked (`solved`), which still
answers completely what is possible. Choices are read here, too: those made so far, which may be
few and may contradict one another. What they leave open of each option is all that a question needs to know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from configurator.compiler.budget import USUAL, Allowance, Budget, begun
from configurator.compiler.classes import ClassedOption
from configurator.compiler.clauses import clauses_of
from configurator.compiler.compile_graphs import Part, Prepared, graph_of, late_options, parts_of, prepare
from configurator.compiler.layers import ComponentGraph
from configurator.engine.circuited import CircuitComponent
from configurator.engine.clausal import WAYS, ClausalComponent
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.engine.solved import SolvedComponent
from configurator.engine.valid_domain import ValidDomain
from configurator.errors import MissingExtraError, NoDiagramError, TooComplexError
from configurator.model.catalog import Product
from configurator.model.faults import Hints
from configurator.model.nesting import FAULTY, spread
from configurator.model.option import Option
from configurator.model.problem import Problem
from configurator.model.raw_values import read_value
from configurator.model.reading import no_object, unknown_option

Component = ComponentGraph | ClausalComponent

_OF_TIME = 0.6
"""Of the time that is left, so much for a diagram, and again so much of what is left then for a circuit."""

Allowed = dict[str, frozenset[int]]
"""The classes that choices leave to each option that somebody chose for; the others are open."""


@dataclass(frozen=True)
class Choices:
    """Choices made so far, read: canonical values by option key, None for no value; and what is wrong with others."""

    chosen: Mapping[str, Outcome]
    allowed: Allowed
    problems: tuple[Problem, ...] = ()


NO_CHOICES = Choices({}, {})


@dataclass(frozen=True)
class ValidSpace:
    """The valid configurations of a product, by its components in declared order."""

    product: Product
    components: tuple[Component, ...]

    @classmethod
    def of(cls, product: Product, budget: Budget = USUAL) -> ValidSpace:
        """Compile a product.

        Raises `TooComplexError` where values or texts of an option are too many to be sorted into classes, or a
        component is beyond the budget and no solver is installed.
        """
        allowance = begun(budget)
        return cls(product, components_of(prepare(product.options, product.all_constraints, allowance), allowance))

    @property
    def graphs(self) -> tuple[ComponentGraph, ...]:
        """The components, each of which is a diagram. Raises `NoDiagramError` where one is not."""
        found = diagrams(self.components)
        if found is None:
            beyond = next(each for each in self.components if isinstance(each, ClausalComponent))
            raise NoDiagramError(self.product.key, beyond.why)
        return found

    @cached_property
    def domains(self) -> Mapping[str, ValidDomain]:
        """What each option can be as long as nothing is chosen, in declared order."""
        found: dict[str, ValidDomain] = {}
        for option in self.product.options:
            number, level = self.places[option.key]
            found[option.key] = ValidDomain(self.outcomes[option.key], self.live[number][level])
        return found

    @cached_property
    def live(self) -> tuple[tuple[frozenset[int], ...], ...]:
        """For each component, the classes that each of its options can be in as long as nothing is chosen."""
        return tuple(tuple(component.live_classes.values()) for component in self.components)

    @cached_property
    def empty(self) -> frozenset[int]:
        """The components, by number, of which nothing is valid, whatever is chosen."""
        return frozenset(number for number, component in enumerate(self.components) if not component.holds)

    @cached_property
    def method(self) -> str:
        """What its answers come from: `diagram`, or where a component needs it `circuit` or `solver`. All are exact."""
        needed = (each.method for each in self.components if isinstance(each, ClausalComponent))
        return max(needed, default=WAYS[0], key=WAYS.index)

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """For each option, which graph it stands in and at which level."""
        return {
            option.key: (number, level)
            for number, graph in enumerate(self.components)
            for level, option in enumerate(graph.options)
        }

    @cached_property
    def classed(self) -> Mapping[str, ClassedOption]:
        """The options with what their classes are worth to constraints."""
        return {option.key: option for component in self.components for option in component.options}

    @cached_property
    def outcomes(self) -> Mapping[str, Outcomes]:
        """What each option can be, in order; of texts and pictures only in which class they are."""
        return {option.key: Outcomes(option) for graph in self.components for option in graph.options}

    def read(self, choices: Mapping[str, object]) -> Choices:
        """Read raw choices, as they come from JSON or Python; what cannot be read leaves its option open, none raises.

        None says that an option has no value, and that none is wanted of an `any of`.
        """
        hints, problems, chosen, allowed = Hints(), list[Problem](), dict[str, Outcome](), Allowed()
        for key, option, raw in _recognized(self.product, choices, hints, problems):
            outcomes = self.outcomes[key]
            is_none = (raw is None or raw == "") and outcomes.no_value is not None
            value, faults = (None, ()) if is_none else read_value(option, raw, hints)
            problems += faults
            if not faults:
                chosen[key], allowed[key] = value, outcomes.classes_meant(value)
        return Choices(chosen, allowed, tuple(problems))

    def by_level(self, graph: Component, allowed: Mapping[str, frozenset[int]]) -> list[frozenset[int] | None]:
        """What is allowed to each option of a component, in its order."""
        found: list[frozenset[int] | None] = [None] * len(graph.options)
        for key, some in allowed.items():
            number, level = self.places[key]
            if self.components[number] is graph:
                found[level] = some
        return found


def faults_of(product: Product, choices: Mapping[str, object]) -> tuple[Problem, ...]:
    """What `ValidSpace.read` finds wrong with raw choices before anything is compiled: all but missing values."""
    hints, problems = Hints(), list[Problem]()
    for _, option, raw in _recognized(product, choices, hints, problems):
        if raw is not None and raw != "":
            problems += read_value(option, raw, hints)[1]
    return tuple(problems)


def _recognized(
    product: Product, choices: Mapping[str, object], hints: Hints, problems: list[Problem]
) -> Iterator[tuple[str, Option, object]]:
    """The raw choices of options that a product has; what is wrong with others is added to the problems."""
    if not isinstance(choices, Mapping):
        problems.append(no_object())
        return
    if product.nests:
        choices, misshapen = spread(product, choices, hints)
        problems += misshapen
    for key, raw in choices.items():
        option = product.by_key.get(key)
        if option is None:
            problems.append(unknown_option(product, key, hints))
        elif raw is not FAULTY:
            yield key, option, raw


def components_of(
    prepared: Prepared,
    allowance: Allowance,
    asking: Budget | Allowance | None = None,
    over: Collection[str] | None = None,
) -> tuple[Component, ...]:
    """The components of what is prepared. Raises `TooComplexError` as `ValidSpace.of` does.

    `asking`: what each question costs at most that is put to one without a diagram; an allowance is for all of them.
    `over`: the options that multiply, and that come first in diagrams; without it, all closed ones.
    """
    parts, found = parts_of(prepared), dict[int, Component]()
    compiling = _Compiling(prepared, late_options(prepared, over), allowance, asking or allowance.budget)
    # the small ones first: what the largest cannot be done with in time, they can
    for number, place in enumerate(sorted(range(len(parts)), key=lambda place: len(parts[place].keys))):
        part = replace(parts[place], number=number + 1) if parts[place].keys else parts[place]
        found[place] = compiling.component(part)
    return tuple(found[place] for place in range(len(parts)))


def diagrams(components: Sequence[Component]) -> tuple[ComponentGraph, ...] | None:
    """Components each of which is a diagram; None where one is not."""
    found = tuple(each for each in components if isinstance(each, ComponentGraph))
    return found if len(found) == len(components) else None


def graph_or_why(
    prepared: Prepared, part: Part, late: Collection[str], allowance: Allowance
) -> ComponentGraph | TooComplexError:
    """The diagram of a component, as `graph_of` gives it, or why there is none: time, nodes or memory are over."""
    try:
        return graph_of(prepared, part, late, allowance)
    except TooComplexError as error:
        return error.with_traceback(None)  # which has all that was built so far
    except MemoryError:
        return allowance.budget.out_of_memory(part.keys, tuple(each.constraint.key for each in part.automata))


@dataclass(frozen=True)
class _Compiling:
    """What components are made of; the options in `late` do not multiply."""

    prepared: Prepared
    late: Collection[str]
    allowance: Allowance
    asking: Budget | Allowance

    def component(self, part: Part) -> Component:
        """A diagram; where that is beyond the allowance a circuit; and where that is, too, what a solver is asked."""
        found = graph_or_why(self.prepared, part, self.late, self.allowance.share(_OF_TIME))
        if isinstance(found, ComponentGraph):
            return found
        try:
            return self._without_diagram(part, found)
        except MissingExtraError as missing:
            raise TooComplexError(found.finding, found.options, found.constraints, missing.hint) from None

    def _without_diagram(self, part: Part, why: TooComplexError) -> Component:
        """A circuit, or what a solver can be asked. Raises `why` where there is no time left even for that."""
        try:
            own = self.allowance.concerning(part.keys, tuple(automaton.constraint.key for automaton in part.automata))
            clauses = clauses_of(self.prepared.options, part.keys, part.automata, own)
            circuits = own.share(_OF_TIME)
        except TooComplexError:
            raise why from None
        try:
            return CircuitComponent.compiled(clauses, why, circuits, self.asking, self.late)
        except (TooComplexError, MemoryError):
            pass  # what was built so far goes away first
        return SolvedComponent(clauses, why, self.asking)
