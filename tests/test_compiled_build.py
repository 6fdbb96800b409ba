"""The compiled build: its modules are compiled, it answers as the usual one does, and leaves the checkout alone."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from shutil import which
from zipfile import ZipFile

import pytest

from configurator import __version__

ROOT = Path(__file__).parents[1]
LEAST = 500
"""Configurations that are answered, at the least."""


def missing() -> str | None:
    """What a compiled build needs and is not here."""
    for name in ("hatchling", "mypyc", "setuptools"):
        if find_spec(name) is None:
            return f"{name}, of the extra `dev`, is not installed here"
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    if which(compiler) is None:
        return f"there is no C compiler here: `{compiler}` is not found"
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        return "there are no headers of Python here (Debian: python3-dev)"
    return None


def built(folder: Path) -> Path:
    """A wheel, built from this checkout by the backend alone, without a network; unoptimized, which takes seconds."""
    environment = {**os.environ, "HATCH_BUILD_HOOKS_ENABLE": "1", "MYPYC_OPT_LEVEL": "0"}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if what := missing():
        pytest.skip(what)
    return built(tmp_path_factory.mktemp("wheel"))


def modules() -> list[str]:
    """The modules that are compiled, without the ends of their names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named: list[str] = project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["modules"]
    return [each.removesuffix(".py") for each in named]


def libraries_in(folder: Path) -> set[str]:
    return {each.as_posix() for suffix in EXTENSION_SUFFIXES for each in (folder / "configurator").rglob(f"*{suffix}")}


def answers(package: Path) -> list[str]:
    """What the package in a folder answers to many configurations; the first line says which it is."""
    command = [sys.executable, "-P", str(ROOT / "tests" / "many_answers.py")]
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_wheel_is_for_this_platform_and_has_a_library_beside_the_source_of_each_module(wheel: Path) -> None:
    assert not wheel.name.endswith("-none-any.whl")
    shipped = set(ZipFile(wheel).namelist())
    libraries = {name.split(".")[0] for name in shipped if name.endswith(tuple(EXTENSION_SUFFIXES))}
    assert libraries == {*modules(), "configurator/compiled__mypyc"}
    assert {f"{name}.py" for name in modules()} <= shipped


def test_it_answers_as_the_usual_one_does(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path)
    plain, compiled = answers(ROOT), answers(tmp_path)
    assert plain[0] == f"False {ROOT / 'configurator'}"
    assert compiled[0] == f"True {tmp_path / 'configurator'}"
    assert len(plain) > LEAST
    assert compiled[1:] == plain[1:]


def test_the_command_says_that_it_is_compiled(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path)
    command = [sys.executable, "-P", "-m", "configurator", "--version"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"Optionary {__version__}, compiled\n"), done.stderr


def test_the_checkout_stays_as_it_was(wheel: Path) -> None:
    assert not libraries_in(ROOT)


def test_an_editable_install_is_never_compiled() -> None:
    if find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed here")
    spec = spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(hook := module_from_spec(spec))
    added: dict[str, object] = {}
    hook.CompiledModules(str(ROOT), {"modules": modules()}, None, None, "", "wheel").initialize("editable", added)
    assert not added
