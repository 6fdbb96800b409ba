"""Counts of paths are what the clear passes count, in whatever order levels are decided."""

from __future__ import annotations

from diagrams import diagrams, sequences
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.diagram.counting import CountedPaths
from configurator.diagram.diagram import Diagram
from configurator.diagram.passes import weights_below, weights_of_labels


@st.composite
def weighed(draw: st.DrawFn) -> tuple[Diagram, list[list[int]], int]:
    """A diagram, a weight for each label of each level, and how many levels multiply."""
    diagram = draw(diagrams())
    number = len(diagram.levels)
    one = st.integers(0, 3) | st.just(1) | st.integers(10**20, 10**21)
    weights = draw(st.lists(st.lists(one, min_size=8, max_size=8), min_size=number, max_size=number))
    return diagram, weights, draw(st.integers(0, number))


@settings(deadline=None, max_examples=120)
@given(weighed(), st.data())
def test_decisions_in_any_order_count_what_passes_with_their_weights_count(
    case: tuple[Diagram, list[list[int]], int], data: st.DataObject
) -> None:
    diagram, weights, multiplying = case
    paths = CountedPaths(diagram.frozen, weights, multiplying)
    known = [(paths, [*weights])]
    for level in data.draw(st.permutations(range(multiplying))):
        asked = data.draw(st.integers(0, multiplying - 1))
        paths, decided = data.draw(st.sampled_from(known))
        assert paths.count == sum(weights_below(diagram, decided, multiplying)[0])
        assert paths.of_labels(asked) == weights_of_labels(diagram, decided, multiplying, asked)
        label = data.draw(st.integers(0, 7))
        after = [*decided]
        after[level] = [int(each == label) for each in range(8)]
        known.append((paths.deciding(level, label), after))
    for paths, decided in known:
        assert paths.count == sum(weights_below(diagram, decided, multiplying)[0])


@settings(deadline=None, max_examples=100)
@given(diagrams(4))
def test_with_weights_of_one_they_count_the_paths(diagram: Diagram) -> None:
    ones = [[1] * 8 for _ in diagram.levels]
    assert CountedPaths(diagram.frozen, ones, len(ones)).count == len(sequences(diagram))
