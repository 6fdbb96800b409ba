"""The optional compiled build: `HATCH_BUILD_HOOKS_ENABLE=1 pip install .` compiles the modules of the hot path.

They are named in `pyproject.toml`, and mypyc compiles them as they are, which takes a C compiler and Python's headers.
Each becomes a library beside its source, which Python then loads instead; all else in the wheel is as in the usual one,
which has no libraries and serves every platform. An editable install is never compiled, and nothing is written into the
checkout.

What mypyc makes differs in what it does not keep: functions and classes have no docstrings, and classes can neither be
pickled nor copied. So modules whose classes leave them, or whose pages people ask `help` for, stay as they are. With
`MYPYC_OPT_LEVEL=0` libraries are made in a third of the time, and are slow.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GROUP = "configurator.compiled"
"""The library that has all the code, `configurator.compiled__mypyc`; those beside the modules only lead to it."""

MYPY = [
    "--config-file=",
    "--cache-dir=/dev/null",
    "--follow-imports=skip",  # to look into all that they import takes a minute, and gains nothing
    "--ignore-missing-imports",
    "--disable-error-code=return",  # who has not looked into a union cannot know that a `match` has all of it
]

PROGRAM = """
import json, sys
from mypyc.build import mypycify
from setuptools import setup
level, group, *given = json.loads(sys.argv.pop())
made = mypycify(given, group_name=group, target_dir="c", opt_level=level, debug_level="0")
setup(name="compiled", packages=[], ext_modules=made)
"""


class CompiledModules(BuildHookInterface[Any]):
    """Puts the libraries into a wheel, which is then for this platform and this version of Python."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, unless this is an editable install. Raises `RuntimeError`, with all that was said, if that fails."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory(prefix="compiled-")
        made = compiled(Path(self.root), self.config["modules"], Path(self._folder.name))
        build_data["force_include"] |= {str(path): name for name, path in made.items()}
        build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """The wheel has them now."""
        if version != "editable":
            self._folder.cleanup()


def compiled(root: Path, modules: list[str], folder: Path) -> dict[str, Path]:
    """The libraries for modules below `root`, made in an empty folder: their names from the top, and where they are."""
    for each in modules:
        for name in (each, *(f"{package}/__init__.py" for package in list(Path(each).parents)[:-1])):
            copy = folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copyfile(root / name, copy)
    given = json.dumps([os.environ.get("MYPYC_OPT_LEVEL", "3"), GROUP, *MYPY, *modules])
    command = [sys.executable, "-c", PROGRAM, "-q", "build_ext", "--build-lib=made", "--build-temp=temporary", given]
    done = subprocess.run(  # noqa: S603 - all of it stands here and in `pyproject.toml`
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the modules could not be compiled\n{done.stdout}")
    made = folder / "made"
    return {path.relative_to(made).as_posix(): path for path in sorted(made.rglob("*")) if path.is_file()}
