"""What those ask who run the service: is it alive, is it ready, what does it do, and what can be asked of it?"""

from __future__ import annotations

from configurator.api.call import Call
from configurator.api.messages import HealthAnswer
from configurator.api.metrics import MEDIA
from configurator.api.reply import Reply

NEVER_KEPT = ("cache-control", "no-store")


def live(call: Call) -> Reply:
    """The process answers."""
    answer = HealthAnswer(ok=True, releases=dict(call.releases.names), registry=None)
    return Reply.of(answer, 200, NEVER_KEPT)


def ready(call: Call) -> Reply:
    """Catalogs are loaded, and the registry answers, if there is one."""
    readiness = call.state.readiness
    return _ready(call, None if readiness is None else readiness.answers())


def ready_at_hand(call: Call) -> Reply | None:
    """The same, where it is known without asking the registry."""
    readiness = call.state.readiness
    if readiness is None:
        return _ready(call, None)
    found = readiness.at_hand
    return None if found is None else _ready(call, found)


def _ready(call: Call, answers: bool | None) -> Reply:
    ok = answers is not False
    told = HealthAnswer(ok=ok, releases=dict(call.releases.names), registry=answers)
    return Reply.of(told, 200 if ok else 503, NEVER_KEPT)


def figures(call: Call) -> Reply:
    """What has been counted.

    The connection ends with it, so that of several workers not always the same one is asked by who keeps connections.
    """
    return Reply(call.state.figures(call.releases.names).encode(), media=MEDIA, headers={"connection": "close"})


def openapi(call: Call) -> Reply:
    """The OpenAPI document."""
    return Reply(call.state.openapi(call.root))
