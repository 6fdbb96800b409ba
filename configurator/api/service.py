"""The service as an ASGI application: a request comes in, passes what guards the service, and is answered by its route.

In this order: how many are under way, who asks and may, how often, what behind `?` stands, whether the client has the
answer already; and only then is a body read, within its limits, and work begun. What is answered in microseconds is
answered here, what may take long in a thread. Whatever goes wrong becomes a problem; what is written to the log has no
path, no body and no header in it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic, perf_counter
from traceback import extract_tb
from typing import Any, TypeVar

import orjson

from configurator.access_keys import Keys, read_keys
from configurator.api import cors
from configurator.api.asking import GoneError, body_of, check_media, message_of, query_of
from configurator.api.call import Call, Reply, Route, State, check_scope, holder_of
from configurator.api.images import Images
from configurator.api.in_force import InForce
from configurator.api.key_files import KeyFile
from configurator.api.limits import Buckets, Gate, address_of
from configurator.api.memory import settle
from configurator.api.metrics import Metrics
from configurator.api.openapi import document
from configurator.api.problems import ProblemError, problem_of
from configurator.api.readiness import Readiness, answers
from configurator.api.releases import Holder, Releases, warm
from configurator.api.replying import known_already, send_reply, tagged
from configurator.api.spans import span
from configurator.api.table import Table
from configurator.errors import CatalogError, ConfiguratorError
from configurator.issuing_keys import IssuingKeys
from configurator.registry.key_ring import KeyRing, read_key_ring
from configurator.registry.opening import open_registry
from configurator.serving import Serving

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
T = TypeVar("T")

ACCESS = logging.getLogger("configurator.access")
LOG = logging.getLogger("configurator.service")

_LARGE = 16 * 1024
"""Bytes of a message from which on it is read in a thread: reading takes milliseconds then."""

_NOWHERE = Route("GET", "(none)", "none", "", None, lambda _: Reply(), {})


class Service:
    """One worker: what it serves, for whom, and what it has counted; `begun` makes one."""

    def __init__(self, routes: Iterable[Route], state: State, releases: Releases, keys: Keys | None) -> None:
        self.routes = tuple(routes)
        self.state, self.keys = state, keys
        serving = state.serving
        self._key_file = None if serving.keys is None else KeyFile[Keys | None]("the keys", read_keys, serving.keys)
        self._ring_file = (
            None
            if serving.owner_key is None
            else KeyFile[KeyRing | None]("the owner's keys", read_key_ring, serving.owner_key)
        )
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
        self._pool = ThreadPoolExecutor(limits.threads, "answering")
        self._table = Table(self.routes)
        self._openapi = orjson.dumps(document(self.routes))
        if state.registry is not None:
            state.readiness = Readiness(partial(answers, state.registry), monotonic)
        state.figures = lambda names: self.metrics.text(self.gate.inside, names)
        state.openapi = lambda: self._openapi

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
        return cls(routes, State(serving, registry, images, now, issuing), loaded, keys)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """ASGI: answer a request."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

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
        settle()
        LOG.info("now serving %s", ", ".join(each.state for each in self.holder.current.values()))

    def close(self) -> None:
        """Let go of threads and connections."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self.state.registry is not None:
            self.state.registry.close()

    async def _http(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        asked = _Asked(scope)
        with span() as spanned:
            try:
                reply = await self._reply(asked, receive)
                cors.add(reply.headers, asked.headers, self.state.serving.origins)
                asked.status = reply.status
                patience = self.state.serving.limits.patience
                head_only = asked.method == "HEAD"
                asked.size = await send_reply(reply, send, self._in_thread, patience, head_only=head_only)
            except (GoneError, OSError):
                asked.status = 499  # whoever asked has gone
            except Exception as error:  # noqa: BLE001 - in the middle of an answer; what is sent shows that it is cut off
                asked.status = 500
                LOG.error("%s: %s", asked.route.name, kind_and_place(error))
            finally:
                for gate in asked.inside:
                    gate.leave()
                self._told(asked)
                spanned(asked.method, asked.route.path, asked.status)

    async def _reply(self, asked: _Asked, receive: Receive) -> Reply:
        """The reply, or the problem."""
        try:
            self.gate.enter()
            asked.inside.append(self.gate)
            if asked.method == "OPTIONS":
                methods = self._table.methods(asked.path, asked.raw)
                return cors.preflight(methods, asked.headers, self.state.serving.origins)
            method = "GET" if asked.method == "HEAD" else asked.method
            asked.route, named = self._table.find(method, asked.path, asked.raw)
            return await self._answered(asked, named, receive)
        except GoneError:
            raise
        except Exception as error:  # noqa: BLE001 - here every failure becomes a problem
            problem = problem_of(error)
            if problem.status >= 500 and not isinstance(error, ProblemError):
                LOG.error("%s: %s", asked.route.name, kind_and_place(error))
            return Reply.refusing(problem)

    async def _answered(self, asked: _Asked, named: Mapping[str, str], receive: Receive) -> Reply:
        """The reply of the route. Raises whatever is wrong."""
        route, serving = asked.route, self.state.serving
        call = Call(route, self.state, self.holder.current, named, asked.headers, asked.query, None)
        holder = call.holder = holder_of(call, self.keys)
        asked.holder = None if holder is None else holder.name
        check_scope(call, route.scope)
        if route.scope is not None:
            self.buckets.take(f"key {holder.name}" if holder else address_of(asked.client))
        call.query = query_of(route, asked.query)
        check_scope(call, route.besides(call.query))
        tag = None if route.tag is None else route.tag(call)
        if tag is not None and (known := known_already(call, tag, is_there=False)) is not None:
            return known
        if route.at_hand is not None and (ready := route.at_hand(call)) is not None:
            return tagged(ready, call, tag)
        if route.aside:
            self.aside.enter()
            asked.inside.append(self.aside)
        if route.takes is not None:
            check_media(route, asked.headers)
            most = serving.limits.json.size if route.most_bytes is None else route.most_bytes(serving)
            call.body = await body_of(receive, asked.headers, most, serving.limits.patience)
        if route.aside or len(call.body) > _LARGE:
            reply = await self._in_thread(lambda: _work(call))
        else:
            reply = _work(call)
        return tagged(reply, call, tag)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _refused_catalog(self, error: ConfiguratorError) -> None:
        """Say why changed catalogs are not served."""
        self.metrics.switches["refused"] += 1
        told = error.report if isinstance(error, CatalogError) else str(error)
        LOG.error("changed catalogs are not served, those of before are: %s", told)

    def _told(self, asked: _Asked) -> None:
        """Count a request that is over, and write its line."""
        seconds = perf_counter() - asked.begun
        self.metrics.observe(asked.route.path, asked.method, asked.status, seconds)
        if ACCESS.isEnabledFor(logging.INFO):
            line = {
                "at": self.state.now().isoformat(timespec="milliseconds"),
                "method": asked.method,
                "route": asked.route.path,
                "status": asked.status,
                "ms": round(seconds * 1000, 3),
                "bytes": asked.size,
                "key": asked.holder,
            }
            ACCESS.info("%s", orjson.dumps(line).decode())


class _Asked:
    """A request on its way, as far as it has come; what is said of it in the log and in figures is only its route."""

    __slots__ = (
        "begun", "client", "headers", "holder", "inside", "method", "path", "query", "raw", "route", "size", "status",
    )  # fmt: skip

    def __init__(self, scope: MutableMapping[str, Any]) -> None:
        self.begun = perf_counter()
        self.method: str = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self.path: str = scope["path"]
        self.raw: bytes | None = scope.get("raw_path")
        self.query: bytes = scope.get("query_string", b"")
        self.headers: Mapping[bytes, bytes] = dict(scope["headers"])
        self.client = scope.get("client")
        self.route = _NOWHERE
        self.inside: list[Gate] = []
        self.holder: str | None = None
        self.status, self.size = 500, 0


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PATCH"))


def _work(call: Call) -> Reply:
    """Read the message and answer it; where this runs, whoever waits waits."""
    if call.route.takes is not None:
        call.message = message_of(call.route, call.body, call.state.serving.limits)
    return call.route.answer(call)


def kind_and_place(error: Exception) -> str:
    """What is said of an exception that nobody expected: its own words may have what somebody sent."""
    frames = extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
