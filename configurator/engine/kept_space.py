"""A valid space as it is kept, and the same space from what was kept: without its constraints being compiled again.

What classes are worth to constraints is not kept. It matters for sets and texts only, whose class nobody knows by where
they stand; when such a choice is read, the options are sorted into classes anew, which compiles no diagram.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.classes import ClassedOption, ValueClass
from configurator.compiler.clauses import ComponentClauses
from configurator.compiler.compile_graphs import prepare
from configurator.compiler.layers import ComponentGraph
from configurator.diagram.diagram import ThawedDiagram
from configurator.engine.circuited import CircuitComponent
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.engine.solved import SolvedComponent
from configurator.engine.valid_space import Component, ValidSpace
from configurator.errors import DamagedDiagramError, Limit, TooComplexError
from configurator.knowledge.artifact import (
    KeptClass,
    KeptClauses,
    KeptComponent,
    KeptGraph,
    KeptOption,
    KeptWhy,
    packed,
    unpacked,
)
from configurator.model.catalog import Product
from configurator.model.domain import FlagDomain, IntegerDomain, MultisetDomain, NumberDomain, ValueDomain
from configurator.model.option import Option


def as_kept(space: ValidSpace) -> bytes:
    """A space as the bytes of a file; see `knowledge.artifact`."""
    places = {constraint.key: place for place, constraint in enumerate(space.product.all_constraints)}
    return packed([_kept(component, places) for component in space.components])


def _kept(component: Component, places: Mapping[str, int]) -> KeptComponent:
    options = tuple(map(_kept_option, component.options))
    constraints = tuple(places[each.key] for each in component.constraints)
    if isinstance(component, ComponentGraph):
        return KeptGraph(options, constraints, component.diagram.frozen)
    circuit = component.circuit if isinstance(component, CircuitComponent) else None
    limit = component.why.limit
    why = KeptWhy(component.why.finding, component.why.hint, None if limit is None else (limit.of, limit.most))
    return KeptClauses(options, constraints, component.parts.clauses, circuit, why)


def _kept_option(option: ClassedOption) -> KeptOption:
    classes = (KeptClass(each.representative, each.size, each.spans, each.members) for each in option.classes)
    return KeptOption(option.key, tuple(classes))


def from_kept(product: Product, file: memoryview, budget: Budget = USUAL) -> ValidSpace:
    """The space of a product from such a file. Raises `DamagedDiagramError` where it is not what `as_kept` gave for it.

    `budget`: of sorting options into classes, should that be needed.
    """
    kept = unpacked(file)
    keys = [option.key for each in kept for option in each.options]
    if sorted(keys) != sorted(product.by_key):
        raise DamagedDiagramError("they are of other options")
    return _KeptSpace(product, tuple(_component(product, each, budget) for each in kept), budget)


def _component(product: Product, kept: KeptComponent, budget: Budget) -> Component:
    """One component as it was. Raises `DamagedDiagramError` where it does not fit the product."""
    constraints = product.all_constraints
    if any(place >= len(constraints) for place in kept.constraints):
        raise DamagedDiagramError("they are of other constraints")
    tying = tuple(constraints[place] for place in kept.constraints)
    options = tuple(_classed(product.by_key[each.key], each) for each in kept.options)
    sizes = [len(option.classes) for option in options]
    if isinstance(kept, KeptGraph):
        levels = kept.diagram.levels
        if len(levels) != len(sizes) or any(
            level.most_labels > size for level, size in zip(levels, sizes, strict=True)
        ):
            raise DamagedDiagramError("they are of other classes")
        return ComponentGraph(options, tying, ThawedDiagram(kept.diagram))
    if [len(each) for each in kept.clauses.literals] != sizes or len(kept.clauses.of_constraints) != len(tying):
        raise DamagedDiagramError("they are of other classes")
    concerned = tuple(each.key for each in options), tuple(each.key for each in tying)
    limit = None if kept.why.limit is None else Limit(*kept.why.limit)
    why = TooComplexError(kept.why.finding, *concerned, kept.why.hint, limit)
    parts = ComponentClauses(options, tying, kept.clauses)
    if kept.circuit is None:
        return SolvedComponent(parts, why, budget)
    return CircuitComponent(parts, kept.circuit, why, budget)


def _classed(option: Option, kept: KeptOption) -> ClassedOption:
    classes = (ValueClass(each.representative, each.size, each.spans, each.members, ()) for each in kept.classes)
    return ClassedOption(option, (), tuple(classes))


class _KeptSpace(ValidSpace):
    """A space whose options do not know what their classes are worth to constraints."""

    def __init__(self, product: Product, components: tuple[Component, ...], budget: Budget) -> None:
        super().__init__(product, components)
        self.__dict__["_budget"] = budget

    @cached_property
    def outcomes(self) -> Mapping[str, Outcomes]:
        """What each option can be, in order; of texts and pictures only in which class they are."""
        return _AsNeeded(self)

    @cached_property
    def classed(self) -> Mapping[str, ClassedOption]:
        """The options with what their classes are worth to constraints, sorted anew."""
        budget: Budget = self.__dict__["_budget"]
        return prepare(self.product.options, self.product.all_constraints, budget).options


class _AsNeeded(Mapping[str, Outcomes]):
    """The outcomes of the options of a space, by key; options are sorted anew only where one needs that."""

    def __init__(self, space: _KeptSpace) -> None:
        self._space = space
        self._kept = {option.key: option for each in space.components for option in each.options}
        self._found: dict[str, Outcomes] = {}

    def __getitem__(self, key: str) -> Outcomes:
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._made(self._kept[key])
        return found

    def _made(self, kept: ClassedOption) -> Outcomes:
        if _tells_class_by_place(kept.option):
            return _KeptOutcomes(kept)
        late = _LateOutcomes(kept, self._space)
        # of sets that are too many to be listed even the order hangs on what classes are worth
        return late if late.is_listed or kept.option.is_open else Outcomes(self._space.classed[kept.key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _tells_class_by_place(option: Option) -> bool:
    """Whether an outcome is of the class that its place is in: not so of sets, texts and pictures, nor of products."""
    domain = option.domain
    is_single = isinstance(domain, ValueDomain | FlagDomain | IntegerDomain | NumberDomain)
    return is_single and not isinstance(domain, MultisetDomain)


class _KeptOutcomes(Outcomes):
    """Outcomes whose class is known by where they stand."""

    def class_of(self, outcome: Outcome) -> int:
        """The number of the class of an outcome. Raises `KeyError` where there is none."""
        if outcome is None and self.no_value is not None:
            return self.no_value
        return self.class_at(self.index(outcome))


class _LateOutcomes(Outcomes):
    """Outcomes whose class is known by what classes are worth, which is found out when it is first asked for."""

    def __init__(self, option: ClassedOption, space: _KeptSpace) -> None:
        super().__init__(option)
        self._space = space

    def class_of(self, outcome: Outcome) -> int:
        """The number of the class of an outcome; of texts and pictures too. Raises `KeyError` where there is none."""
        if outcome is None and self.no_value is not None:
            return self.no_value
        return self._by_worth.class_of(outcome)

    @cached_property
    def _by_worth(self) -> Outcomes:
        return Outcomes(self._space.classed[self.option.key])
