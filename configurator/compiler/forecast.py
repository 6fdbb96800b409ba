"""What an order of options is going to cost at its widest place, and what to say where that is far too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from configurator.compiler.cut_cost import CutCost, Tie
from configurator.compiler.order import cut_profile

_MOST_NAMED = 3
_MOST_LOOKS = 1_000_000
_MOST_OPEN = 500
_GROWTH = 1.5


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
            f"about 10^{len(str(round(self.nodes))) - 1} cases would have to be told apart around `{self.last}`, where "
            f"{len(across)} rules and tables overlap, and at most {most:,} are allowed"
        )
        widest = sorted(across, key=lambda each: -each[1])[:_MOST_NAMED]
        named = ", ".join(f"`{key}`" for key, _ in widest)
        return finding, f"fewer rules that overlap there would help, or rules that look at fewer options: {named}"


def forecast(order: Sequence[str], ties: Sequence[Tie]) -> Forecast:
    """What is foreseen for the widest place of an order."""
    if not order:
        return Forecast(1.0, "", frozenset())
    if len(order) * len(ties) > _MOST_LOOKS:  # too many to look at what they remember: each open one is counted
        profile = [_GROWTH ** min(many, _MOST_OPEN) for many in cut_profile(order, [each.options for each in ties])]
    else:
        places = {option: place for place, option in enumerate(order)}
        profile = CutCost(places, ties, lambda _: None).profile(range(len(order)))
    widest = max(range(len(order)), key=profile.__getitem__)
    return Forecast(profile[widest], order[widest], frozenset(order[: widest + 1]))
