"""The Unicode 15.0 properties that decide about text, looked up by code point.

They come from `unicode-15.0.0.json` beside this file, which `tests/tools/make_unicode_tables.py` makes from the
Unicode Character Database. The interpreter's own `unicodedata` is another version on every Python, and two
machines would disagree on what may be sold.

`unicode_tables()` reads the file once, when it is first asked for (about 1.5 ms, 45 kB); text that is all ASCII never
gets there. A process that must not open files later calls it at its start.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

UNICODE_VERSION = "15.0.0"


@dataclass(frozen=True, slots=True)
class PropertyTable:
    """One property: the code points from `starts[i]` up to the next start have the value `values[indexes[i]]`.

    `starts` is sorted and begins with 0, so each code point up to U+10FFFF has a value.
    """

    values: tuple[str, ...]
    starts: array[int]
    indexes: array[int]

    def of(self, code_point: int) -> str:
        """The value of a code point, in logarithmic time."""
        return self.values[self.indexes[bisect_right(self.starts, code_point) - 1]]

    def runs(self) -> Iterator[tuple[int, int, str]]:
        """First and last code point of each stretch of one value, and the value."""
        lasts = [start - 1 for start in self.starts[1:]] + [0x10FFFF]
        for first, last, index in zip(self.starts, lasts, self.indexes, strict=True):
            yield first, last, self.values[index]


@dataclass(frozen=True, slots=True)
class UnicodeTables:
    """All that we know of code points; where a property is yes or no, the value for no is the empty string.

    - `standing`: `allowed`, `joiner` (U+200C, U+200D: allowed in some places), else the permanent name of the reason
      why CODE.md refuses the code point (tab, line feed and carriage return are `control-character` here);
    - `white_space`: `White_Space`;
    - `virama`: `Virama` where the canonical combining class is 9;
    - `joining_type`: `C`, `D`, `L`, `R`, `T` or `U`, as in ArabicShaping.txt;
    - `grapheme_break`: the long names of Grapheme_Cluster_Break, as in GraphemeBreakProperty.txt;
    - `pictographic`: `Extended_Pictographic`;
    - `scripts`: Script_Extensions, four-letter codes with a space between; `Zyyy` is common, `Zinh` inherited,
      `Zzzz` unassigned;
    - `upper`, `lower`: the full case mapping without conditions, as a rule: empty where nothing changes; `-32`, the
      code point moves by that; `odd -1` or `even +1`, those that are odd or even do, and those in between stay;
      `0053 0053`, these take its place;
    - `case_context`: `Case_Ignorable`, also where it is `Cased` too; else `Cased`, or the empty string.
    """

    standing: PropertyTable
    white_space: PropertyTable
    virama: PropertyTable
    joining_type: PropertyTable
    grapheme_break: PropertyTable
    pictographic: PropertyTable
    scripts: PropertyTable
    upper: PropertyTable
    lower: PropertyTable
    case_context: PropertyTable


@cache
def unicode_tables() -> UnicodeTables:
    """The tables of Unicode 15.0, read at the first call and kept."""
    path = Path(__file__).with_name(f"unicode-{UNICODE_VERSION}.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    names = UnicodeTables.__dataclass_fields__
    return UnicodeTables(**{name: _property_table(content[name]["values"], content[name]["runs"]) for name in names})


def _property_table(values: list[str], runs: list[int]) -> PropertyTable:
    """A table from its runs: pairs of a length in code points and the index of a value."""
    starts = array("I", accumulate(runs[:-2:2], initial=0))
    return PropertyTable(tuple(values), starts, array("H", runs[1::2]))
