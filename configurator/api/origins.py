"""Whose pages may ask from a browser, and what they see of answers (CORS): those of a list of origins, and no others.

What is asked, and for whom, is Starlette's to say. What it says in plain text is said here as everything else is.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from configurator.api.problems import ProblemError
from configurator.api.reply import Reply


class Pages(CORSMiddleware):
    """ASGI, around the routes: no question of a browser whether its page may ask comes as far as these."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD", "POST", "PUT"),
            allow_headers=("authorization", "content-type", "if-none-match", "x-api-key", "accept-language"),
            expose_headers=("etag", "location", "retry-after", "content-language"),
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Whether the page may ask: nothing but headers, or a problem."""
        found = super().preflight_response(request_headers)
        reply = Reply(media=None, headers={"cache-control": "no-store"})
        if found.status_code != reply.status_code:
            what = bytes(found.body).decode().removeprefix("Disallowed CORS ")
            reply = Reply.refusing(ProblemError(400, "not-for-pages", f"no page may ask that, by its {what}"))
        told = {name: value for name, value in found.headers.items() if not name.startswith("content-")}
        reply.headers.update(told)
        return reply
