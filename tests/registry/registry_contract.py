"""What every registry does alike: a suite that each implementation inherits, and the documents to try it with.

An implementation's test class derives from `RegistryContract` and gives `open_store`. Sizes are those of every day;
`OPTIONARY_LONG=1` in the environment runs the figures of RELIABILITY.md.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from configurator.errors import (
    AmbiguousCodeError,
    CodeError,
    NotTextError,
    RegistryError,
    SupersededError,
    UnknownCodeError,
)
from configurator.identity.code import read_code
from configurator.identity.code_text import LONG, code_text, grouped, long_code, payload_of, payload_text
from configurator.identity.digest import digest
from configurator.registry.database import Transaction
from configurator.registry.log import Entry, note
from configurator.registry.store import CODER, Clock, Coder, Issued, Registry, utc_now
from configurator.registry.stored import StoredRegistry

LONG_RUN = os.environ.get("OPTIONARY_LONG") == "1"

RELEASE = "com.example.studio@1"


def document(number: int) -> bytes:
    """Give a canonical document, another one for every number."""
    choices = {"engraving": "for Ada", "fabric": "linen", "legs": "oak", "serial": number}
    return json.dumps({"choices": choices, "product": "com.example.studio/armchair"}, separators=(",", ":")).encode()


def narrow(bits: int) -> Coder:
    """Make codes with only so many bits of payload, so that clashes happen."""

    def short(of: bytes) -> str:
        return payload_text(payload_of(of) % 2**bits)

    def short_of(text: str) -> str:
        code = read_code(text)
        return payload_text(code.payload % (29**15 if code.length == LONG else code.payload + 1) % 2**bits)

    return Coder(short, long_code, short_of)


def clashing(bits: int) -> tuple[bytes, bytes]:
    """Find two documents that share a narrow code."""
    seen: dict[str, bytes] = {}
    coder = narrow(bits)
    for number in range(2**bits + 1):
        mine = document(number)
        other = seen.setdefault(coder.short(digest(mine)), mine)
        if other != mine:
            return other, mine
    raise AssertionError("more documents than codes, and no clash")


def log_of(registry: Registry) -> Iterator[Entry]:
    """All entries, read a page at a time."""
    page = registry.changes(limit=700)
    while page:
        yield from page
        page = registry.changes(after=page[-1].seq or 0, limit=700)


class RegistryContract:
    """The suite."""

    def open_store(self, folder: Path, clock: Clock, coder: Coder) -> Registry:
        raise NotImplementedError

    @pytest.fixture
    def opened(self, tmp_path: Path) -> Iterator[Callable[..., Registry]]:
        """Open the same store again and again, with another clock or coder."""
        stores: list[Registry] = []

        def make(clock: Clock = utc_now, coder: Coder = CODER) -> Registry:
            stores.append(self.open_store(tmp_path, clock, coder))
            return stores[-1]

        yield make
        for store in stores:
            store.close()

    def test_an_issued_code_resolves_to_its_document(self, opened: Callable[..., Registry]) -> None:
        registry = opened(clock=lambda: datetime(2026, 11, 23, 6, 0, 0, 500, tzinfo=timezone(timedelta(hours=2))))
        issued = registry.issue(document(1), release=RELEASE)
        assert (issued.new, issued.clash) == (True, ())
        assert issued.digest == digest(document(1))
        assert issued.code == issued.short_code == code_text(issued.digest)
        assert issued.long_code == long_code(issued.digest)
        resolved = registry.resolve(issued.code)
        assert (resolved.document, resolved.digest, resolved.release) == (document(1), issued.digest, RELEASE)
        assert (resolved.code, resolved.long_code) == (issued.code, issued.long_code)
        assert resolved.issued_at == "2026-11-23T04:00:00.000Z"

    def test_within_a_question_of_one_moment_codes_are_found_and_unknown_ones_refused(
        self, opened: Callable[..., Registry]
    ) -> None:
        registry = opened()
        assert isinstance(registry, StoredRegistry)
        issued = registry.issue(document(1), release=RELEASE)
        unknown = code_text(digest(document(2)))

        def question(tx: Transaction) -> bytes:
            for _ in range(2):
                with pytest.raises(UnknownCodeError):
                    registry.row_in(tx, unknown)
            return registry.row_in(tx, issued.code).document

        assert registry.database.read(question) == document(1)
        assert registry.database.write(question) == document(1)
        assert registry.resolve(issued.code).document == document(1)

    def test_every_accepted_spelling_and_the_long_code_resolve(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        issued = registry.issue(document(1), release=RELEASE)
        expected = registry.resolve(issued.code)
        for spelling in (issued.code.lower(), grouped(issued.code), f" {issued.code} ", grouped(issued.long_code)):
            assert registry.resolve(spelling) == expected

    def test_issuing_again_changes_nothing(self, opened: Callable[..., Registry]) -> None:
        registry = opened(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        first = registry.issue(document(1), release="first@1")
        before = registry.resolve(first.code)
        later = opened(clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
        again = later.issue(document(1), release="second@2")
        assert (again.new, again.code) == (False, first.code)
        assert later.resolve(first.code) == before
        assert (before.release, before.issued_at) == ("first@1", "2026-01-01T00:00:00.000Z")
        assert registry.count() == len(registry) == 1
        assert [each.kind for each in registry.changes()] == ["issued"]

    def test_what_was_issued_outlives_closing(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        issued = registry.issue(document(1), release=RELEASE)
        registry.close()
        assert registry.resolve(issued.code).document == document(1)
        assert opened().resolve(issued.code).document == document(1)

    def test_many_are_answered_in_their_order(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        wanted = [document(number) for number in (*range(2500), 7, 2499, 0)]
        answers = registry.issue_many(iter(wanted), release=RELEASE)
        assert [answer.digest for answer in answers] == [digest(each) for each in wanted]
        assert [answer.new for answer in answers] == [True] * 2500 + [False] * 3
        assert registry.count() == 2500
        assert {registry.issue(each, release=RELEASE).new for each in wanted[:20]} == {False}
        assert registry.issue_many([], release=RELEASE) == []

    def test_what_is_no_code_of_ours_is_refused_by_name(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        registry.issue(document(1), release=RELEASE)
        of = digest(document(1))
        for unknown in (code_text(digest(document(2))), long_code(digest(document(2))), code_text(of, scheme="T")):
            with pytest.raises(UnknownCodeError, match="never issued"):
                registry.resolve(unknown)
        with pytest.raises(UnknownCodeError):
            registry.resolve(payload_text(5, scheme="R"))
        # the same short code, but not that product
        with pytest.raises(UnknownCodeError):
            registry.resolve(payload_text(payload_of(of, LONG) % 29**15 + 29**15 * 12345, LONG))
        for none in ("not a code", "V" + "\x00" * 19, "V" * 19 + "%"):
            with pytest.raises(CodeError):
                registry.resolve(none)

    def test_wrong_use_is_refused_before_anything_is_stored(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        with pytest.raises(TypeError):
            registry.issue("text", release=RELEASE)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="release"):
            registry.issue(document(1), release="")
        with pytest.raises(ValueError, match="time zone"):
            opened(clock=lambda: datetime(2026, 1, 1)).issue(document(1), release=RELEASE)  # noqa: DTZ001
        assert registry.count() == 0

    def test_a_clash_is_reported_and_both_products_stay(self, opened: Callable[..., Registry]) -> None:
        registry = opened(coder=narrow(6))
        one, two = clashing(6)
        first = registry.issue(one, release=RELEASE)
        second = registry.issue(two, release=RELEASE)
        assert first.short_code == second.short_code == first.code
        assert (second.code, second.clash, second.new) == (second.long_code, (first.long_code,), True)
        with pytest.raises(AmbiguousCodeError) as caught:
            registry.resolve(first.short_code)
        assert caught.value.long_codes == tuple(sorted((first.long_code, second.long_code)))
        for issued, stored in ((first, one), (second, two)):
            assert registry.resolve(issued.long_code).document == stored
            assert registry.resolve(issued.long_code).code == issued.code
        *_, entry = registry.changes()
        assert entry.kind == "clash"
        detail = {"short": first.short_code, "new": second.long_code, "others": [first.long_code]}
        assert json.loads(entry.detail) == detail
        again = registry.issue_many([two, one], release=RELEASE)
        assert [(answer.code, answer.new) for answer in again] == [(second.code, False), (first.code, False)]
        assert again[1].clash == (second.long_code,)
        assert registry.changes(after=entry.seq or 0) == []

    def test_a_clash_within_one_batch_is_the_same(self, opened: Callable[..., Registry]) -> None:
        one, two = clashing(6)
        registry = opened(coder=narrow(6))
        first, second = registry.issue_many([one, two], release=RELEASE)
        assert (first.code, second.code) == (first.short_code, second.long_code)
        assert second.clash == (first.long_code,)
        assert [each.kind for each in registry.changes()] == ["issued", "clash"]
        assert registry.resolve(first.long_code).document == one

    def test_products_that_even_share_the_long_code_are_not_merged(self, opened: Callable[..., Registry]) -> None:
        coder = Coder(narrow(6).short, lambda of: payload_text(payload_of(of, LONG) % 64, LONG), narrow(6).short_of)
        one, two = clashing(6)
        if coder.long(digest(one)) != coder.long(digest(two)):
            coder = Coder(coder.short, lambda of: payload_text(payload_of(of) % 64, LONG), coder.short_of)
        registry = opened(coder=coder)
        first = registry.issue(one, release=RELEASE)
        with pytest.raises(AmbiguousCodeError):
            registry.issue(two, release=RELEASE)
        assert registry.resolve(first.code).document == one
        assert registry.count() == 1

    def test_no_forced_clash_merges_products(self, opened: Callable[..., Registry]) -> None:
        """P3. By command: OPTIONARY_LONG=1 pytest tests/registry -k forced_clash -s (1,000,000 clashes, 16 bits)."""
        bits, clashes = (16, 1_000_000) if LONG_RUN else (11, 20_000)
        registry = opened(coder=narrow(bits))
        total = clashes + 2**bits
        answers = registry.issue_many((document(number) for number in range(total)), release=RELEASE)
        labelled_long = sum(answer.code == answer.long_code for answer in answers)
        assert labelled_long >= clashes
        assert all(answer.new for answer in answers)
        assert len({answer.code for answer in answers}) == registry.count() == total
        merged = 0
        for number in range(0, total, 1 if LONG_RUN else 10):
            merged += registry.resolve(answers[number].long_code).document != document(number)
        assert merged == 0
        reported = sum(each.kind == "clash" for each in log_of(registry))
        assert reported == labelled_long
        print(f"{labelled_long:,} forced clashes, {merged} merged")

    def test_pages_of_codes_hold_every_product_once(self, opened: Callable[..., Registry]) -> None:
        registry = opened(coder=narrow(4))
        answers = registry.issue_many((document(number) for number in range(100)), release=RELEASE)
        found: list[str] = []
        while page := registry.codes(after=found[-1] if found else None, limit=7):
            found += [entry.long_code for entry in page]
        assert sorted(found) == sorted(answer.long_code for answer in answers)
        assert [entry.document for entry in registry.codes(limit=3)] == [
            registry.resolve(long).document for long in found[:3]
        ]

    def test_many_codes_are_resolved_in_their_order_and_what_is_none_is_told_in_its_place(
        self, opened: Callable[..., Registry]
    ) -> None:
        registry = opened()
        issued = registry.issue_many((document(number) for number in range(1200)), release=RELEASE)
        registry.note(issued[3].code, note="order 4711")
        unknown = code_text(digest(document(5000)))
        asked = [each.code for each in issued[::-1]] + [unknown, "no code", issued[7].long_code.lower(), issued[7].code]
        answers = registry.resolve_many(iter(asked))
        found = [each.document if not isinstance(each, Exception) else type(each).__name__ for each in answers]
        documents = [document(number) for number in range(1199, -1, -1)]
        assert found == [*documents, "UnknownCodeError", "CodeError", document(7), document(7)]
        assert answers[1196] == registry.resolve(issued[3].code)
        assert registry.resolve_many([]) == []

    def test_many_codes_with_clashes_are_told_apart(self, opened: Callable[..., Registry]) -> None:
        registry = opened(coder=narrow(6))
        issued = registry.issue_many((document(number) for number in range(80)), release=RELEASE)
        asked = [code for each in issued for code in (each.short_code, each.long_code)]
        ambiguous = 0
        for code, answer in zip(asked, registry.resolve_many(asked), strict=True):
            if isinstance(answer, AmbiguousCodeError):
                with pytest.raises(AmbiguousCodeError) as caught:
                    registry.resolve(code)
                assert answer.long_codes == caught.value.long_codes
                ambiguous += 1
            else:
                assert answer == registry.resolve(code)
        assert 0 < ambiguous < 80

    def test_a_retired_code_resolves_and_says_so_until_that_is_taken_back(
        self, opened: Callable[..., Registry]
    ) -> None:
        registry = opened(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        code = registry.issue(document(1), release=RELEASE).code
        assert registry.resolve(code).retired is None
        later = opened(clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
        answer = later.retire(code.lower(), reason="recalled", by_whom="Anna")
        assert answer == registry.resolve(code)
        retired = answer.retired
        assert retired is not None
        assert (retired.at, retired.value("reason"), retired.value("by_whom")) == (
            "2027-01-01T00:00:00.000Z",
            "recalled",
            "Anna",
        )
        assert retired.subject == answer.long_code
        assert answer.document == document(1)
        assert later.retire(code, reason="again").entries == answer.entries
        assert later.reinstate(code, reason="a mistake").retired is None
        assert later.reinstate(code, reason="again").retired is None
        assert [each.kind for each in registry.resolve(code).entries] == ["retired", "reinstated"]
        assert later.retire(code, reason="now it is").retired is not None
        assert registry.issue(document(1), release=RELEASE).code == code

    def test_a_superseded_code_names_what_is_delivered_instead(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        one, two, three = (registry.issue(document(number), release=RELEASE) for number in range(3))
        assert registry.supersede(one.code, by=two.code, reason="sturdier").superseded_by == two.long_code
        assert registry.supersede(two.code, by=three.long_code, reason="sturdier yet").superseded_by == three.long_code
        for circle in (one.code, two.code, three.code):
            with pytest.raises(SupersededError):
                registry.supersede(three.code, by=circle, reason="round")
        assert registry.resolve(three.code).superseded_by is None
        assert len(registry.supersede(one.code, by=two.code, reason="again").entries) == 1
        assert registry.supersede(one.code, by=three.code, reason="straight").superseded_by == three.long_code
        unknown = code_text(digest(document(9)))
        for code, by in ((unknown, one.code), (one.code, unknown)):
            with pytest.raises(UnknownCodeError):
                registry.supersede(code, by=by, reason="nothing")

    def test_what_is_no_unicode_text_is_refused_and_nothing_is_noted(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        code = registry.issue(document(1), release=RELEASE).code
        with pytest.raises(NotTextError, match="`note` is no Unicode text"):
            registry.note(code, note="a\udcff")
        with pytest.raises(NotTextError, match="`reason` is no Unicode text"):
            registry.retire(code, reason="\ud800")
        with pytest.raises(NotTextError, match="`by_whom` is no Unicode text"):
            registry.note(code, note="a", by_whom="b\udcff")
        assert registry.resolve(code).entries == ()
        registry.note(code, note="\0 \U0001f600")
        assert [each.value("note") for each in registry.resolve(code).notes] == ["\0 \U0001f600"]

    def test_notes_stay_with_a_code(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        first, second = registry.issue_many([document(1), document(2)], release=RELEASE)
        for text in ("order 4711/10", "order 4712/20", "order 4711/10"):
            registry.note(first.code, note=text)
        notes = [each.value("note") for each in registry.resolve(first.long_code).notes]
        assert notes == ["order 4711/10", "order 4712/20", "order 4711/10"]
        assert registry.resolve(second.code).entries == ()
        with pytest.raises(UnknownCodeError):
            registry.note(code_text(digest(document(3))), note="nothing")

    def test_a_code_that_several_share_is_marked_by_its_long_one(self, opened: Callable[..., Registry]) -> None:
        registry = opened(coder=narrow(6))
        one, two = clashing(6)
        first = registry.issue(one, release=RELEASE)
        registry.note(first.code, note="before the other came")
        second = registry.issue(two, release=RELEASE)
        with pytest.raises(AmbiguousCodeError):
            registry.retire(first.short_code, reason="which one?")
        registry.retire(second.long_code, reason="this one")
        assert registry.resolve(first.long_code).retired is None
        assert len(registry.resolve(first.long_code).notes) == 1
        assert registry.resolve(second.long_code).retired

    def test_the_log_tells_of_everything_in_order(self, opened: Callable[..., Registry]) -> None:
        registry = opened()
        issued = registry.issue_many((document(number) for number in range(1500)), release=RELEASE)
        registry.issue_many((document(number) for number in range(1500)), release="nothing new")
        registry.retire(issued[0].code, reason="recalled")
        registry.issue(document(2000), release="later@2")
        registry.note(issued[0].code, note="destroyed")
        entries = list(log_of(registry))
        assert [each.seq for each in entries] == list(range(1, len(entries) + 1))
        assert [each.kind for each in entries] == ["issued", "issued", "retired", "issued", "noted"]
        told = [code for each in entries if each.kind == "issued" for code in each.value("codes")]
        assert sorted(told) == sorted(each.long_code for each in (*issued, registry.issue(document(2000), release="x")))
        assert [each.value("release") for each in entries if each.kind == "issued"] == [RELEASE, RELEASE, "later@2"]
        assert registry.changes(after=3) == entries[3:]
        assert registry.changes(after=2, limit=1) == entries[2:3]
        assert len({each.id for each in entries}) == len(entries)

    def test_what_is_done_with_issuing_is_done_wholly_or_not_at_all(self, opened: Callable[..., Registry]) -> None:
        registry = opened()

        def also(tx: Transaction, answer: Issued) -> None:
            note(tx, "tried", answer.long_code if fails else None, {}, "2026-01-01T00:00:00.000Z")
            if fails:
                raise RegistryError("refused", "not this one")

        fails = True
        with pytest.raises(RegistryError, match="not this one"):
            registry.issue(document(1), release=RELEASE, also=also)
        assert registry.count() == 0
        assert registry.changes() == []
        fails = False
        assert registry.issue(document(1), release=RELEASE, also=also).new
        assert not registry.issue(document(1), release=RELEASE, also=also).new
        assert [each.kind for each in registry.changes()] == ["issued", "tried", "tried"]
