"""A catalog from what is compiled in its release: no text is parsed, and nothing is compiled before it is asked for.

Where in a text something stands is kept with the catalog; the texts themselves are those in the release. Those with
cells, as sheets are, are read anew once somebody asks for a place in them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from json import dumps, loads

from configurator.compiler.compile_flat import compile_catalog
from configurator.diagnostics import Outcome
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.knowledge.model_data import model_from
from configurator.release.artifact import MODEL, SOURCES, SPACE, is_ours
from configurator.release.files import ReleasedFiles
from configurator.source import Source, Sources, Span


def compiled_in(files: ReleasedFiles, read_anew: Callable[[], Sources]) -> Outcome[KnowledgeBase] | None:
    """What a release was compiled to; None where another version of Optionary has compiled it, or it is of no use.

    `read_anew` gives the texts that the catalog is made of. Raises `UnusableReleaseError` for what is damaged.
    """
    container = files.container
    if not is_ours(container):
        return None
    try:
        catalog = model_from(container.member(MODEL))
        names = [(str(name), bool(is_plain)) for name, is_plain in loads(bytes(container.member(SOURCES)))]
    except (KeyError, ValueError, TypeError):
        return None
    sources = ReleasedSources(names, files, read_anew)
    return Outcome(compile_catalog(catalog), (), sources)


def space_in(files: object, product: str) -> memoryview | None:
    """The diagrams of a product, as its release has them; None where it has none, or where there is no release.

    Raises `UnusableReleaseError` where they are not what was written.
    """
    if isinstance(files, ReleasedFiles) and is_ours(files.container) and files.container.has(SPACE + product):
        return files.container.member(SPACE + product)
    return None


def sources_data(sources: Sources) -> bytes:
    """What a release keeps of the texts of a catalog: what they are called, and which are plain texts."""
    return dumps([[each.name, type(each) is Source] for each in sources.texts], separators=(",", ":")).encode("ascii")


class ReleasedSources(Sources):
    """The texts of a released catalog, each read when somebody asks for it, or for a place in it."""

    _names: Sequence[tuple[str, bool]]
    _files: ReleasedFiles
    _read_anew: Callable[[], Sources]

    def __init__(
        self, names: Sequence[tuple[str, bool]], files: ReleasedFiles, read_anew: Callable[[], Sources]
    ) -> None:
        """`names`: what the texts are called, and whether each is plain and so stands in the release as it is."""
        vars(self).update(_names=names, _files=files, _read_anew=read_anew)  # such values are frozen

    @property
    def texts(self) -> tuple[Source, ...]:
        """All of them, in the order of their reading; for one, ask for the place."""
        return tuple(self._text(number) for number in range(len(self._names)))

    @cached_property
    def by_name(self) -> dict[str, int]:
        """The number of each text, by its name."""
        return {name: number for number, (name, _) in enumerate(self._names)}

    @property
    def main(self) -> Source:
        """The catalog's own text."""
        return self._text(0)

    def of(self, span: Span) -> Source:
        """The text that a span is a stretch of."""
        return self._text(self.by_name.get(span.name, 0))

    def __or__(self, others: Sources) -> Sources:
        return self._anew | others

    def _text(self, number: int) -> Source:
        name, is_plain = self._names[number]
        found = self._found.get(number)
        if found is None:
            data = self._files.kept(name) if is_plain else None
            whole = self._anew.texts[number] if data is None else Source(name, ReleasedFiles.decoded(name, data))
            found = self._found[number] = whole
        return found

    @cached_property
    def _found(self) -> dict[int, Source]:
        return {}

    @cached_property
    def _anew(self) -> Sources:
        """All of them, as they are read with the catalog."""
        return self._read_anew()
