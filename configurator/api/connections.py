"""Connections of clients that are slow, or too many: what uvicorn leaves open, this closes.

uvicorn has no limit to how long a request may take until its head is there, so that whoever sends a byte now and then
keeps a connection for ever. A clock runs here as long as a connection has sent something and no request of it is under
way.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from configurator.serving import Limits


def guarding(limits: Limits) -> type[asyncio.Protocol]:
    """The protocol of uvicorn, with these limits."""
    body = (
        b'{"type":"urn:optionary:problem:too-busy","title":"Service Unavailable","status":503,"code":"too-busy",'
        b'"detail":"too many connections are open"}'
    )
    head = (
        b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\nretry-after: 1\r\n"
        b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
    )
    refusal = head + body

    class Guarding(AutoHTTPProtocol):  # type: ignore[misc, valid-type] # one of two classes, found at run time
        """A connection, and the clock of its next request."""

        _clock: asyncio.TimerHandle | None = None
        _is_refused = False

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            if len(self.connections) > limits.connections:
                self._is_refused = True
                transport.write(refusal)
                transport.close()
            else:
                self._wind()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._is_refused:
                return
            super().data_received(data)
            if self._is_under_way():
                self._stop()
            elif self._clock is None:
                self._wind()

        def _is_under_way(self) -> bool:
            cycle: Any = self.cycle
            return cycle is not None and not cycle.response_complete

        def _wind(self) -> None:
            self._clock = self.loop.call_later(limits.patience, self._over)

        def _stop(self) -> None:
            if self._clock is not None:
                self._clock.cancel()
                self._clock = None

        def _over(self) -> None:
            self._clock = None
            if not self._is_under_way() and not self.transport.is_closing():
                self.transport.close()

    return Guarding
