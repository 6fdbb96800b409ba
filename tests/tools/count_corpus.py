"""Count the models of others from their own files, as users do: `python tests/tools/count_corpus.py [PATTERN…]`.

Each is counted by the command `configurator count`, in a process of its own, and compared with what the index of the
corpus says, to the last digit. Prints the seconds by the clock, the start of the command included, and what the number
was got by; ends with 1 if a number is wrong or missing. Patterns choose models, as in `'uvl/*.dimacs'`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus import CORPUS, known_counts

PATIENCE = 900
"""Seconds for one model."""


def counted(file: str) -> tuple[str, str]:
    """The number in digits, and what it was got by; or nothing, and why."""
    command = [sys.executable, "-m", "configurator", "count", str(CORPUS / file), "--format", "json"]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        return "", type(error).__name__
    return answer.get("count_text") or "", answer.get("method") or answer.get("why_no_count") or str(answer)


def main(patterns: Sequence[str]) -> int:
    """Count them all, and say how many are wrong."""
    wrong = 0
    known = dict(known_counts())
    if not known:
        sys.exit("the corpus is not beside the project")
    for file, expected in known.items():
        if patterns and not any(fnmatch(file, pattern) for pattern in patterns):
            continue
        start = perf_counter()
        number, method = counted(file)
        seconds = perf_counter() - start
        is_right = number == str(expected)
        wrong += not is_right
        shown = f"{expected:,}" if expected < 10**24 else f"{expected:.6e}" if expected < 10**300 else "…"
        print(f"{file:<48}{seconds:8.1f} s  {method[:40]:<10}{'' if is_right else 'WRONG '}{shown}", flush=True)
    print(f"{wrong} wrong or missing")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
