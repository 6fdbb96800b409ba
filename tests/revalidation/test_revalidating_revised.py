"""Codes are tried under the data that is in force: a revision may move where and when something is sold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from cli_runs import run

from configurator import service
from configurator.errors import BatchQuestionError
from configurator.publishing import publish
from configurator.registry.opening import open_registry
from configurator.registry.stored import StoredRegistry
from configurator.release.files import files_of
from configurator.revalidating import JobState, TryingWorker, revalidate
from configurator.revising.registered import Proposal, propose
from configurator.revising.rows import Row
from configurator.standing import Standings

DAY = date(2020, 6, 1)
SINCE = datetime(2020, 5, 1, tzinfo=UTC)
BAGS = """catalog bags
product case "Case" {
  option cover "Cover": linen "Linen" { price: 1 EUR } | wool "Wool" { price: 2 EUR }
  sell cheap require cover.price < 3 EUR because "It is too dear."
}
"""


@pytest.fixture
def bags(tmp_path: Path) -> Path:
    path = tmp_path / "bags.vpc"
    path.write_text(BAGS, "utf-8")
    return path


@pytest.fixture
def store(bags: Path, tmp_path: Path) -> Iterator[StoredRegistry]:
    """A published release, a woolen case, and a revision that takes it out of sale in May."""
    with open_registry(tmp_path / "codes.db", create=True) as found:
        publish(found.releases, files_of(bags))
        loaded = service.load(bags)
        loaded.only.issue(found, {"cover": "wool"})
        rows = [Row("case/cover/wool", "price", "5 EUR")]
        assert propose(loaded.catalog, loaded.release, rows, Proposal("Ann", "dearer", SINCE), found).value
        yield found


def test_the_job_and_its_workers_try_codes_under_the_data_in_force(
    bags: Path, store: StoredRegistry, tmp_path: Path
) -> None:
    released = service.load(bags)
    (issued,) = store.codes(limit=10)
    batch = pa.record_batch({"code": [issued.code], "document": [issued.document]})
    for loaded, sellable in ((released, True), (released.at(SINCE, store), False), (released, True)):
        target = tmp_path / "tried.ndjson"
        revalidate(loaded.revalidation(DAY), store, target)
        assert json.loads(target.read_text())["sellable"] is sellable
        work = TryingWorker(loaded.files.packed(), loaded.release, DAY, loaded.changes)
        assert [row["sellable"] for each in work([batch]) for row in each.to_pylist()] == [sellable]


def test_a_code_stands_as_the_data_in_force_says(store: StoredRegistry) -> None:
    (issued,) = store.codes(limit=10)

    def under(day: date, moment: datetime | None = None) -> tuple[bool, str | None]:
        (found,) = Standings(store, day, moment).of(issued.code).under
        return found.sellable, found.why

    assert under(DAY) == under(SINCE.date()) == (False, "It is too dear.")
    assert under(date(2020, 4, 30)) == (True, None)
    assert under(DAY, datetime(2020, 4, 30, 23, 59, tzinfo=UTC)) == (True, None)


def test_commands_take_the_data_in_force(bags: Path, store: StoredRegistry, tmp_path: Path) -> None:
    (issued,) = store.codes(limit=10)
    target = str(tmp_path / "tried.ndjson")
    for on, sellable in ((("--on", "2020-05-01"), False), (("--on", "2020-04-30"), True), ((), False)):
        more = ("--registry", str(tmp_path / "codes.db"), *on)
        ran = run("standing", issued.code, *more, "--format", "json")
        assert [each["sellable"] for each in ran.json["releases"]] == [sellable], ran.err
        ran = run("registry", "revalidate", str(bags), *more, "-o", target, "--force")
        assert json.loads(Path(target).read_text())["sellable"] is sellable, ran.err


def test_a_job_is_not_gone_on_with_under_other_data(bags: Path, store: StoredRegistry, tmp_path: Path) -> None:
    released, state = service.load(bags), tmp_path / "job"
    revised = released.at(SINCE, store)
    released.only.issue(store, {"cover": "linen"})

    def job(loaded: service.LoadedCatalog, end_at: int) -> JobState:
        def ended(told: JobState) -> None:
            if told.seen == end_at:
                raise KeyboardInterrupt

        asked = loaded.revalidation(DAY)
        return revalidate(asked, store, tmp_path / "out.ndjson", state=state, page=1, part=1, progress=ended)

    with pytest.raises(KeyboardInterrupt):
        job(released, 2)
    with pytest.raises(BatchQuestionError, match="is of another release"):
        job(revised, 0)
    assert job(released, 0).unsellable == 0
    assert job(revised, 0).unsellable == 1
