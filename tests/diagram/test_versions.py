"""Each version of an array stays what it was, whatever comes of others, and whichever is read first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from configurator.diagram.versions import Version


@given(st.lists(st.integers(), min_size=1, max_size=8), st.data())
def test_versions_stay_what_they_were(items: list[int], data: st.DataObject) -> None:
    versions, expected = [Version(items)], [list(items)]
    for _ in range(data.draw(st.integers(0, 20))):
        number = data.draw(st.integers(0, len(versions) - 1))
        array = versions[number].items()
        assert array == expected[number]
        changes = data.draw(st.dictionaries(st.integers(0, len(items) - 1), st.integers(), max_size=3))
        before = {place: array[place] for place in changes}
        for place, item in changes.items():
            array[place] = item
        versions.append(versions[number].left(before))
        expected.append([changes.get(place, item) for place, item in enumerate(expected[number])])
    for number in data.draw(st.permutations(range(len(versions)))):
        assert versions[number].items() == expected[number]
