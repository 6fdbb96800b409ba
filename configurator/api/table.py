"""Which route a request means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from configurator.api.call import Route
from configurator.api.problems import ProblemError

NOTHING_NAMED: Mapping[str, str] = {}

_NAMED = re.compile(r"\{(\w+)\}")


class Table:
    """Routes by what their paths have between slashes, and by method."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._fixed: dict[str, dict[str, Route]] = {}
        self._open: dict[int, list[tuple[re.Pattern[bytes], dict[str, Route]]]] = {}
        patterns: dict[str, dict[str, Route]] = {}
        for route in routes:
            methods = patterns if "{" in route.path else self._fixed
            methods.setdefault(route.path, {})[route.method] = route
        for path, by_method in patterns.items():
            pattern = re.compile(_NAMED.sub(r"(?P<\1>[^/]+)", path).encode())
            self._open.setdefault(path.count("/"), []).append((pattern, by_method))

    def find(self, method: str, path: str, raw: bytes | None) -> tuple[Route, Mapping[str, str]]:
        """The route, and what its path names. `raw`: the path before its escapes are read, so a name may have a `/`.

        Raises `ProblemError` 404 and 405.
        """
        by_method, named = self._matching(path, raw)
        if by_method is None:
            raise ProblemError(404, "no-such-path", "there is nothing of that path", "`/openapi.json` tells all paths")
        route = by_method.get(method)
        if route is None:
            methods = ", ".join(methods_of(by_method))
            raise ProblemError(405, "no-such-method", f"this path takes {methods}", headers=(("allow", methods),))
        return route, named

    def methods(self, path: str, raw: bytes | None) -> tuple[str, ...]:
        """The methods that a path takes; none for one that there is not."""
        by_method, _ = self._matching(path, raw)
        return methods_of(by_method or {})

    def _matching(self, path: str, raw: bytes | None) -> tuple[dict[str, Route] | None, Mapping[str, str]]:
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed, NOTHING_NAMED
        asked = path.encode() if raw is None else raw
        for pattern, by_method in self._open.get(asked.count(b"/"), ()):
            found = pattern.fullmatch(asked)
            if found:
                return by_method, {name: _read(text) for name, text in found.groupdict().items()}
        return None, NOTHING_NAMED


def _read(text: bytes) -> str:
    return unquote(text.decode("latin-1")) if b"%" in text or not text.isascii() else text.decode()


def methods_of(by_method: Mapping[str, Route]) -> tuple[str, ...]:
    """These methods, with the one that goes with `GET`."""
    return (*by_method, "HEAD") if "GET" in by_method else tuple(by_method)
