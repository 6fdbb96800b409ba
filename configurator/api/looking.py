"""What a worker does beside answering: it makes itself warm, and looks whether what it serves has changed.

`configurator serve` begins that by itself; where the service is part of another application, `lifespan` does.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from configurator.api.releases import warm
from configurator.api.watching import LOG, kind_and_place

if TYPE_CHECKING:
    from configurator.api.service import Service

_WATCHING = 1.0
"""Seconds between two looks at the times of files."""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """From the moment that the application begins to answer until it has ended, when it lets go of everything."""
    is_over = threading.Event()
    begin(app.state.service, threading.Event(), is_over.is_set)
    try:
        yield
    finally:
        is_over.set()
        app.state.service.close()


def begin(service: Service, asked: threading.Event, is_over: Callable[[], bool]) -> None:
    """Begin it in threads of its own, which end with the process at the latest.

    `asked` is set when somebody wants what has changed looked at now.
    """
    threading.Thread(target=_looking, args=(service, asked, is_over), daemon=True).start()
    threading.Thread(target=_warmed, args=(service,), daemon=True).start()


def _warmed(service: Service) -> None:
    warm(service.holder.current, service.state.serving.budget)
    service.when_loaded()


def _looking(service: Service, asked: threading.Event, is_over: Callable[[], bool]) -> None:
    """Look at catalogs and keys when somebody asks for it, and now and then where they are watched.

    What revisions put in force is served within a second of it, watched or not. What nobody expected is told in the
    log, once as long as it stays, and ends nothing.
    """
    told: str | None = None
    while True:
        closely = asked.wait(_WATCHING)
        asked.clear()
        if is_over():
            return
        try:
            if closely or service.state.serving.watch:
                service.look(closely=closely)
            else:
                service.renew()
        except Exception as error:  # noqa: BLE001 - without this thread nothing would ever change again
            fault = kind_and_place(error)
            if fault != told:
                LOG.error("what is served is as it was: %s", fault)
            told = fault
        else:
            told = None
