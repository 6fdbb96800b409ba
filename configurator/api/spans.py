"""Spans of OpenTelemetry, where somebody has installed it; nothing otherwise. They name routes, never paths."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from importlib.util import find_spec
from typing import Any

Told = Callable[[str, str, int], None]


def span() -> AbstractContextManager[Told]:
    """A span of one request; what is given is told its method, its route and the status at the end."""
    tracer = _tracer()
    return _NONE if tracer is None else _span(tracer)


@contextmanager
def _span(tracer: Any) -> Iterator[Told]:
    with tracer.start_as_current_span("http") as found:

        def told(method: str, route: str, status: int) -> None:
            found.update_name(f"{method} {route}")
            found.set_attribute("http.request.method", method)
            found.set_attribute("http.route", route)
            found.set_attribute("http.response.status_code", status)

        yield told


_NONE: AbstractContextManager[Told] = nullcontext(lambda method, route, status: None)  # noqa: ARG005 - nobody is told


@cache
def _tracer() -> Any:
    if find_spec("opentelemetry") is None:
        return None
    try:
        return importlib.import_module("opentelemetry.trace").get_tracer("configurator")
    except ImportError:
        return None
