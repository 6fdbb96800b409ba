"""How long `configurator check` takes over each hostile catalog, and how much memory: by hand, never as a test.

    python tests/tools/measure_hostile.py               all of them
    python tests/tools/measure_hostile.py font cell     those whose names have one of these words

Each is checked in a process of its own, start-up included. `clock` and `busy` are seconds, of the clock and of the
processor; then megabytes at the peak, characters written, diagnostics, and codes that are not as expected.
"""

from __future__ import annotations

import re
import sys
import tempfile
from multiprocessing import Process
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile import ALL
from hostile.running import checked

CODE = re.compile(r"^(?:error|warning|note)\[([a-z-]+)\]", re.MULTILINE)


def main() -> None:
    """Measure those that are asked for."""
    words = sys.argv[1:]
    print(f"{'clock':>7} {'busy':>7} {'MB':>6} {'written':>10} {'said':>6}  name")
    for each in ALL:
        if words and not any(word in each.name for word in words):
            continue
        with tempfile.TemporaryDirectory() as folder:
            writing = Process(target=each.write, args=(Path(folder),))  # so that this process stays small
            writing.start()
            writing.join()
            cost = checked(Path(folder) / "catalog.vpc")
        found = CODE.findall(cost.out)
        odd = "" if (each.code in found if each.code else cost.code == 0) else f"  {cost.code} {sorted(set(found))}"
        odd += f"  {cost.err.splitlines()[-1]}" if cost.err else ""
        figures = f"{cost.seconds:7.2f} {cost.busy:7.2f} {cost.megabytes:6.0f} {len(cost.out):10,} {len(found):6,}"
        print(f"{figures}  {each.name}{odd}", flush=True)


if __name__ == "__main__":
    main()
