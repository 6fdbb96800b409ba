"""The benchmark of editing: `python tests/benchmarks/editing.py` edits and checks a catalog of 10,000 lines.

First comes what a check costs from the beginning, each in a process of its own that looks for garbage as seldom as the
command does: from reading the file to the last diagnostic, without the start of Python; computed in one process, and by
the clock as the command does it, which examines products side by side. Then, for each kind of edit, a
workspace that knows the text before the edit checks the one after it; beside it stands `pipeline.examined` on the same
text, and both must say the same. Each round makes another edit of the kind, so nothing is known beforehand. Figures are
medians of the time that a process computed; look at ratios.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time_ns

from large_catalog import LINES, large_catalog, teams
from run import heading, line, machine, shown

from configurator import pipeline
from configurator.catalog_files import CatalogFiles
from configurator.source import Source
from configurator.workspace.workspace import Workspace

COLD = """
import gc, sys, time
from pathlib import Path
from configurator.catalog_files import CatalogFiles
from configurator.examination import examine
from configurator.pipeline import USUAL, examined
from configurator.side_by_side import examined_side_by_side
gc.set_threshold(50_000, 20, 100)  # as in `cli/app.py`
alone = sys.argv[2] == "alone"
clock = time.process_time_ns if alone else time.perf_counter_ns
start = clock()
files = CatalogFiles(Path(sys.argv[1]))
outcome = examined(files.source(), files, USUAL, examine if alone else examined_side_by_side)
print(clock() - start, len(outcome.value.counts))
"""

Edit = Callable[[str, int], str]
"""The text after an edit, another one for each number."""


def in_the_middle(old: str, new: str) -> Edit:
    """What stands in the middle of the text is written otherwise; `{}` is the number."""

    def edit(text: str, number: int) -> str:
        at = text.index(old, len(text) // 2)
        return text[:at] + new.format(number) + text[at + len(old) :]

    return edit


EDITS: dict[str, Edit] = {
    "a rule in the middle": in_the_middle("<= 220 g", "<= 21{} g"),
    "a letter in a label": in_the_middle('"Texture"', '"Texture {}"'),
    "a line near the top": lambda text, number: text.replace("\n", f"\n// Note {number}.\n", 1),
    "a value of an option": in_the_middle('edge "Edge"', 'edge "Edge" | side{} "Side"'),
    "a value of a space that all products have": lambda text, number: text.replace(
        '  | silver "Silver"', f'  | tin{number} "Tin" {{ family: metallic, tone: mid }}\n  | silver "Silver"'
    ),
    "a value of a space that no rule looks at": lambda text, number: text.replace(
        '  | paper "Paper"', f'  | foil{number} "Foil" {{ price: 2.00 EUR, weight: 9 g }}\n  | paper "Paper"'
    ),
    "a typing mistake in a rule": in_the_middle("forbid team.tone", "forbid team.tne{}"),
    "a typing mistake in a word": in_the_middle("because", "becau{}"),
    "a bracket that is never closed": in_the_middle("any of {", "any of // {}"),
}


def cold(path: Path, rounds: int, how: str) -> list[int]:
    """The times of so many processes, in nanoseconds: computed `alone`, or by the clock, with products side by side."""
    command = [sys.executable, "-c", COLD, str(path), how]
    return [
        int(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0])
        for _ in range(rounds)
    ]


def timed(work: Callable[[], object]) -> tuple[int, object]:
    """How long it takes, in nanoseconds, and what comes out."""
    gc.collect()
    start = process_time_ns()
    found = work()
    return process_time_ns() - start, found


def edits(path: Path, text: str, rounds: int, anew_rounds: int) -> None:
    """Each kind of edit, made, checked in both ways, and taken back."""
    heading("after one edit", "workspace", "from the start", "ratio", "examined anew")
    workspace = Workspace(str(path))
    workspace.check(text, CatalogFiles(path))
    for name, edit in EDITS.items():
        ours, theirs, mended = [], [], []
        for number in range(rounds):
            edited = edit(text, number)
            assert edited != text
            taken, found = timed(lambda t=edited: workspace.check(t, CatalogFiles(path)))  # type: ignore[misc]
            anew = workspace.anew
            ours.append(taken)
            if number < anew_rounds:
                taken, expected = timed(
                    lambda t=edited: pipeline.examined(Source(str(path), t), CatalogFiles(path))  # type: ignore[misc]
                )
                theirs.append(taken)
                assert found.diagnostics == expected.diagnostics  # type: ignore[attr-defined]
            mended.append(timed(lambda: workspace.check(text, CatalogFiles(path)))[0])
        here, there = median(ours), median(theirs)
        line(name, shown(here), shown(there), f"{there / here:.0f}x", f"{anew.examined:,}")
        line("  and taken back", shown(median(mended)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description="Measure checks of a large catalog; nothing is asserted of times.")
    parser.add_argument("--lines", type=int, default=LINES, help="lines of the catalog")
    parser.add_argument("--rounds", type=int, default=5, help="edits of each kind")
    parser.add_argument("--anew", type=int, default=1, help="edits of each kind that are checked from the start, too")
    asked = parser.parse_args(arguments)
    machine()
    text = large_catalog(asked.lines)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "house.vpc"
        path.write_text(text, "utf-8")
        path.with_name("teams.csv").write_text(teams(), "utf-8")
        print(f"\nA catalog of {len(text.splitlines()):,} lines.")
        heading("from the start, in a process of its own", "all")
        line("read, check, count: computed", shown(median(cold(path, asked.rounds, "alone"))))
        line("by the clock, products side by side", shown(median(cold(path, asked.rounds, "side"))))
        edits(path, text, asked.rounds, asked.anew)


if __name__ == "__main__":
    main()
