"""Make `configurator/text/unicode-15.0.0.json` from the Unicode Character Database.

    python tests/tools/make_unicode_tables.py [FOLDER]

FOLDER holds the database as Debian's package `unicode-data` 15.0.0 lays it out (`/usr/share/unicode`). Any other
version is refused: which code points may stand in text is part of the virtual product code and never changes.

The file is one JSON object: a notice, the version, and a table a property. A table has `values`, the names of the
property's values, and `runs`, a flat list of pairs (how many code points in a row, index of their value) that covers
U+0000 to U+10FFFF. A test makes the file again, where the database is installed, and compares.

Case mappings are properties, too: their values are rules, such as `-32` or `odd -1`, so that a
whole alphabet takes one run; `UnicodeTables` in `configurator/text/unicode_tables.py` explains them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

VERSION = "15.0.0"
FOLDER = Path("/usr/share/unicode")
TARGET = Path(__file__).parents[2] / "configurator" / "text" / f"unicode-{VERSION}.json"
CODE_POINTS = 0x110000
NOTICE = (
    "Modified data: properties of the Unicode Character Database 15.0.0, selected and encoded as runs. "
    "Copyright © 1991-2022 Unicode, Inc. All rights reserved. Distributed under the Unicode License, "
    "https://www.unicode.org/license.txt, and the Terms of Use in https://www.unicode.org/copyright.html."
)

# These come first: a reserved code point that would be ignorable is called unassigned.
CATEGORIES = {"Cc": "control-character", "Co": "private-use-character", "Cs": "surrogate", "Cn": "unassigned-character"}


def records(path: Path) -> Iterator[tuple[range, str]]:
    """The lines of a property file: code points and the fields after them, with single spaces."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.partition("#")[0].split(";", 1)
        if len(fields) == 2:
            first, _, last = fields[0].strip().partition("..")
            yield range(int(first, 16), int(last or first, 16) + 1), fields[1].strip()


def column(path: Path, default: str, only: str | None = None) -> list[str]:
    """One value for each code point; `only` picks one property of a file that holds many."""
    values = [default] * CODE_POINTS
    for span, value in records(path):
        if only is None or value == only:
            for code_point in span:
                values[code_point] = value
    return values


def standings(folder: Path) -> list[str]:
    """Whether CODE.md lets a code point stand in text, else the name of the reason."""
    categories = column(folder / "extracted" / "DerivedGeneralCategory.txt", "Cn")
    bidi = column(folder / "PropList.txt", "", "Bidi_Control")
    ignorable = column(folder / "DerivedCoreProperties.txt", "", "Default_Ignorable_Code_Point")

    def standing(code_point: int) -> str:
        if categories[code_point] in CATEGORIES:
            return CATEGORIES[categories[code_point]]
        if bidi[code_point]:
            return "bidi-control"
        if code_point in (0x200C, 0x200D):
            return "joiner"
        return "ignorable-character" if ignorable[code_point] else "allowed"

    return [standing(code_point) for code_point in range(CODE_POINTS)]


def script_sets(folder: Path) -> list[str]:
    """Script_Extensions of each code point: sorted four-letter codes with spaces between; `Zzzz` where unassigned."""
    codes = {}
    for line in (folder / "PropertyValueAliases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("sc ;"):
            _, code, name, *_ = re.split(r"\s*;\s*", line.partition("#")[0].strip())
            codes[name] = code
    sets = [codes[name] for name in column(folder / "Scripts.txt", "Unknown")]
    for span, value in records(folder / "ScriptExtensions.txt"):
        for code_point in span:
            sets[code_point] = " ".join(sorted(value.split()))
    return sets


def case_mapping(folder: Path, case: str) -> dict[int, list[int]]:
    """What becomes of code points in upper or lower case, in full: UnicodeData.txt, then what SpecialCasing.txt says.

    Conditional mappings are left out: but for Final_Sigma, all of them belong to a language.
    """
    simple, special = {"upper": (12, 3), "lower": (13, 1)}[case]
    found = {}
    for line in (folder / "UnicodeData.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split(";")
        if fields[simple]:
            found[int(fields[0], 16)] = [int(fields[simple], 16)]
    for line in (folder / "SpecialCasing.txt").read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) > 1 and fields[4] == "":
            found[int(fields[0], 16)] = [int(word, 16) for word in fields[special].split()]
    return {source: target for source, target in found.items() if target != [source]}


def case_rules(mapping: dict[int, list[int]]) -> list[str]:
    """The rule for each code point; where every other one moves by the same, one rule is for all of them."""
    moves = {source: target[0] - source for source, target in mapping.items() if len(target) == 1}
    rules = [""] * CODE_POINTS
    for source, target in mapping.items():
        if source not in moves:
            rules[source] = " ".join(f"{code_point:04X}" for code_point in target)
    done = -1
    for source in sorted(moves):
        if source <= done:
            continue
        move, last = moves[source], source
        while last + 1 not in mapping and moves.get(last + 2) == move:
            last += 2
        which = "" if last == source else "odd " if source % 2 else "even "
        for code_point in range(source, last + 1):
            rules[code_point] = f"{which}{move:+d}"
        done = last
    return rules


def case_contexts(folder: Path) -> list[str]:
    """What Final_Sigma looks at: Cased and Case_Ignorable; what is both counts as the latter."""
    cased = column(folder / "DerivedCoreProperties.txt", "", "Cased")
    ignorable = column(folder / "DerivedCoreProperties.txt", "", "Case_Ignorable")
    return [ignored or value for ignored, value in zip(ignorable, cased, strict=True)]


def columns(folder: Path) -> dict[str, list[str]]:
    """The properties that the file holds, one value a code point."""
    classes = column(folder / "extracted" / "DerivedCombiningClass.txt", "0")
    return {
        "standing": standings(folder),
        "white_space": column(folder / "PropList.txt", "", "White_Space"),
        "virama": ["Virama" if value == "9" else "" for value in classes],
        "joining_type": column(folder / "extracted" / "DerivedJoiningType.txt", "U"),
        "grapheme_break": column(folder / "auxiliary" / "GraphemeBreakProperty.txt", "Other"),
        "pictographic": column(folder / "emoji" / "emoji-data.txt", "", "Extended_Pictographic"),
        "scripts": script_sets(folder),
        "upper": case_rules(case_mapping(folder, "upper")),
        "lower": case_rules(case_mapping(folder, "lower")),
        "case_context": case_contexts(folder),
    }


def table(values: list[str]) -> str:
    """A column as JSON: the names of its values, then its runs."""
    names = sorted(set(values))
    runs: list[int] = []
    for name, group in groupby(values):
        runs += (sum(1 for _ in group), names.index(name))
    return f'{{\n"values": {json.dumps(names)},\n"runs": {json.dumps(runs, separators=(",", ":"))}}}'


def tables_text(folder: Path) -> str:
    """The whole file."""
    heading = (folder / "Scripts.txt").read_text(encoding="utf-8").partition("\n")[0]
    if VERSION not in heading:
        raise SystemExit(f"{folder} holds {heading!r}, but the tables are those of Unicode {VERSION}")
    entries = [f'"notice": {json.dumps(NOTICE, ensure_ascii=False)}', f'"unicode": "{VERSION}"']
    entries += [f'"{name}": {table(values)}' for name, values in columns(folder).items()]
    return "{\n" + ",\n".join(entries) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(tables_text(Path(sys.argv[1]) if sys.argv[1:] else FOLDER), encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")
