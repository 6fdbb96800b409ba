"""What clients keep of replies: an entity tag where something can be asked for again, and nothing sent twice."""

from __future__ import annotations

from hashlib import sha256

from starlette.responses import Response

from configurator.api.call import Call
from configurator.api.reply import Reply

_KEPT_BY_NOBODY = "no-store"

_OF_BOTH = ("etag", "cache-control", "vary")
"""What a reply without a body says as the one with it does: a cache takes it for the new word (RFC 9110, 15.4.5)."""


def known_already(call: Call, tag: str, *, is_there: bool) -> Reply | None:
    """The reply without a body, where the client has just what it asks for.

    `is_there`: whether that exists, as far as anybody knows yet; only then `*` means it (RFC 9110, 13.1.2).
    """
    if not _is_known(call, tag, is_there=is_there):
        return None
    reply = Reply(status=304, media=None)
    _mark(reply, call, tag)
    return reply


def _is_known(call: Call, tag: str, *, is_there: bool) -> bool:
    told = call.request.headers.get("if-none-match")
    if told is None or call.route.method != "GET":
        return False
    known = {each.strip().removeprefix("W/") for each in told.split(",")}
    return tag in known or (is_there and "*" in known)


def tagged(reply: Response, call: Call, tag: str | None) -> Response:
    """The same reply with what caches have to know; the one without a body where the client has it already.

    What has no entity tag of its own gets one by its bytes.
    """
    is_whole = call.route.method == "GET" and reply.status_code == 200
    if not is_whole or (tag is None and call.route.scope is None):
        reply.headers.setdefault("cache-control", _KEPT_BY_NOBODY)
        return reply
    if reply.headers.get("cache-control") == _KEPT_BY_NOBODY:
        return reply
    tag = tag or f'"{sha256(reply.body).hexdigest()[:32]}"'
    _mark(reply, call, tag)
    if not _is_known(call, tag, is_there=True):
        return reply
    headers = {name: value for name, value in reply.headers.items() if name in _OF_BOTH}
    return Reply(status=304, media=None, headers=headers)


def _mark(reply: Response, call: Call, tag: str) -> None:
    scope, serving = call.route.scope, call.state.serving
    whose = "public" if scope is None or scope in serving.opened else "private"
    reply.headers["etag"] = tag
    reply.headers.setdefault("cache-control", f"{whose}, no-cache")
    if serving.keys is not None:
        reply.headers.add_vary_header("authorization, x-api-key")
    if hasattr(call.query, "language"):
        reply.headers.add_vary_header("accept-language")
