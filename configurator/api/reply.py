"""What is sent: a body, or pieces of one that are made while those before are taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import suppress

from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from configurator.answers.answer import Answer
from configurator.api.problems import MEDIA as PROBLEM
from configurator.api.problems import ProblemError

JSON = "application/json"
LINES = "application/x-ndjson"

PIECE = 64 * 1024
"""Bytes of a body that are sent at once: a longer one goes in pieces, each of which has to be taken in time."""

_NOSNIFF = (b"x-content-type-options", b"nosniff")


class Reply(Response):
    """A body that is there."""

    def __init__(
        self, body: bytes = b"", status: int = 200, media: str | None = JSON, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(body, status, headers, media)
        self.raw_headers.append(_NOSNIFF)

    @classmethod
    def of(cls, answer: Answer, status: int = 200, *headers: tuple[str, str]) -> Reply:
        """An answer in JSON, in one line."""
        return cls(answer.to_json(pretty=False), status, headers=dict(headers))

    @classmethod
    def refusing(cls, problem: ProblemError) -> Reply:
        """A problem."""
        headers = {"cache-control": "no-store", **dict(problem.headers)}
        return cls(problem.answer().to_json(pretty=False), problem.status, PROBLEM, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; no body where only the head was asked for."""
        del receive
        body = b"" if scope["method"] == "HEAD" else bytes(self.body)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        last = max(0, len(body) - 1) // PIECE * PIECE
        for start in range(0, last, PIECE):
            await send({"type": "http.response.body", "body": body[start : start + PIECE], "more_body": True})
        await send({"type": "http.response.body", "body": body[last:]})


class Pieces(StreamingResponse):
    """Pieces of a body, each made in a thread.

    No further one is made once it is known that the client has gone, or takes none; what makes them is closed then.
    """

    def __init__(self, pool: Executor, pieces: Iterator[bytes], media: str) -> None:
        self._gone = asyncio.Event()
        self._made = _made(pool, pieces, self._gone)
        super().__init__(self._made, media_type=media)
        self.raw_headers.append(_NOSNIFF)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send them, one after the other. Raises `ClientDisconnect`."""
        del scope
        listening = asyncio.ensure_future(self._listen(receive))
        try:
            await self.stream_response(send)
        finally:
            listening.cancel()
            await self._made.aclose()

    async def _listen(self, receive: Receive) -> None:
        """The body has been read, so all that there is to hear is that the client has gone."""
        with suppress(Exception):
            if (await receive())["type"] == "http.disconnect":
                self._gone.set()


async def _made(pool: Executor, pieces: Iterator[bytes], gone: asyncio.Event) -> AsyncGenerator[bytes, None]:
    loop = asyncio.get_running_loop()
    while not gone.is_set():
        piece = await loop.run_in_executor(pool, next, pieces, None)
        if piece is None:
            return
        yield piece
    raise ClientDisconnect
