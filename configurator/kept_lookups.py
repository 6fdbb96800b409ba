"""Look-up tables that are kept from one process to the next, so that a process which has just begun answers at once.

A file for each product, under the path of its catalog and the words that name it: a seal over all that follows, and as
JSON the names of the catalog's files, their digest, and the tables. It is asked only while the catalog's files are what
they were: they are read and hashed, which takes a tenth of a millisecond, and nothing else of them is looked at.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256

from configurator import __version__
from configurator.kept_files import kept_name, mapped, modules
from configurator.knowledge.kept_texts import text_readers
from configurator.knowledge.lookup import Lookup

TYPE_CHECKING = False
if TYPE_CHECKING:  # a process that only looks up is done before these are loaded
    from collections.abc import Iterable
    from typing import Any

    from configurator.product_line import ProductLine

_MAKERS = ("syntax", "text", "media", "model", "analysis", "knowledge", "compiler", "identity")
"""Parts of the package whose modules have a hand in it."""

_PACKAGE = os.path.dirname(__file__)  # noqa: PTH120 - `pathlib` takes longer to load than all the rest


def kept_lookup(catalog: str, product: str | None) -> tuple[str, Lookup] | None:
    """The permanent key and the look-up tables of a product of the catalog in a file, as they are kept.

    `product` names it in the words in which it was kept, None for the only one. None where nothing of it is kept, or
    where the catalog is no longer what it was.
    """
    kept = _kept(_name(catalog, product))
    with suppress(OSError, ValueError, KeyError, TypeError):
        if kept is not None and _digest(catalog, kept["files"]) == kept["digest"]:
            tables = kept["tables"]
            return kept["product"], Lookup(tables, text_readers(tables["options"]))
    return None


def keep_lookup(line: ProductLine, named: str | None) -> None:
    """Keep the look-up tables of a product that was named so, None for the only one of its catalog.

    Nothing is done where they are kept as they are, or where the catalog was not loaded from files alone.
    """
    from pathlib import Path

    from configurator.catalog_files import CatalogFiles
    from configurator.compiler.lookups import lookup_data
    from configurator.kept_files import keep

    files, digest = line.catalog.files, line.release.rpartition("@")[2]
    # of a model in another notation the files are not all that it takes
    name = _name(str(files.path), named) if type(files) is CatalogFiles else None
    known = _kept(name)
    if name is None or (known is not None and known["digest"] == digest):
        return
    tables = lookup_data(line.product, line.knowledge.flat)
    if tables is not None:
        made = {"files": files.names_read, "digest": digest, "product": line.key, "tables": tables}
        rest = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogateescape")
        with suppress(OSError):
            keep(Path(name), sha256(rest).hexdigest().encode() + b"\n" + rest)


def _kept(name: str | None) -> Any:
    """What a file has, if it is there and sealed."""
    if name is not None:
        with suppress(OSError, ValueError):
            seal, _, rest = bytes(mapped(name)).partition(b"\n")
            if sha256(rest).hexdigest().encode() == seal:
                return json.loads(rest.decode(errors="surrogateescape"))
    return None


def _name(catalog: str, product: str | None) -> str | None:
    """Where the look-up tables of a product are kept that is named so."""
    makers = modules(f"{_PACKAGE}/{part}" for part in _MAKERS)
    named = b"the only one" if product is None else b"=" + os.fsencode(product)
    return kept_name("lookups", (__version__.encode(), os.fsencode(os.path.realpath(catalog)), named, *makers))


def _digest(catalog: str, files: Iterable[str]) -> str:
    """The digest of a catalog's files as they are now; the referee is `CatalogFiles.digest`. Raises `OSError`."""
    folder = os.path.dirname(catalog)  # noqa: PTH120 - see above
    whole = sha256()
    for name in sorted(files):
        with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123 - see above
            data = file.read()
        whole.update(f"{name}\0{len(data)}\0".encode(errors="surrogateescape") + data)
    return f"sha256:{whole.hexdigest()}"
