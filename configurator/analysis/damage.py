"""What spreadsheets do to cells behind their owners' backs: ids that lose zeros or become dates, formulas that fail.

Only what can hardly be meant is called damage. An id that merely looks changed is a warning, for it may be right; one
that the workbook itself holds as a day, or with digits gone, is an error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from configurator.diagnostics.suggest import listed

ERRORS = frozenset(
    "#N/A #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #SPILL! #CALC! #BLOCKED! #FIELD! #BUSY! #GETTING_DATA "
    "#NV #BEZUG! #WERT! #ZAHL! #VALEUR! #NOM? #NOMBRE!".split()
)
"""What a cell shows whose formula has failed."""

AS_TEXT = "in the spreadsheet, format the column as text first, then type the ids again"

_MONTH = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mrz|mär|mai|okt|dez|févr|avr|juin|juil|août|déc|"
    "ene|abr|ago|dic|gen|mag|giu|lug|set|ott|out|fev|maio"
)
_DATE = re.compile(rf"(?i)[0-9]{{1,2}}[-. ]\s?(?:{_MONTH})\.?(?:[-. ][0-9]{{2,4}})?|(?:{_MONTH})\.?[- ][0-9]{{1,4}}")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{2,3}")
_DIGITS_KEPT = 10**15


def id_damage(text: str, typed: object) -> tuple[str, str] | None:
    """What has become of an id, to end a sentence with, and what to do; `typed` is the cell as the workbook has it."""
    if isinstance(typed, dt.date | dt.time):
        return "is a day in the workbook, so the spreadsheet has turned the id into one", AS_TEXT
    if isinstance(typed, float) and abs(typed) >= _DIGITS_KEPT:
        return "is a number of more than 15 digits, of which the spreadsheet has lost the last ones", AS_TEXT
    if _SCIENTIFIC.fullmatch(text):
        return "is a number in scientific notation, so the spreadsheet has lost the digits of the id", AS_TEXT
    return None


def dates_among(keys: Sequence[str]) -> list[int]:
    """Where ids stand that look like dates which a spreadsheet has made of them: `2-Mar`, `Mar-02`."""
    return [place for place, key in enumerate(keys) if "-" in key and _DATE.fullmatch(key)]


def shortened(keys: Sequence[str]) -> tuple[int, list[int]]:
    """How many digits the ids have that begin with a zero, and where those stand that have lost theirs.

    Ids have lost zeros where all that begin with one have the same length, and these are shorter. Otherwise nothing is
    known, and there are none.
    """
    widths = {len(key) for key in keys if key[0] == "0" and key != "0" and key.isdigit()}
    if len(widths) != 1:
        return 0, []
    (width,) = widths
    return width, [place for place, key in enumerate(keys) if len(key) < width and key.isdigit()]


def several(names: Sequence[str]) -> str:
    """The first names of a list, and how many there are."""
    more = len(names) - 3
    return listed(names[:3]) + (f" and {more:,} more" if more > 0 else "")
