"""Files in the notations of others, opened like catalogs: the text of an ordinary catalog, made when it is read.

What is remembered as read is the original file, with those that it imports, so a release is named by their bytes. The
catalog that is made has no file of its own; in messages it is called `fm.uvl as a catalog`, and its lines are those
that `configurator import` writes.
"""

from __future__ import annotations

import re
from pathlib import Path

from configurator.catalog_files import SUFFIX, CatalogFiles
from configurator.diagnostics import Outcome
from configurator.exchange.bridge import Bridge, bridge_of, decoded, imported, unread
from configurator.exchange.imported import Imported
from configurator.pipeline import faulty
from configurator.release.files import ReleasedFiles, files_of
from configurator.source import Source, Sources

_LIKE_A_CATALOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|//[^\n]*\n)*(?:catalog|use|space|context|product)\b")


class ForeignFiles(CatalogFiles):
    """A model in another notation, which `bridge` makes a catalog of, and the files that it imports.

    Files that the catalog has beside it, such as rows of long tables, are made with it, and read like others.
    """

    def __init__(self, path: Path, bridge: Bridge) -> None:
        super().__init__(path)
        self.bridge = bridge
        self._made: dict[str, bytes] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.bridge), self._sent

    def octets(self, name: str) -> bytes:
        """The bytes of a file that the catalog or the model names. Raises `UnreadableFileError`."""
        made = self._made.get(name)
        return super().octets(name) if made is None else made

    def source(self) -> Source:
        """The catalog that the file is. Raises `UnreadableFileError`, and `CatalogError` with all its mistakes."""
        outcome = self.read_source()
        if outcome.value is None:
            raise faulty(outcome)
        return outcome.value

    def read_source(self) -> Outcome[Source]:
        """The catalog that the file is, or its mistakes at their places in it. Raises `UnreadableFileError`."""
        made = self.imported()
        if made.value is None:
            return Outcome(None, made.diagnostics, made.sources)
        self.product = made.value.product
        self._made = {name: text.encode() for name, text in made.value.files.items()}
        return Outcome(Source(f"{self.path} as a catalog", made.value.text), made.diagnostics, made.sources)

    def imported(self) -> Outcome[Imported]:
        """The catalog with its files, or the mistakes for which there is none. Raises `UnreadableFileError`."""
        source = Source(str(self.path), decoded(self.path.name, self.own_octets()))
        made = imported(self.bridge, source, self)
        return Outcome(made.value, made.diagnostics, Sources((source,)) | made.sources)


def opened(path: Path) -> CatalogFiles:
    """The files of a catalog, of its release, or of a model in another notation, by the ending of its name.

    Raises `UnreadableFileError` for a notation that nobody reads, and where the file is not there.
    """
    bridge = bridge_of(path.name)
    if bridge is not None:
        return ForeignFiles(path, bridge)
    files = files_of(path)
    if isinstance(files, ReleasedFiles):
        return files
    if path.suffix not in ("", SUFFIX) and not _LIKE_A_CATALOG.match(files.own_octets()):
        raise unread(str(path))
    return files
