"""The table of a font says what the font says; the width of a text is a sum; hostile files are refused, cheaply."""

from __future__ import annotations

import random
import struct
from fractions import Fraction
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from hypothesis import given, settings
from hypothesis import strategies as st
from made_media import made_font

from configurator.errors import FontError
from configurator.media import fonts
from configurator.media.fonts import SIDE_BY_SIDE, FontTable, read_font
from configurator.model.domain import Lettering, TextDomain
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.raw_values import read_value
from configurator.text.graphemes import grapheme_count
from configurator.text.scripts import SCRIPTS

LATIN = {"A": 600, "B": 650, "a": 500, "é": 500, " ": 250, "1": 550, "-": 300}


def refusal(data: bytes) -> FontError:
    with pytest.raises(FontError) as caught:
        read_font(data)
    return caught.value


def test_the_table_has_what_the_font_has() -> None:
    table = read_font(made_font(LATIN, 2_048))
    assert table.units == 2_048
    assert {chr(code_point): advance for code_point, advance in table.advances.items()} == LATIN


@settings(deadline=None)
@given(st.text(st.sampled_from(sorted(LATIN)), max_size=30))
def test_the_width_is_the_sum_of_the_advances(text: str) -> None:
    table = read_font(made_font(LATIN))
    assert table.width(text) * 1_000 == sum(LATIN[character] for character in text)
    assert table.width(text) + table.width("AB") == table.width(text + "AB")


def test_what_joins_stacks_or_may_not_stand_is_left_out() -> None:
    joining = {"ب": 500, "क": 500, "ก": 500, "\u0301": 0, "\u200d": 0, "\ue000": 500, "\u202e": 0}
    table = read_font(made_font({**LATIN, **joining, "я": 510, "日": 1_000, "א": 500}))
    assert {chr(each) for each in table.advances} == {*LATIN, "я", "日", "א"}


def test_a_character_of_a_table_is_one_that_a_person_counts() -> None:
    everything = {chr(code_point): 500 for code_point in range(0x20, 0x3000) if chr(code_point).isprintable()}
    table = read_font(made_font(everything))
    assert len(table.advances) > 3_000
    assert all(grapheme_count(f"A{chr(each)}A") == 3 for each in table.advances)


def test_the_scripts_side_by_side_are_scripts() -> None:
    assert set(SCRIPTS) >= SIDE_BY_SIDE
    assert not SIDE_BY_SIDE & {"arabic", "devanagari", "thai", "mongolian", "nko", "syriac", "khmer", "tibetan"}


def test_a_glyph_that_stands_for_lacking_glyphs_is_none() -> None:
    font = TTFont(BytesIO(made_font(LATIN)))
    for subtable in font["cmap"].tables:
        subtable.cmap[ord("B")] = ".notdef"
    saved = BytesIO()
    font.save(saved)
    assert read_font(saved.getvalue()).missing("AB") == "B"


def test_two_fonts_that_measure_alike_are_one() -> None:
    one, other = read_font(made_font(LATIN)), read_font(made_font(dict(reversed(LATIN.items()))))
    assert one == other
    assert one != read_font(made_font({**LATIN, "A": 601}))
    assert one != read_font(made_font(LATIN, 1_024))
    assert hash(one) == hash(other)


def with_map(cmap: bytes) -> bytes:
    """A font whose map of characters is these bytes."""
    font = TTFont(BytesIO(made_font(LATIN)))
    del font["cmap"]
    table = DefaultTable("cmap")
    table.data = cmap
    font["cmap"] = table
    saved = BytesIO()
    font.save(saved)
    return saved.getvalue()


def map_of(kind: int, body: bytes) -> bytes:
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">H", kind) + body


def groups(*stretches: tuple[int, int]) -> bytes:
    """The subtable of format 12 with these first and last code points."""
    body = b"".join(struct.pack(">III", first, last, 1) for first, last in stretches)
    return map_of(12, struct.pack(">HIII", 0, 16 + len(body), 0, len(stretches)) + body)


def segments(*stretches: tuple[int, int]) -> bytes:
    """The subtable of format 4 with these first and last code points."""
    count = len(stretches)
    ends = b"".join(struct.pack(">H", last) for _, last in stretches)
    starts = b"".join(struct.pack(">H", first) for first, _ in stretches)
    deltas = struct.pack(f">{count}H", *((1 - first) % 65_536 for first, _ in stretches))
    length = (16 + 8 * count) % 65_536
    head = struct.pack(">HHHHHH", length, 0, 2 * count, 0, 0, 0)
    return map_of(4, head + ends + b"\0\0" + starts + deltas + b"\0\0" * count)


