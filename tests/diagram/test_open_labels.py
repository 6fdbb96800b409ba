"""Passes over bit masks answer as the clear passes do, whatever was asked before."""

from __future__ import annotations

import pytest
from diagrams import allowed_labels, diagrams, sequences
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.diagram import arranged_level, domains, gathering
from configurator.diagram.diagram import Diagram
from configurator.diagram.domains import OpenLabels
from configurator.diagram.passes import open_labels


@settings(deadline=None, max_examples=120)
@given(diagrams(), st.data())
def test_fast_passes_say_what_the_clear_ones_say_whatever_was_asked_before(
    diagram: Diagram, data: st.DataObject
) -> None:
    asked = OpenLabels(diagram.frozen)
    for _ in range(4):
        allowed = data.draw(allowed_labels(diagram))
        assert asked.sets(allowed) == open_labels(diagram, allowed)


@settings(deadline=None, max_examples=150)
@given(diagrams(), st.data())
def test_pages_and_columns_of_any_length_say_the_same(diagram: Diagram, data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "PAGE", data.draw(st.sampled_from((1, 3, 255))))
        patch.setattr(gathering, "MOST_PAGES", data.draw(st.sampled_from((0, 2, 100))))
        patch.setattr(gathering, "SHORT_COLUMN", data.draw(st.sampled_from((1, 2, 5, 100))))
        patch.setattr(arranged_level, "MOST_KINDS", data.draw(st.sampled_from((0, 64))))
        patch.setattr(domains, "ROOM", data.draw(st.sampled_from((0, 1_000, 2_000, 1 << 20))))
        asked = OpenLabels(diagram.frozen)
        for _ in range(3):
            allowed = data.draw(allowed_labels(diagram))
            assert asked.sets(allowed) == open_labels(diagram, allowed)


@settings(deadline=None, max_examples=100)
@given(diagrams(4), st.data())
def test_a_label_is_open_exactly_if_some_path_takes_it_and_allowed_labels_elsewhere(
    diagram: Diagram, data: st.DataObject
) -> None:
    allowed = data.draw(allowed_labels(diagram))
    paths = sequences(diagram)
    for level, found in enumerate(diagram.open_labels.sets(allowed)):
        assert found == {
            path[level]
            for path in paths
            if all(
                some is None or label in some
                for place, (label, some) in enumerate(zip(path, allowed, strict=True))
                if place != level
            )
        }
