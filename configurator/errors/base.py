"""The root of all exceptions that the package raises on purpose."""

from __future__ import annotations


class ConfiguratorError(Exception):
    """The root: catch this to catch all that the package raises on purpose."""


def some_of(keys: tuple[str, ...], most: int = 5) -> str:
    """The first of some keys as messages name them, and how many more there are."""
    named = ", ".join(f"`{key}`" for key in keys[:most])
    return f"{named} and {len(keys) - most} more" if len(keys) > most else named
