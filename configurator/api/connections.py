"""Connections of clients that are slow, or too many: what uvicorn leaves open, this closes.

uvicorn has no limit to how long a request may take until its head is there, so that whoever sends a byte now and then
keeps a connection for ever. A clock runs here as long as a connection has sent something and no request of it is under
way. Nor has it a limit to how long an answer may lie there that nobody reads: a second clock looks whether a connection
still takes what it is sent, and ends it at once where it took too little within `patience` seconds.

And when the service ends, uvicorn closes at once what no request is under way on, also where one is just arriving, so
that its sender cannot know whether it was carried out. Here such a connection has a moment more; what still comes on it
is answered, with word that the connection ends.

What is no HTTP is refused in the words of the service; uvicorn's own are plain text, and where an answer has already
been sent it fails with a traceback in the log, which anybody could fill so.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from configurator.api.problems import ProblemError
from configurator.api.reply import Reply
from configurator.serving import Limits

LAST = 1.0
"""Seconds in which a request may still come on a connection that is there when the service ends."""


def guarding(limits: Limits) -> type[asyncio.Protocol]:
    """The protocol of uvicorn, with these limits."""
    full = _as_sent(ProblemError(503, "too-busy", "too many connections are open", headers=(("retry-after", "1"),)))
    garbled = _as_sent(ProblemError(400, "no-http", "what was sent is no request as HTTP has it"))

    class Guarding(AutoHTTPProtocol):  # type: ignore[misc, valid-type] # one of two classes, found at run time
        """A connection, the clock of its next request, and the clock of what it has still to take."""

        _clock: asyncio.TimerHandle | None = None
        _is_refused = False
        _is_ending = False
        _taking: asyncio.TimerHandle | None = None
        _was_waiting: int | None = None
        _resumed = 0

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            _send_at_once(transport)
            self._taking = self.loop.call_later(limits.patience, self._look)
            if len(self.connections) > limits.connections:
                self._is_refused = True
                transport.write(full)
                transport.close()
            else:
                self._wind()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            if self._taking is not None:
                self._taking.cancel()
                self._taking = None
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self._is_refused:
                return
            super().data_received(data)
            if self._is_under_way():
                self._stop()
                if self._is_ending:
                    self._make_last()
            elif self._clock is None:
                self._wind()

        def send_400_response(self, msg: str) -> None:
            """Refuse what is no HTTP; after the head of an answer nothing but the end can say it."""
            del msg
            cycle: Any = self.cycle
            is_free = cycle is None or not (cycle.more_body if cycle.response_complete else cycle.response_started)
            if is_free and not self.transport.is_closing():
                self.transport.write(garbled)
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True  # whatever answers would write behind it
                cycle.message_event.set()
            self.transport.close()

        def shutdown(self) -> None:
            self._is_ending = True
            if self._is_refused:
                super().shutdown()
            elif self._is_under_way():
                self._make_last()
            else:
                self._stop()
                self._clock = self.loop.call_later(min(LAST, limits.patience), self._over)

        def _make_last(self) -> None:
            """Let the request that is under way be answered as if its client had asked for `connection: close`."""
            cycle: Any = self.cycle
            cycle.scope["headers"].append((b"connection", b"close"))
            super().shutdown()

        def resume_writing(self) -> None:
            self._resumed += 1
            super().resume_writing()

        def _look(self) -> None:
            """Give up a client that has been waited for since the last look; whoever takes something is not given up.

            What was written fills at most a buffer and one piece of an answer, so that much is taken between two looks.
            """
            waiting = self._resumed if self.transport.is_closing() or self.flow.write_paused else None
            if waiting is not None and waiting == self._was_waiting:
                self._taking = None
                self.transport.abort()
                return
            self._was_waiting = waiting
            self._taking = self.loop.call_later(limits.patience, self._look)

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


def _as_sent(problem: ProblemError) -> bytes:
    """A refusal on a connection that ends with it, of which no request came as far as the service."""
    reply = Reply.refusing(replace(problem, headers=(*problem.headers, ("connection", "close"))))
    head = [b"HTTP/1.1 %d %s" % (problem.status, HTTPStatus(problem.status).phrase.encode())]
    return b"\r\n".join((*head, *(b"%s: %s" % each for each in reply.raw_headers), b"", bytes(reply.body)))


def _send_at_once(transport: asyncio.Transport) -> None:
    """Let no part of an answer wait until its client has acknowledged another, which takes 40 ms on an open connection.

    asyncio sees to it only where a socket says of itself that it is TCP; one that we opened, or systemd did, does not.
    """
    found = transport.get_extra_info("socket")
    if found is not None and found.family in (socket.AF_INET, socket.AF_INET6):
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
