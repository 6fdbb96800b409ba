"""A new catalog from an example that ships: its files under a name of their own, ready to be changed.

Codes name the catalog, so those that the example expects are left out of the copy: they are codes of another catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from configurator.analysis.keys import PERMANENT_KEY
from configurator.catalog_files import SUFFIX, example_catalogs
from configurator.diagnostics.suggest import did_you_mean, listed
from configurator.errors import ScaffoldError, UnwritableFileError
from configurator.source import Source, Span
from configurator.syntax import nodes as n
from configurator.syntax.formatter import formatted
from configurator.syntax.parser import parse

USUAL = "atelier"
"""The example that is copied where none is named: the smallest one."""

_LEFT_OUT = frozenset({"releases", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A catalog that has been made: its file, and all files beside it, in order."""

    catalog: Path
    files: tuple[Path, ...]


def scaffold(folder: Path, example: str = USUAL) -> Scaffold:
    """Copy an example catalog into a new folder, whose name becomes the catalog's key.

    Raises `ScaffoldError` for a folder that is there and not empty, for a name that can be no key, and for an example
    that does not ship; `UnwritableFileError` where a file cannot be written.
    """
    examples = example_catalogs()
    if example not in examples:
        hint = did_you_mean(example, examples) or f"there are {listed(list(examples))}"
        raise ScaffoldError("unknown-example", f"there is no example `{example}`", hint)
    key = re.sub(r"[^A-Za-z0-9_]+", "_", folder.name).strip("_")
    if not PERMANENT_KEY.fullmatch(key) or key[0].isdigit():
        raise ScaffoldError("bad-key", f"`{folder.name}` cannot be the key of a catalog", "begin it with a letter")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ScaffoldError("not-empty", f"`{folder}` is there already", "name a folder that is new, or empty")
    template = examples[example]
    written = []
    for source in _files(template.parent):
        place = folder / source.relative_to(template.parent)
        if source == template:
            place = folder / f"{key}{SUFFIX}"
            octets = renamed(Source(source.name, source.read_text("utf-8")), key).encode()
        else:
            octets = source.read_bytes()
        _write(place, octets)
        written.append(place)
    return Scaffold(folder / f"{key}{SUFFIX}", tuple(sorted(written)))


def renamed(source: Source, key: str) -> str:
    """The text of a catalog under another key, without a former one, and without the codes that it expects."""
    tree = parse(source).value
    assert tree is not None  # noqa: S101 - what ships is sound, and a test holds it
    (head,) = tree.catalogs
    text = source.text
    cuts: list[tuple[Span, str]] = [(head.key.span, key)]
    cuts += [(Span(text.rindex("was", 0, each.span.start), each.span.end), "") for each in head.was]
    cuts += [(_with_line(source, item.span), "") for item in _expected_codes(tree.products)]
    for span, new in sorted(cuts, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return formatted(Source(source.name, text)).text


def _expected_codes(products: Iterable[n.ProductNode]) -> Iterator[n.ExpectCodeNode]:
    for product in products:
        yield from (item for item in product.items if isinstance(item, n.ExpectCodeNode))


def _with_line(source: Source, span: Span) -> Span:
    """A statement with the blanks before it and the end of its line."""
    start = source.text.rfind("\n", 0, span.start) + 1
    end = source.text.find("\n", span.end)
    return Span(start, len(source.text) if end < 0 else end + 1, span.name)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and _LEFT_OUT.isdisjoint(path.relative_to(folder).parts):
            yield path


def _write(path: Path, octets: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)
    except OSError as error:
        raise UnwritableFileError(str(path), error.strerror or str(error)) from None
