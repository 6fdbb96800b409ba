"""What is said of requests: a line in the log, figures, a span; and how long a client may take to take a piece.

It has only the route of a request, its method and who asked: no path, no body and no header.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from traceback import extract_tb
from typing import TYPE_CHECKING

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from configurator.api.problems import problem_of
from configurator.api.reply import PIECE, Reply
from configurator.api.spans import span

if TYPE_CHECKING:
    from configurator.api.service import Service

ACCESS = logging.getLogger("configurator.access")
LOG = logging.getLogger("configurator.service")

ASKED = "configurator.asked"
"""Under this name a request has what becomes known of it on its way."""

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PATCH"))


@dataclass(slots=True)
class Asked:
    """A request, as far as it has come: what is said of it in the end; `path` is the pattern of its route."""

    method: str
    path: str = "(none)"
    name: str = "none"
    holder: str | None = None
    status: int = 500
    size: int = 0
    is_begun: bool = False
    begun: float = field(default_factory=perf_counter)


class Watched:
    """ASGI, around all that answers.

    Whoever takes no piece of a long answer for `patience` seconds is left; what is answered in one piece has the clock
    of its connection alone. Whatever goes wrong before anything is sent becomes a problem here at the latest, so that
    no server says it in words of its own.
    """

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service
        self._patience = service.state.serving.limits.patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request and write its line, whatever becomes of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = scope[ASKED] = Asked(scope["method"] if scope["method"] in _METHODS else "OTHER")

        async def taken(message: Message) -> None:
            if message["type"] == "http.response.start":
                asked.status, asked.is_begun = message["status"], True
            elif message["type"] == "http.response.body":
                asked.size += len(message.get("body", b""))
            try:
                if asked.size > PIECE or message.get("more_body", False):
                    async with asyncio.timeout(self._patience):
                        await send(message)
                else:
                    await send(message)
            except OSError:  # also that it took too long
                raise ClientDisconnect from None

        with span() as spanned:
            try:
                await self._app(scope, receive, taken)
            except ClientDisconnect:
                asked.status = 499  # whoever asked has gone
            except asyncio.CancelledError:
                asked.status = 500 if asked.is_begun else 503
                raise
            except Exception as error:  # noqa: BLE001 - in the middle of an answer what is sent shows that it is cut off
                asked.status = 500
                LOG.error("%s: %s", asked.name, kind_and_place(error))
                if not asked.is_begun:
                    with suppress(ClientDisconnect):
                        await Reply.refusing(problem_of(error))(scope, receive, taken)
            finally:
                self._told(asked)
                spanned(asked.method, asked.path, asked.status)

    def _told(self, asked: Asked) -> None:
        """Count a request that is over, and write its line."""
        seconds = perf_counter() - asked.begun
        self._service.metrics.observe(asked.path, asked.method, asked.status, seconds)
        if ACCESS.isEnabledFor(logging.INFO):
            line = {
                "at": self._service.state.now().isoformat(timespec="milliseconds"),
                "method": asked.method,
                "route": asked.path,
                "status": asked.status,
                "ms": round(seconds * 1000, 3),
                "bytes": asked.size,
                "key": asked.holder,
            }
            ACCESS.info("%s", orjson.dumps(line).decode())


def kind_and_place(error: Exception) -> str:
    """What is said of an exception that nobody expected: its own words may have what somebody sent."""
    frames = extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