@pytest.mark.parametrize(
    "cmap",
    [
        groups((0, 0xFFFFFFFF)),
        groups((0x41, 0x41), (0, 0x10FFFF)),
        groups(*[(0, 0x10FFFF)] * 1_000),
        groups((0x42, 0x41)),
        segments(*[(0, 0xFFFF)] * 5_000),
        segments((0x42, 0x41)),
        map_of(12, struct.pack(">HIII", 0, 16, 0, 0xFFFFFFFF)),
        map_of(10, struct.pack(">HIIII", 0, 20, 0, 0x41, 0xFFFFFFFF)),
        struct.pack(">HH", 0, 65_535) + b"\0" * 8 * 65_535,
        b"",
        b"\0" * 7,
    ],
    ids=str,
)
def test_a_map_that_claims_more_than_there_can_be_is_never_unfolded(
    cmap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(self: TTFont, *_: object) -> None:
        raise AssertionError("this would be unfolded")

    data = with_map(cmap)
    monkeypatch.setattr(TTFont, "getBestCmap", never)
    assert refusal(data).reason == "damaged"


def test_a_map_that_is_in_order_is_read() -> None:
    assert read_font(with_map(groups((0x41, 0x42), (0x61, 0x61)))).missing("ABa") is None
    assert read_font(with_map(segments((0x41, 0x42), (0xFFFF, 0xFFFF)))).missing("AB") is None


def test_what_is_no_font_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made_font(LATIN)
    assert refusal(b"").reason == refusal(b"wOF2" + whole).reason == refusal(b"ttcf" + whole).reason == "no-font"
    assert refusal(whole[:60]).reason == "damaged"
    assert refusal(made_font({"ب": 500})).reason == "no-letters"
    monkeypatch.setattr(fonts, "MOST_BYTES", len(whole) - 1)
    assert refusal(whole).reason == "too-large"
    font = TTFont(BytesIO(whole))
    del font["hmtx"]
    font["xxxx"] = newTable("xxxx")
    font["xxxx"].data = b""
    saved = BytesIO()
    font.save(saved)
    monkeypatch.undo()
    assert "`hmtx`" in refusal(saved.getvalue()).message


def test_no_damage_raises_anything_else_and_nothing_is_said_aside(capfd: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(7)
    whole = made_font(LATIN)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        try:
            assert isinstance(read_font(bytes(data)), FontTable)
        except FontError as error:
            assert error.message.startswith(("is ", "has "))  # noqa: PT017
    assert capfd.readouterr() == ("", "")


def engraving(room: str | None, size: str = "5", *, script: str | None = None) -> Option:
    table = read_font(made_font(LATIN))
    lettering = Lettering("Plain", table, Fraction(size), None if room is None else Fraction(room))
    return Option("line", "Line", TextDomain(40, script=script, lettering=lettering))


def codes(option: Option, text: str) -> list[str]:
    return [each.code.value for each in read_value(option, text, Hints())[1]]


def test_room_is_compared_exactly() -> None:
    assert codes(engraving("6"), "AA") == []  # 1.2 em of 5 mm
    assert codes(engraving("5.999999999999999999999"), "AA") == ["too-wide"]
    assert codes(engraving("1", "1/3"), "AAAAA") == []  # 3 em of a third of a millimeter
    assert codes(engraving(None), "A" * 40) == []


def test_what_is_shown_of_a_text_that_is_too_wide_is_never_the_room() -> None:
    ((_, (problem,)),) = [read_value(engraving("5.999999"), "AA", Hints())]
    assert "6.00 mm wide, and there is room for 5.999999 mm" in problem.message
    ((_, (problem,)),) = [read_value(engraving("6", "5.0000001"), "AA", Hints())]
    assert "6.01 mm wide, and there is room for 6 mm" in problem.message


def test_each_character_needs_a_glyph_of_its_own() -> None:
    assert codes(engraving(None), "Ae\u0301") == []  # it is one character in NFC
    assert codes(engraving(None), "A\u0301") == ["no-glyph"]
    assert codes(engraving(None), "AC") == ["no-glyph"]
    ((_, (problem,)),) = [read_value(engraving(None), "A\u035f", Hints())]
    assert problem.message.endswith("the accent U+035F by itself")
