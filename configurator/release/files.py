"""The files of a catalog as they are called in its release: by their names below its folder, wherever that lies.

So a release is the same bytes whoever makes it, and what is in it tells no path. `ReleasedFiles` are those in a release
file: they stand wherever the files of a catalog are wanted, and nothing else of a disk is ever read for them.
"""

from __future__ import annotations

from pathlib import Path

from configurator.catalog_files import SUFFIX as CATALOG
from configurator.catalog_files import CatalogFiles
from configurator.errors import UnwritableFileError
from configurator.release.artifact import SOURCE
from configurator.release.container import SUFFIX, Container, is_release, read
from configurator.source import Source


class NamedFiles(CatalogFiles):
    """Files of a catalog in a folder, called by their names in it."""

    def source(self) -> Source:
        """The catalog's own text. Raises `UnreadableFileError`."""
        return Source(self._own_name, self.decoded(self._own_name, self.own_octets()))


class ReleasedFiles(NamedFiles):
    """The files in a release; `container` has them, and what they were compiled to."""

    def __init__(self, container: Container) -> None:
        """Raises `UnusableReleaseError` where one of them is not what was written."""
        super().__init__(Path(container.file))
        self.container = container
        for name in container.names:
            if name.startswith(SOURCE):
                self._read[name.removeprefix(SOURCE)] = bytes(container.member(name))
        self._is_packed = True

    def __reduce__(self) -> tuple[object, ...]:
        """The whole release is sent to another process, which answers from what is compiled in it."""
        return _again, (self.container.data, self.container.file)

    @property
    def _own_name(self) -> str:
        return str(self.container.told["main"])

    def write(self, name: str, text: str) -> None:  # noqa: ARG002 - nothing is written
        """Nothing is written into a release: raises `UnwritableFileError`."""
        raise UnwritableFileError(name, f"it is in the release `{self.container.file}`, which never changes")


def _again(data: bytes, file: str) -> ReleasedFiles:
    return ReleasedFiles(Container(data, file))


def files_of(path: Path) -> CatalogFiles:
    """The files of the catalog in a file, or of the one whose release it is.

    Raises `UnreadableFileError`, of which `UnusableReleaseError` is one, for a release; a catalog is not looked at yet.
    """
    if path.suffix == SUFFIX or (path.suffix != CATALOG and _begins_as_release(path)):
        return ReleasedFiles(Container(read(str(path)), str(path)))
    return CatalogFiles(path)


def _begins_as_release(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe could keep us reading for ever
            return False
        with path.open("rb") as file:
            return is_release(file.read(8))
    except (OSError, ValueError):
        return False
