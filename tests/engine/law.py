"""How many random products a law of the engine is tried on."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LAW = settings(
    max_examples=10_000 if os.environ.get("OPTIONARY_LONG") == "1" else 200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
