"""Spans of OpenTelemetry, where somebody has installed it; nothing otherwise. They name routes, never paths."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import Any

Told = Callable[[str, str, int], None]


@contextmanager
def span() -> Iterator[Told]:
    """A span of one request; what is given is told its method, its route and the status at the end."""
    tracer = _tracer()
    if tracer is None:
        yield _nothing
        return
    with tracer.start_as_current_span("http") as found:

        def told(method: str, route: str, status: int) -> None:
            found.update_name(f"{method} {route}")
            found.set_attribute("http.request.method", method)
            found.set_attribute("http.route", route)
            found.set_attribute("http.response.status_code", status)

        yield told


def _nothing(method: str, route: str, status: int) -> None:
    del method, route, status


@cache
def _tracer() -> Any:
    if find_spec("opentelemetry") is None:
        return None
    try:
        return importlib.import_module("opentelemetry.trace").get_tracer("configurator")
    except ImportError:
        return None
