"""Which catalog, and which of its products: `CATALOG[:PRODUCT]`, as people say it on the command line.

    catalogs/studio/studio.vpc:phone_case   a file, and a product of it
    catalogs/studio                         a folder with just one catalog in it, which has just one product
    studio:phone_case                       an example catalog that ships with Optionary, if there is no such file

What would surprise: a file whose whole name is given wins, so a colon may stand in names of files. The product comes
after the last colon.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from configurator.cli.faults import WrongUseError
from configurator.diagnostics.suggest import did_you_mean, listed
from configurator.places import shipped

if TYPE_CHECKING:
    from configurator.service import LoadedCatalog, ProductLine

SUFFIX = ".vpc"

_PRODUCT = re.compile(r"[^/\\]+(/[^/\\]+)?")
"""What can be meant as a product after a colon: a key, or `CATALOG/PRODUCT`; other paths are names of files."""


@dataclass(frozen=True, slots=True)
class Address:
    """The file of a catalog, and the product that was named, or None."""

    path: Path
    product: str | None = None

    @classmethod
    def of(cls, text: str) -> Address:
        """Read `CATALOG[:PRODUCT]`. Raises `WrongUseError` where there is no such catalog."""
        if not _is_there(text) and ":" in text:
            catalog, _, product = text.rpartition(":")
            if not product:
                raise WrongUseError(
                    "no-product", f"`{text}` ends before the product is named", f"write `{text}PRODUCT`"
                )
            if _PRODUCT.fullmatch(product):
                return cls(locate(catalog), product)
        return cls(locate(text))

    def load(self) -> LoadedCatalog:
        """The catalog, loaded. Raises `CatalogError` with all its mistakes."""
        from configurator.service import load

        return load(self.path)

    def choose(self, catalog: LoadedCatalog, also_named: str | None = None) -> ProductLine:
        """The product that was named here, or else elsewhere; or the only one. Raises `UnknownProductError`."""
        named = self.product or also_named
        return catalog.only if named is None else catalog[named]


def locate(name: str) -> Path:
    """The file that is meant: a file, the one catalog of a folder, or an example catalog."""
    path = Path(name)
    if not name:
        raise WrongUseError("missing-file", "there is no catalog without a name")
    if _is_there(name):
        return _one_in(path) if path.is_dir() else path
    if name in (examples := example_catalogs()):
        return examples[name]
    hint = did_you_mean(name, examples) if path.parts == (name,) else None
    before_colon = name.rpartition(":")[0]
    if _is_there(name + SUFFIX):
        hint = f"did you mean `{name}{SUFFIX}`?"
    elif before_colon in examples or _is_there(before_colon):
        hint = f"write `{before_colon}`: the whole catalog is meant here"
    raise WrongUseError("missing-file", f"there is no catalog `{name}`", hint)


def example_catalogs() -> dict[str, Path]:
    """The catalogs that ship with Optionary, by name, in alphabetical order."""
    folder = shipped("catalogs")
    found = sorted(folder.glob(f"*/*{SUFFIX}")) if folder.is_dir() else []
    return {path.stem: path for path in found if path.stem == path.parent.name}


def _is_there(name: str) -> bool:
    return os.path.exists(name)  # noqa: PTH110 - unlike `Path`, it just says no to a name that no file can have


def _one_in(folder: Path) -> Path:
    found = sorted(folder.glob(f"*{SUFFIX}"))
    if len(found) == 1:
        return found[0]
    if not found:
        hint = "name a file that ends in `.vpc`"
        raise WrongUseError("missing-file", f"there is no catalog in the folder `{folder}`", hint)
    names = listed([str(path) for path in found[:8]])
    raise WrongUseError("several-catalogs", f"there are several catalogs in `{folder}`", f"name one of them: {names}")
