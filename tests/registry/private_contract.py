"""What every registry does alike with private texts; `test_registry_private.py` inherits it for each.

Texts are given with documents that have their keyed digests; which texts these are of, a registry cannot tell.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from registry_contract import RELEASE, document, log_of, narrow

from configurator.errors import DamagedRecordError, NotPrivateError, UnknownCodeError
from configurator.identity.canonical import canonical_bytes
from configurator.identity.digest import digest
from configurator.identity.identity_key import IdentityKey
from configurator.registry.key_ring import KeyRing
from configurator.registry.private_rows import Erasure
from configurator.registry.private_texts import Erased, PrivateAnswer
from configurator.registry.seen import Finding
from configurator.registry.store import CODER, Clock, Coder, Registry, utc_now
from configurator.registry.stored import StoredRegistry
from configurator.registry.verify import verify

IDENTITY = IdentityKey(bytes(range(32)))
RING = KeyRing([bytes([7]) * 32])
OTHERS = KeyRing([bytes([8]) * 32])
CANARY = "Zoë Canary"


def private_document(name: str, note: str = "", serial: int = 1) -> bytes:
    """Give the canonical document of a bear that is engraved with a name, and may have a note within a product."""
    choices: dict[str, object] = {"name": str(IDENTITY.seal("toys/bear", "name", name)), "serial": serial}
    if note:
        inner = {"choices": {"note": str(IDENTITY.seal("toys/card", "note", note))}, "product": "toys/card"}
        choices["cards"] = [inner]
    return canonical_bytes({"product": "toys/bear", "choices": choices})


def texts(name: str, note: str = "") -> dict[str, str]:
    return {"name": name} | ({"cards.1.note": note} if note else {})


class Ticking:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def states(registry: Registry, code: str, ring: KeyRing = RING) -> dict[str, str]:
    return {each.option: each.text or each.state for each in registry.private.answers(code, ring)}


def findings_of(registry: Registry) -> list[Finding]:
    assert isinstance(registry, StoredRegistry)
    return verify(registry)


class PrivateContract:
    """The suite."""

    def open_store(self, folder: Path, clock: Clock, coder: Coder) -> Registry:
        raise NotImplementedError

    def meddle(self, registry: Registry, sql: str) -> None:
        """Change rows behind the registry's back."""
        raise NotImplementedError

    @pytest.fixture
    def opened(self, tmp_path: Path) -> Iterator[Callable[..., Registry]]:
        stores: list[Registry] = []

        def make(clock: Clock = utc_now, coder: Coder = CODER, name: str = "one") -> Registry:
            folder = tmp_path / name
            folder.mkdir(exist_ok=True)
            stores.append(self.open_store(folder, clock, coder))
            return stores[-1]

        yield make
        for store in stores:
            store.close()

    @pytest.fixture
    def registry(self, opened: Callable[..., Registry]) -> Registry:
        return opened(clock=Ticking())

    def issue(self, registry: Registry, name: str, note: str = "", *, serial: int = 1, again: bool = False) -> str:
        keeping = registry.private.keeping(RING, texts(name, note), again=again)
        return registry.issue(private_document(name, note, serial), release=RELEASE, also=keeping).code

    def test_texts_are_read_with_the_key_that_they_were_kept_under(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY, "Happy birthday " * 9)
        assert states(registry, code) == {"cards.1.note": "Happy birthday " * 9, "name": CANARY}
        assert states(registry, code.lower()) == states(registry, registry.resolve(code).long_code)
        withheld = {"cards.1.note": "withheld", "name": "withheld"}
        assert states(registry, code, OTHERS) == withheld

    def test_without_the_right_key_kept_erased_and_never_kept_are_one_answer(self, registry: Registry) -> None:
        kept, gone = self.issue(registry, CANARY), self.issue(registry, "Ada")
        never = registry.issue(private_document("Mia"), release=RELEASE).code
        registry.private.erase(gone)
        answers = {registry.private.answers(code, OTHERS) for code in (kept, gone, never)}
        assert answers == {(PrivateAnswer("name", "withheld"),)}
        assert states(registry, never) == {"name": "withheld"}
        assert states(registry, gone) == {"name": "erased"}

    def test_what_has_no_private_text_has_no_answers(self, registry: Registry) -> None:
        code = registry.issue(document(1), release=RELEASE).code
        assert registry.private.answers(code, RING) == ()
        assert registry.private.erase(code) == Erased(0, 0)
        assert registry.resolve(code).entries == ()
        with pytest.raises(UnknownCodeError):
            registry.private.answers(self.long_code_of("nobody"), RING)
        with pytest.raises(UnknownCodeError):
            registry.private.erase(self.long_code_of("nobody"))

    def long_code_of(self, name: str) -> str:
        return CODER.long(digest(private_document(name)))

    def test_keeping_again_changes_nothing(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY)
        before = list(log_of(registry))
        assert self.issue(registry, CANARY) == code
        keeping = registry.private.keeping(OTHERS, texts(CANARY))
        registry.issue(private_document(CANARY), release=RELEASE, also=keeping)
        assert states(registry, code) == {"name": CANARY}
        assert list(log_of(registry)) == before

    def test_a_text_can_be_kept_after_its_code_was_issued(self, registry: Registry) -> None:
        code = registry.issue(private_document(CANARY), release=RELEASE).code
        assert self.issue(registry, CANARY) == code
        assert states(registry, code) == {"name": CANARY}

    def test_an_erased_text_is_gone_and_the_code_resolves_to_the_rest(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY, "note")
        assert registry.private.erase(code, ["name"]) == Erased(1, 1)
        assert states(registry, code) == {"cards.1.note": "note", "name": "erased"}
        assert registry.private.erase(code) == Erased(1, 1)
        assert states(registry, code) == {"cards.1.note": "erased", "name": "erased"}
        found = registry.resolve(code)
        assert found.document == private_document(CANARY, "note")
        assert [each.kind for each in found.entries] == ["erased", "erased"]
        assert [each.value("options") for each in found.entries] == [["name"], ["cards.1.note"]]

    def test_erasing_again_writes_nothing(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY)
        registry.private.erase(code)
        before = list(log_of(registry))
        assert registry.private.erase(code) == registry.private.erase(code, ["name"]) == Erased(0, 0)
        assert list(log_of(registry)) == before

    def test_a_text_that_was_never_kept_here_can_be_erased_for_the_future(self, registry: Registry) -> None:
        code = registry.issue(private_document(CANARY), release=RELEASE).code
        assert registry.private.erase(code) == Erased(0, 1)
        self.issue(registry, CANARY)
        assert states(registry, code) == {"name": "withheld"}

    def test_only_private_options_can_be_erased(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY)
        for option in ("serial", "nothing", "cards.1.note"):
            with pytest.raises(NotPrivateError, match="it has `name`"):
                registry.private.erase(code, ["name", option])
        assert states(registry, code) == {"name": CANARY}

    def test_an_erased_text_comes_back_only_where_that_is_asked_for(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY)
        registry.private.erase(code)
        assert self.issue(registry, CANARY) == code
        assert states(registry, code) == {"name": "erased"}
        assert self.issue(registry, CANARY, again=True) == code
        assert states(registry, code) == {"name": CANARY}
        assert registry.private.erase(code) == Erased(1, 1)
        assert states(registry, code) == {"name": "erased"}

    def test_also_with_a_clock_that_stands_or_goes_back(self, opened: Callable[..., Registry]) -> None:
        registry = opened(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        earlier = opened(clock=lambda: datetime(2025, 1, 1, tzinfo=UTC))
        code = self.issue(registry, CANARY)
        earlier.private.erase(code)
        assert states(registry, code) == {"name": "erased"}
        self.issue(earlier, CANARY, again=True)
        erasures = list(registry.private.erasures())
        earlier.private.apply(erasures)
        assert states(registry, code) == {"name": CANARY}
        assert earlier.private.erase(code) == Erased(1, 1)
        assert next(registry.private.erasures()).at > erasures[0].at

    def test_texts_are_erased_by_their_age(self, registry: Registry) -> None:
        codes = [self.issue(registry, f"name {number}", "x" * (number % 2), serial=number) for number in range(20)]
        middle = registry.resolve(codes[10]).issued_at
        done = registry.private.erase_older(middle)
        assert done == Erased(15, 10)
        assert [states(registry, code)["name"] for code in codes] == ["erased"] * 10 + [
            f"name {number}" for number in range(10, 20)
        ]
        assert registry.private.erase_older(middle) == Erased(0, 0)
        assert [each.kind for each in log_of(registry)].count("erased") == 10

    def test_erasures_are_listed_and_applied_elsewhere(self, opened: Callable[..., Registry]) -> None:
        one, two = opened(clock=Ticking()), opened(clock=Ticking(), name="two")
        codes = [self.issue(each, CANARY, serial=number) for number in range(5) for each in (one, two)]
        early = self.issue(one, "Early")
        for code in (*codes[:6], early):
            one.private.erase(code)
        listed = list(one.private.erasures())
        assert listed == sorted(listed, key=lambda each: (each.digest, each.option))
        assert len(listed) == 4
        late = [Erasure(each.digest, each.option, "2026-12-31T00:00:00.000Z", each.epoch) for each in listed]
        assert two.private.apply(late) == Erased(3, 4)
        assert [states(two, code)["name"] for code in codes] == ["erased"] * 6 + [CANARY] * 4
        assert two.private.apply(late) == Erased(0, 0)
        assert two.private.apply(listed) == Erased(0, 0)
        assert list(two.private.erasures()) == late
        # what has no code there yet has no entry, and is not kept when it gets one
        assert [each.kind for each in log_of(two)].count("erased") == 3
        self.issue(two, "Early")
        assert states(two, early) == {"name": "erased"}

    def test_what_was_kept_anew_since_an_erasure_stays(self, opened: Callable[..., Registry]) -> None:
        one, two = opened(clock=Ticking()), opened(clock=Ticking(), name="two")
        code = self.issue(one, CANARY)
        one.private.erase(code)
        for _ in range(20):
            two.private.erase_older("2026-01-01T00:00:00.000Z")
            two.issue(document(_), release=RELEASE)
        self.issue(two, CANARY)
        assert two.private.apply(one.private.erasures()) == Erased(0, 1)
        assert states(two, code) == {"name": CANARY}

    def test_a_new_epoch_locks_and_old_ones_open(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY)
        ring = RING.rotated()
        new = registry.issue(
            private_document("Ada"), release=RELEASE, also=registry.private.keeping(ring, texts("Ada"))
        ).code
        assert states(registry, code, ring) == {"name": CANARY}
        assert states(registry, new, RING) == {"name": "withheld"}
        assert registry.private.rewrap(ring) == 1
        assert registry.private.rewrap(ring) == 0
        newest_only = KeyRing([bytes(32), ring.key(ring.newest) or b""])
        assert newest_only.newest == ring.newest
        assert states(registry, code, newest_only) == {"name": CANARY}
        assert states(registry, code, RING) == {"name": "withheld"}
        assert registry.private.rewrap(OTHERS) == 0
        registry.private.erase(code)
        assert states(registry, code, RING) == {"name": "withheld"}
        assert states(registry, code, ring) == {"name": "erased"}

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE private_texts SET option = 'other' WHERE option = 'name'",
            "UPDATE private_texts SET written_at = '1999-01-01T00:00:00.000Z'",
            "UPDATE private_texts SET epoch = '1.0000000000000000'",
            "UPDATE private_texts SET nonce = (SELECT cipher FROM private_texts ORDER BY cipher DESC LIMIT 1)",
            "UPDATE private_texts SET cipher = (SELECT cipher FROM private_texts ORDER BY cipher DESC LIMIT 1)",
            "UPDATE private_texts SET wrapped = (SELECT wrapped FROM private_texts ORDER BY wrapped DESC LIMIT 1)",
            "UPDATE erasures SET at = '1999-01-01T00:00:00.000Z'",
            "UPDATE erasures SET epoch = NULL",
        ],
    )
    def test_a_changed_row_is_reported(self, registry: Registry, change: str) -> None:
        codes = [self.issue(registry, name) for name in ("Ada", "Mia", "Zoe")]
        gone = self.issue(registry, "Eva")
        registry.private.erase(gone)
        self.meddle(registry, change)
        noticed = 0
        for code in (*codes, gone):
            try:
                assert states(registry, code)["name"] in {"Ada", "Mia", "Zoe", "erased"}
            except DamagedRecordError:
                noticed += 1
        assert noticed >= 1

    @pytest.mark.parametrize("change", ["cipher = nonce", "epoch = 'x'", "written_at = ''", "option = 'nmae'"])
    @pytest.mark.parametrize("way", ["code", "age", "list"])
    def test_a_damaged_text_is_erased_like_others(self, registry: Registry, change: str, way: str) -> None:
        self.damaged_text_is_erased(registry, change, way, "nmae" if "nmae" in change else "name")

    def damaged_text_is_erased(self, registry: Registry, change: str, way: str, option: str) -> None:
        """A text of two is changed, and erased; `option` is what it is called then."""
        code, other = self.issue(registry, CANARY), self.issue(registry, "Ada")
        place = digest(private_document(CANARY))
        self.meddle(
            registry,
            f"UPDATE private_texts SET {change} WHERE digest = (SELECT digest FROM codes WHERE short = '{code}')",
        )
        if way == "code":
            assert registry.private.erase(code) == Erased(1, 1, 1)
        elif way == "age":
            assert registry.private.erase_older("2026-01-02T00:00:00.000Z") == Erased(2, 2, 1)
        else:
            erasures = [
                Erasure(place, option, "2026-01-01T00:00:00.000Z"),
                Erasure(place, "x", "2026-01-01T00:00:00.000Z"),
            ]
            assert registry.private.apply(erasures) == Erased(1, 1, 1)
        left = registry.private._database.ask("SELECT digest FROM private_texts")
        assert left == ([] if way == "age" else [(digest(private_document("Ada")),)])
        (told,) = registry.resolve(code).entries
        assert (told.kind, told.value("damaged")) == ("erased", [option])
        assert findings_of(registry) == []
        assert states(registry, other) == {"name": "erased" if way == "age" else "Ada"}

    def test_a_damaged_erasure_is_written_anew_by_the_next(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY, "note")
        registry.private.erase(code, ["name"])
        self.meddle(registry, "UPDATE erasures SET epoch = 'x'")
        with pytest.raises(DamagedRecordError):
            self.issue(registry, CANARY, "note", again=True)
        assert registry.private.erase(code) == Erased(1, 1)
        assert findings_of(registry) == []

    def test_a_text_is_erased_by_its_age_though_its_code_is_damaged(self, registry: Registry) -> None:
        self.issue(registry, CANARY)
        self.meddle(registry, "UPDATE codes SET seal = digest")
        assert registry.private.erase_older("2026-01-02T00:00:00.000Z") == Erased(1, 1)
        assert registry.private._database.ask("SELECT 1 FROM private_texts") == []

    def test_a_row_that_stands_in_anothers_place_does_not_open(self, registry: Registry) -> None:
        """Not even one with a fitting seal."""
        mine, other = self.issue(registry, "Ada"), self.issue(registry, "Mia")

        def swapped() -> None:
            from configurator.registry import private_rows as rows
            from configurator.registry.database import Transaction

            def work(tx: Transaction) -> None:
                (here,) = tx.execute(rows.TEXTS_OF, (digest(private_document("Ada")),))
                (there,) = tx.execute(rows.TEXTS_OF, (digest(private_document("Mia")),))
                one, two = rows.read_text(here), rows.read_text(there)
                for each, envelope in ((one, two.envelope), (two, one.envelope)):
                    tx.execute(rows.ERASE, (each.digest, each.option))
                    tx.execute(rows.KEEP, rows.TextRow(each.digest, each.option, envelope, each.written_at).stored())

            registry.private._database.write(work)

        swapped()
        for code in (mine, other):
            with pytest.raises(DamagedRecordError, match="is not what was written for it"):
                registry.private.answers(code, RING)

    def test_nothing_private_shows_in_errors_log_or_repr(self, registry: Registry) -> None:
        code = self.issue(registry, CANARY, "note canary")
        shown = [repr(registry.private.answers(code, RING)), repr(RING), str(list(log_of(registry)))]
        registry.private.erase(code)
        shown += [str(list(log_of(registry))), repr(list(registry.private.erasures()))]
        code = self.issue(registry, CANARY, serial=2)
        self.meddle(registry, "UPDATE private_texts SET seal = nonce")
        try:
            registry.private.answers(code, RING)
        except DamagedRecordError as error:
            shown.append("".join(traceback.format_exception(error)) + repr(error))
        for each in shown:
            assert "anary" not in each
            assert bytes([7] * 16).hex() not in each
            assert "\\x07\\x07" not in each

    def test_texts_of_products_that_share_a_short_code_are_kept_apart(self, opened: Callable[..., Registry]) -> None:
        registry = opened(coder=narrow(1))
        codes = {name: self.issue(registry, name) for name in ("Ada", "Mia", "Zoe", "Eva")}
        long_codes = {name: CODER.long(digest(private_document(name))) for name in codes}
        assert {name: states(registry, code)["name"] for name, code in long_codes.items()} == {
            name: name for name in codes
        }
        registry.private.erase(long_codes["Mia"])
        assert {states(registry, code)["name"] for code in long_codes.values()} == {"Ada", "erased", "Zoe", "Eva"}

    def test_where_issuing_fails_no_text_is_kept(self, registry: Registry) -> None:
        with pytest.raises(ValueError, match="release"):
            registry.issue(private_document(CANARY), release="", also=registry.private.keeping(RING, texts(CANARY)))
        code = registry.issue(private_document(CANARY), release=RELEASE).code
        assert states(registry, code) == {"name": "withheld"}
        assert json.loads(registry.resolve(code).document)["choices"]["serial"] == 1
