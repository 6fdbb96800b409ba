"""Random histories of a catalog and of a registry: what was issued at any point resolves to the same ever after.

The catalog is edited, released and renamed as in `histories.py`, which holds what a stored document is read as. Here
the products are issued with their private texts, and a model in plain Python remembers what became of them: notes,
retirements, erasures, crashes, and what was restored from a backup. By command, more of it:
OPTIONARY_LONG=1 pytest -s tests/releases/test_issued_histories.py
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from hashlib import sha256
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
from configurator.identity.private_places import private_places
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.registry.backup import back_up, restore
from configurator.registry.database import Transaction
from configurator.registry.export import reading_export, write_export
from configurator.registry.joining import join
from configurator.registry.key_ring import new_key_ring
from configurator.registry.opening import open_registry
from configurator.registry.private_rows import Erasure
from configurator.registry.store import Issued
from configurator.registry.stored import StoredRegistry
from configurator.registry.verify import verify

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
        self.texts = secrets_of(document)
        """What is kept at each place of a private text; None once it is erased."""


def secrets_of(document: bytes) -> dict[str, str | None]:
    """A text for each place of a private one."""
    return {place: f"a secret of {digest(document).hex()}" for place in private_places(json.loads(document))}


def locket(number: int) -> bytes:
    """The document of a product with a private text, of which few random catalogs have one."""
    name = sha256(b"%d" % number).hexdigest()
    return b'{"choices":{"name":"hmac-sha256:%s"},"product":"keepsake/locket"}' % name.encode()


class Issuing(Edited):
    """One history of a catalog, with a registry in a file that everything is issued into."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.ring = new_key_ring()
        self.file = self.new_path("first")
        self.registry = self.opened()
        self.known: dict[bytes, Remembered] = {}
        self.backup: tuple[Path, dict[bytes, Remembered]] | None = None

    def opened(self) -> StoredRegistry:
        """The registry, opened anew."""
        return open_registry(self.file, create=True, clock=self.clock)

    def clock(self) -> datetime:
        self.now += timedelta(hours=1)
        return self.now

    def publish(self, world: World, knowledge: KnowledgeBase, choose: Choose) -> None:
        """What is made under a new release is issued."""
        before = len(self.laws.made)
        super().publish(world, knowledge, choose)
        release = f"release {len(self.releases) - 1}"
        documents = [*(each.document for each in self.laws.made[before:]), locket(len(self.releases))]
        private = [each for each in documents if secrets_of(each)]
        plain = [each for each in documents if not secrets_of(each)]
        for document, issued in zip(plain, self.registry.issue_many(plain, release=release), strict=True):
            self.remember(document, release, issued)
        for document in private:
            texts = {place: text or "" for place, text in secrets_of(document).items()}
            keeping = self.registry.private.keeping(self.ring, texts)
            self.remember(document, release, self.registry.issue(document, release=release, also=keeping))
            tally["private texts"] += len(texts)

    def remember(self, document: bytes, release: str, issued: Issued) -> None:
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

    @precondition(lambda self: any(each.texts for each in self.known.values()))
    @rule(seed=SEEDS)
    def private_texts_are_erased(self, seed: int) -> None:
        """All of one product; the code stays, and resolves to the rest."""
        one = Choose(Random(seed).randrange).of([each for each in self.known.values() if each.texts])
        erased = self.registry.private.erase(one.code)
        assert erased.texts == sum(each is not None for each in one.texts.values())
        one.texts = dict.fromkeys(one.texts)
        tally["erased"] += erased.texts

    @precondition(lambda self: self.known)
    @rule(seed=SEEDS)
    def it_is_backed_up_or_restored(self, seed: int) -> None:
        """What is restored has all that the backup had, without what was erased since."""
        if self.backup is None or Choose(Random(seed).randrange).chance(2):
            path = self.new_path("backup")
            self.back_up(path)
            self.backup = path, deepcopy(self.known)
            tally["backed up"] += 1
            return
        before, then = self.backup
        erased = {(each.code, place) for each in self.known.values() for place, text in each.texts.items() if not text}
        erasures = list(self.registry.private.erasures())
        self.restore(before, erasures)
        self.known = deepcopy(then)
        for each in self.known.values():
            each.texts = {place: None if (each.code, place) in erased else text for place, text in each.texts.items()}
        tally["restored"] += 1

    def new_path(self, name: str) -> Path:
        """A path that is not there yet, in a folder of its own."""
        folder = Path(self.folder.name) / f"{name}-{len(list(Path(self.folder.name).iterdir()))}"
        folder.mkdir()
        return folder / "codes.db"

    def back_up(self, path: Path) -> None:
        """Make a backup of the registry."""
        assert back_up(self.file, path) == len(self.known)

    def restore(self, before: Path, erasures: list[Erasure]) -> None:
        """Go on with a registry that is made of a backup."""
        self.registry.close()
        self.file = self.new_path("restored")
        restore(before, self.file, erasures)
        self.registry = self.opened()

    def on_the_disk(self) -> None:
        """Go on from what is on the disk at this moment, in the middle of a transaction, once that has crashed."""
        left = self.new_path("left").parent
        for each in self.file.parent.glob("codes.db*"):
            shutil.copyfile(each, left / each.name)
        self.file = left / "codes.db"

    @precondition(lambda self: self.known)
    @rule(seed=SEEDS)
    def it_crashes_in_the_middle(self, seed: int) -> None:
        """What was not acknowledged may be gone as a whole, and nothing else."""
        choose = Choose(Random(seed).randrange)
        one = choose.of(list(self.known.values()))

        def crash(tx: Transaction, answer: Issued) -> None:
            self.on_the_disk()
            raise CrashError

        def marked(tx: Transaction) -> None:
            self.registry.mark(tx, self.registry.row_in(tx, one.code), "noted", {"note": "nobody heard of it"})
            raise CrashError

        document = b'{"choices":{},"product":"lost/%d"}' % seed
        with pytest.raises(CrashError):
            self.registry.database.write(marked)
        with pytest.raises(CrashError):
            self.registry.issue(document, release="r", also=crash)
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
            assert [each.kind for each in answer.entries if each.kind != "erased"] == expected.entries
            assert (answer.retired is not None) == expected.retired
            heir = None if expected.superseded_by is None else by_code[expected.superseded_by]
            assert answer.superseded_by == (heir and self.registry.resolve(heir.code).long_code)
            if expected.texts:
                told = self.registry.private.answers(expected.code, self.ring)
                assert {each.option: each.text for each in told} == expected.texts
                assert all(each.state == ("erased" if each.text is None else "readable") for each in told)
        assert self.registry.count() == len(self.known)

    def teardown(self) -> None:
        assert verify(self.registry) == []
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
            stateful_step_count=14,
            deadline=None,
            database=None,
            derandomize=settings().derandomize,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    print("\n" + "\n".join(f"{number:>9,}  {what}" for what, number in tally.most_common()))
    assert tally["crashes"] > 0
    assert tally["notes and marks"] > 0
    assert tally["issued again"] > 0
    assert tally["restored"] > 0
    assert tally["erased"] > 0


def test_what_was_issued_at_any_point_resolves_to_the_same_at_every_later_one() -> None:
    live_through(HISTORIES)


def test_the_same_holds_in_postgresql(postgres: PostgresServer) -> None:
    class InPostgres(Issuing):
        """The registry stands in a database of its own, and its server crashes, too."""

        def opened(self) -> StoredRegistry:
            if not hasattr(self, "address"):
                self.address = postgres.database()
            return open_registry(self.address, create=True, clock=self.clock)

        def back_up(self, path: Path) -> None:
            with path.open("wb") as file:
                self.registry.at_one_moment(lambda snapshot: write_export(snapshot, file))

        def restore(self, before: Path, erasures: list[Erasure]) -> None:
            self.registry.close()
            postgres.drop(self.address)
            self.address = postgres.database()
            self.registry = self.opened()
            with reading_export(before) as snapshot:
                join(self.registry, snapshot)
            self.registry.private.apply(erasures)

        def on_the_disk(self) -> None:
            """The server sees to that."""

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
