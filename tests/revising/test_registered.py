"""Revisions in a registry: kept once they are proved, in force from their moment on, carried to the next release."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from revisions import CAFE

from configurator.catalog_files import CatalogFiles
from configurator.diagnostics import Outcome
from configurator.errors import RevisionError
from configurator.publishing import publish
from configurator.registry.opening import open_registry
from configurator.registry.stored import StoredRegistry
from configurator.revising.carried import carry, release_before
from configurator.revising.recorded import history
from configurator.revising.registered import Proposal, Proposed, moment_text, propose
from configurator.revising.rows import Row
from configurator.service import LoadedCatalog, load

NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
JANUARY = datetime(2027, 1, 1, tzinfo=UTC)
MUG = {"size": "small", "shade": "white", "two": ["eagles"]}


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoredRegistry]:
    address = tmp_path / "codes.db" if request.param == "SQLite" else request.getfixturevalue("address")
    with open_registry(address, create=True) as found:
        yield found


@pytest.fixture
def cafe(tmp_path: Path) -> LoadedCatalog:
    return written(tmp_path / "cafe.vpc", CAFE)


def written(path: Path, text: str) -> LoadedCatalog:
    path.write_text(text, "utf-8")
    return load(CatalogFiles(path))


def kept(
    cafe: LoadedCatalog,
    registry: StoredRegistry,
    *rows: tuple[str, str, str | None],
    since: datetime = DECEMBER,
    author: str = "ann",
    approved_by: str | None = None,
    four_eyes: bool = False,
) -> Outcome[Proposed]:
    proposal = Proposal(author, "season", since, approved_by)
    made = [Row(*row) for row in rows]
    return propose(cafe.catalog, cafe.release, made, proposal, registry, four_eyes=four_eyes)


def price(cafe: LoadedCatalog, registry: StoredRegistry, moment: datetime) -> Fraction:
    line = cafe.at(moment, registry)["mug"]
    verdict = line.validate(MUG)
    assert verdict.valid
    return line.offer(verdict.completed, moment.date()).amounts["price"].base


def test_a_price_is_in_force_from_its_moment_on(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    assert cafe.at(DECEMBER, registry) is cafe
    assert kept(cafe, registry, ("mug/size/small", "price", "8.50 EUR")).value
    assert kept(cafe, registry, ("mug/size/small", "price", "9"), since=JANUARY).value
    moments = (NOVEMBER, DECEMBER, datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), JANUARY)
    assert [price(cafe, registry, each) for each in moments] == [10, Fraction("10.5"), Fraction("10.5"), 11]


def test_a_revision_that_comes_later_for_an_earlier_moment_is_overruled_from_the_later_one_on(
    cafe: LoadedCatalog, registry: StoredRegistry
) -> None:
    kept(cafe, registry, ("mug/size/small", "price", "9 EUR"), since=JANUARY)
    kept(cafe, registry, ("mug/size/small", "price", "7 EUR"), since=DECEMBER)
    kept(cafe, registry, ("mug/size/small", "price", "6 EUR"), since=DECEMBER)
    assert [price(cafe, registry, each) for each in (NOVEMBER, DECEMBER, JANUARY)] == [10, 8, 11]


def test_verdicts_and_codes_are_those_of_the_release(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    kept(cafe, registry, ("mug/size/small", "price", "8.50 EUR"), ("mug/size/small", "weight", "250 g"))
    later = cafe.at(DECEMBER, registry)
    assert later.release == cafe.release
    assert later["mug"].code(MUG).document == cafe["mug"].code(MUG).document
    assert later["mug"].count() == cafe["mug"].count()
    heavy = {"size": "large", "shade": "white", "logo": "eagles"}
    assert later["mug"].validate(heavy).problems == cafe["mug"].validate(heavy).problems
    issued = later["mug"].issue(registry, MUG)
    assert registry.resolve(issued.code).release == cafe.release
    assert later.at(NOVEMBER, registry)["mug"].product == cafe["mug"].product


def test_batches_and_other_processes_know_of_revisions(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    pytest.importorskip("pyarrow")
    import pickle

    kept(cafe, registry, ("mug/size/small", "price", "8.50 EUR"))
    line = cafe.at(DECEMBER, registry)["mug"]
    assert [str(each) for each in line.amounts_many([MUG], "price")["price"].to_pylist()] == ["10.50"]
    there = pickle.loads(pickle.dumps(line.for_workers(following=line.following(amounts="price"))))
    import pyarrow as pa

    rows = pa.RecordBatch.from_pylist([MUG])
    (answer,) = there(iter([rows]))
    assert [str(each) for each in answer.column("price").to_pylist()] == ["10.50"]


def test_what_is_cheapest_is_asked_of_the_prices_in_force(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    from configurator.engine.optimum import least
    from configurator.engine.priced import Priced
    from configurator.engine.quantity import quantity_of

    def cheapest(line: object) -> Fraction:
        space = line.space  # type: ignore[attr-defined]
        found = least(Priced.of(space, quantity_of(space.product, "price")))
        assert found is not None
        return found.base

    assert cheapest(cafe["mug"]) == 8
    kept(cafe, registry, ("mug/size/small", "price", "8.25 EUR"))
    assert cheapest(cafe.at(DECEMBER, registry)["mug"]) == Fraction("8.25")
    assert cheapest(cafe["mug"]) == 8


def test_keeping_a_revision_again_changes_nothing(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    row = ("mug/size/small", "price", "8.50 EUR")
    first, again = (kept(cafe, registry, row).value for _ in range(2))
    assert first is not None
    assert again is not None
    assert first.recorded == again.recorded
    assert first.recorded is not None
    assert first.recorded.kept.name.startswith("sha256:")
    assert len(registry.revisions.of_release(cafe.release)) == 1
    (entry,) = registry.changes()
    assert (entry.kind, entry.subject, entry.value("author")) == ("revised", cafe.release, "ann")
    assert entry.value("revision") == first.recorded.kept.name
    assert registry.revisions.get(first.recorded.kept.name) == first.recorded.kept


def test_what_would_move_a_rule_at_a_later_moment_is_refused_now(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    # eagles and owls together may come to 3 EUR: sound in either order, and not all three together
    assert kept(cafe, registry, ("space team/owls", "royalty", "1 EUR"), since=JANUARY).value
    assert kept(cafe, registry, ("space team/eagles", "royalty", "1.50 EUR"), since=NOVEMBER).value
    refused = kept(cafe, registry, ("space team/hawks", "royalty", "2 EUR"), since=DECEMBER)
    assert refused.value is None
    assert {each.code.name for each in refused.diagnostics} == {"deciding-attribute"}
    assert len(registry.revisions.of_release(cafe.release)) == 2


def test_a_later_revision_is_proved_together_with_an_earlier_one(tmp_path: Path, registry: StoredRegistry) -> None:
    text = """catalog both
