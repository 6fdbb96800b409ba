"""What those ask who run the service: is it alive, is it ready, what does it do, and what can be asked of it?"""

from __future__ import annotations

from configurator.api.call import Call, Reply
from configurator.api.messages import HealthAnswer
from configurator.api.metrics import MEDIA
from configurator.errors import ConfiguratorError

NEVER_KEPT = ("cache-control", "no-store")


def live(call: Call) -> Reply:
    """The process answers."""
    answer = HealthAnswer(ok=True, releases=dict(call.releases.names), registry=None)
    return Reply.of(answer, 200, NEVER_KEPT)


def ready(call: Call) -> Reply:
    """Catalogs are loaded, and the registry answers, if there is one."""
    registry = call.state.registry
    answers = None
    if registry is not None:
        try:
            registry.changes(after=0, limit=1)
            answers = True
        except ConfiguratorError:
            answers = False
    ok = answers is not False
    told = HealthAnswer(ok=ok, releases=dict(call.releases.names), registry=answers)
    return Reply.of(told, 200 if ok else 503, NEVER_KEPT)


def figures(call: Call) -> Reply:
    """What has been counted."""
    return Reply(call.state.figures(call.releases.names).encode(), media=MEDIA)


def openapi(call: Call) -> Reply:
    """The OpenAPI document."""
    return Reply(call.state.openapi())
