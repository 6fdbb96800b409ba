"""Figures of one worker for Prometheus, as text. Routes go by their patterns, so that nobody's codes are labels."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram, in seconds."""

MEDIA = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """What has been counted since this worker began; one thread writes."""

    def __init__(self, worker: str | None = None) -> None:
        self._worker = worker or str(os.getpid())
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._slots: dict[str, list[int]] = {}
        self.switches: Counter[str] = Counter()
        self._sums: dict[str, float] = {}

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        self._requests[route, method, status] += 1
        slots = self._slots.get(route)
        if slots is None:
            slots = self._slots[route] = [0] * (len(BUCKETS) + 1)
        slots[bisect_left(BUCKETS, seconds)] += 1
        self._sums[route] = self._sums.get(route, 0.0) + seconds

    def text(self, in_flight: int, releases: Mapping[str, str], *, refused: bool) -> str:
        """All figures; `releases` by catalog, `refused`: whether catalogs have changed and are not served so."""
        return "".join(f"{line}\n" for line in self._lines(in_flight, releases, refused=refused))

    def _lines(self, in_flight: int, releases: Mapping[str, str], *, refused: bool) -> Iterator[str]:
        yield from _head("optionary_requests_total", "counter", "Requests that were answered.")
        for (route, method, status), count in sorted(self._requests.items()):
            yield self._sample("optionary_requests_total", count, route=route, method=method, status=status)
        yield from _head("optionary_request_seconds", "histogram", "Seconds from the request to the end of the answer.")
        for route, slots in sorted(self._slots.items()):
            whole = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), slots, strict=True):
                whole += count
                yield self._sample("optionary_request_seconds_bucket", whole, route=route, le=bound)
            yield self._sample("optionary_request_seconds_sum", round(self._sums[route], 6), route=route)
            yield self._sample("optionary_request_seconds_count", whole, route=route)
        yield from _head("optionary_requests_in_flight", "gauge", "Requests that are under way.")
        yield self._sample("optionary_requests_in_flight", in_flight)
        yield from _head("optionary_release_loaded", "gauge", "1 for each release that is served.")
        for catalog, release in releases.items():
            yield self._sample("optionary_release_loaded", 1, catalog=catalog, release=release)
        yield from _head("optionary_release_refused", "gauge", "1 while changed catalogs are faulty and not served.")
        yield self._sample("optionary_release_refused", int(refused))
        yield from _head("optionary_release_switches_total", "counter", "Looks at catalogs that had changed.")
        for outcome in ("switched", "refused"):
            yield self._sample("optionary_release_switches_total", self.switches[outcome], outcome=outcome)

    def _sample(self, name: str, value: float, **labels: object) -> str:
        told = ",".join(f'{key}="{_escaped(str(each))}"' for key, each in (*labels.items(), ("worker", self._worker)))
        return f"{name}{{{told}}} {value}"


def _head(name: str, kind: str, said: str) -> Iterable[str]:
    return (f"# HELP {name} {said}", f"# TYPE {name} {kind}")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
