"""Whether the registry answers, asked at most once a second, whoever wants to know how often."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from configurator.errors import ConfiguratorError

if TYPE_CHECKING:
    from configurator.registry.stored import StoredRegistry

LASTING = 1.0
"""Seconds for which an answer holds."""


class Readiness:
    """Asks with `ask`, and remembers the answer; `clock` tells seconds.

    While one asks, others get the answer of before, so that a registry which hangs holds up one of them only.
    """

    def __init__(self, ask: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._ask, self._clock = ask, clock
        self._lock = Lock()
        self._known: tuple[bool, float] | None = None

    @property
    def at_hand(self) -> bool | None:
        """The answer that still holds, or that somebody is about to renew; None where it has to be asked for."""
        known = self._known
        if known is None or (self._clock() - known[1] >= LASTING and not self._lock.locked()):
            return None
        return known[0]

    def answers(self) -> bool:
        """The answer, asked for where none is at hand."""
        found = self.at_hand
        if found is not None:
            return found
        with self._lock:
            known = self._known
            if known is None or self._clock() - known[1] >= LASTING:
                known = self._known = self._ask(), self._clock()
            return known[0]


def answers(registry: StoredRegistry) -> bool:
    """Whether a registry answers now."""
    try:
        registry.changes(after=0, limit=1)
    except ConfiguratorError:
        return False
    return True
