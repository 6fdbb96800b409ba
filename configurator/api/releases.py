"""The releases that are served: loaded aside, swapped at once, each request served by those that it began with.

releases = Releases.load(("catalogs/studio",))
holder = Holder(releases)
holder.current              # what a request that begins now is answered from
holder.look()               # load what has changed; a faulty one changes nothing, and is told
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from threading import Lock

from configurator import __version__
from configurator.api.conditions import Conditions
from configurator.api.listings import Listing, listing_of
from configurator.api.problems import ProblemError
from configurator.catalog_files import CatalogFiles, find_catalog
from configurator.compiler.budget import Budget
from configurator.engine.valid_space import ValidSpace
from configurator.errors import ConfiguratorError, TooComplexError, UnreadableFileError
from configurator.exchange.browser.product import browser_octets
from configurator.exchange.foreign_files import opened
from configurator.model.catalog import Product
from configurator.model.revised import state_name
from configurator.product_line import ProductLine
from configurator.service import LoadedCatalog, load


class ServedProduct:
    """A product of a served catalog, with what is worked out once: its valid space, products in other languages."""

    def __init__(self, line: ProductLine, catalog: ServedCatalog) -> None:
        self.line, self.catalog = line, catalog
        self._lock = Lock()
        self._space: ValidSpace | None = None
        self._refused: TooComplexError | None = None
        self._listings: dict[tuple[str, str | None], Listing] = {}
        self._runtime: bytes | None = None

    @property
    def key(self) -> str:
        """Its key today."""
        return self.line.product.key

    def product(self, language: str | None) -> Product:
        """With the texts of a language of its catalog; None for the first."""
        return self.line.product if language is None else self.line.translated(language)

    def listing(self, option: str, language: str | None) -> Listing | None:
        """The values of an option with their labels; None where there are none to list. Raises `KeyError`."""
        found = self._listings.get((option, language))
        if found is None:
            found = listing_of(self.product(language).by_key[option])
            if found is not None:
                self._listings[option, language] = found
        return found

    def space(self, budget: Budget) -> ValidSpace:
        """What is valid of it, compiled once, whoever asks first. Raises `TooComplexError`, then and later."""
        if self._space is None:
            with self._lock:
                if self._refused is not None:
                    raise self._refused
                if self._space is None:
                    try:
                        self._space = self.line.catalog.space_within(self.line.product, budget)
                    except TooComplexError as error:
                        self._refused = error
                        raise
        return self._space

    def runtime(self, budget: Budget) -> bytes:
        """What the browser runtime loads, written once; without what is possible where that is beyond the budget."""
        if self._runtime is None:
            try:
                space: ValidSpace | None = self.space(budget)
            except TooComplexError:
                space = None
            self._runtime = browser_octets(self.line, space)
        return self._runtime


class ServedCatalog:
    """A catalog as it is served; `path` is the file that it was loaded from, `seen` its files as they were then."""

    def __init__(self, loaded: LoadedCatalog, path: str, seen: tuple[tuple[str, int, int], ...] | None = None) -> None:
        self.loaded, self.path = loaded, path
        self.key, self.release = loaded.key, loaded.release
        self.products = {key: ServedProduct(loaded[key], self) for key in loaded}
        self.conditions = Conditions(loaded.sources)
        self.seen = _seen(self) if seen is None else seen

    @property
    def state(self) -> str:
        """The name of the release with what revisions have put in force: all that answers are made of."""
        return state_name(self.release, self.loaded.changes)

    @property
    def permanent_key(self) -> str:
        """The first key that it ever had."""
        return self.release.partition("@")[0]

    def __getitem__(self, key: str) -> ServedProduct:
        """The product of this key, today's or permanent. Raises `UnknownProductError`."""
        return self.products.get(key) or self.products[self.loaded[key].product.key]

    def has_changed(self) -> bool:
        """Whether one of its files has another time or size than when it was loaded, or is gone."""
        return _times(self) != self.seen


