"""What is asked at a path: a request passes what guards the service, and is answered by its route.

In this order: how many are under way, who asks and may, how often, what behind `?` stands, whether the client has the
answer already; and only then is a body read, within its limits, and work begun. What is answered in microseconds is
answered here, what may take long in a thread. Whatever goes wrong becomes a problem.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from configurator.api.asking import body_of, check_media, message_of, query_of
from configurator.api.caching import known_already, tagged
from configurator.api.call import Call, Route, check_scope, holder_of
from configurator.api.limits import Gate, address_of
from configurator.api.problems import ProblemError, problem_of
from configurator.api.reply import Reply
from configurator.api.watching import ASKED, LOG, Asked, kind_and_place

if TYPE_CHECKING:
    from configurator.api.service import Service

_LARGE = 16 * 1024
"""Bytes of a message from which on it is read in a thread: reading takes milliseconds then."""


class Endpoint:
    """ASGI: the routes of one path, by method; Starlette has found the path."""

    def __init__(self, service: Service, routes: Sequence[Route]) -> None:
        self._service = service
        self._by_method = {route.method: route for route in routes}
        if "GET" in self._by_method:
            self._by_method["HEAD"] = self._by_method["GET"]
        self._allowed = ", ".join(self._by_method)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and hold what it has entered until it is sent."""
        inside = list[Gate]()
        try:
            reply = await self._reply(Request(scope, receive), scope[ASKED], inside)
            await reply(scope, receive, send)
        finally:
            for gate in inside:
                gate.leave()

    async def _reply(self, request: Request, asked: Asked, inside: list[Gate]) -> Response:
        """The reply, or the problem."""
        try:
            self._enter(self._service.gate, inside)
            route = self._by_method.get(request.method)
            if route is not None:
                asked.path, asked.name = route.path, route.name
                return await self._answered(route, request, asked, inside)
            if request.method == "OPTIONS":
                headers = {"allow": f"{self._allowed}, OPTIONS", "cache-control": "no-store"}
                return Reply(status=204, media=None, headers=headers)
            detail = f"this path takes {self._allowed}"
            raise ProblemError(405, "no-such-method", detail, headers=(("allow", self._allowed),))
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - here every failure becomes a problem
            problem = problem_of(error)
            if problem.status >= 500 and not isinstance(error, ProblemError):
                LOG.error("%s: %s", asked.name, kind_and_place(error))
            return Reply.refusing(problem)

    async def _answered(self, route: Route, request: Request, asked: Asked, inside: list[Gate]) -> Response:
        """The reply of the route. Raises whatever is wrong."""
        service, state = self._service, self._service.state
        call = Call(route, state, service.holder.current, request)
        holder = call.holder = holder_of(call, service.keys)
        asked.holder = None if holder is None else holder.name
        check_scope(call, route.scope)
        if route.scope is not None:
            service.buckets.take(f"key {holder.name}" if holder else address_of(request.client))
        call.query = query_of(route, request.scope["query_string"])
        check_scope(call, route.besides(call.query))
        tag = None if route.tag is None else route.tag(call)
        if tag is not None and (known := known_already(call, tag, is_there=False)) is not None:
            return known
        if route.at_hand is not None and (ready := route.at_hand(call)) is not None:
            return tagged(ready, call, tag)
        if route.aside:
            self._enter(service.aside, inside)
        if route.takes is not None:
            check_media(route, request.headers)
            limits = state.serving.limits
            most = limits.json.size if route.most_bytes is None else route.most_bytes(state.serving)
            call.body = await body_of(request, most, limits.patience)
        if route.aside or len(call.body) > _LARGE:
            reply = await asyncio.get_running_loop().run_in_executor(state.pool, _work, call)
        else:
            reply = _work(call)
        return tagged(reply, call, tag)

    @staticmethod
    def _enter(gate: Gate, inside: list[Gate]) -> None:
        gate.enter()
        inside.append(gate)


def _work(call: Call) -> Response:
    """Read the message and answer it; where this runs, whoever waits waits."""
    if call.route.takes is not None:
        call.message = message_of(call.route, call.body, call.state.serving.limits)
    return call.route.answer(call)
