"""Random histories of a catalog and of a registry: what was issued at any point resolves to the same ever after.

The catalog is edited, released and renamed as in `histories.py`, which holds what a stored document is read as. Here
the products are issued, and a model in plain Python remembers what became of them. By command, more of it:
OPTIONARY_LONG=1 pytest -s tests/releases/test_issued_histories.py
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from author import Choose
from histories import SEEDS, Edited
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from postgres_server import PostgresServer
from things import World

from configurator.errors import SupersededError
from configurator.identity.digest import digest
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.registry.database import Transaction
from configurator.registry.opening import open_registry
from configurator.registry.store import Issued
from configurator.registry.stored import StoredRegistry

LONG = bool(os.environ.get("OPTIONARY_LONG"))
HISTORIES = 3_000 if LONG else 40
IN_POSTGRES = 300 if LONG else 10

tally: Counter[str] = Counter()


class CrashError(BaseException):
    """The process is gone, as far as it can be without being gone."""


class Remembered:
    """What the model knows of one issued product."""

    def __init__(self, document: bytes, release: str, code: str) -> None:
        self.document, self.release, self.code = document, release, code
        self.entries: list[str] = []
        self.retired = False
        self.superseded_by: str | None = None


class Issuing(Edited):
    """One history of a catalog, with a registry that everything is issued into; `store` opens it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.registry = self.opened()
        self.known: dict[bytes, Remembered] = {}

    def opened(self) -> StoredRegistry:
        """The registry, opened anew."""
        return open_registry(Path(self.folder.name) / "codes.db", create=True, clock=self.clock)

    def clock(self) -> datetime:
        self.now += timedelta(hours=1)
        return self.now

    def publish(self, world: World, knowledge: KnowledgeBase, choose: Choose) -> None:
        """What is made under a new release is issued."""
        before = len(self.laws.made)
        super().publish(world, knowledge, choose)
        release = f"release {len(self.releases) - 1}"
        documents = [each.document for each in self.laws.made[before:]]
        for document, issued in zip(documents, self.registry.issue_many(documents, release=release), strict=True):
            tally["issued"] += 1
            tally["issued again"] += not issued.new
            assert issued.new == (digest(document) not in self.known)
            self.known.setdefault(digest(document), Remembered(document, release, issued.code))
            assert self.known[digest(document)].code == issued.code

    @precondition(lambda self: self.known)
    @rule(seed=SEEDS)
    def something_becomes_of_a_code(self, seed: int) -> None:
        """It is retired, reinstated, superseded, noted."""
        choose = Choose(Random(seed).randrange)
        one, other = (choose.of(list(self.known.values())) for _ in range(2))
        match choose.below(4):
            case 0:
                self.registry.retire(one.code, reason="recalled")
                one.entries += [] if one.retired else ["retired"]
                one.retired = True
            case 1:
                self.registry.reinstate(one.code, reason="a mistake")
                one.entries += ["reinstated"] if one.retired else []
                one.retired = False
            case 2:
                self.supersede(one, other)
            case 3:
                self.registry.note(one.code, note=f"order {seed}")
                one.entries.append("noted")
        tally["notes and marks"] += 1

    def supersede(self, one: Remembered, other: Remembered) -> None:
        by_code = {each.code: each for each in self.known.values()}
        heirs, heir = [other], other
        while heir.superseded_by is not None:
            heir = by_code[heir.superseded_by]
            heirs.append(heir)
        if one in heirs and one.superseded_by != other.code:
            with pytest.raises(SupersededError):
                self.registry.supersede(one.code, by=other.code, reason="in a circle")
            tally["circles"] += 1
            return
        self.registry.supersede(one.code, by=other.code, reason="sturdier")
        one.entries += [] if one.superseded_by == other.code else ["superseded"]
        one.superseded_by = other.code

    @precondition(lambda self: self.known)
    @rule(seed=SEEDS)
    def it_crashes_in_the_middle(self, seed: int) -> None:
        """What was not acknowledged may be gone as a whole, and nothing else."""
        choose = Choose(Random(seed).randrange)
        one = choose.of(list(self.known.values()))

        def crash(tx: Transaction, answer: Issued) -> None:
            raise CrashError

        def marked(tx: Transaction) -> None:
            self.registry.mark(tx, self.registry.row_in(tx, one.code), "noted", {"note": "nobody heard of it"})
            raise CrashError

        document = b'{"choices":{},"product":"lost/%d"}' % seed
        with pytest.raises(CrashError):
            self.registry.issue(document, release="r", also=crash)
        with pytest.raises(CrashError):
            self.registry.database.write(marked)
        if choose.chance(2):
            self.registry.close()
            self.registry = self.opened()
        tally["crashes"] += 1

    @invariant()
    def every_code_resolves_to_what_was_issued(self) -> None:
        """One by one or together, with all that became of it."""
        found = self.registry.resolve_many([each.code for each in self.known.values()])
        by_code = {each.code: each for each in self.known.values()}
        for expected, answer in zip(self.known.values(), found, strict=True):
            assert not isinstance(answer, Exception), answer
            assert (answer.document, answer.release) == (expected.document, expected.release)
            assert [each.kind for each in answer.entries] == expected.entries
            assert (answer.retired is not None) == expected.retired
            heir = None if expected.superseded_by is None else by_code[expected.superseded_by]
            assert answer.superseded_by == (heir and self.registry.resolve(heir.code).long_code)
        assert self.registry.count() == len(self.known)

    def teardown(self) -> None:
        self.registry.close()
        self.folder.cleanup()
        super().teardown()


def live_through(histories: int, kind: type[Issuing] = Issuing) -> None:
    """Random histories of a kind, and what happened in them."""
    tally.clear()
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=histories,
            stateful_step_count=12,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    print("\n" + "\n".join(f"{number:>9,}  {what}" for what, number in tally.most_common()))
    assert tally["crashes"] > 0
    assert tally["notes and marks"] > 0
    assert tally["issued"] > tally["issued again"]


def test_what_was_issued_at_any_point_resolves_to_the_same_at_every_later_one() -> None:
    live_through(HISTORIES)


def test_the_same_holds_in_postgresql(postgres: PostgresServer) -> None:
    class InPostgres(Issuing):
        """The registry stands in a database of its own, and its server crashes, too."""

        def opened(self) -> StoredRegistry:
            if not hasattr(self, "address"):
                self.address = postgres.database()
            return open_registry(self.address, create=True, clock=self.clock)

        @rule()
        def the_server_crashes(self) -> None:
            """And is started again."""
            postgres.crash()
            tally["crashes of the server"] += 1

        def teardown(self) -> None:
            super().teardown()
            postgres.drop(self.address)

    live_through(IN_POSTGRES, InPostgres)
    assert tally["crashes of the server"] > 0