product mug {
  option one: a { price: 1 } | b
  option two: c { price: 1 } | d
  rule cheap require one.price + two.price <= 3
}
"""
    both = written(tmp_path / "both.vpc", text)
    assert kept(both, registry, ("mug/one/a", "price", "2"), since=JANUARY).value
    refused = kept(both, registry, ("mug/two/c", "price", "2"), since=DECEMBER)
    assert refused.value is None
    assert [each.message.partition("sha256:")[0] for each in refused.diagnostics if each.is_error] == [
        "a rule would move once the revision "
    ]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"author": " "}, "no-author"),
        ({"four_eyes": True}, "not-approved"),
        ({"four_eyes": True, "approved_by": "Ann "}, "own-approval"),
        ({"since": datetime(2026, 12, 1)}, "wrong-moment"),  # noqa: DTZ001
    ],
)
def test_what_is_not_said_or_not_approved_is_refused(
    cafe: LoadedCatalog, registry: StoredRegistry, said: dict[str, object], reason: str
) -> None:
    with pytest.raises(RevisionError) as caught:
        kept(cafe, registry, ("mug/size/small", "price", "8.50 EUR"), **said)  # type: ignore[arg-type]
    assert caught.value.reason == reason
    assert kept(cafe, registry, ("mug", "note", "x"), approved_by="bob", four_eyes=True).value


def test_history_says_who_changed_what(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    kept(cafe, registry, ("mug/size/small", "price", "8.50 EUR"), ("mug/color/navy", "soaked", "no"))
    kept(cafe, registry, ("mug/size/small", "price", "9 EUR"), since=JANUARY, author="bob", approved_by="ann")
    kept(cafe, registry, ("space team/owls", "label", "Owl"))
    found = history(registry, "cafe")
    assert [(each.author, len(each.changes)) for each in found] == [("ann", 2), ("bob", 1), ("ann", 1)]
    of_price = history(registry, "cafe", "cafe/mug.size.small.price")
    told = [(each.author, change.old, change.new) for each in of_price for change in each.changes]
    assert told == [("ann", "8.00 EUR", "8.50 EUR"), ("bob", "8.00 EUR", "9.00 EUR")]
    assert [len(each.changes) for each in history(registry, "cafe", "mug/size")] == [1, 1]
    assert [each.changes[0].path for each in history(registry, "cafe", "space team")] == ["space team/owls"]
    assert history(registry, "cafe", "mug/siz") == []
    assert history(registry, "other") == []


def test_a_new_release_carries_what_still_fits_and_drops_the_rest(tmp_path: Path, registry: StoredRegistry) -> None:
    cafe = written(tmp_path / "cafe.vpc", CAFE)
    kept(cafe, registry, ("mug/size/small", "price", "8.50 EUR"), ("mug/size/large", "price", "9.50 EUR"))
    kept(cafe, registry, ("space team/owls", "label", "Owl"), since=JANUARY)
    kept(cafe, registry, ("mug/size/small", "weight", "240 g"))
    text = (
        CAFE.replace("price: 9 EUR", "price: 10 EUR")
        .replace("> 250 g", "> 239 g")
        .replace('owls "Owls"', 'uhus "Owls" { was: owls }')
    )
    new = written(tmp_path / "cafe.vpc", text)
    assert new.at(JANUARY, registry) is new
    found = carry(new.catalog, new.release, registry)
    told = [(each.after is not None, [(c.path, why) for c, why in each.dropped]) for each in found]
    assert told[0] == (True, [("mug/size/large", "the new release itself says `10.00 EUR`, where it was `9.00 EUR`")])
    assert told[1][0] is False
    assert told[1][1][0][0] == "mug/size/small"
    assert "would decide otherwise" in told[1][1][0][1]
    assert told[2] == (True, [])
    assert found[0].after is not None
    assert found[0].after.carried_from == found[0].before.kept.name
    assert price(new, registry, DECEMBER) == Fraction("10.5")
    assert new.at(JANUARY, registry).catalog.spaces["team"].by_key["uhus"].label == "Owl"
    number = len(registry.revisions.of_release(new.release))
    assert carry(new.catalog, new.release, registry) == found
    assert len(registry.revisions.of_release(new.release)) == number == 2


def test_what_is_carried_is_of_the_release_published_before_whichever_was_revised_last(
    tmp_path: Path, registry: StoredRegistry
) -> None:
    first = written(tmp_path / "first.vpc", CAFE)
    assert release_before(first.catalog, first.release, registry) is None
    kept(first, registry, ("mug", "note", "of the first"))
    second = written(tmp_path / "second.vpc", CAFE.replace('"Small"', '"Little"'))
    assert release_before(second.catalog, second.release, registry) == first.release
    for each in (first, second):
        publish(registry.releases, each.files)
    kept(second, registry, ("mug", "note", "of the second"))
    kept(first, registry, ("mug", "label", "Mug of before"), since=JANUARY)  # a correction of what is sold out
    third = written(tmp_path / "third.vpc", CAFE.replace('"Small"', '"Tiny"'))
    assert release_before(third.catalog, third.release, registry) == second.release
    found = carry(third.catalog, third.release, registry)
    assert [change.new for each in found for change in each.before.changes] == ["of the second"]
    publish(registry.releases, third.files)
    assert release_before(third.catalog, third.release, registry) == second.release
    assert release_before(first.catalog, first.release, registry) is None


def test_somebody_else_who_revises_at_the_same_moment_is_noticed(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    kept(cafe, registry, ("mug", "note", "x"))
    with pytest.raises(RevisionError) as caught:
        registry.revisions.add(b"{}", catalog="cafe", release=cafe.release, effective="x", seen=0, told={})
    assert caught.value.reason == "meanwhile"


def test_moments_are_told_in_utc_to_the_second() -> None:
    assert moment_text(datetime.fromisoformat("2026-12-01T01:30:00.9+01:00")) == "2026-12-01T00:30:00Z"


def test_a_release_that_is_a_file_is_revised_like_its_catalog(cafe: LoadedCatalog, registry: StoredRegistry) -> None:
    from configurator.release.making import release_of
    from configurator.release.opened import open_release

    released = open_release(release_of(cafe.files))
    assert released.release == cafe.release
    kept(cafe, registry, ("mug/size/small", "price", "8.50 EUR"))
    assert price(released, registry, DECEMBER) == Fraction("10.5")
    assert released.at(DECEMBER, registry)["mug"].code(MUG).document == released["mug"].code(MUG).document
