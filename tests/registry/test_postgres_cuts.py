"""The line to PostgreSQL is cut at the worst moments, and nothing is done twice or told wrongly (P5).

By command: OPTIONARY_LONG=1 pytest tests/registry/test_postgres_cuts.py -s (10,000 cuts of each kind).
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable

import pytest
from cutting_proxy import CuttingProxy
from postgres_server import PostgresServer
from registry_contract import LONG_RUN, RELEASE, document

from configurator.identity.digest import digest
from configurator.registry.postgres.registry import PostgresRegistry, open_database


class Client:
    """Issues, one by one and many at once, and notes; counts what must be there afterwards."""

    def __init__(self, registry: PostgresRegistry, chance: random.Random) -> None:
        self.registry = registry
        self.chance = chance
        self.issued = 0
        self.notes: Counter[int] = Counter()

    def ask(self) -> None:
        """Do one thing, and see that its answer is right, cut or not."""
        self.chance.choice((self.issue, self.issue, self.issue_many, self.note))()

    def issue(self) -> None:
        answer = self.registry.issue(document(self.issued), release=RELEASE)
        assert (answer.new, answer.digest) == (True, digest(document(self.issued)))
        self.issued += 1

    def issue_many(self) -> None:
        known = self.chance.sample(range(self.issued), min(self.issued, 2))
        numbers = [*range(self.issued, self.issued + 3), *known]
        self.chance.shuffle(numbers)
        answers = self.registry.issue_many([document(number) for number in numbers], release=RELEASE)
        assert [answer.new for answer in answers] == [number >= self.issued for number in numbers]
        self.issued += 3

    def note(self) -> None:
        if not self.issued:
            return
        number = self.chance.randrange(self.issued)
        self.notes[number] += 1
        found = self.registry.note(self.registry.issue(document(number), release=RELEASE).code, note="an order")
        assert len(found.notes) == self.notes[number]


@pytest.mark.parametrize("where", ["after a commit", "somewhere"])
def test_a_cut_line_makes_no_second_row(postgres: PostgresServer, address: str, where: str) -> None:
    wanted = 10_000 if LONG_RUN else 150
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    with CuttingProxy(address) as proxy:
        registry = open_database(proxy.address, create=True)
        client = Client(registry, chance)
        arm: Callable[[], None] = {
            "after a commit": proxy.cut_after_commit,
            "somewhere": lambda: proxy.cut_somewhere(chance),
        }[where]
        for _ in range(20):
            client.ask()
        while proxy.cuts < wanted:
            arm()
            client.ask()
        proxy.disarm()
        rows, products = postgres.sql("SELECT count(*), count(DISTINCT digest) FROM optionary.codes", address)[0]
        second = int(rows) - int(products)
        print(f"{proxy.cuts:,} cuts {where} (seed {seed}), {int(rows):,} rows, {second} second ones")
        assert second == 0, seed
        assert int(products) == client.issued, seed
        told = Counter[str]()
        notes = last = 0
        while entries := registry.changes(after=last, limit=10_000):
            last = entries[-1].seq or 0
            notes += sum(entry.kind == "noted" for entry in entries)
            for entry in entries:
                told.update(json.loads(entry.detail).get("codes", ()))
        assert len(told) == sum(told.values()) == client.issued, seed
        assert notes == client.notes.total(), seed
        registry.close()
