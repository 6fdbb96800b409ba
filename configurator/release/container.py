"""The form of a release file: a list of its members, which is sealed, and the members, each with its own digest.

All numbers are little-endian. The head: 8 bytes that say what it is, this form and the length of the list with 32 bits
each, the length of the file with 64 bits, 32 bytes of SHA-256 of the list. The list: JSON in one form only (sorted
keys, no white space, ASCII). Then the members, one after the other, each at a multiple of 64 bytes, and zeros between
them.

What would surprise: a file is read, not mapped. Whoever writes over a mapped file stops all processes that look at it,
and reading one of a megabyte takes a fifth of a millisecond. The head, the list and all lengths are held to be right
when it is opened, and each member when it is first asked for: nothing is ever taken from bytes that were not checked.

This module loads next to nothing, so that a process which has just begun answers at once.
"""

from __future__ import annotations

import json
import os
import stat
from hashlib import sha256
from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:  # they would take longer to load than an answer
    from collections.abc import Iterable, Mapping
    from typing import Any

    from configurator.errors.releases import UnusableReleaseError

SUFFIX = ".vpcr"

FORM = 1
"""Of the container; the artifact in it has a form of its own."""

WHAT = b"optn.rel"
ALIGNED = 64
MOST_BYTES = 1 << 31
"""Of a release file; a catalog has at most 50 MB of files, and most releases take a megabyte or two."""

_MOST_LISTED = 64_000_000
_HEAD = Struct("<8sIIQ32s")


def packed(told: Mapping[str, object], members: Iterable[tuple[str, bytes]]) -> bytes:
    """The bytes of a release with these members, in this order; `told` is what its list says beside them."""
    bodies = [(name, bytes(data)) for name, data in members]
    listed = [{"name": name, "length": len(data), "sha256": sha256(data).hexdigest()} for name, data in bodies]
    manifest = json.dumps({**told, "members": listed}, sort_keys=True, separators=(",", ":")).encode("ascii")
    found = bytearray(_HEAD.size) + manifest
    for _, data in bodies:
        found += bytes(-len(found) % ALIGNED)
        found += data
    _HEAD.pack_into(found, 0, WHAT, FORM, len(manifest), len(found), sha256(manifest).digest())
    return bytes(found)


def read(path: str) -> bytes:
    """The bytes of a file. Raises `UnusableReleaseError` where they are no release, and `UnreadableFileError`."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a plain name will do
            found = os.fstat(file.fileno())
            is_plain = stat.S_ISREG(found.st_mode)  # a pipe or a device could keep us reading for ever
            data = file.read(MOST_BYTES + 1) if is_plain else b""
    except (OSError, ValueError) as error:
        is_missing = isinstance(error, FileNotFoundError)
        why = getattr(error, "strerror", None) or str(error)
    else:
        if is_plain and len(data) <= MOST_BYTES:
            return data
        raise _refusal("not-a-release", path, "is no release of a catalog")
    from configurator.errors import UnreadableFileError

    if is_missing:
        raise UnreadableFileError("missing-file", f"there is no release `{path}`")
    raise UnreadableFileError("unreadable", f"`{path}` cannot be read: {why}")


def is_release(data: bytes) -> bool:
    """Whether some bytes begin as those of a release."""
    return data[: len(WHAT)] == WHAT


class Container:
    """An opened release file. `told` is its list, `seal` the digest of that, and so of all that is in it."""

    __slots__ = ("_at", "_checked", "_data", "file", "seal", "told")

    def __init__(self, data: bytes, file: str) -> None:
        """`file` is what messages call it. Raises `UnusableReleaseError` for what is no release, or not whole."""
        self.file = file
        if not is_release(data):
            raise _refusal("not-a-release", file, "is no release of a catalog")
        if len(data) < _HEAD.size:
            raise self.damaged("it ends too early")
        _, form, listed, whole, self.seal = _HEAD.unpack_from(data)
        if form != FORM:
            finding = f"is a release in form {form}, and this version of Optionary knows form {FORM}"
            raise _refusal("newer-release", file, finding, "read it with the version that made it, or a later one")
        if len(data) != whole:
            raise self.damaged(f"it has {len(data):,} bytes of {whole:,}")
        end = _HEAD.size + listed
        if listed > _MOST_LISTED or end > whole or sha256(data[_HEAD.size : end]).digest() != self.seal:
            raise self.damaged("the list of what is in it is not what was written")
        self.told: Mapping[str, Any] = self._list(data[_HEAD.size : end])
        self._data = data
        self._at: dict[str, tuple[int, int, str]] = {}
        for each in self.told["members"]:
            start = end + -end % ALIGNED
            if any(data[end:start]):
                raise self.damaged("there is something between its parts")
            end = start + each["length"]
            self._at[each["name"]] = start, end, each["sha256"]
        if end != whole:
            raise self.damaged("its length is not what was written")
        if len(self._at) != len(self.told["members"]):
            raise self.damaged("two of its parts have one name")
        self._checked: set[str] = set()

    def _list(self, data: bytes) -> Mapping[str, Any]:
        """What the list says, which has all that is asked of it later. Raises `UnusableReleaseError`."""
        try:
            told = json.loads(data)
            is_in_order = _is_list(told)
        except (ValueError, KeyError, TypeError, RecursionError):
            is_in_order = False
        if not is_in_order:
            raise self.damaged("the list of what is in it is not in order")
        found: Mapping[str, Any] = told
        return found

    @property
    def data(self) -> bytes:
        """All of its bytes."""
        return self._data

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the members, in their order."""
        return tuple(self._at)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self._at

    def member(self, name: str) -> memoryview:
        """The bytes of a member. Raises `UnusableReleaseError` where they are not what was written, `KeyError`."""
        start, end, wanted = self._at[name]
        found = memoryview(self._data)[start:end]
        if name not in self._checked:
            if sha256(found).hexdigest() != wanted:
                raise self.damaged(f"`{name}` in it is not what was written")
            self._checked.add(name)
        return found

    def check(self) -> None:
        """Hold every member against its digest. Raises `UnusableReleaseError`."""
        for name in self._at:
            self.member(name)

    def damaged(self, finding: str) -> UnusableReleaseError:
        """The refusal of a file that is not what was written."""
        hint = "take it from where it was published, or from a backup"
        return _refusal("damaged-release", self.file, f"is damaged: {finding}", hint)


def _is_list(told: Any) -> bool:
    """Whether the list of a release has the shape of one. Raises `KeyError` and `TypeError` where it has not, too."""
    catalog = told["catalog"]
    texts = [told["release"], told["main"], catalog["key"], catalog["label"], catalog["permanent_key"]]
    for key, permanent in catalog["products"]:
        texts += key, permanent
    for each in told["members"]:
        texts += each["name"], each["sha256"]
        if type(each["length"]) is not int or each["length"] < 0:
            return False
    return all(type(each) is str for each in texts) and type(told["compiled"]) is dict


def _refusal(reason: str, file: str, finding: str, hint: str | None = None) -> UnusableReleaseError:
    from configurator.errors.releases import UnusableReleaseError

    return UnusableReleaseError(reason, file, finding, hint)
