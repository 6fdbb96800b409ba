"""Joint numbers: what is added up in octets first is the sum of all numbers times their strides."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from configurator.batch.fused import Part, runs_of


@given(st.lists(st.integers(1, 300), min_size=1, max_size=6), st.data())
def test_runs_add_up_to_the_joint_number(sizes: list[int], data: st.DataObject) -> None:
    parts, stride = [], 1
    for option, size in enumerate(sizes):
        parts.append(Part(option, stride, size, classed=False))
        stride *= size
    numbers = [data.draw(st.integers(0, size - 1)) for size in sizes]
    runs = runs_of(parts)
    added = sum(first * part.stride * numbers[part.option] for first, run in runs for part in run)
    assert added == sum(part.stride * numbers[part.option] for part in parts)
    for _, run in runs:
        assert len(run) == 1 or sum(part.stride * (part.size - 1) for part in run) < 2**8
        assert all(part.stride * (part.size - 1) < max(each.stride * each.size for each in run) for part in run)
