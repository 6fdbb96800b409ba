"""What revisions have put in force: asked of the registry when somebody looks, and at each moment that it named.

A revision that was kept since the last look, and is in force at once, is served from the next look on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from configurator.revising.registered import moment_text, next_moment

if TYPE_CHECKING:
    from configurator.api.releases import Releases
    from configurator.registry.stored import StoredRegistry


class InForce:
    """What is in force by a registry, or nothing but the releases without one; `now` has a time zone."""

    def __init__(self, registry: StoredRegistry | None, now: Callable[[], datetime]) -> None:
        self._registry, self._now = registry, now
        self._next: str | None = None

    def of(self, releases: Releases) -> Releases:
        """The same releases with the data that is in force now; themselves where they have it.

        Raises `RegistryError` and `RevisionError`.
        """
        registry, moment = self._registry, self._now()
        if registry is None:
            return releases
        found = releases.each(lambda loaded: loaded.at(moment, registry))
        coming = (next_moment(each, registry, moment) for each in found.names.values())
        self._next = min((each for each in coming if each is not None), default=None)
        return found

    @property
    def is_due(self) -> bool:
        """Whether a moment has come that was still to come when it was asked."""
        return self._next is not None and moment_text(self._now()) >= self._next
