"""Which catalog, and which of its products: `CATALOG[:PRODUCT]`, as people say it on the command line.

    catalogs/studio/studio.vpc:phone_case   a file, and a product of it
    catalogs/studio                         a folder with just one catalog in it, which has just one product
    studio:phone_case                       an example catalog that ships with Optionary, if there is no such file

What would surprise: a file whose whole name is given wins, so a colon may stand in names of files. The product comes
after the last colon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from configurator.catalog_files import find_catalog, is_there
from configurator.cli.faults import WrongUseError

if TYPE_CHECKING:
    from configurator.product_line import ProductLine
    from configurator.service import LoadedCatalog

_PRODUCT = re.compile(r"[^/\\]+(/[^/\\]+)?")
"""What can be meant as a product after a colon: a key, or `CATALOG/PRODUCT`; other paths are names of files."""


@dataclass(frozen=True, slots=True)
class Address:
    """The file of a catalog, and the product that was named, or None."""

    path: Path
    product: str | None = None

    @classmethod
    def of(cls, text: str) -> Address:
        """Read `CATALOG[:PRODUCT]`. Raises `UnreadableFileError` where there is no such catalog."""
        if not is_there(text) and ":" in text:
            catalog, _, product = text.rpartition(":")
            if not product:
                raise WrongUseError(
                    "no-product", f"`{text}` ends before the product is named", f"write `{text}PRODUCT`"
                )
            if _PRODUCT.fullmatch(product):
                return cls(find_catalog(catalog), product)
        return cls(find_catalog(text))

    def load(self) -> LoadedCatalog:
        """The catalog, loaded. Raises `CatalogError` with all its mistakes."""
        from configurator.exchange.foreign_files import opened
        from configurator.service import load

        return load(opened(self.path))

    def choose(self, catalog: LoadedCatalog, also_named: str | None = None) -> ProductLine:
        """The product that was named here, or else elsewhere; or the only one. Raises `UnknownProductError`."""
        named = self.product or also_named
        return catalog.only if named is None else catalog[named]
