"""A process that has just begun answers from a release; what it loads for that; and all processes make the same."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pytest
from released import mug

from configurator.catalog_files import CatalogFiles
from configurator.in_batches import ForWorkers
from configurator.release.making import release_of
from configurator.release.opened import open_release
from configurator.service import load

ROOT = Path(__file__).parents[2]
HEAVY = ("lark", "typer", "pydantic", "sqlite_utils", "oxidd", "orjson", "numpy", "pyarrow", "rich", "babel")
"""Libraries that no first code waits for."""

FIRST_CODE = """
import sys, configurator
line = configurator.open_release(sys.argv[1]).only
print(line.is_valid({"size": "small"}), line.code({"size": "small", "color": "white"}).code)
print(*sys.modules)
"""


def printed(script: str, file: Path, **environment: str) -> list[str]:
    """What a process of its own prints, line by line."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    return done.stdout.splitlines()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a release; its catalog is not there any more."""
    catalog = mug(tmp_path / "catalog")
    (tmp_path / "mug.vpcr").write_bytes(release_of(CatalogFiles(catalog)))
    catalog.unlink()
    return tmp_path / "mug.vpcr"


def test_a_first_code_loads_look_up_tables_and_nothing_else(file: Path) -> None:
    answers, modules = printed(FIRST_CODE, file)
    assert answers == f"False {open_release(file).only.code({'size': 'small', 'color': 'white'}).code}"
    loaded = {each for each in modules.split() if each.startswith("configurator.")}
    assert not {each.split(".")[0] for each in modules.split()}.intersection(HEAVY)
    assert not {"dataclasses", "typing", "pathlib", "inspect"}.intersection(modules.split())
    parts = {each.split(".")[1] for each in loaded}
    assert parts == {"release", "identity", "knowledge"}
    assert "configurator.knowledge.model_data" not in loaded


def test_what_is_not_looked_up_is_answered_without_parsing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("what the catalog means is in the release, so nobody parses it")

    monkeypatch.setattr("configurator.pipeline.parse", never)
    problems = open_release(file).only.validate({"size": "small", "team": "foxes"}).problems
    assert [each.code.value for each in problems] == ["missing-option", "unknown-value"]


@pytest.mark.parametrize("coded", [True, False])
def test_workers_get_the_release_and_answer_from_it(file: Path, coded: bool) -> None:
    rows = pa.table({"order": [1, 2], "size": ["small", None], "color": ["white", "navy"]})
    work = open_release(file).only.for_workers(keep=["order"], coded=coded)
    sent = pickle.dumps(work)
    assert file.read_bytes() in sent
    file.unlink()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        found = pool.submit(answered, pickle.loads(sent), rows).result()
    assert found.column("valid").to_pylist() == [True, False]


def answered(work: ForWorkers, rows: pa.Table) -> pa.Table:
    return pa.Table.from_batches(list(work(rows.to_batches())))


MAKING = """
import sys
from pathlib import Path
from hashlib import sha256
from configurator.catalog_files import CatalogFiles
from configurator.release.making import release_of
print(sha256(release_of(CatalogFiles(Path(sys.argv[1])))).hexdigest())
"""


@pytest.mark.parametrize("name", ["jersey", "keepsake", "gifts", "sneaker"])
def test_a_release_is_the_same_whatever_the_seed_of_hashes(name: str, tmp_path: Path) -> None:
    path = ROOT / "catalogs" / name / f"{name}.vpc"
    found = [
        printed(MAKING, path, PYTHONHASHSEED=seed, XDG_CACHE_HOME=str(tmp_path / seed)) for seed in ("0", "1", "4242")
    ]
    assert found[0] == found[1] == found[2]


def test_who_has_spaces_kept_makes_the_same_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = mug(tmp_path)
    first = release_of(CatalogFiles(path))
    load(path).only.narrow({})
    assert release_of(CatalogFiles(path)) == first
