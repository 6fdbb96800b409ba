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

from configurator.errors import AmbiguousCodeError, CodeError, UnknownCodeError
from configurator.identity.code import read_code
from configurator.identity.code_text import LONG, code_text, grouped, long_code, payload_of, payload_text
from configurator.identity.digest import digest
from configurator.registry.store import CODER, Clock, Coder, Registry, utc_now

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
        assert registry.events() == []

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
        with pytest.raises(CodeError):
            registry.resolve("not a code")

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
        (event,) = registry.events()
        assert event.kind == "clash"
        detail = {"short": first.short_code, "new": second.long_code, "others": [first.long_code]}
        assert json.loads(event.detail) == detail
        again = registry.issue_many([two, one], release=RELEASE)
        assert [(answer.code, answer.new) for answer in again] == [(second.code, False), (first.code, False)]
        assert again[1].clash == (second.long_code,)
        assert registry.events(after=event.seq) == []

    def test_a_clash_within_one_batch_is_the_same(self, opened: Callable[..., Registry]) -> None:
        one, two = clashing(6)
        registry = opened(coder=narrow(6))
        first, second = registry.issue_many([one, two], release=RELEASE)
        assert (first.code, second.code) == (first.short_code, second.long_code)
        assert second.clash == (first.long_code,)
        assert len(registry.events()) == 1
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
        reported = 0
        while events := registry.events(after=reported):
            reported = events[-1].seq
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
