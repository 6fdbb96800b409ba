"""One statement at a time. The layout looks at tokens, so it also holds for statements that the grammar will learn."""

from __future__ import annotations

import pytest

from configurator.syntax.layout.lines import WIDTH
from configurator.syntax.layout.statement import written

CASES = {
    'use  "other.vpc"': ['use "other.vpc"'],
    "context market:eu|us|jp": ["context market: eu | us | jp"],
    "context day :date": ["context day: date"],
    'product x   "X"extends  y': ['product x "X" extends y'],
    "option photo:image{jpeg,png} at least 1200 x 1800 optional when cover=clear": [
        "option photo: image { jpeg, png } at least 1200 x 1800 optional when cover = clear"
    ],
    'sell nfl require market=us when team.league=nfl because "No."': [
        "sell nfl",
        "  require market = us when team.league = nfl",
        '  because "No."',
    ],
    "derive price:money=19.00 EUR+cover.price - -1 EUR+( 5.00 EUR when engraving present else 0.00 EUR )": [
        "derive price: money = 19.00 EUR + cover.price - -1 EUR + (5.00 EUR when engraving present else 0.00 EUR)"
    ],
    "space s:from|to{x:1,y:2}": ["space s: from | to { x: 1, y: 2 }"],
    'space s from "s.csv" key id{name:label}': ['space s from "s.csv" key id { name: label }'],
    'space s from "s.csv" key id{name:label,ink:color}': [
        'space s from "s.csv" key id {',
        "  name: label",
        "  ink: color",
        "}",
    ],
    "derive weight=31 g+4 g*count ( extras )": ["derive weight = 31 g + 4 g * count(extras)"],
    'build{pick "B-{model}" 1 each print uv{art:team.art,ink:team.ink}when team present\ncheck "Read." when a=b}': [
        "build {",
        '  pick "B-{model}" 1 each',
        "  print uv { art: team.art, ink: team.ink } when team present",
        '  check "Read." when a = b',
        "}",
    ],
}


@pytest.mark.parametrize("text", CASES)
def test_a_statement_is_laid_out(text: str) -> None:
    assert written(text, 0) == CASES[text]
    assert written("\n".join(CASES[text]), 0) == CASES[text]


def test_further_in_lines_stand_further_in() -> None:
    assert written("build{pick a}", 2) == ["  build {", "    pick a", "  }"]


@pytest.mark.parametrize(("more", "lines"), [(0, 1), (1, 2)])
def test_a_line_has_at_most_so_many_characters(more: int, lines: int) -> None:
    head = "option o: a | b | "
    value = "c" * (WIDTH - len(head) - len(" optional") + more)
    assert len(written(f"{head}{value} optional", 0)) == lines


def test_a_value_called_like_a_statement_never_begins_a_line() -> None:
    """There it would begin that statement."""
    value = "table " + '"A table that has a long label"'
    found = written(f"option o: {value} | rule | {' | '.join([value] * 4)}", 2)
    assert len(found) > 1
    assert not any(line.lstrip().startswith("table") for line in found)
