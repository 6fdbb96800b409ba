"""An opened release: the catalog in it, answered at once from what was compiled when it was made.

release = configurator.open_release("laptop.vpcr")
release["laptop"].code({"series": "travel"}).code

Whoever asks only whether something is valid, and for codes, loads nothing but look-up tables: no parser, no model, no
diagrams. All else is asked of the same release as a loaded catalog (`release.loaded`), which is made when it is first
needed; from then on it answers everything, and it is the referee of what is looked up here.

What would surprise: these classes have everything that `LoadedCatalog` and `ProductLine` have, and for whoever checks
types they are these; as classes of their own they are loaded in a thousandth of the time.
"""

from __future__ import annotations

import json

from configurator.identity.coded import Coded
from configurator.knowledge.kept_texts import text_readers
from configurator.knowledge.lookup import INVALID, Lookup, document_text
from configurator.release.artifact import LOOKUP, is_ours
from configurator.release.container import Container, read
from configurator.release.listing import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:  # they would take longer to load than an answer
    import os
    from collections.abc import Iterator

    from configurator.given_choices import GivenChoices
    from configurator.product_line import ProductLine as LineBase
    from configurator.service import LoadedCatalog as CatalogBase
else:
    LineBase = CatalogBase = object


def open_release(release: str | os.PathLike[str] | bytes) -> OpenedRelease:
    """Open a release, given by the path of its file, or as its bytes.

    Raises `UnusableReleaseError` for what is no release, or is cut off or changed, as far as that shows before all of
    it is read (`OpenedRelease.check`); what is changed further on raises it when it is needed. `UnreadableFileError`
    where the file cannot be read.
    """
    if isinstance(release, bytes):
        return OpenedRelease(Container(release, "the release"))
    path = str(release)
    return OpenedRelease(Container(read(path), path))


class OpenedRelease(CatalogBase):
    """A released catalog; see `configurator.service.LoadedCatalog` for what it can be asked."""

    def __init__(self, container: Container) -> None:
        told = container.told
        self.container = container
        self.release = str(told["release"])
        self.key = str(told["catalog"]["key"])
        self.label = str(told["catalog"]["label"])
        self._keys: list[tuple[str, str]] = [(key, permanent) for key, permanent in told["catalog"]["products"]]
        self._lines: dict[str, ReleasedLine] = {}
        self._loaded: CatalogBase | None = None

    @property
    def loaded(self) -> CatalogBase:
        """The same as a loaded catalog; made when it is first asked for.

        Raises `UnusableReleaseError` where something of it is not what was written.
        """
        if self._loaded is None:
            from configurator.release.files import ReleasedFiles
            from configurator.service import load

            self._loaded = load(ReleasedFiles(self.container))
        return self._loaded

    def check(self) -> None:
        """Hold all that is in the file against what was written. Raises `UnusableReleaseError`."""
        self.container.check()

    def __getitem__(self, product: str) -> ReleasedLine:
        """The product of this key, with or without the catalog's key before it, or of this permanent key.

        Raises `UnknownProductError`.
        """
        short = product.removeprefix(f"{self.key}/")
        for key, permanent in self._keys:
            if key == short or (permanent == product and short not in self):
                if key not in self._lines:
                    self._lines[key] = ReleasedLine(self, key, permanent)
                return self._lines[key]
        from configurator.errors import UnknownProductError

        raise UnknownProductError(self.key, product, [key for key, _ in self._keys])

    @property
    def only(self) -> ReleasedLine:
        """The product of a catalog that has just one. Raises `UnknownProductError`."""
        if len(self._keys) == 1:
            return self[self._keys[0][0]]
        from configurator.errors import UnknownProductError

        raise UnknownProductError(self.key, None, [key for key, _ in self._keys])

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._keys)

    def __contains__(self, product: object) -> bool:
        return any(key == product for key, _ in self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(name)
            return getattr(self.loaded, name)


class ReleasedLine(LineBase):
    """One base product of a release; see `configurator.service.ProductLine` for what it can be asked."""

    def __init__(self, within: OpenedRelease, key: str, permanent_key: str) -> None:
        self.catalog = within
        self.release = within.release
        self._within = within
        self._own_key = key
        self._permanent_key = permanent_key
        self._line: LineBase | None = None
        self._lookup: Lookup | None = None
        self._is_looked_for = False

    @property
    def key(self) -> str:
        """The product's permanent key, `CATALOG/PRODUCT`."""
        return self._permanent_key

    @property
    def line(self) -> LineBase:
        """The same product of the loaded catalog."""
        if self._line is None:
            self._line = self._within.loaded[self._own_key]
        return self._line

    def is_valid(self, choices: GivenChoices) -> bool:
        """Whether a configuration is valid, as `ProductLine.is_valid`."""
        text = self._text(choices)
        return self.line.is_valid(choices) if text is None else text != INVALID

    def code(self, choices: GivenChoices, language: str | None = None, *, identity_key: bytes | None = None) -> Coded:
        """The virtual product code of a valid configuration, as `ProductLine.code`."""
        text = self._text(choices) if language is None and identity_key is None else None
        if not text:
            return self.line.code(choices, language, identity_key=identity_key)
        given = dict(choices)  # type: ignore[arg-type] # what is looked up is a `dict`
        return Coded(text.encode(), lambda: self.line.validate(given))

    def _text(self, choices: GivenChoices) -> str | None:
        """The text of the canonical document; empty where there is none, None where looking up does not tell."""
        if self._line is not None or type(choices) is not dict:
            return None
        if not self._is_looked_for:
            self._lookup, self._is_looked_for = self._kept(), True
        return None if self._lookup is None else document_text(self._lookup, choices)

    def _kept(self) -> Lookup | None:
        container = self._within.container
        if not is_ours(container) or not container.has(LOOKUP + self._own_key):
            return None
        tables = json.loads(bytes(container.member(LOOKUP + self._own_key)))
        for each in tables["options"]:
            if type(each["which"]) is str:
                each["which"] = Listing(each["which"])
        return Lookup(tables, text_readers(tables["options"]))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(name)
            return getattr(self.line, name)
