"""GTINs: their check digit, and the one form that all of 8, 12, 13 and 14 digits have in common.

GS1 General Specifications, section 7.9: digits are weighted 3 and 1 in turn, from the right, and with the check digit
come to a multiple of ten.
"""

from __future__ import annotations

LENGTHS = (8, 12, 13, 14)

MADE_TO_ORDER = "9"
"""The first of the 14 digits of a GTIN that is one of a product of variable measure, or made to order."""


def check_digit(digits: str) -> int:
    """The digit that belongs behind these."""
    return -sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))) % 10


def finding(text: str) -> str | None:
    """What is wrong with a GTIN, as the rest of a sentence that begins with it; None where nothing is."""
    if len(text) not in LENGTHS or not (text.isascii() and text.isdigit()):
        return "is no GTIN: one has 8, 12, 13 or 14 digits, without blanks and hyphens"
    check = check_digit(text[:-1])
    if int(text[-1]) != check:
        return f"is no GTIN: its last digit is {text[-1]}, and its check digit is {check}"
    return None


def gtin_14(text: str) -> str:
    """A sound GTIN with 14 digits, zeros before it: so equal ones are equal texts."""
    return text.zfill(14)
