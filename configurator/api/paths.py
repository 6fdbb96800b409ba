"""Names in paths: a catalog, a code, an option, each as it is escaped, so that one may have a `/` in it.

A server reads the escapes of a path before anybody looks for a route, and then `%2F` parts a name in two. Here the path
is written anew with `%2F` and `%25` left in it, and `{catalog:escaped}` reads these once the route is found.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from starlette.convertors import Convertor, register_url_convertor
from starlette.types import ASGIApp, Receive, Scope, Send


class Escaped(Convertor[str]):
    """A name between two slashes."""

    regex = "[^/]+"

    def convert(self, value: str) -> str:
        """As it is meant."""
        return unquote(value) if "%" in value else value

    def to_string(self, value: str) -> str:
        """As it stands in a path."""
        return quote(value, safe="")


register_url_convertor("escaped", Escaped())


def as_starlette(path: str) -> str:
    """The path of a route with all its names `escaped`."""
    return re.sub(r"\{(\w+)\}", r"{\1:escaped}", path)


class EscapedNames:
    """ASGI, around the routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request go on with a path in which the slashes of names are still escaped."""
        if scope["type"] == "http":
            scope = with_names_escaped(scope)
        await self._app(scope, receive, send)


def with_names_escaped(scope: Scope) -> Scope:
    """The same request; what the path was before its escapes were read counts where it still says the same."""
    path: str = scope["path"]
    raw = (scope.get("raw_path") or b"").decode("latin-1")
    if "%" not in raw and "%" not in path:
        return scope
    root = scope.get("root_path", "")
    above = root if path.startswith(f"{root}/") else ""
    escaped = (unquote(each).replace("%", "%25").replace("/", "%2F") for each in _names(raw, path[len(above) :], above))
    return {**scope, "path": "/".join((above, *escaped))}


def _names(raw: str, path: str, above: str) -> list[str]:
    """The escaped names of a path that stands below `above`, which `raw` may have in front as well, or not.

    Only the names are compared: some servers put a prefix that is escaped itself in front of both.
    """
    steps = raw.split("/")
    for skipped in {above.count("/"), 0}:
        names = steps[skipped + 1 :]
        if names and unquote("/".join(("", *names))) == path:
            return names
    return quote(path, errors="replace").split("/")[1:]
