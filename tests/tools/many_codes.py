"""A registry of very many codes: `python tests/tools/many_codes.py ADDRESS [--codes 10000000]`.

ADDRESS is a file that is not there yet, or the URL of an empty PostgreSQL database. Phone cases with an engraved number
are issued a thousand at a time; then codes drawn at random are resolved one by one, and all is counted. Printed are
codes a second, bytes a code, and how long resolving takes.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

from configurator import open_registry
from configurator.identity.code_text import code_text
from configurator.identity.digest import digest
from configurator.registry.stored import BATCH, StoredRegistry

RESOLVED = 20_000
RELEASE = "studio@sha256:" + "0" * 64


def document(number: int) -> bytes:
    """A phone case with a number on it."""
    return b'{"choices":{"cover":"black","engraving":"No %d","model":"p14"},"product":"studio/phone_case"}' % number


def issued(registry: StoredRegistry, codes: int) -> Iterator[int]:
    """Issue so many, and tell how many there are after each batch."""
    for start in range(0, codes, BATCH):
        batch = [document(number) for number in range(start, min(start + BATCH, codes))]
        assert all(each.new for each in registry.issue_many(batch, release=RELEASE))
        yield start + len(batch)


def size_of(registry: StoredRegistry, address: str) -> int:
    """Bytes on disk, indexes and all."""
    if "://" in address:
        return int(registry.database.ask("SELECT pg_database_size(current_database())")[0][0])
    return Path(address).stat().st_size


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--codes", type=int, default=10_000_000)
    asked = parser.parse_args()
    registry = open_registry(asked.address, create=True)
    begun = time.perf_counter()
    for done in issued(registry, asked.codes):
        if done % 500_000 == 0 or done == asked.codes:
            seconds = time.perf_counter() - begun
            print(
                f"{done:,} codes, {done / seconds:,.0f} a second, {size_of(registry, asked.address) / done:.0f} B each"
            )
    chance, taken = random.Random(1), list[float]()
    for _ in range(RESOLVED):
        wanted = document(chance.randrange(asked.codes))
        code = code_text(digest(wanted))
        begun = time.perf_counter()
        found = registry.resolve(code)
        taken.append(time.perf_counter() - begun)
        assert found.document == wanted
    taken.sort()
    middle, late = taken[RESOLVED // 2], taken[RESOLVED * 99 // 100]
    print(f"resolved {RESOLVED:,}: median {1e6 * middle:.0f} us, p99 {1e6 * late:.0f} us")
    print(f"{registry.count():,} codes counted")


if __name__ == "__main__":
    main()
