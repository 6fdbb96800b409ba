"""The process that counts models: clauses in DIMACS format on standard input, one whole number on standard output.

Run by `model_count` as a file of its own, so it imports nothing of ours. Its argument is how many bytes it may take.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def main() -> None:
    """Count; ends with an error where memory is over."""
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        most = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the solver has to say while it counts goes elsewhere
    from pyganak import Counter

    counter = Counter()
    shown: list[int] = []
    is_sound = True
    for line in sys.stdin:
        if line.startswith("c p show "):
            shown = [int(each) for each in line.split()[3:-1]]
        elif line.startswith("p cnf "):
            counter.new_vars(int(line.split()[2]))
        else:
            clause = [int(each) for each in line.split()[:-1]]
            is_sound = is_sound and bool(clause)
            counter.add_clause(clause)
    counter.set_sampling_set(shown)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    answer.write(f"{counter.count() if is_sound else 0}\n")
    answer.flush()


main()
