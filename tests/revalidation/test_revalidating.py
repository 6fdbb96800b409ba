"""The job over a whole registry: killed at any moment and begun again, it gives the answers of one that was not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from boxes import DAY, SECOND, boxes, sound
from job import run

from configurator.errors import BatchInputError, BatchQuestionError
from configurator.registry.opening import open_registry
from configurator.revalidating import JobState, revalidate, write_codes
from configurator.revalidation import Revalidation

CALLS = 2 + 1 + 1 + 1
"""Of each part: two syncs, its name; then the sync of how far the job is, and its name."""
PARTS = 6


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("registry") / "codes.db"
    with open_registry(path, create=True) as store:
        store.issue_many([each.document for each in boxes()], release="shop@first")
        store.issue(b'{"choices":{"size":"small"},"product":"shop2/box"}', release="shop2@first")
    return path


def rows(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(path).to_pylist()
    return found


def test_the_answers_are_those_of_reading_each_code(registry: Path, tmp_path: Path) -> None:
    standing = run(registry, None, tmp_path / "out.parquet")
    revalidation = Revalidation(sound(SECOND), DAY)
    with open_registry(registry) as store:
        tried = [revalidation.one(each) for each in store.codes(limit=1000)]
    expected = [each for each in tried if each is not None]
    assert rows(tmp_path / "out.parquet") == [
        {
            "code": each.code,
            "product": each.product,
            "buildable": each.buildable,
            "problem": each.problem,
            "sellable": each.sellable,
            "code_kept": each.code_kept,
        }
        for each in expected
    ]
    assert (standing.of, standing.seen, standing.asked) == (577, 577, 576)
    assert standing.unbuildable == sum(not each.buildable for each in expected) == sum(standing.reasons.values())
    assert standing.unsellable == sum(each.buildable and not each.sellable for each in expected)
    assert standing.endangered == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "out.parquet"]


def killed(registry: Path, folder: Path, at: int) -> int:
    """How a job ends that is killed at a call; 0 where it comes to its end before."""
    job = [sys.executable, str(Path(__file__).with_name("job.py"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [*job, str(registry), str(folder / "state"), str(folder / "out.ndjson"), str(at)], env=environment, check=False
    ).returncode


@pytest.mark.parametrize("at", [1, 3, 5, 12, CALLS * PARTS + 1])
def test_a_job_that_was_killed_goes_on_to_the_same_answers(registry: Path, tmp_path: Path, at: int) -> None:
    expected = run(registry, None, tmp_path / "expected.ndjson")
    assert killed(registry, tmp_path, at) < 0
    assert not (tmp_path / "out.ndjson").exists()
    assert killed(registry, tmp_path, 2) < 0 or at > CALLS * PARTS
    standing = run(registry, tmp_path / "state", tmp_path / "out.ndjson")
    assert standing == expected
    assert (tmp_path / "out.ndjson").read_bytes() == (tmp_path / "expected.ndjson").read_bytes()
    assert not (tmp_path / "state").exists()


def test_what_was_done_is_not_done_again(registry: Path, tmp_path: Path) -> None:
    assert killed(registry, tmp_path, CALLS * 2 + 1) < 0
    done = json.loads((tmp_path / "state" / "state.json").read_text())["done"]
    assert (done["parts"], done["seen"]) == (2, 200)
    seen = []
    with open_registry(registry) as store:
        revalidation = Revalidation(sound(SECOND), DAY)
        revalidate(
            revalidation,
            store,
            tmp_path / "out.ndjson",
            state=tmp_path / "state",
            progress=lambda told: seen.append(told.seen),
        )
    assert seen == [577]


def test_a_folder_of_another_question_is_refused(registry: Path, tmp_path: Path) -> None:
    assert killed(registry, tmp_path, CALLS + 1) < 0
    with open_registry(registry) as store:
        revalidation = Revalidation(sound(SECOND), DAY)
        for other in ({"name": "another registry"}, {"state": Path(__file__).parent}):
            asked = {"state": tmp_path / "state", **other}
            with pytest.raises(BatchQuestionError, match=r"is of another release|has other files"):
                revalidate(revalidation, store, tmp_path / "out.ndjson", **asked)  # type: ignore[arg-type]
        (tmp_path / "state" / "state.json").write_bytes(b"{")
        with pytest.raises(BatchQuestionError, match="damaged"):
            revalidate(revalidation, store, tmp_path / "out.ndjson", state=tmp_path / "state")
        with pytest.raises(BatchInputError):
            revalidate(revalidation, store, tmp_path / "out.txt")


@pytest.mark.parametrize(
    ("begun_with", "gone_on_with"),
    [
        ("postgresql:///codes?host=one", "postgresql:///codes?host=two"),
        ("postgresql://?service=one", "postgresql://?service=two"),
        ("postgresql://ann@h/codes", "postgresql://bob@h/codes"),
    ],
)
def test_a_job_is_not_gone_on_with_in_another_registry(
    registry: Path, tmp_path: Path, begun_with: str, gone_on_with: str
) -> None:
    def stop(told: JobState) -> None:
        if told.parts:
            raise RuntimeError(told)

    with open_registry(registry) as store:
        revalidation, state, target = Revalidation(sound(SECOND), DAY), tmp_path / "state", tmp_path / "out.ndjson"
        how: dict[str, Any] = {"state": state, "page": 50, "part": 1, "progress": stop}
        with pytest.raises(RuntimeError):
            revalidate(revalidation, store, target, name=begun_with, **how)
        with pytest.raises(BatchQuestionError, match="another release, registry or day"):
            revalidate(revalidation, store, target, name=gone_on_with, **how)
        with pytest.raises(RuntimeError):
            revalidate(revalidation, store, target, name=begun_with, **how)


@pytest.fixture(scope="module")
def begun(registry: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a job that was killed once it had written a part."""
    folder = tmp_path_factory.mktemp("begun")
    assert killed(registry, folder, CALLS + 1) < 0
    return folder / "state"


