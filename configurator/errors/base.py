"""The root of all exceptions that the package raises on purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class ConfiguratorError(Exception):
    """The root: catch this to catch all that the package raises on purpose."""

    def __reduce__(self) -> tuple[Callable[..., ConfiguratorError], tuple[Any, ...]]:
        """How it comes from one process to another: as it is, since its class composes the sentence only once."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[ConfiguratorError], told: tuple[object, ...], state: dict[str, object]) -> ConfiguratorError:
    error = kind.__new__(kind, *told)
    error.__dict__.update(state)
    return error


def some_of(keys: tuple[str, ...], most: int = 5) -> str:
    """The first of some keys as messages name them, and how many more there are."""
    named = ", ".join(f"`{key}`" for key in keys[:most])
    return f"{named} and {len(keys) - most} more" if len(keys) > most else named
