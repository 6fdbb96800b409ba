"""Whose pages may ask from a browser (CORS): those of a list of origins, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from configurator.api.call import Headers, Reply

_EXPOSED = b"etag, location, retry-after, content-language"
_ALLOWED = b"authorization, content-type, if-none-match, x-api-key, accept-language"


def add(headers: Headers, asked: Mapping[bytes, bytes], origins: Sequence[str]) -> None:
    """Put in what tells a browser that the page may see the reply, if it may."""
    origin = asked.get(b"origin")
    if not origins:
        return
    if "*" not in origins:
        headers.append((b"vary", b"origin"))
    if origin is None or not _may(origin, origins):
        return
    headers.append((b"access-control-allow-origin", b"*" if "*" in origins else origin))
    headers.append((b"access-control-expose-headers", _EXPOSED))


def preflight(methods: Sequence[str], asked: Mapping[bytes, bytes], origins: Sequence[str]) -> Reply:
    """The answer to `OPTIONS`: which methods a path takes, and for pages that may ask, that they may."""
    allowed = ", ".join((*methods, "OPTIONS")).encode()
    reply = Reply(b"", 204, "", [(b"allow", allowed), (b"cache-control", b"no-store")])
    origin = asked.get(b"origin")
    if origin is not None and _may(origin, origins):
        reply.headers += [
            (b"access-control-allow-methods", ", ".join(methods).encode()),
            (b"access-control-allow-headers", _ALLOWED),
            (b"access-control-max-age", b"600"),
        ]
    return reply


def _may(origin: bytes, origins: Sequence[str]) -> bool:
    return "*" in origins or origin.decode("latin-1") in origins
