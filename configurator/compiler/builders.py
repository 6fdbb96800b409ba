"""What makes a component's graph: the one protocol of all builders, so that each can be the other's referee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from configurator.compiler.automata import AnyAutomaton
from configurator.compiler.budget import Allowance
from configurator.compiler.classes import ClassedOption
from configurator.compiler.layers import ComponentGraph


class Builder(Protocol):
    """`layers.build`, which is ours and needs nothing else, or `oxidd_builder.build`, which needs the library OxiDD."""

    def __call__(
        self, options: Sequence[ClassedOption], automata: Sequence[AnyAutomaton], allowance: Allowance
    ) -> ComponentGraph:
        """The graph of some options under constraints whose automata have begun in this order of options.

        Raises TooComplexError beyond the allowance.
        """
