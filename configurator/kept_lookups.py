"""Look-up tables that are kept from one process to the next, so that a process which has just begun answers at once.

A file for each catalog: a seal over all that follows; the names of the catalog's files, its digest, and where the
tables of each product stand, as JSON; then these, as JSON. It is asked only while the catalog's files are what they
were: they are read and hashed, which takes a tenth of a millisecond, and nothing else of them is looked at.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256

from configurator import __version__
from configurator.kept_files import kept_name, mapped, modules
from configurator.knowledge.lookup import Lookup

TYPE_CHECKING = False
if TYPE_CHECKING:  # a process that only looks up is done before these are loaded
    from collections.abc import Iterable

    from configurator.service import LoadedCatalog

_MAKERS = ("syntax", "text", "media", "model", "analysis", "knowledge", "compiler", "identity")
"""Parts of the package whose modules have a hand in it."""

_PACKAGE = os.path.dirname(__file__)  # noqa: PTH120 - `pathlib` takes longer to load than all the rest
_SEAL = 64


def kept_lookup(catalog: str, product: str | None) -> tuple[str, Lookup] | None:
    """The permanent key and the look-up tables of a product of the catalog in a file, as they are kept.

    `product` is its key, or its permanent key, or None for the only one. None where nothing is kept, or nothing of
    that product, or where the catalog is no longer what it was.
    """
    name = _name(catalog)
    if name is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = bytes(mapped(name))
        seal, _, rest = kept.partition(b"\n")
        if sha256(rest).hexdigest().encode() != seal:
            return None
        first, _, tables = rest.partition(b"\n")
        head = json.loads(first)
        key = head["only"] if product is None else head["called"].get(product)
        if key in head["places"] and _digest(catalog, head["files"]) == head["digest"]:
            begin, end = head["places"][key]
            return key, Lookup(json.loads(tables[begin:end]), {})
    return None


def keep_lookups(catalog: LoadedCatalog) -> None:
    """Keep the look-up tables of a loaded catalog, if it was loaded from a file and they are not kept as they are."""
    from pathlib import Path

    from configurator.catalog_files import CatalogFiles
    from configurator.compiler.lookups import lookup_data
    from configurator.kept_files import keep

    files = catalog.files
    # of a model in another notation they are not all that it takes
    name = _name(str(files.path)) if type(files) is CatalogFiles else None
    digest = catalog.release.partition("@")[2]
    if name is None or _is_kept(name, digest):
        return
    tables, places, called = b"", dict[str, list[int]](), dict[str, str]()
    for line in map(catalog.__getitem__, catalog):
        data = lookup_data(line.product, line.knowledge.flat)
        if data is not None:
            made = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
            places[line.key] = [len(tables), len(tables) + len(made)]
            tables += made
        called |= {line.product.key: line.key, f"{catalog.key}/{line.product.key}": line.key, line.key: line.key}
    only = next(iter(called.values())) if len(catalog) == 1 else None
    head = {"files": files.names_read, "digest": digest, "only": only, "called": called, "places": places}
    rest = json.dumps(head).encode() + b"\n" + tables
    with suppress(OSError):
        keep(Path(name), sha256(rest).hexdigest().encode() + b"\n" + rest)


def _name(catalog: str) -> str | None:
    """Where the look-up tables of a catalog are kept."""
    makers = modules(f"{_PACKAGE}/{part}" for part in _MAKERS)
    return kept_name("lookups", (__version__.encode(), os.fsencode(os.path.realpath(catalog)), *makers))


def _is_kept(name: str, digest: str) -> bool:
    with suppress(OSError, ValueError, KeyError, TypeError):
        _, first, *_ = bytes(mapped(name)).split(b"\n", 2)
        return bool(json.loads(first)["digest"] == digest)
    return False


def _digest(catalog: str, files: Iterable[str]) -> str:
    """The digest of a catalog's files as they are now; the referee is `CatalogFiles.digest`. Raises `OSError`."""
    folder = os.path.dirname(catalog)  # noqa: PTH120 - see above
    whole = sha256()
    for name in sorted(files):
        with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123 - see above
            data = file.read()
        whole.update(f"{name}\0{len(data)}\0".encode(errors="surrogateescape") + data)
    return f"sha256:{whole.hexdigest()}"
