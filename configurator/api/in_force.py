"""What revisions have put in force, asked of the registry again and again, at little cost where nothing is another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from configurator.revising.registered import moment_text

if TYPE_CHECKING:
    from configurator.api.releases import Releases
    from configurator.registry.stored import StoredRegistry


class InForce:
    """What is in force by a registry, or nothing but the releases without one; `now` has a time zone."""

    def __init__(self, registry: StoredRegistry | None, now: Callable[[], datetime]) -> None:
        self._registry, self._now = registry, now
        self._found: tuple[Releases, object] | None = None

    def of(self, releases: Releases) -> Releases:
        """The same releases with the data that is in force now; themselves where they have it.

        Raises `RegistryError` and `RevisionError`.
        """
        registry, moment = self._registry, self._now()
        if registry is None:
            return releases
        text = moment_text(moment)
        kept = {release: registry.revisions.moments(release) for release in releases.names.values()}
        known = {release: [(*each, each[1] <= text) for each in found] for release, found in kept.items()}
        if self._found is not None and self._found[0] is releases and self._found[1] == known:
            return releases
        found = releases.each(lambda loaded: loaded.at(moment, registry))
        self._found = found, known
        return found
