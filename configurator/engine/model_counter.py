"""The process that counts models: clauses in DIMACS format on standard input, one whole number on standard output.

Run by `model_count`. Its arguments are the number of the process that waits for it, how many bytes it may take, and
`anew` where it inherits a limit that is not meant for it.
"""

from __future__ import annotations

import os
import sys

from configurator.child import end_with, hold_memory, release_memory


def main() -> None:
    """Count; ends with an error where memory is over."""
    end_with(int(sys.argv[1]))
    if sys.argv[3:]:
        release_memory()
    hold_memory(int(sys.argv[2]))
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


if __name__ == "__main__":
    main()
