"""What an order of options is going to cost at its widest place, and what to say where that is far too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from configurator.compiler.cut_cost import CutCost, Tie

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Forecast:
    """About how many `nodes` the widest place of an order takes: behind its option `last`, with `before` all read."""

    nodes: float
    last: str
    before: frozenset[str]

    def refusal(self, most: int, scopes: Sequence[tuple[str, Sequence[str]]]) -> tuple[str, str]:
        """The finding and the hint for a graph that is not begun; `scopes`: constraints with their options."""
        across = [(key, len(scope)) for key, scope in scopes if 0 < len(self.before.intersection(scope)) < len(scope)]
        finding = (
            f"about 10^{len(str(round(self.nodes))) - 1} nodes are foreseen behind `{self.last}`, where {len(across)} "
            f"constraints are open, and at most {most:,} are allowed"
        )
        widest = sorted(across, key=lambda each: -each[1])[:_MOST_NAMED]
        named = ", ".join(f"`{key}`" for key, _ in widest)
        return finding, f"fewer constraints across this place would help, or such as look at fewer options: {named}"


def forecast(order: Sequence[str], ties: Sequence[Tie]) -> Forecast:
    """What is foreseen for the widest place of an order."""
    if not order:
        return Forecast(1.0, "", frozenset())
    places = {option: place for place, option in enumerate(order)}
    cost = CutCost(places, ties, lambda _: None)
    profile = [cost.cut(before) for before in accumulate([1 << place for place in range(len(order))], int.__or__)]
    widest = max(range(len(order)), key=profile.__getitem__)
    return Forecast(profile[widest], order[widest], frozenset(order[: widest + 1]))
