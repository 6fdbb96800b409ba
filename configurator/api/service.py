"""One worker of the service: what it serves, for whom, and what it has counted; and its application of Starlette.

A request is `Watched` until it is over, and answered by the `Endpoint` of its path, which is found with `EscapedNames`;
in between it is decided what pages of other origins may see.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic

import orjson
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route as RouteOfStarlette
from starlette.types import Receive, Scope, Send

from configurator.access_keys import Keys, read_keys
from configurator.api.call import Route, State
from configurator.api.endpoint import Endpoint
from configurator.api.images import Images
from configurator.api.in_force import InForce
from configurator.api.key_files import KeyFile
from configurator.api.limits import Buckets, Gate
from configurator.api.looking import Living
from configurator.api.metrics import Metrics
from configurator.api.openapi import document
from configurator.api.origins import Pages
from configurator.api.paths import EscapedNames, as_starlette
from configurator.api.problems import ProblemError
from configurator.api.readiness import Readiness, answers
from configurator.api.releases import Holder, Releases, warm
from configurator.api.reply import Reply
from configurator.api.watching import ASKED, LOG, Asked, Watched
from configurator.errors import CatalogError, ConfiguratorError
from configurator.issuing_keys import IssuingKeys
from configurator.registry.key_ring import KeyRing, read_key_ring
from configurator.registry.opening import open_registry
from configurator.serving import Serving


class Service:
    """What its name says; `begun` makes one. It can be asked as an ASGI application, which is `app`.

    `when_loaded` is done whenever other releases are served: something where the process is its own, else nothing.
    """

    def __init__(self, routes: Iterable[Route], state: State, releases: Releases, keys: Keys | None) -> None:
        self.routes = tuple(routes)
        self.state, self.keys = state, keys
        self.when_loaded: Callable[[], object] = lambda: None
        serving = state.serving
        told = "the keys are as they were", "the owner's keys are as they were"
        self._key_file = None if serving.keys is None else KeyFile[Keys | None](told[0], read_keys, serving.keys)
        ring = serving.owner_key
        self._ring_file = None if ring is None else KeyFile[KeyRing | None](told[1], read_key_ring, ring)
        limits = state.serving.limits
        self.metrics = Metrics()
        self.in_force = InForce(state.registry, state.now)
        self.holder = Holder(
            self.in_force.of(releases),
            lambda new: warm(new, state.serving.budget),
            self._refused_catalog,
            self.in_force.of,
            lambda error: LOG.error("what is in force is as it was: %s", error),
        )
        self.gate, self.aside = Gate(limits.in_flight), Gate(limits.aside)
        self.buckets = Buckets(limits.rate, limits.burst, monotonic)
        if state.registry is not None:
            state.readiness = Readiness(partial(answers, state.registry), monotonic)
        state.figures = lambda names: self.metrics.text(self.gate.inside, names, refused=self.holder.refuses)
        described = document(self.routes)
        state.openapi = lambda root: orjson.dumps({**described, "servers": [{"url": root or "/"}]})
        self.app = self._application()

    @classmethod
    def begun(
        cls,
        routes: Iterable[Route],
        serving: Serving,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        releases: Releases | None = None,
    ) -> Service:
        """Load what is to be served, unless it is given.

        Raises as `service.load`, `open_registry`, `read_keys` and `read_key_ring`.
        """
        loaded = Releases.load(serving.catalogs) if releases is None else releases
        keys = None if serving.keys is None else read_keys(serving.keys)
        ring = None if serving.owner_key is None else read_key_ring(serving.owner_key)
        registry = None if serving.registry is None else open_registry(serving.registry)
        images = None if serving.images is None else Images(serving.images)
        issuing = IssuingKeys(serving.identity_key, ring)
        return cls(routes, State(serving, registry, images, now, _threads(serving), issuing), loaded, keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI for a server that cancels what it has no more time for: answer a request as `app` does, or say so."""
        try:
            await self.app(scope, receive, send)
        except asyncio.CancelledError:  # the server would tell it with a traceback, and in plain text
            asked: Asked | None = scope.get(ASKED)
            if asked is not None and not asked.is_begun:
                hint = "asking again is safe"
                headers = (("retry-after", "1"), ("connection", "close"))
                problem = ProblemError(503, "ending", "the service ends before it could answer", hint, headers=headers)
                await Reply.refusing(problem)(scope, receive, send)

    def _application(self) -> Starlette:
        """What every request passes, and the routes by their paths: what is answered at once is looked for first."""
        paths: dict[str, list[Route]] = {}
        for route in self.routes:
            paths.setdefault(route.path, []).append(route)
        passed = [Middleware(Watched, service=self), Middleware(EscapedNames)]
        if self.state.serving.origins:
            passed.append(Middleware(Pages, origins=self.state.serving.origins))
        found = Starlette(
            routes=[
                RouteOfStarlette(as_starlette(path), Endpoint(self, routes), name=routes[0].name)
                for path, routes in sorted(paths.items(), key=lambda each: not any(map(_is_at_once, each[1])))
            ],
            middleware=passed,
            exception_handlers={404: _no_such_path},
            lifespan=Living(self),
        )
        found.router.redirect_slashes = False
        found.state.service = self
        return found

    def look(self, *, closely: bool) -> None:
        """Look whether keys, catalogs, or what is in force of these have changed.

        What is faulty changes nothing, and is told in the log: once, or again where somebody asks to look `closely`.
        """
        self._look_at_keys(closely=closely)  # first: what is wrong with a catalog keeps no key good
        if self.holder.look(closely=closely):
            self._switched()

    def renew(self) -> None:
        """Serve what is in force now, by the revisions that the registry has."""
        if self.holder.renew():
            self._switched()

    def _look_at_keys(self, *, closely: bool) -> None:
        """Each file by itself: whatever is wrong with one, the other takes its keys back."""
        if self._key_file is not None:
            self.keys = self._key_file.looked_at(self.keys, closely=closely)
        if self._ring_file is not None:
            ring = self._ring_file.looked_at(self.state.keys.ring, closely=closely)
            self.state.keys = replace(self.state.keys, ring=ring)

    def _switched(self) -> None:
        self.metrics.switches["switched"] += 1
        self.when_loaded()
        LOG.info("now serving %s", ", ".join(each.state for each in self.holder.current.values()))

    def close(self) -> None:
        """Let go of threads and connections; whatever is asked after that begins new ones."""
        pool, self.state.pool = self.state.pool, _threads(self.state.serving)
        pool.shutdown(wait=True, cancel_futures=True)
        if self.state.registry is not None:
            self.state.registry.close()

    def _refused_catalog(self, error: ConfiguratorError) -> None:
        """Say why changed catalogs are not served."""
        self.metrics.switches["refused"] += 1
        told = error.report if isinstance(error, CatalogError) else str(error)
        LOG.error("changed catalogs are not served, those of before are: %s", told)


def _threads(serving: Serving) -> Executor:
    return ThreadPoolExecutor(serving.limits.threads, "answering")


def _is_at_once(route: Route) -> bool:
    """Whether it is a question that is answered in microseconds."""
    return route.message is not None and not route.aside


async def _no_such_path(request: Request, error: Exception) -> Reply:
    del request, error
    hint = "`/openapi.json` tells all paths"
    return Reply.refusing(ProblemError(404, "no-such-path", "there is nothing of that path", hint))
