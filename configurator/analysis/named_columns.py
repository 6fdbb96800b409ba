"""A sheet whose columns are found by their headings, each just once, and whose rows have a cell for each heading.

Files of which people write every row, revisions and links, are held to it: what a row with a cell too many means, or
a column that is there twice, would be a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from configurator.analysis.sheets import Sheet
from configurator.diagnostics import Diagnostic, Label, Outcome, codes, did_you_mean


def named_columns(
    sheet: Sheet, names: Sequence[str], hints: Mapping[str, str] = MappingProxyType({})
) -> Outcome[tuple[int, ...]]:
    """Where the columns of these names stand; `hints`: what helps where one is missing, more than a like name."""
    header, told = sheet.header, list[Diagnostic]()
    for name in names:
        found = [at for at, heading in enumerate(header) if heading == name]
        if not found:
            message = f"`{sheet.source.name}` has no column `{name}`"
            near = did_you_mean(name, [each for each in header if each])
            hint = hints.get(name) or near or f"its header is `{','.join(names)}`"
            told.append(Diagnostic(codes.MISSING_COLUMN, sheet.row(-1), message, hint=hint))
        elif len(found) > 1:
            label = Label(sheet.cell(-1, found[0]), "it stands here already")
            message = f"two columns are called `{name}`"
            told.append(Diagnostic(codes.BAD_CSV, sheet.cell(-1, found[1]), message, (label,), "rename one of them"))
    if told:
        return Outcome(None, tuple(told))
    return Outcome(tuple(header.index(name) for name in names))


def wrong_width(sheet: Sheet, row: int, cells: Sequence[str]) -> Diagnostic | None:
    """That a row has more or fewer cells than the header; None for one that has as many."""
    if len(cells) == len(sheet.header):
        return None
    count = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
    message = f"this row has {count}, and the header has {len(sheet.header)}"
    hint = "a cell for each column; put cells with a comma in quotes"
    return Diagnostic(codes.BAD_CELL, sheet.row(row), message, hint=hint)
