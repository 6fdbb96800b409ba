"""Where the files that ship with the package are: beside its modules in a wheel, at the top in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(folder: str) -> Path:
    """The folder `grammars` or `catalogs`, wherever this installation has it."""
    beside = _PACKAGE / folder
    return beside if beside.is_dir() else _PACKAGE.parent / folder
