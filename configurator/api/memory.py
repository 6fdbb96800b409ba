"""Loaded catalogs stay, so the collector of circles need not look through their tables again and again."""

from __future__ import annotations

import gc


def settle() -> None:
    """Collect what is left of what was served before, and set all that lives now aside."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
