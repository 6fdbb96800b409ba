"""What becomes of a foreign file: a catalog, the files that it names, and the product that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from configurator.catalog_files import not_there


@dataclass(frozen=True, slots=True)
class Imported:
    """The text of a catalog; the files that it names, by their paths from its folder; and what it is all about.

    `product` is the key of the product that the foreign file describes, where the catalog has products within it, too.
    """

    text: str
    files: Mapping[str, str] = field(default_factory=dict)
    product: str | None = None

    def __call__(self, name: str) -> str:
        """The text of a file that the catalog names. Raises `UnreadableFileError`."""
        if name not in self.files:
            raise not_there(name)
        return self.files[name]
