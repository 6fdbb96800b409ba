"""A frozen diagram is the same diagram, and knows when its numbers are not."""

from __future__ import annotations

import pytest
from diagrams import diagrams
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from configurator.diagram.diagram import Diagram, ThawedDiagram
from configurator.diagram.frozen import FrozenDiagram
from configurator.errors import DamagedDiagramError


@settings(deadline=None)
@given(diagrams())
def test_what_is_frozen_thaws_to_what_it_was(diagram: Diagram) -> None:
    thawed = ThawedDiagram(FrozenDiagram(memoryview(bytes(diagram.frozen.numbers)).cast("I")))
    assert thawed.nodes == diagram.nodes
    assert thawed.holds == diagram.holds
    assert thawed.levels == diagram.levels
    assert thawed.live == diagram.live
    assert thawed.frozen.edges == sum(len(edges) for level in diagram.levels for edges in level)


@settings(deadline=None, max_examples=300)
@given(diagrams(), st.data())
def test_numbers_that_are_cut_off_or_stand_for_nothing_are_found(diagram: Diagram, data: st.DataObject) -> None:
    """Such a buffer is refused, or it is another diagram whose levels can be read."""
    numbers = diagram.frozen.numbers.tolist()
    assume(len(numbers) > 2)
    place = data.draw(st.integers(0, len(numbers) - 1))
    cut = memoryview(bytes(diagram.frozen.numbers)).cast("I")[:place]
    with pytest.raises(DamagedDiagramError):
        FrozenDiagram(cut)
    numbers[place] = data.draw(st.integers(0, 2**32 - 1) | st.integers(0, 9))
    other = memoryview(b"".join(each.to_bytes(4, "little") for each in numbers)).cast("I")
    try:
        found = FrozenDiagram(other)
        levels = found.levels
    except DamagedDiagramError:
        return
    assert len(levels) == numbers[0]
    ThawedDiagram(found).open_labels.sets([None] * len(levels))
