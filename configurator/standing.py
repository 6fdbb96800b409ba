"""Where an issued code stands: under which releases of its catalog it could be built, and whether it can be today.

registry -> the published releases of its catalog, each read from its own file -> can it be built, may it be sold

Each release is taken with the data that is in force: a revision of the release may take something out of sale, or into
it. A code resolves for ever, whatever this says. A registry without releases of the catalog has nothing to say of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from configurator.errors import UnknownProductError
from configurator.identity.document import read_document
from configurator.registry.releases import Published
from configurator.registry.store import Resolved
from configurator.registry.stored import StoredRegistry
from configurator.release.container import Container
from configurator.release.files import ReleasedFiles
from configurator.service import LoadedCatalog, load


@dataclass(frozen=True, slots=True)
class Under:
    """A code under one release; `why` is the first reason that it cannot be built, or not be sold on the day."""

    release: Published
    buildable: bool
    sellable: bool
    why: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer.

    - `found`: what was resolved, with the release that it was first issued under;
    - `under`: each published release of its catalog, oldest first;
    - `day`: the one that sale was asked for.
    """

    found: Resolved
    under: tuple[Under, ...]
    day: date

    @property
    def last_valid(self) -> Under | None:
        """The newest release under which it can be built; None where there is none."""
        return next((each for each in reversed(self.under) if each.buildable), None)

    @property
    def valid_now(self) -> bool | None:
        """Whether it can be built under the newest release; None where no release is published."""
        return self.under[-1].buildable if self.under else None


class Standings:
    """Answers about the codes of one registry; a release is loaded once, however many are asked for.

    `moment`: whose revisions are in force, with a time zone; the beginning of the day in UTC where none is given.
    """

    def __init__(self, registry: StoredRegistry, day: date, moment: datetime | None = None) -> None:
        self._moment = moment or datetime.combine(day, time(), UTC)
        self._registry = registry
        self._day = day
        self._loaded: dict[str, LoadedCatalog] = {}

    def of(self, code_text: str) -> Standing:
        """Where a code stands. Raises as `Registry.resolve` does, and `UnusableReleaseError` for a damaged release."""
        found = self._registry.resolve(code_text)
        document = read_document(found.document)
        catalog = document.product.rpartition("/")[0]
        held = self._registry.releases.listed(catalog)
        return Standing(found, tuple(self._under(each, found) for each in held), self._day)

    def _under(self, one: Published, found: Resolved) -> Under:
        try:
            seen = self._catalog(one).reread(found.document, self._day)
        except UnknownProductError:
            return Under(one, False, False, "the product is not in this release")
        if seen.problems:
            return Under(one, False, False, seen.problems[0].message)
        return Under(one, True, seen.sellable, seen.bars[0].message if seen.bars else None)

    def _catalog(self, one: Published) -> LoadedCatalog:
        if one.name not in self._loaded:
            data = self._registry.releases.fetch(one.name)
            released = load(ReleasedFiles(Container(data, one.name)))
            self._loaded[one.name] = released.at(self._moment, self._registry)
        return self._loaded[one.name]
