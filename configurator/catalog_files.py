"""The files of a catalog: where it is, its own text, and those below its folder that it names.

All reading of files is here, and the writing of those that stand beside a catalog. What would surprise: names of files
need not be UTF-8. Python then carries the strange bytes as lone surrogates, and they are what is hashed.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from configurator.diagnostics import Outcome
from configurator.diagnostics.suggest import did_you_mean, nearest
from configurator.errors import UnreadableFileError, UnwritableFileError
from configurator.places import shipped
from configurator.source import Source

SUFFIX = ".vpc"

SIZE_LIMIT = 50_000_000
"""Bytes of one file, and of all files of a catalog together."""


def find_catalog(name: str | Path) -> Path:
    """The file that is meant: a file, the one catalog of a folder, or an example that ships with Optionary.

    Behind the name of an example one may name what is in its folder, as `lamp/releases/1`. Raises `UnreadableFileError`
    where there is none, or several.
    """
    text = str(name)
    path = Path(name)
    if not text:
        raise UnreadableFileError("missing-file", "there is no catalog without a name", "name a file or its folder")
    if is_there(text):
        return one_in(path) if path.is_dir() else path
    if text in (examples := example_catalogs()):
        return examples[text]
    inside = in_example(text)
    if inside is not None:
        return one_in(inside) if inside.is_dir() else inside
    by_example = did_you_mean(text, examples) if path.parts == (text,) else None
    hint = by_example if nearest(text, examples) else _like(path) or by_example
    before_colon = text.rpartition(":")[0]
    if is_there(text + SUFFIX):
        hint = f"did you mean `{text}{SUFFIX}`?"
    elif before_colon in examples or is_there(before_colon):
        hint = f"write `{before_colon}`: the whole catalog is meant here"
    raise UnreadableFileError("missing-file", f"there is no catalog `{text}`", hint)


def _like(path: Path) -> str | None:
    """A hint that names a catalog file which may be meant, in the same folder; None where there is none."""
    try:
        beside = {each.stem: each for each in path.parent.iterdir() if each.suffix == SUFFIX}
    except (OSError, ValueError):
        return None
    found = nearest(path.stem if path.suffix == SUFFIX else path.name, beside, most=1)
    return f"did you mean `{beside[found[0]]}`?" if found else None


def example_catalogs() -> dict[str, Path]:
    """The catalogs that ship with Optionary, by name, in alphabetical order."""
    folder = shipped("catalogs")
    found = sorted(folder.glob(f"*/*{SUFFIX}")) if folder.is_dir() else []
    return {path.stem: path for path in found if path.stem == path.parent.name}


def in_example(name: str) -> Path | None:
    """The file or folder that is meant by a path that begins with an example instead of its folder, if it is there."""
    first, slash, rest = name.partition("/")
    example = example_catalogs().get(first) if slash and ".." not in rest.split("/") else None
    found = example and example.parent / rest
    return found if found and is_there(str(found)) else None


def is_there(name: str) -> bool:
    """Whether there is a file or folder of this name."""
    return os.path.exists(name)  # noqa: PTH110 - unlike `Path`, it just says no to a name that no file can have


def one_in(folder: Path) -> Path:
    """The one catalog directly in a folder. Raises `UnreadableFileError` where there is none, or several."""
    found = sorted(folder.glob(f"*{SUFFIX}"))
    if len(found) == 1:
        return found[0]
    if not found:
        hint = f"name a file that ends in `{SUFFIX}`"
        raise UnreadableFileError("missing-file", f"there is no catalog in the folder `{folder}`", hint)
    names = ", ".join(f"`{path}`" for path in found[:8])  # whole: a path that is cut is no path
    message = f"there are several catalogs in `{folder}`"
    raise UnreadableFileError("several-catalogs", message, f"name one of them: {names}")


class ReadFiles(ABC):
    """What has been read of one catalog, wherever it comes from, so that the release can be named by its content."""

    def __init__(self) -> None:
        self._read: dict[str, bytes] = {}

    def __call__(self, name: str) -> str:
        """The same as `read`: such files can stand wherever a function that reads texts is wanted."""
        return self.read(name)

    def read(self, name: str) -> str:
        """The text of a file that the catalog names, relative to its folder. Raises `UnreadableFileError`."""
        return self.decoded(name, self.octets(name))

    @abstractmethod
    def octets(self, name: str) -> bytes:
        """The bytes of a file that the catalog names, relative to its folder. Raises `UnreadableFileError`."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Whether there is an ordinary file of this name below the catalog's folder, in just this letter case."""

    @property
    def room(self) -> int:
        """How many bytes may still be read."""
        return SIZE_LIMIT - sum(map(len, self._read.values()))

    def kept(self, name: str) -> bytes | None:
        """The bytes of a file that has been read already; None where it has not."""
        return self._read.get(name)

    @property
    def names_read(self) -> tuple[str, ...]:
        """The names of the files that have been read, sorted."""
        return tuple(sorted(self._read))

    def keep(self, name: str, data: bytes) -> bytes:
        """Remember the bytes of a file, and give them back. Raises `UnreadableFileError` for too much."""
        if len(data) > self.room:
            raise too_large(name)
        self._read[name] = data
        return data

    @staticmethod
    def decoded(name: str, data: bytes) -> str:
        """The text of a file with these bytes. Raises `UnreadableFileError` for what is no UTF-8."""
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
            whole.update(f"{name}\0{len(data)}\0".encode(errors="surrogateescape") + data)
        return f"sha256:{whole.hexdigest()}"


def too_large(name: str) -> UnreadableFileError:
    """The refusal of a file that is beyond the limit, alone or with those before it."""
    return UnreadableFileError("too-large", f"`{name}` is too large: a catalog has at most 50 MB of files")


