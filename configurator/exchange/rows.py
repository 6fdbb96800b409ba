"""Tables of a catalog: rows in the text where they are few, in CSV files beside it where they are many.

The language reads rows in its text by its grammar, a few thousand a second, and rows of a file a hundred times as fast;
and nobody reads 10,000 rows in a catalog. So the rows of long tables stand in files, one for each table, in a folder
that is called like the catalog.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from configurator.exchange.catalog_text import CatalogText, quoted
from configurator.syntax.layout.lines import STEP, WIDTH
from configurator.syntax.layout.statement import written

MOST_ROWS = 60
"""Rows of a table that stands in the text."""


@dataclass(slots=True)
class Tables:
    """Adds tables to a catalog text, and gathers the files of the long ones, by their paths."""

    text: CatalogText
    files: dict[str, str] = field(default_factory=dict)

    def add(
        self, key: str, columns: Sequence[str], rows: Sequence[Sequence[str]], word: str, because: str | None = None
    ) -> None:
        """Add a table that allows or forbids (`word`) what fits one of its rows; cells are as they are written.

        Columns that are named twice are said once, and equal rows too. Without rows it allows nothing, or everything.
        """
        columns, rows = _once(columns, rows)
        if not rows:
            if word == "allow":
                self.text.rule(key, "require 1 = 0", because)
            return
        tail = f" because {quoted(because)}" if because else ""
        head = f"table {key} ({', '.join(columns)}) {word}"
        if len(rows) <= MOST_ROWS:
            self.text.lay(_in_layout([f"{head} {{", *(", ".join(row) for row in rows), f"}}{tail}"]))
            return
        path = f"{self.text.key}/{key}.csv"
        self.files[path] = csv_text(columns, rows)
        self.text.say(f"{head} from {quoted(path)}{tail}")


def _once(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The same table with each column once; rows that want two values of one column never fit."""
    kept = list(dict.fromkeys(columns))
    if len(kept) < len(columns):
        places = [columns.index(each) for each in columns]
        fitting = [row for row in rows if all(cell == row[first] for cell, first in zip(row, places, strict=True))]
        rows = [[row[columns.index(each)] for each in kept] for row in fitting]
    return kept, list(dict.fromkeys(map(tuple, rows)))


def _in_layout(lines: list[str]) -> list[str]:
    """The lines of a table, indented, and broken where they are too long."""
    inside = [f"{' ' * 2 * STEP}{line}" for line in lines[1:-1]]
    laid = [f"{' ' * STEP}{lines[0]}", *inside, f"{' ' * STEP}{lines[-1]}"]
    return laid if all(len(line) <= WIDTH for line in laid) else written("\n".join(lines), STEP)


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A CSV file with these columns; a cell with several values stands in quotes."""
    lines = [",".join(columns), *(",".join(row) for row in rows)]
    if any("{" in line for line in lines):
        lines = [lines[0], *(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)]
    return "\n".join(lines) + "\n"
