"""Check digits of GTINs, against published ones."""

from __future__ import annotations

import pytest

from configurator.text.gtin import check_digit, finding, gtin_14

SOUND = (
    "09521234543213 99521234543216 06400001000247 12345678901231 00614141123452 04001234567891 9781861972712 "
    "036000291452 96385074"
).split()
"""Those printed in the General Specifications and in textbooks."""


@pytest.mark.parametrize("gtin", SOUND)
def test_a_sound_gtin_has_its_check_digit(gtin: str) -> None:
    assert check_digit(gtin[:-1]) == int(gtin[-1])
    assert finding(gtin) is None
    assert finding(gtin_14(gtin)) is None
    assert len(gtin_14(gtin)) == 14


@pytest.mark.parametrize("gtin", SOUND)
def test_every_single_wrong_digit_is_found(gtin: str) -> None:
    for place, digit in enumerate(gtin):
        for other in "0123456789":
            if other != digit:
                assert finding(gtin[:place] + other + gtin[place + 1 :]) is not None


@pytest.mark.parametrize("text", ["", "1", "0952123454321", "09521234543213 ", "0952-1234543213", "٠٩٥٢١٢٣٤٥٤٣٢١٣"])
def test_what_has_another_shape_is_none(text: str) -> None:
    assert finding(text) is not None