def check_name(name: str) -> None:
    """Refuse a name that is no path below the catalog. Raises `UnreadableFileError`."""
    if "\\" in name or Path(name).is_absolute():
        raise UnreadableFileError(
            "outside", f"`{name}` is not a path below the catalog", "write it with `/`, from here"
        )


def outside(name: str) -> UnreadableFileError:
    """The refusal of a path that leads out of the catalog's folder."""
    hint = "put the file into the catalog's folder"
    return UnreadableFileError("outside", f"`{name}` is outside the catalog's folder", hint)


def not_there(name: str) -> UnreadableFileError:
    """The refusal of a file that does not exist."""
    return UnreadableFileError("missing", f"there is no file `{name}`", "check the name and its letter case")


class CatalogFiles(ReadFiles):
    """Reads the files of one catalog; `name` is what messages call it, the path if none is given.

    `product` is the key of the product that the catalog is all about, where its files say so.
    """

    product: str | None = None

    def __init__(self, path: Path, name: str | None = None) -> None:
        super().__init__()
        self.path = path
        self.folder = path.parent
        self.name = str(path) if name is None else name
        self._names: dict[str, frozenset[str]] = {}
        self._is_packed = False

    def __reduce__(self) -> tuple[object, ...]:
        """What is sent to another process has read nothing yet, so the files are read there; but see `packed`."""
        return type(self), (self.path, self.name), self._sent

    @property
    def _sent(self) -> dict[str, object] | None:
        """What of these files is sent to another process."""
        return {"_read": self._read, "_is_packed": True} if self._is_packed else None

    def packed(self) -> Self:
        """The same files as far as they have been read, to be sent to where they are not: nothing is read again."""
        found = type(self).__new__(type(self))  # a copy would be as sent
        vars(found).update(vars(self), _is_packed=True)
        return found

    def source(self) -> Source:
        """The catalog's own text, called as the user called the file. Raises `UnreadableFileError`."""
        return Source(str(self.path), self.decoded(self._own_name, self.own_octets()))

    @property
    def _own_name(self) -> str:
        return self.path.name or str(self.path)

    def own_octets(self) -> bytes:
        """The bytes of the catalog's own file. Raises `UnreadableFileError`."""
        return self._octets(self._own_name, self.path)

    def read_source(self) -> Outcome[Source]:
        """The catalog's own text, or what is wrong where it is made of a text in another notation.

        Raises `UnreadableFileError`.
        """
        return Outcome(self.source())

    def octets(self, name: str) -> bytes:
        """The bytes of a file that the catalog names, relative to its folder. Raises `UnreadableFileError`."""
        return self._octets(name, self._below(name))

    def write(self, name: str, text: str) -> None:
        """Write a file below the catalog's folder, whole or not at all.

        Raises `UnwritableFileError`, and `UnreadableFileError` for a name that leads out of the folder.
        """
        path = self._below(name).resolve()  # behind a link, so that the link stays one
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, "utf-8", newline="\n")
            if path.exists():
                beside.chmod(stat.S_IMODE(path.stat().st_mode))
            beside.replace(path)
        except (OSError, ValueError) as error:
            with suppress(OSError):
                beside.unlink()
            raise UnwritableFileError(name, getattr(error, "strerror", None) or str(error)) from None

    def names(self, folder: str) -> list[str]:
        """The names of what is in a folder below the catalog's, sorted; nothing where it cannot be looked into."""
        if self._is_packed:
            return [name for name in self.names_read if name.rpartition("/")[0] == folder]
        with suppress(OSError):
            return sorted(f"{folder}/{each.name}" for each in self._below(folder).iterdir())
        return []

    def _below(self, name: str) -> Path:
        """The path of a file below the catalog's folder, links followed. Raises `UnreadableFileError`."""
        check_name(name)
        path = self.folder / name
        try:
            below = path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, ValueError, RuntimeError):
            below = False
        if not below:
            raise outside(name)
        return path

    def has(self, name: str) -> bool:
        """Whether there is an ordinary file of this name below the catalog's folder, in just this letter case."""
        if "\\" in name or "\0" in name or name.startswith("/"):
            return False
        if self._is_packed:
            return posixpath.normpath(name) in self._read
        below, _, last = posixpath.normpath(name).rpartition("/")
        if below not in self._names:
            self._names[below] = frozenset(self._files_in(below))
        return last in self._names[below]

    def _files_in(self, below: str) -> Iterator[str]:
        """The names of the ordinary files in a folder below the catalog's, links that lead out of it left out."""
        folder = self.folder.resolve()
        try:
            with os.scandir(self.folder / below) as found:
                inside = (self.folder / below).resolve().is_relative_to(folder)
                for each in found if inside else ():
                    if each.is_symlink() and not Path(each.path).resolve().is_relative_to(folder):
                        continue
                    if each.is_file():
                        yield each.name
        except (OSError, ValueError, RuntimeError):
            return

    def _octets(self, name: str, path: Path) -> bytes:
        before = self.kept(name)
        if before is not None:
            return before
        if self._is_packed:
            raise not_there(name)
        try:
            kind = path.stat().st_mode
            if not stat.S_ISREG(kind):  # a pipe or a device could keep us reading for ever
                what = "a folder" if stat.S_ISDIR(kind) else "no ordinary file"
                raise UnreadableFileError("missing", f"`{name}` is {what}", "name a file")
            with path.open("rb") as file:
                data = file.read(self.room + 1)
        except FileNotFoundError:
            raise not_there(name) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UnreadableFileError("unreadable", f"`{name}` cannot be read: {reason}") from None
        return self.keep(name, data)
