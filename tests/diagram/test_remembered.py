"""What is asked for stays, in bounded memory; what is known is found once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from configurator.diagram.remembered import Remembered, Room

ENTRY = 202
"""What a key of one byte takes."""


def remembered(room: Room) -> tuple[list[bytes], Remembered[str]]:
    found: list[bytes] = []

    def find(key: bytes) -> str:
        found.append(key)
        return str(key)

    return found, Remembered(find, room)


@given(st.lists(st.integers(0, 8)), st.integers(0, 6))
def test_it_says_what_was_found_and_keeps_no_more_than_there_is_room_for(asked: list[int], entries: int) -> None:
    room = Room(entries * ENTRY)
    _, known = remembered(room)
    for each in asked:
        if room.is_used_up():
            known.grow_old()
        assert known[bytes([each])] == str(bytes([each]))
        assert len(known) <= entries + 1


def test_what_is_asked_for_again_and_again_is_found_once() -> None:
    room = Room(5 * ENTRY)
    found, known = remembered(room)
    for other in range(1, 100):
        if room.is_used_up():
            known.grow_old()
        assert known[b"\0"] == str(b"\0")
        assert known[bytes([other])] == str(bytes([other]))
    assert found.count(b"\0") == 1, "others came and went"
    assert known[b"\1"] == str(b"\1")
    assert found.count(b"\1") == 2, "nobody asked for it"
