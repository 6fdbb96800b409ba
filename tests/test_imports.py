"""What a process loads: resolving needs no language and no heavy library, and validating loads nothing new.

Each question is put to a fresh interpreter, which prints the modules that it has loaded in the end.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from configurator import load, open_registry
from configurator.places import shipped

ROOT = Path(__file__).parents[1]
HEAVY = frozenset({"PIL", "babel", "fontTools", "lark", "sqlite_utils", "pydantic", "jsonschema", "typer", "rich"})
LANGUAGE = frozenset({"configurator.syntax", "configurator.analysis", "configurator.compiler", "configurator.pipeline"})
ATELIER = shipped("catalogs") / "atelier" / "atelier.vpc"
BLEND = {"undertone": "cool", "depth": 12, "coverage": "sheer", "finish": "dewy", "hydration": "rich"}

LOADED = "\nimport sys\nprint('\\n'.join(sorted(set(sys.modules) - globals().get('before', set()))))\n"


def loaded_by(program: str, *arguments: str) -> set[str]:
    """The modules that a program has loaded in the end, or since it set `before`."""
    done = subprocess.run(
        [sys.executable, "-c", program + LOADED, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def heavy(modules: set[str]) -> set[str]:
    return {each.partition(".")[0] for each in modules} & HEAVY


@pytest.fixture
def issued(tmp_path: Path) -> tuple[Path, str]:
    """A registry with an issued code."""
    path = tmp_path / "codes.db"
    with open_registry(path, create=True) as registry:
        return path, load(ATELIER).only.issue(registry, BLEND).code


RESOLVE = """
import sys
import configurator
with configurator.open_registry(sys.argv[1], create=False) as registry:
    assert b'"depth":12' in registry.resolve(sys.argv[2]).document
"""


def test_resolving_loads_neither_the_language_nor_a_heavy_library(issued: tuple[Path, str]) -> None:
    path, code = issued
    modules = loaded_by(RESOLVE, str(path), code)
    assert "configurator.registry.sqlite" in modules
    assert heavy(modules) == set()
    assert modules & LANGUAGE == set()


def test_importing_the_package_loads_nothing_but_itself() -> None:
    modules = loaded_by("before = set(__import__('sys').modules)\nimport configurator")
    assert {each for each in modules if each.partition(".")[0] not in sys.stdlib_module_names} == {"configurator"}


LOAD = """
import sys
from configurator import load
foundation = load(sys.argv[1]).only
blend = {"undertone": "cool", "depth": 12, "coverage": "sheer", "finish": "dewy", "hydration": "rich"}
"""
VALIDATE = """
assert foundation.validate(blend).valid
assert foundation.code(blend).code
assert not foundation.validate({**blend, "depth": "12.50"}).valid
assert not foundation.validate({**blend, "finish": "matte"}).valid
assert not foundation.validate({**blend, "cap_engraving": "x" * 40}).valid
"""


def test_loading_a_catalog_loads_the_language_and_nothing_for_surfaces_or_stores() -> None:
    modules = loaded_by(LOAD, str(ATELIER))
    assert heavy(modules) == {"lark"}
    assert not modules & {"sqlite3", "configurator.registry.sqlite"}
    assert not any(each.startswith("configurator.cli") for each in modules)


def test_validating_with_a_loaded_catalog_loads_nothing_heavy_and_nothing_of_ours() -> None:
    modules = loaded_by(f"{LOAD}before = set(sys.modules)\n{VALIDATE}", str(ATELIER))
    assert heavy(modules) == set()
    assert {each for each in modules if each.startswith(("configurator.syntax", "configurator.analysis"))} == set()


def test_validating_what_is_valid_loads_nothing_at_all() -> None:
    program = f"{LOAD}before = set(sys.modules)\nassert foundation.code(blend).code\n"
    assert loaded_by(program, str(ATELIER)) == set()


def test_a_heavy_import_is_seen() -> None:
    assert heavy(loaded_by("import lark")) == {"lark"}
