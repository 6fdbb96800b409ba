"""Which notations of others are read, by the ending of a file's name: text in, text of an ordinary catalog out.

A bridge is one notation. Its reader takes a file as a `Source`, and `ReadFile` for the files that it imports; what
comes out is catalog text in the layout of `configurator fmt`, in which `configurator check` finds no error. Mistakes
are diagnostics at their place in the foreign text: `foreign-syntax` for what is not in its notation,
`foreign-construct` for what is in it and beyond us. Readers are imported when a file of theirs is opened.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from configurator.analysis.scope import ReadFile
from configurator.catalog_files import SIZE_LIMIT, SUFFIX, ReadFiles, too_large
from configurator.diagnostics import Outcome
from configurator.errors import UnreadableFileError
from configurator.exchange.imported import Imported
from configurator.source import Source

Reader = Callable[[Source, ReadFile], Outcome[str] | Outcome[Imported]]
"""A file in another notation in, an ordinary catalog out, or its mistakes; a text alone is a catalog without files."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """A notation: its name for people, the endings of its files, and what imports its reader."""

    name: str
    suffixes: tuple[str, ...]
    reader: Callable[[], Reader]


def _uvl() -> Reader:
    from configurator.exchange.uvl import catalog_text

    return catalog_text


def _sxfm() -> Reader:
    from configurator.exchange.sxfm import catalog_text

    return catalog_text


def _dimacs() -> Reader:
    from configurator.exchange.dimacs import catalog_text

    return catalog_text


def _logicng() -> Reader:
    from configurator.exchange.logicng import catalog_text

    return catalog_text


def _prl() -> Reader:
    from configurator.exchange.prl.catalog import catalog_text

    return catalog_text


def _coom() -> Reader:
    from configurator.exchange.coom.catalog import catalog

    return catalog


def _xcsp() -> Reader:
    from configurator.exchange.xcsp.catalog import catalog

    return catalog


def _tables() -> Reader:
    from configurator.exchange.tables_json import catalog

    return catalog


ALL: tuple[Bridge, ...] = (
    Bridge("UVL", (".uvl",), _uvl),
    Bridge("SXFM (SPLOT)", (".sxfm",), _sxfm),
    Bridge("DIMACS CNF", (".dimacs", ".cnf"), _dimacs),
    Bridge("LogicNG formulas", (".lng", ".txt"), _logicng),
    Bridge("PRL", (".prl",), _prl),
    Bridge("COOM", (".coom",), _coom),
    Bridge("XCSP 2.1", (".xml",), _xcsp),
    Bridge("variables and tables in JSON", (".json", ".json.gz"), _tables),
)
"""Every notation that is read, in the order in which help shows them."""

BRIDGES: Mapping[str, Bridge] = {suffix: bridge for bridge in ALL for suffix in bridge.suffixes}
"""The notations by the endings of their files, in small letters."""

_GZIP = b"\x1f\x8b"
_DECLARED = re.compile(rb'<\?xml[^>]{0,100}encoding=["\']([A-Za-z0-9_-]+)')
_SMALL_ALPHABETS = frozenset(("iso-8859-1", "iso-8859-15", "latin-1", "latin1", "us-ascii", "windows-1252"))


def bridge_of(name: str) -> Bridge | None:
    """The bridge for a file of this name; None for catalogs, and for what nobody reads."""
    small = PurePath(name).name.lower()
    found = [suffix for suffix in BRIDGES if small.endswith(suffix)]
    return BRIDGES[max(found, key=len)] if found else None


def imported(bridge: Bridge, source: Source, read_file: ReadFile) -> Outcome[Imported]:
    """The catalog that a foreign text becomes, with its files."""
    outcome = bridge.reader()(source, read_file)
    value = outcome.value
    return Outcome(Imported(value) if isinstance(value, str) else value, outcome.diagnostics, outcome.sources)


def unread(name: str) -> UnreadableFileError:
    """The refusal of a file in a notation that nobody reads; it lists those that are read."""
    known = ", ".join(f"{bridge.name} ({' '.join(bridge.suffixes)})" for bridge in ALL)
    message = f"`{name}` is in no notation that is read, by its ending"
    return UnreadableFileError("notation", message, f"a catalog ends in `{SUFFIX}`; beside it, these are read: {known}")


def decoded(name: str, data: bytes) -> str:
    """The text of a foreign file: gzip is unpacked; UTF-8, unless an XML declaration names a small alphabet.

    Raises `UnreadableFileError` for what is no text, or too large.
    """
    if data.startswith(_GZIP):
        data = _unpacked(name, data)
    declared = _DECLARED.match(data.lstrip())
    alphabet = declared[1].decode("ascii").lower() if declared else ""
    if alphabet in _SMALL_ALPHABETS:
        return data.decode(alphabet, errors="replace").replace("\r\n", "\n")
    return ReadFiles.decoded(name, data)


def _unpacked(name: str, data: bytes) -> bytes:
    try:
        with gzip.open(BytesIO(data)) as file:
            found = file.read(SIZE_LIMIT + 1)
    except (OSError, EOFError, zlib.error):
        message = f"`{name}` is damaged: it begins like a gzip file and cannot be unpacked"
        raise UnreadableFileError("unreadable", message) from None
    if len(found) > SIZE_LIMIT:
        raise too_large(name)
    return found
