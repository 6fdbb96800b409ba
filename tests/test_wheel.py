"""The wheel is complete: grammars, catalogs, help pages and data files are inside, and nothing of the tests."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
DATA = frozenset({".json", ".lark", ".vpc", ".csv", ".md", ".sql", ".typed"})
"""Endings of files that the package reads, or a type checker looks for."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel, built from this checkout by the backend alone, without a network."""
    if find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed here")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return ZipFile(next(folder.glob("*.whl")))


def files_below(folder: str) -> set[str]:
    """The files of the checkout below a folder that should ship, from the top."""
    paths = (ROOT / folder).rglob("*")
    return {path.relative_to(ROOT).as_posix() for path in paths if path.is_file() and "__pycache__" not in path.parts}


def shipped(wheel: ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if not name.endswith("/")}


def test_every_module_and_every_data_file_of_the_package_ships(wheel: ZipFile) -> None:
    ours = {each for each in files_below("configurator") if PurePosixPath(each).suffix in DATA | {".py"}}
    assert "configurator/py.typed" in ours
    assert ours <= shipped(wheel)


@pytest.mark.parametrize("folder", ["grammars", "catalogs"])
def test_what_stands_beside_the_package_ships_inside_it(wheel: ZipFile, folder: str) -> None:
    ours = files_below(folder)
    assert ours
    assert {f"configurator/{each}" for each in ours} <= shipped(wheel)


@pytest.mark.parametrize(
    "name",
    [
        "configurator/py.typed",
        "configurator/grammars/catalog.lark",
        "configurator/catalogs/atelier/atelier.vpc",
        "configurator/catalogs/studio/teams.csv",
        "configurator/text/unicode-15.0.0.json",
        "configurator/text/UNICODE-LICENSE.txt",
        "configurator/identity/document.schema.json",
        "configurator/registry/migrations/sqlite/0001_initial.sql",
        "configurator/registry/migrations/postgres/0002_log.sql",
        "configurator/help/codes/unknown-value.md",
        "configurator/help/how-to/use-a-spreadsheet.md",
        "configurator/help/reference/language.md",
        "configurator/help/tutorial/tutorial.md",
    ],
)
def test_a_file_that_the_package_reads_has_what_the_checkout_has(wheel: ZipFile, name: str) -> None:
    beside = ROOT / name if (ROOT / name).exists() else ROOT / name.removeprefix("configurator/")
    assert wheel.read(name) == beside.read_bytes()


def test_nothing_ships_but_the_package_and_its_description(wheel: ZipFile) -> None:
    folders = {name.split("/")[0] for name in shipped(wheel)}
    described = {folder for folder in folders if folder.endswith(".dist-info")}
    assert folders == {"configurator", *described}
    assert len(described) == 1


def test_nothing_of_the_tests_and_no_leftovers_ship(wheel: ZipFile) -> None:
    for name in shipped(wheel):
        parts = PurePosixPath(name).parts
        assert not {"tests", "__pycache__", "conftest.py"} & set(parts), name
        assert PurePosixPath(name).suffix not in (".pyc", ".db", ".sqlite", ".orig"), name
        assert not parts[-1].startswith("test_"), name


def test_the_wheel_has_its_licenses_and_its_command(wheel: ZipFile) -> None:
    described = {name.split("/", 1)[1]: name for name in shipped(wheel) if ".dist-info/" in name}
    assert {"METADATA", "entry_points.txt", "licenses/LICENSE"} <= set(described)
    assert "configurator = configurator.__main__:main" in wheel.read(described["entry_points.txt"]).decode()
    assert "Requires-Python: >=3.11" in wheel.read(described["METADATA"]).decode()


def test_the_package_in_the_wheel_works_without_the_checkout(wheel: ZipFile, tmp_path: Path) -> None:
    """Grammars and catalogs are found beside the modules."""
    wheel.extractall(tmp_path)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import configurator; from configurator.places import shipped\n"
        "assert configurator.__file__.startswith(sys.argv[1]), configurator.__file__\n"
        "print(configurator.load(shipped('catalogs') / 'atelier' / 'atelier.vpc').only.count())\n"
    )
    command = [sys.executable, "-P", "-c", program, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "22000"), done.stderr