class Releases(Mapping[str, ServedCatalog]):
    """The catalogs that are served at one moment, by key, in the order in which they were named."""

    def __init__(self, catalogs: Sequence[ServedCatalog]) -> None:
        self._by_key: dict[str, ServedCatalog] = {}
        for each in catalogs:
            if each.key in self._by_key:
                message = f"two of the catalogs have the key `{each.key}`"
                raise UnreadableFileError("two-catalogs", message, "serve them from two services")
            self._by_key[each.key] = each
        self._by_permanent_key = {each.permanent_key: each for each in catalogs}

    @classmethod
    def load(cls, names: Sequence[str]) -> Releases:
        """Load catalogs by their names on the command line. Raises as `service.load`."""
        return cls([_loaded(str(find_catalog(name))) for name in names])

    def __getitem__(self, key: str) -> ServedCatalog:
        """The catalog of this key, today's or permanent. Raises `ProblemError`."""
        found = self._by_key.get(key) or self._by_permanent_key.get(key)
        if found is None:
            raise ProblemError(404, "unknown-catalog", "this service has no catalog of that key", _known(self._by_key))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    def of_product(self, permanent_key: str) -> ServedCatalog | None:
        """The catalog of a product that documents name so, `CATALOG/PRODUCT`; None where it is not served."""
        return self._by_permanent_key.get(permanent_key.partition("/")[0])

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The release of each catalog, by its key."""
        return {key: each.release for key, each in self._by_key.items()}

    @cached_property
    def tag(self) -> str:
        """All of them, as they are in force, as one name, with the version of this software, which makes answers."""
        return sha256("\0".join((__version__, *(each.state for each in self.values()))).encode()).hexdigest()

    @property
    def times(self) -> tuple[object, ...]:
        """The times and sizes of all files, as they are now."""
        return tuple(map(_times, self._by_key.values()))

    def renewed(self, *, all_of_them: bool) -> Releases:
        """The same with what has changed on disk loaded anew; itself where nothing has. Raises as `load`.

        `all_of_them`: whether also what looks as it did is read.
        """
        pairs = [(old, _loaded(old.path) if all_of_them or old.has_changed() else old) for old in self._by_key.values()]
        new = Releases([old if old.release == each.release else each for old, each in pairs])
        for old, each in pairs:
            if old.release == each.release:
                old.seen = each.seen  # what was only touched need not be looked at again
        return self if new.names == self.names else new

    def each(self, change: Callable[[LoadedCatalog], LoadedCatalog]) -> Releases:
        """The same with each catalog as it is after this; itself where all are as they were."""
        pairs = [(old, change(old.loaded)) for old in self._by_key.values()]
        if all(loaded is old.loaded for old, loaded in pairs):
            return self
        return Releases(
            [old if loaded is old.loaded else ServedCatalog(loaded, old.path, old.seen) for old, loaded in pairs]
        )


class Holder:
    """Holds what is served now; `warm` prepares new releases before anybody is served by them.

    `in_force` gives releases the data that is in force. `refused` hears why changed catalogs are not served, once for
    each state of their files, and `unanswered` why what is in force cannot be told, once for each reason.
    """

    def __init__(
        self,
        releases: Releases,
        warm: Callable[[Releases], object] = lambda _: None,
        refused: Callable[[ConfiguratorError], object] = lambda _: None,
        in_force: Callable[[Releases], Releases] = lambda releases: releases,
        unanswered: Callable[[ConfiguratorError], object] = lambda _: None,
    ) -> None:
        self.current = releases
        self._warm, self._refused, self._in_force, self._unanswered = warm, refused, in_force, unanswered
        self._faulty: tuple[object, ...] | None = None
        self._fault: str | None = None
        self._lock = Lock()

    @property
    def refuses(self) -> bool:
        """Whether catalogs are as they were before a change, since it is faulty."""
        return self._faulty is not None

    def look(self, *, closely: bool = False) -> bool:
        """Load what has changed and serve it from now on; whether anything was. What is faulty is told, not served.

        `closely`: read also what looks as it did.
        """
        with self._lock:
            times, new = self.current.times, self.current
            if times != self._faulty or closely:
                try:
                    new = self.current.renewed(all_of_them=closely)
                    self._faulty = None
                except ConfiguratorError as error:
                    self._faulty = times
                    self._refused(error)
            return self._switched(new)  # also where a catalog is faulty: prices come into force all the same

    def renew(self) -> bool:
        """Serve what is in force now of the releases that are served; whether anything is another."""
        with self._lock:
            return self._switched(self.current)

    def _switched(self, releases: Releases) -> bool:
        try:
            new = self._in_force(releases)
        except ConfiguratorError as error:
            if str(error) != self._fault:
                self._unanswered(error)
            self._fault = str(error)
            return False
        self._fault = None
        if new is self.current:
            return False
        self._warm(new)
        self.current = new
        return True


def warm(releases: Releases, budget: Budget) -> None:
    """Compile everything, so that nobody waits for it; what is too complex is told when it is asked for."""
    for catalog in releases.values():
        for product in catalog.products.values():
            with suppress(ConfiguratorError):
                product.space(budget).domains  # noqa: B018 - worked out once


_SETTLED = 2.0
"""Seconds after which a file has surely the time of its last change: until then it is looked at again."""


def _loaded(path: str) -> ServedCatalog:
    files = opened(find_catalog(path))
    if type(files) is CatalogFiles:
        files = CatalogFiles(files.path, files.path.name)  # where it lies on this machine is nobody's business
    return ServedCatalog(load(files), path)


def _seen(catalog: ServedCatalog) -> tuple[tuple[str, int, int], ...]:
    found = _times(catalog)
    newest = max((at for _, at, _ in found), default=0)
    return found if newest < (time.time() - _SETTLED) * 1e9 else ()


def _times(catalog: ServedCatalog) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of each file that a catalog is made of; the time is -1 for one that is gone."""
    files = catalog.loaded.files
    found = []
    for name in files.names_read:
        try:
            state = os.stat(files.folder / name)  # noqa: PTH116 - many files, every second
            found.append((name, state.st_mtime_ns, state.st_size))
        except OSError:
            found.append((name, -1, 0))
    return tuple(found)


def _known(keys: Mapping[str, object]) -> str:
    return f"its catalogs: {', '.join(f'`{key}`' for key in keys) or 'none'}"
