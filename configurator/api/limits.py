"""Who asks too much is told to come later: token buckets by key or address, and so many requests at a time.

All of it lives in one process; several workers let in as many times as much. Memory is bounded: of very many addresses
those that asked longest ago are forgotten, whose buckets would be full again.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from configurator.api.problems import ProblemError

MOST_BUCKETS = 10_000
"""Keys and addresses that are remembered."""


class Buckets:
    """A bucket for each who asks; it holds `burst` seconds' worth of requests, and is filled by `rate` a second."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        """`clock` tells seconds; a rate of 0 is none."""
        self._rate, self._most, self._clock = rate, max(1.0, rate * burst), clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, count: int = 1) -> None:
        """Take what a request costs. Raises `ProblemError` 429, with when to come again, if there is too little."""
        if not self._rate:
            return
        now = self._clock()
        left, at = self._left.pop(who, (self._most, now))
        left = min(self._most, left + (now - at) * self._rate)
        enough = left >= min(count, self._most)
        self._left[who] = (left - count if enough else left, now)
        if len(self._left) > MOST_BUCKETS:
            self._left.popitem(last=False)
        if not enough:
            seconds = ceil((min(count, self._most) - left) / self._rate)
            raise ProblemError(
                429,
                "too-many-requests",
                f"more than {self._rate:g} requests a second",
                "ask again after the seconds that `Retry-After` names",
                headers=(("retry-after", str(max(1, seconds))),),
            )

    def __len__(self) -> int:
        return len(self._left)


def address_of(client: object) -> str:
    """By what an address is counted: itself, or of IPv6 the network that one household has."""
    host = client[0] if isinstance(client, list | tuple) and client else ""
    if ":" in str(host):
        try:
            return str(ipaddress.ip_network(f"{host}/64", strict=False))
        except ValueError:
            pass
    return str(host)


class Gate:
    """So many at a time, and no queue behind it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.inside = 0

    def enter(self) -> None:
        """Go in; whoever has entered must `leave`. Raises `ProblemError` 503 if it is full."""
        if self.inside >= self.most:
            hint = "ask again after the seconds that `Retry-After` names"
            raise ProblemError(
                503, "too-busy", "too many requests are under way", hint, headers=(("retry-after", "1"),)
            )
        self.inside += 1

    def leave(self) -> None:
        """Go out."""
        self.inside -= 1
