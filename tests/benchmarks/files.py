"""The benchmark of files: `python tests/benchmarks/files.py [ROWS]` builds a catalog with a space of so many rows.

Beside it stands what anybody would pay to read the same file with Python's `csv` module, once as lists and once as
dictionaries. All take turns; a figure is the best of the rounds, in seconds that this process computed. With a million
rows (at most 50 MB) one round is made, and the memory told.
"""

from __future__ import annotations

import csv
import gc
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time

from configurator.catalog_files import CatalogFiles
from configurator.pipeline import build

CATALOG = """catalog shop { currency EUR }
space team "Team" from "teams.csv" key id { name: label, league: nba | nfl | mlb, ink: color, royalty: money }
product cap {
  option color: black | white
  option team: team
  rule dark forbid color = black and team.ink = #000001
  rule dear require team.royalty <= 5 EUR when team.league = nfl
}
"""


def teams(rows: int) -> str:
    """A file with so many rows of five columns."""
    random = Random(1)
    lines = ["id,name,league,ink,royalty"]
    for number in range(rows):
        league = random.choice(("nba", "nfl", "mlb"))
        ink, royalty = random.randrange(1 << 12), random.randrange(100, 999)
        lines.append(f"t{number:06},Team {number},{league},#{ink:06x},{royalty / 100:.2f}")
    return "\n".join(lines) + "\n"


def best(work: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The best time of each, in seconds of this process; they take turns."""
    found: dict[str, float] = {}
    for _ in range(rounds):
        for name, run in work.items():
            gc.collect()
            start = process_time()
            run()
            found[name] = min(found.get(name, 1e9), process_time() - start)
    return found


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 22_000
    with TemporaryDirectory() as folder:
        catalog, file = Path(folder) / "shop.vpc", Path(folder) / "teams.csv"
        catalog.write_text(CATALOG, encoding="utf-8")
        file.write_text(teams(rows), encoding="utf-8")

        def whole() -> object:
            files = CatalogFiles(catalog)
            outcome = build(files.source(), files)
            assert outcome.is_sound
            return outcome

        def lists() -> object:
            with file.open(encoding="utf-8", newline="") as lines:
                return list(csv.reader(lines))

        def dictionaries() -> object:
            with file.open(encoding="utf-8", newline="") as lines:
                return list(csv.DictReader(lines))

        work = {"all of build": whole, "csv.reader alone": lists, "csv.DictReader alone": dictionaries}
        for name, seconds in best(work, 15 if rows <= 100_000 else 1).items():
            print(f"{name:<24}{seconds:>10.3f} s   for {rows:,} rows of 5 columns")
    print(f"{'memory at its most':<24}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:>10,} MB")


if __name__ == "__main__":
    main()
