"""Many draws side by side: each lane goes one way, as often as that way counts, and steps are few."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.diagram.lanes import Lanes, lanes_in


class CountedRandom(Random):
    """Counts how often it is asked for bits."""

    calls = 0

    def getrandbits(self, k: int) -> int:
        self.calls += 1
        return super().getrandbits(k)


@given(
    st.lists(st.integers(0, 10**40), min_size=1, max_size=30).filter(any),
    st.integers(0, 2**200 - 1),
    st.integers(0, 2**32),
)
def test_each_lane_goes_one_way_that_counts(counts: list[int], lanes: int, seed: int) -> None:
    gone = 0
    for way, some in Lanes(Random(seed), 200).parted(lanes, list(accumulate(counts))):
        assert counts[way]
        assert not gone & some
        gone |= some
    assert gone == lanes


@given(st.integers(0, 2**90 - 1))
def test_lanes_are_told_one_by_one(lanes: int) -> None:
    assert lanes_in(lanes, 90) == bytes(lanes >> lane & 1 for lane in range(90))


@pytest.mark.parametrize("width", [1, 5, 13, 30, 60, 400, 100_000])
@pytest.mark.parametrize(
    "counts", [[1, 0, 5, 30, 1, 63], [1, 2, 1_000], [1, 1, 1, 997], [500, 1, 1, 500], [10, 20, 100]]
)
def test_lanes_part_as_often_as_ways_count(counts: list[int], width: int) -> None:
    """Also where few lanes are left that have come to rare ways, of which there are several."""
    lanes = Lanes(Random(3), width)
    rounds = max(1, 100_000 // width)
    found = Counter[int]()
    for _ in range(rounds):
        for way, some in lanes.parted(lanes.all, list(accumulate(counts))):
            found[way] += some.bit_count()
    assert found.total() == rounds * width
    for way, count in enumerate(counts):
        likely = rounds * width * count / sum(counts)
        assert abs(found[way] - likely) <= 6 * likely**0.5


def test_a_thousand_lanes_take_a_dozen_steps_or_two() -> None:
    random = CountedRandom(5)
    lanes = Lanes(random, 1_000)
    for part in range(1, 101):
        lanes.share(lanes.all, part, 101)
    assert random.calls <= 100 * 20
