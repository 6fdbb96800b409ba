"""A process that issues into PostgreSQL and says so: `python postgres_client.py ADDRESS FIRST BATCH [weak]`.

Each line that it writes is `issued number code`, or `noted code`, with the time after it, written only once that is
acknowledged; or `refused reason`. It goes on for ever. With `weak` it does not wait for the server's disk, which the
registry would refuse: to show that the tests would notice.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from registry_contract import RELEASE, document

from configurator.errors import FailedStoreError
from configurator.registry.postgres import safety
from configurator.registry.postgres.registry import open_database


def main() -> None:
    address, first, size, *weak = sys.argv[1:]
    if weak:
        safety.DURABLE = {"synchronous_commit": frozenset({"off"})}
        safety.COMMIT = "off"
    registry = open_database(address)
    numbers = itertools.count(int(first))
    while True:
        batch = list(itertools.islice(numbers, int(size)))
        documents = [document(number) for number in batch]
        while True:
            try:
                if len(batch) == 1:
                    answers = [registry.issue(documents[0], release=RELEASE)]
                else:
                    answers = registry.issue_many(documents, release=RELEASE)
                say(*(f"issued {number} {answer.code}" for number, answer in zip(batch, answers, strict=True)))
                if batch[-1] % 5 == 0 and not weak:  # what is lost could not be noted
                    registry.note(answers[-1].code, note="an order")
                    say(f"noted {answers[-1].code}")
                break
            except FailedStoreError as error:
                say(f"refused {error.reason}")


def say(*lines: str) -> None:
    os.write(1, "".join(f"{line} {time.monotonic()}\n" for line in lines).encode())


if __name__ == "__main__":
    main()
