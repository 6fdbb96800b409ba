"""A process that issues documents and says so: `python registry_writer.py FILE FIRST COUNT BATCH [JOURNAL]`.

Each line that it writes is `number code`, written only once the code is acknowledged, or `refused reason`. Tests kill
it, pull its plug, or make its disk fail, and then hold the registry to every line. COUNT 0 goes on for ever. JOURNAL is
`wal`, a level of `synchronous` that weakens what the registry insists on, to show that the tests would notice, or both,
as `wal1`.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from registry_contract import RELEASE, document

from configurator.errors import FailedStoreError
from configurator.registry import safety
from configurator.registry.sqlite import open_file


def main() -> None:
    path, first, count, size, *journal = sys.argv[1:]
    level = "".join(journal).removeprefix("wal")
    if journal and journal[0].startswith("wal"):
        safety.wal_is_sound = lambda version: True  # a single writer does not meet the fault of unmended libraries
        safety.WAL = safety.Journal("wal", int(level or safety.WAL.synchronous))
    elif level:
        safety.ROLLBACK = safety.Journal("delete", int(level))
    registry = open_file(path, create=False, wal="".join(journal) != level)
    numbers = itertools.islice(itertools.count(int(first)), int(count) or None)
    while batch := list(itertools.islice(numbers, int(size))):
        try:
            answers = registry.issue_many([document(number) for number in batch], release=RELEASE)
        except FailedStoreError as error:
            os.write(1, f"refused {error.reason}\n".encode())
            continue
        lines = (f"{number} {answer.code}\n" for number, answer in zip(batch, answers, strict=True))
        os.write(1, "".join(lines).encode())


if __name__ == "__main__":
    main()