def test_a_folder_of_another_version_is_told_so(registry: Path, begun: Path, tmp_path: Path) -> None:
    """As the first version kept it: how far the job is had another name."""
    state = Path(shutil.copytree(begun, tmp_path / "state"))
    kept = json.loads((state / "state.json").read_bytes())
    kept["question"]["format"] = 1
    kept["standing"] = kept.pop("done")
    (state / "state.json").write_text(json.dumps(kept))
    with pytest.raises(BatchQuestionError, match="is of another version of this program") as caught:
        run(registry, state, tmp_path / "out.ndjson")
    assert caught.value.reason == "foreign-state"


def without(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda done: done.pop(name)


@pytest.mark.parametrize(
    "damage",
    [
        without("after"),
        without("parts"),
        dict.clear,
        lambda done: done.update(x=1),
        lambda done: done.update(seen="1"),
        lambda done: done.update(seen=-1),
        lambda done: done.update(parts=2),
        lambda done: done.update(parts=0),
        lambda done: done.update(after=None),
        lambda done: done.update(reasons=[]),
        lambda done: done.update(reasons={"why": None}),
    ],
)
def test_a_folder_that_is_damaged_is_told_before_anything_is_tried(
    registry: Path, begun: Path, tmp_path: Path, damage: Callable[[dict[str, Any]], object]
) -> None:
    kept = shutil.copytree(begun, tmp_path / "state") / "state.json"
    said = json.loads(kept.read_bytes())
    damage(said["done"])
    kept.write_text(json.dumps(said))
    refused_as_damaged(registry, tmp_path)


@pytest.mark.parametrize("part", [None, b"", b"ARROW1"])
def test_a_part_that_is_gone_or_cut_off_is_told_before_anything_is_tried(
    registry: Path, begun: Path, tmp_path: Path, part: bytes | None
) -> None:
    path = shutil.copytree(begun, tmp_path / "state") / "00000000.arrow"
    whole = path.read_bytes()
    path.unlink()
    if part is not None:
        path.write_bytes(part or whole[:-1])
    refused_as_damaged(registry, tmp_path)


def refused_as_damaged(registry: Path, folder: Path) -> None:
    tried: list[object] = []
    with open_registry(registry) as store, pytest.raises(BatchQuestionError, match="is damaged") as refused:
        revalidate(
            Revalidation(sound(SECOND), DAY),
            store,
            folder / "out.ndjson",
            state=folder / "state",
            page=50,
            part=2,
            progress=tried.append,
        )
    assert refused.value.reason == "damaged-state"
    assert (tried, (folder / "out.ndjson").exists()) == ([], False)


def test_a_password_leaves_no_trace_and_may_change(registry: Path, tmp_path: Path) -> None:
    kept = []
    with open_registry(registry) as store:
        revalidation = Revalidation(sound(SECOND), DAY)

        def stop(password: str) -> None:
            """Begin the job, or go on, under the address with a password, and end once there is a part."""

            def stopped(told: JobState) -> None:
                if told.parts:
                    kept.append((tmp_path / "state" / "state.json").read_bytes())
                    raise KeyboardInterrupt

            name = f"postgresql://ann:{password}@db.example/codes?password={password}&host=one"
            with pytest.raises(KeyboardInterrupt):
                revalidate(
                    revalidation,
                    store,
                    tmp_path / "out.ndjson",
                    state=tmp_path / "state",
                    name=name,
                    page=50,
                    part=1,
                    progress=stopped,
                )

        for password in ("first", "first", "second"):
            stop(password)
    questions = [json.loads(each)["question"] for each in kept]
    assert questions == [questions[0]] * 3


def test_answers_in_the_folder_of_the_job_are_refused(registry: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    (tmp_path / "link").symlink_to(state, target_is_directory=True)
    for target in (state / "out.ndjson", state / "in" / "out.ndjson", tmp_path / "link" / "out.ndjson"):
        with pytest.raises(BatchQuestionError, match="would stand in the folder"):
            run(registry, state, target)
    assert not state.exists()


def test_only_files_of_the_job_are_deleted_with_its_folder(registry: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert killed(registry, tmp_path, CALLS + 1) < 0
    (state / "notes.txt").write_text("ours")
    run(registry, state, tmp_path / "out.ndjson")
    assert [each.name for each in state.iterdir()] == ["notes.txt"]


def test_codes_are_written_for_clusters(registry: Path, tmp_path: Path) -> None:
    with open_registry(registry) as store:
        assert write_codes(store, tmp_path / "codes.parquet") == 577
        expected = store.codes(limit=1000)
    found = rows(tmp_path / "codes.parquet")
    assert [each["document"] for each in found] == [each.document for each in expected]
    assert list(found[0]) == ["code", "digest", "document", "release", "issued_at"]


def test_codes_in_postgresql_are_tried_and_written_like_those_in_a_file(
    registry: Path, address: str, tmp_path: Path
) -> None:
    with open_registry(address, create=True) as store:
        store.issue_many([each.document for each in boxes()], release="shop@first")
        assert write_codes(store, tmp_path / "codes.parquet") == 576
        standing = revalidate(Revalidation(sound(SECOND), DAY), store, tmp_path / "out.parquet", page=50, part=2)
    assert standing.asked == 576
    run(registry, None, tmp_path / "expected.parquet")
    assert rows(tmp_path / "out.parquet") == rows(tmp_path / "expected.parquet")
