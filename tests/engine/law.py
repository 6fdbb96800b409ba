"""How many random products a law of the engine is tried on."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

IS_LONG = os.environ.get("OPTIONARY_LONG") == "1"


def _tried(usual: int, long: int) -> settings:
    return settings(
        max_examples=long if IS_LONG else usual,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


LAW = _tried(200, 10_000)
LAW_OF_EACH_WAY = _tried(125, 2_500)
"""Of laws that are tried once for each way to answer: 500 or 10,000 in all where there are four."""
