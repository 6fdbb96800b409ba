"""Many draws side by side: each lane goes one way, as often as that way counts, and steps are few."""

from __future__ import annotations

from itertools import accumulate
from random import Random

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


def test_lanes_part_as_often_as_ways_count() -> None:
    counts = [1, 0, 5, 30, 1, 63]
    width = 100_000
    lanes = Lanes(Random(3), width)
    found = {way: some.bit_count() for way, some in lanes.parted(lanes.all, list(accumulate(counts)))}
    for way, count in enumerate(counts):
        likely = width * count / 100
        assert abs(found.get(way, 0) - likely) <= 6 * likely**0.5


def test_a_thousand_lanes_take_a_dozen_steps_or_two() -> None:
    random = CountedRandom(5)
    lanes = Lanes(random, 1_000)
    for part in range(1, 101):
        lanes.share(lanes.all, part, 101)
    assert random.calls <= 100 * 20
