"""One request on its way: what a route is, and what its handler is given."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from configurator import __version__
from configurator.access_keys import Holder, Keys, Scope
from configurator.api.languages import preferred
from configurator.api.problems import ProblemError
from configurator.issuing_keys import IssuingKeys

if TYPE_CHECKING:
    from configurator.api.images import Images
    from configurator.api.readiness import Readiness
    from configurator.api.releases import Releases, ServedCatalog, ServedProduct
    from configurator.registry.stored import StoredRegistry
    from configurator.serving import Serving

Model = TypeVar("Model", bound=BaseModel)


@dataclass
class State:
    """What all requests of a worker share, as far as handlers see it.

    `pool`: the threads for what may take long. `figures` takes the releases by catalog, `openapi` the path under which
    the service is found.
    """

    serving: Serving
    registry: StoredRegistry | None
    images: Images | None
    now: Callable[[], datetime]
    pool: Executor
    keys: IssuingKeys = IssuingKeys(None)
    readiness: Readiness | None = None
    figures: Callable[[Mapping[str, str]], str] = field(default=lambda _: "")
    openapi: Callable[[str], bytes] = field(default=lambda _: b"{}")

    def today(self) -> date:
        """The day on this machine."""
        return self.now().date()


@dataclass(slots=True)
class Call:
    """What a handler is given: the request, read and found sound, and the releases that it is answered from.

    `query` and `message` are as the route's models read them; `body` are the bytes.
    """

    route: Route
    state: State
    releases: Releases
    request: Request
    query: Any = None
    message: Any = None
    body: bytes = b""
    holder: Holder | None = None

    @property
    def named(self) -> Mapping[str, str]:
        """What stands in the path, by the names of the route."""
        return self.request.path_params

    @property
    def root(self) -> str:
        """The path under which the service is found, for links: escaped, and nothing where it stands by itself."""
        return quote(self.request.scope.get("root_path", "").rstrip("/"), safe="/%")

    @property
    def catalog(self) -> ServedCatalog:
        """The catalog that the path names. Raises `ProblemError`."""
        return self.releases[self.named["catalog"]]

    @property
    def product(self) -> ServedProduct:
        """The product that the path names. Raises `ProblemError` and `UnknownProductError`."""
        return self.catalog[self.named["product"]]

    @property
    def registry(self) -> StoredRegistry:
        """The registry. Raises `ProblemError` where this service has none."""
        if self.state.registry is None:
            hint = "`configurator serve --registry` gives it one"
            raise ProblemError(404, "no-registry", "this service has no registry", hint)
        return self.state.registry

    @property
    def images(self) -> Images:
        """Where pictures are. Raises `ProblemError` where this service keeps none."""
        if self.state.images is None:
            hint = "`configurator serve --images` gives it a folder for them"
            raise ProblemError(404, "no-images", "this service keeps no pictures", hint)
        return self.state.images

    def language(self) -> str | None:
        """The language of the answer: asked for, or the best that the client accepts; None for the catalog's first.

        Raises `UnknownLanguageError` for one that was asked for by name.
        """
        loaded = self.catalog.loaded
        asked = getattr(self.query, "language", None)
        if asked is None and len(loaded.languages) < 2:
            return None
        if asked is not None:
            found: str | None = loaded.language(asked)
        else:
            found = preferred(self.request.headers.get("accept-language", ""), loaded)
        return None if found is None or found == loaded.languages[0] else found

    def day(self) -> date:
        """The day of the sale: the one of the message, or today."""
        named: date | None = getattr(self.message, "on", None)
        return named or self.state.today()

    def tag(self, *parts: str | None) -> str:
        """A strong entity tag of what depends on these parts, the question and this software alone."""
        release = self.catalog.state if "catalog" in self.named else self.releases.tag
        told = json.dumps([__version__, release, self.route.name, *self.named.values(), *parts])
        return f'"{sha256(told.encode() + self.request.scope["query_string"]).hexdigest()[:32]}"'


Handler = Callable[[Call], Response]


@dataclass(frozen=True, eq=False)
class Route:
    """One thing that can be asked.

    `name` is what programs call it by, the OpenAPI `operationId`. `scope`: what a key must be good for; None where
    nobody needs one. `replies`: the model, or the media type of what has none, by status. `takes`: the model of the
    message, or the media types of a body that is no message. `query`: the model of what may stand behind `?`.
    `problems`: the codes of those that are its own, by status. `aside`: it may take long, so it is done in a thread.
    `tag`: the entity tag that tells whether the client has the answer already. `also`: what a key must be good for
    besides where a parameter has this value. `lines`: the models of the lines of a reply that has some. `at_hand`: the
    reply where it takes no work, though it may.
    """

    method: str
    path: str
    name: str
    summary: str
    scope: Scope | None
    answer: Handler
    replies: Mapping[int, type[BaseModel] | str]
    query: type[BaseModel] | None = None
    takes: type[BaseModel] | tuple[str, ...] | None = None
    problems: Mapping[int, str] = field(default_factory=dict)
    aside: bool = False
    tag: Callable[[Call], str] | None = None
    most_bytes: Callable[[Serving], int] | None = None
    also: tuple[Scope, str, str | bool] | None = None
    lines: tuple[type[BaseModel], ...] = ()
    at_hand: Callable[[Call], Response | None] | None = None

    def besides(self, query: object) -> Scope | None:
        """What a key must be good for besides, for this query."""
        if self.also is None:
            return None
        scope, parameter, value = self.also
        return scope if getattr(query, parameter) == value else None

    @property
    def message(self) -> type[BaseModel] | None:
        """The model of its message, if it takes one."""
        return self.takes if isinstance(self.takes, type) else None


def by_language(call: Call) -> str:
    """The entity tag of what depends on the release, the question and the language."""
    return call.tag(call.language())


def holder_of(call: Call, keys: Keys | None) -> Holder | None:
    """Who asks; None for somebody without a key. Raises `ProblemError` 401 for a key that nobody has."""
    key = None if keys is None else _key(call.request.headers)
    if key is None or keys is None:
        return None
    found = keys.holder(key)
    if found is None:
        raise ProblemError(401, "unknown-key", "this key is not known here", headers=(_CHALLENGE,))
    return found


def may(call: Call, scope: Scope) -> bool:
    """Whether whoever asks may ask what takes this scope."""
    return scope in call.state.serving.opened or (call.holder is not None and scope in call.holder.scopes)


def check_scope(call: Call, scope: Scope | None) -> None:
    """Raise `ProblemError` 401 or 403 where whoever asks may not ask what takes this scope."""
    if scope is None or may(call, scope):
        return
    if call.holder is None:
        hint = "send `Authorization: Bearer KEY`"
        raise ProblemError(401, "no-key", f"that takes a key which is good for `{scope}`", hint, headers=(_CHALLENGE,))
    raise ProblemError(HTTPStatus.FORBIDDEN, "not-allowed", f"this key is not good for `{scope}`")


_CHALLENGE = ("www-authenticate", 'Bearer realm="optionary"')


def _key(headers: Mapping[str, str]) -> str | None:
    """The key that was sent, if one was."""
    kind, _, key = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and key.strip():
        return key.strip()
    return headers.get("x-api-key", "").strip() or None
