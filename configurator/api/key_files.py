"""A file of keys under a service that runs: looked at again and again, and as it was where it is faulty."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from configurator.errors import ConfiguratorError

T = TypeVar("T")

LOG = logging.getLogger("configurator.service")


class KeyFile(Generic[T]):
    """One file, and `told`, what the log says where it is faulty."""

    def __init__(self, told: str, read: Callable[[Path], T], path: Path) -> None:
        self._told, self._read, self._path = told, read, path
        self._fault: str | None = None

    def looked_at(self, before: T, *, closely: bool) -> T:
        """What stands in the file; what stood there before, where it is faulty. A fault is told once, or when asked."""
        try:
            found = self._read(self._path)
        except ConfiguratorError as error:
            if closely or str(error) != self._fault:
                LOG.error("%s: %s", self._told, error)
            self._fault = str(error)
            return before
        self._fault = None
        return found
