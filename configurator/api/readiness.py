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

HANGING = 5.0
"""Seconds after which a registry that was asked and says nothing does not answer."""


class Readiness:
    """Asks with `ask`, and remembers the answer; `clock` tells seconds.

    While one asks, others get the answer of before, so that a registry which hangs holds up one of them only; it does
    not answer when it has hung for `HANGING`.
    """

    def __init__(self, ask: Callable[[], bool], clock: Callable[[], float]) -> None:
        self._ask, self._clock = ask, clock
        self._lock = Lock()
        self._known: tuple[bool, float] | None = None
        self._began: float | None = None

    @property
    def at_hand(self) -> bool | None:
        """The answer that still holds, or that somebody is about to renew; None where it has to be asked for."""
        known, began, now = self._known, self._began, self._clock()
        if began is not None and now - began > HANGING:
            return False
        if known is None or (began is None and now - known[1] >= LASTING):
            return None
        return known[0]

    def answers(self) -> bool:
        """The answer, asked for where none is at hand."""
        found = self.at_hand
        if found is not None:
            return found
        if not self._lock.acquire(timeout=HANGING):  # another asks, and there is no answer of before
            return False
        try:
            known = self._known
            if known is None or self._clock() - known[1] >= LASTING:
                self._began = self._clock()
                known = self._known = self._ask(), self._clock()
            return known[0]
        finally:
            self._began = None
            self._lock.release()


def answers(registry: StoredRegistry) -> bool:
    """Whether a registry answers now."""
    try:
        registry.changes(after=0, limit=1)
    except ConfiguratorError:
        return False
    return True
