"""How replies leave: with an entity tag where they can be asked for again, a piece at a time where they are long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from hashlib import sha256
from typing import Any

from configurator.api.asking import GoneError
from configurator.api.call import Call, Reply

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
InThread = Callable[[Callable[[], Any]], Awaitable[Any]]

_CACHE = b"cache-control"


def known_already(call: Call, tag: str, *, is_there: bool) -> Reply | None:
    """The reply without a body, where the client has just what it asks for.

    `is_there`: whether that exists, as far as anybody knows yet; only then `*` means it (RFC 9110, 13.1.2).
    """
    told = call.headers.get(b"if-none-match")
    if told is None or call.route.method != "GET":
        return None
    known = {each.strip().removeprefix(b"W/") for each in told.split(b",")}
    if tag.encode() not in known and not (is_there and b"*" in known):
        return None
    reply = Reply(b"", 304, "")
    _mark(reply, call, tag)
    return reply


def tagged(reply: Reply, call: Call, tag: str | None) -> Reply:
    """The same reply with what caches have to know; the one without a body where the client has it already.

    What has no entity tag of its own gets one by its bytes.
    """
    names = {name for name, _ in reply.headers}
    is_whole = call.route.method == "GET" and reply.status == 200 and reply.pieces is None
    if not is_whole or (tag is None and call.route.scope is None):
        if _CACHE not in names:
            reply.headers.append((_CACHE, b"no-store"))
        return reply
    if (_CACHE, b"no-store") in reply.headers:
        return reply
    tag = tag or f'"{sha256(reply.body).hexdigest()[:32]}"'
    found = known_already(call, tag, is_there=True)
    if found is not None:
        return found
    _mark(reply, call, tag, names)
    return reply


def _mark(reply: Reply, call: Call, tag: str, names: set[bytes] | None = None) -> None:
    reply.headers.append((b"etag", tag.encode()))
    if _CACHE not in (names or ()):
        scope = call.route.scope
        whose = b"public" if scope is None or scope in call.state.serving.opened else b"private"
        reply.headers.append((_CACHE, whose + b", no-cache"))
    varies = [b"authorization", b"x-api-key"] if call.state.serving.keys is not None else []
    if hasattr(call.query, "language"):
        varies.append(b"accept-language")
    if varies:
        reply.headers.append((b"vary", b", ".join(varies)))


PIECE = 64 * 1024
"""Bytes of a body that are sent at once: a longer one goes in pieces, each of which has to be taken in time."""


async def send_reply(reply: Reply, send: Send, in_thread: InThread, patience: float, *, head_only: bool) -> int:
    """Send a reply, and tell how many bytes its body has; whoever takes no piece for so many seconds is left.

    Raises `GoneError` for that; a body of one piece has the clock of its connection alone. Pieces that are made one
    after another are made in a thread.
    """
    headers = reply.headers
    if reply.media:
        headers.append((b"content-type", reply.media.encode()))
    headers.append((b"x-content-type-options", b"nosniff"))
    if reply.pieces is None and reply.status != 304:
        headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if head_only:
        await send({"type": "http.response.body", "body": b""})
        return 0
    if reply.pieces is None and len(reply.body) <= PIECE:
        await send({"type": "http.response.body", "body": reply.body})
        return len(reply.body)
    if reply.pieces is None:
        last = max(0, len(reply.body) - 1) // PIECE * PIECE
        for start in range(0, last, PIECE):
            await _taken(send, reply.body[start : start + PIECE], patience, more=True)
        await _taken(send, reply.body[last:], patience, more=False)
        return len(reply.body)
    pieces, size = reply.pieces, 0
    while (piece := await in_thread(lambda: next(pieces, None))) is not None:
        size += len(piece)
        await _taken(send, piece, patience, more=True)
    await _taken(send, b"", patience, more=False)
    return size


async def _taken(send: Send, piece: bytes, patience: float, *, more: bool) -> None:
    try:
        async with asyncio.timeout(patience):
            await send({"type": "http.response.body", "body": piece, "more_body": more})
    except TimeoutError:
        raise GoneError from None
