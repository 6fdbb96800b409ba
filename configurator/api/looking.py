"""What a worker does beside answering: it makes itself warm, and looks whether what it serves has changed.

`configurator serve` begins that by itself; where the service is part of another application, its lifespan does.
"""

from __future__ import annotations

import asyncio
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

_LAST = 10.0
"""Seconds that a look which is under way has at the end: what is compiled for longer is left alone."""


class Living:
    """The lifespan of an application of Starlette, `lifespan=Living(service)`.

    From the moment that the application begins to answer until it has ended, when the service lets go of everything.
    Entered several times, as where several applications have the same service, it begins once and ends with the last.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._inside = 0
        self._end: Callable[[], None] = lambda: None

    @asynccontextmanager
    async def __call__(self, app: Starlette) -> AsyncIterator[None]:
        """What Starlette enters."""
        del app
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._end = self._begun()
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                end = self._end if not self._inside else None
            if end is not None:
                await asyncio.to_thread(end)  # others may go on meanwhile

    def _begun(self) -> Callable[[], None]:
        """Begin, and give back how it ends."""
        asked, is_over = threading.Event(), threading.Event()
        looking = begin(self._service, asked, is_over.is_set)

        def end() -> None:
            is_over.set()
            asked.set()
            looking.join(_LAST)  # else it might open anew what is closed now
            self._service.close()

        return end


def begin(service: Service, asked: threading.Event, is_over: Callable[[], bool]) -> threading.Thread:
    """Begin it in threads of its own, which end with the process at the latest; the one that looks is given back.

    `asked` is set when somebody wants what has changed looked at now.
    """
    looking = threading.Thread(target=_looking, args=(service, asked, is_over), name="looking", daemon=True)
    looking.start()
    threading.Thread(target=_warmed, args=(service,), name="warming", daemon=True).start()
    return looking


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
