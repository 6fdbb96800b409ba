"""Random decision diagrams, and what may be asked of them."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import strategies as st

from configurator.diagram.diagram import Diagram, reduced

Sequences = frozenset[tuple[int, ...]]


@st.composite
def diagrams(draw: st.DrawFn, most_levels: int = 6) -> Diagram:
    """A diagram of random edges; often there are dead ends and doubles in them, and sometimes nothing else."""
    widths = [1, *draw(st.lists(st.integers(1, 20), max_size=most_levels - 1)), 1] if draw(st.integers(0, 20)) else [1]
    levels: list[list[list[tuple[tuple[int, ...], int]]]] = []
    for width, after in pairwise(widths):
        labels = draw(st.integers(1, 7))
        nodes = draw(st.lists(_edges(labels, after), min_size=width, max_size=width))
        levels.append(nodes)
    return reduced(reachable(levels), ends=bool(levels) or draw(st.booleans()), spend=lambda steps: None)


def reachable(levels: list[list[list[tuple[tuple[int, ...], int]]]]) -> list[list[list[tuple[tuple[int, ...], int]]]]:
    """The same without nodes that nothing leads to, as builders never make them."""
    number, found = {0: 0}, []
    for level in levels:
        after: dict[int, int] = {}
        found.append(
            [[(labels, after.setdefault(target, len(after))) for labels, target in level[node]] for node in number]
        )
        number = after
    return found


def _edges(labels: int, after: int) -> st.SearchStrategy[list[tuple[tuple[int, ...], int]]]:
    targets = st.lists(st.integers(-after // 3, after - 1), min_size=labels, max_size=labels)
    return targets.map(lambda chosen: [((label,), target) for label, target in enumerate(chosen) if target >= 0])


@st.composite
def allowed_labels(draw: st.DrawFn, diagram: Diagram) -> list[frozenset[int] | None]:
    """Which labels are allowed at each level, None for any; sometimes none at all."""
    return [
        draw(st.none() | st.none() | st.frozensets(st.integers(0, 7), max_size=3)) for _ in range(len(diagram.levels))
    ]


def sequences(diagram: Diagram) -> Sequences:
    """All paths, found by trying every sequence of labels."""
    if not diagram.holds:
        return frozenset()
    every = product(*(range(8) for _ in diagram.levels)) if len(diagram.levels) < 4 else _walked(diagram)
    return frozenset(each for each in every if _is_path(diagram, each))


def _walked(diagram: Diagram) -> list[tuple[int, ...]]:
    found: list[tuple[tuple[int, ...], int]] = [((), 0)]
    for level in diagram.levels:
        found = [((*path, label), target) for path, node in found for labels, target in level[node] for label in labels]
    return [path for path, _ in found]


def _is_path(diagram: Diagram, labels: tuple[int, ...]) -> bool:
    node: int | None = 0
    for level, label in zip(diagram.levels, labels, strict=True):
        node = next((target for each, target in level[node] if label in each), None) if node is not None else None
    return node is not None
