"""Words that several rules use."""

from __future__ import annotations

from collections.abc import Sequence

from configurator.diagnostics.suggest import MOST_LISTED, listed


def some(keys: Sequence[str]) -> str:
    """Some keys in a sentence: a dozen, and how many more there are."""
    more = f" and {len(keys) - MOST_LISTED:,} more" if len(keys) > MOST_LISTED else ""
    return listed(keys[:MOST_LISTED]) + more
