"""All valid configurations of a product as diagrams, compiled once and asked many times.

Choices are read here, too: those made so far, which may be few and may contradict one another. What they leave open at
each level of the diagrams is all that a question needs to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from configurator.compiler.budget import USUAL, Budget, begun
from configurator.compiler.compile_graphs import compile_graphs
from configurator.compiler.layers import ComponentGraph
from configurator.engine.outcomes import Outcome, Outcomes
from configurator.model.catalog import Product
from configurator.model.faults import Hints
from configurator.model.nesting import FAULTY, spread
from configurator.model.problem import Problem
from configurator.model.raw_values import read_value
from configurator.model.reading import no_object, unknown_option

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
    """The valid configurations of a product: a graph for each of its components, in declared order."""

    product: Product
    graphs: tuple[ComponentGraph, ...]

    @classmethod
    def of(cls, product: Product, budget: Budget = USUAL) -> ValidSpace:
        """Compile a product. Raises `TooComplexError` beyond the budget."""
        return cls(product, compile_graphs(product, None, begun(budget)))

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """For each option, which graph it stands in and at which level."""
        return {
            option.key: (number, level)
            for number, graph in enumerate(self.graphs)
            for level, option in enumerate(graph.options)
        }

    @cached_property
    def outcomes(self) -> Mapping[str, Outcomes]:
        """What each option can be, in order; of texts and pictures only in which class they are."""
        return {option.key: Outcomes(option) for graph in self.graphs for option in graph.options}

    def read(self, choices: Mapping[str, object]) -> Choices:
        """Read raw choices, as they come from JSON or Python; what cannot be read leaves its option open, none raises.

        None says that an option has no value, and that none is wanted of an `any of`.
        """
        hints, problems, chosen, allowed = Hints(), list[Problem](), dict[str, Outcome](), Allowed()
        if not isinstance(choices, Mapping):
            return Choices({}, {}, (no_object(),))
        if self.product.nests:
            choices, misshapen = spread(self.product, choices, hints)
            problems += misshapen
        for key, raw in choices.items():
            option = self.product.by_key.get(key)
            if option is None:
                problems.append(unknown_option(self.product, key, hints))
                continue
            if raw is FAULTY:
                continue
            outcomes = self.outcomes[key]
            is_none = (raw is None or raw == "") and outcomes.no_value is not None
            value, faults = (None, ()) if is_none else read_value(option, raw, hints)
            problems += faults
            if not faults:
                chosen[key], allowed[key] = value, outcomes.classes_meant(value)
        return Choices(chosen, allowed, tuple(problems))

    def by_level(self, graph: ComponentGraph, allowed: Mapping[str, frozenset[int]]) -> list[frozenset[int] | None]:
        """What is allowed at each level of a graph."""
        return [allowed.get(option.key) for option in graph.options]
