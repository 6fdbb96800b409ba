"""How many random products a law of the engine is tried on."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LONG = 10_000
_ASKED = int(os.environ.get("OPTIONARY_LONG", "0"))
"""`OPTIONARY_LONG=1` tries `LONG` products for each law, and for each way to answer; a larger number says how many."""


def _tried(usual: int) -> settings:
    return settings(
        max_examples={0: usual, 1: LONG}.get(_ASKED, _ASKED),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


LAW = _tried(200)
LAW_OF_EACH_WAY = _tried(125)
"""Of laws that are tried once for each way to answer: 500 in all where there are four."""
