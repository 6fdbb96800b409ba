"""The files of a catalog: its own text, and those below its folder that it names. All reading of files is here."""

from __future__ import annotations

import hashlib
from pathlib import Path

from configurator.errors import UnreadableFileError
from configurator.source import Source

SIZE_LIMIT = 50_000_000
"""Bytes of one file, and of all files of a catalog together."""


class CatalogFiles:
    """Reads the files of one catalog and remembers what it read, so that the release can be named by its content."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.parent
        self._read: dict[str, bytes] = {}

    def source(self) -> Source:
        """The catalog's own text, called as the user called the file. Raises `UnreadableFileError`."""
        return Source(str(self.path), self._text(self.path.name, self.path))

    def read(self, name: str) -> str:
        """The text of a file that the catalog names, relative to its folder. Raises `UnreadableFileError`."""
        if "\\" in name or Path(name).is_absolute():
            raise UnreadableFileError(
                "outside", f"`{name}` is not a path below the catalog", "write it with `/`, from here"
            )
        path = self.folder / name
        try:
            below = path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, ValueError, RuntimeError):
            below = False
        if not below:
            hint = "put the file into the catalog's folder"
            raise UnreadableFileError("outside", f"`{name}` is outside the catalog's folder", hint)
        return self._text(name, path)

    def _text(self, name: str, path: Path) -> str:
        try:
            if path.is_dir():
                raise UnreadableFileError("missing", f"`{name}` is a folder", "name a file")
            if path.stat().st_size + sum(map(len, self._read.values())) > SIZE_LIMIT:
                raise UnreadableFileError("too-large", f"`{name}` is too large: a catalog has at most 50 MB of files")
            data = path.read_bytes()
        except FileNotFoundError:
            raise UnreadableFileError(
                "missing", f"there is no file `{name}`", "check the name and its letter case"
            ) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UnreadableFileError("missing", f"`{name}` cannot be read: {reason}") from None
        self._read[name] = data
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = f"`{name}` is not UTF-8: line {line} has a byte that cannot stand in it"
            raise UnreadableFileError("encoding", message, "save the file as UTF-8") from None

    def digest(self) -> str:
        """What was read, as one name: `sha256:` and 64 hex digits over names and bytes, sorted by name."""
        whole = hashlib.sha256()
        for name, data in sorted(self._read.items()):
            whole.update(f"{name}\0{len(data)}\0".encode() + data)
        return f"sha256:{whole.hexdigest()}"
