"""Run the service: a socket, workers on it, and what signals ask of them.

    SIGTERM, SIGINT   take no further connections, finish what has begun, end
    SIGHUP            look whether catalogs and keys have changed

With several workers this process holds the socket and watches over them: they share it, each answers for itself, and
one that ended is begun anew. Catalogs are loaded once, before that, so that one with mistakes is told at once and its
tables are in memory once. A socket that systemd holds outlives all of them, so nobody is refused at a restart.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import FrameType
from typing import Any

from configurator.api.app import ROUTES
from configurator.api.connections import guarding
from configurator.api.looking import begin
from configurator.api.memory import settle
from configurator.api.releases import Releases
from configurator.api.service import Service
from configurator.api.systemd import handed_over, say_ready
from configurator.api.watching import LOG
from configurator.serving import Serving

_AGAIN = 1.0
"""Seconds before a worker that ended is begun anew, so that one which cannot live takes no machine."""

BACKLOG = 1024


def run(serving: Serving, say: Callable[[str], object]) -> None:
    """Serve until a signal ends it.

    Raises as `Service.begun`, `OSError` where the address cannot be had, and `ServingError` for a socket that was
    handed over and cannot be listened to, or lets others in of whom nothing is said.

    `say` tells people where it listens, once it does.
    """
    _log_to_stderr()
    releases = Releases.load(serving.catalogs)
    service = Service.begun(ROUTES, serving, releases=releases)  # what is wrong with it is told before it listens
    listening = handed_over()
    if listening is None:
        listening = _listening(serving.host, serving.port)
    else:
        serving.refuse_open_to_all(listening.getsockname()[0])
    asked = _heard()  # before anybody is told that it listens: by itself the signal would end the process
    try:
        say(f"serving {', '.join(releases.names.values())}\non {_url(listening)}")
        say_ready()
        if serving.workers == 1:
            _serve(service, listening, asked)
        else:
            service.close()
            _Workers(serving, service.holder.current, listening).run()
    finally:
        listening.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(BACKLOG)
        found.set_inheritable(True)
    except OSError:
        found.close()
        raise
    return found


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _heard() -> threading.Event:
    """What is set when SIGHUP asks to look whether something has changed."""
    asked = threading.Event()
    if hasattr(signal, "SIGHUP"):  # not on Windows
        signal.signal(signal.SIGHUP, lambda *_: asked.set())
    return asked


def _serve(service: Service, listening: socket.socket, asked: threading.Event) -> None:
    """Be a worker until a signal ends it."""
    import uvicorn

    serving = service.state.serving
    config = uvicorn.Config(
        service,
        root_path=serving.root_path,
        http=guarding(serving.limits),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=int(serving.grace),
        h11_max_incomplete_event_size=32 * 1024,
    )
    server = uvicorn.Server(config)

    def end(number: int, frame: FrameType | None) -> None:  # before uvicorn has its own there, and when it has done
        del number, frame
        server.should_exit = True

    handlers: dict[int, Any] = {signal.SIGTERM: end, signal.SIGINT: end}
    previous = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    service.when_loaded = settle
    begin(service, asked, lambda: server.should_exit)
    try:
        asyncio.run(server.serve(sockets=[listening]))
    finally:
        for number, before in previous.items():
            signal.signal(number, before)
        service.close()


class _Workers:
    """Several processes on one socket, and this one, which watches over them."""

    def __init__(self, serving: Serving, releases: Releases, listening: socket.socket) -> None:
        self._serving, self._releases, self._listening = serving, releases, listening
        self._alive: dict[int, float] = {}
        self._is_over = False

    def run(self) -> None:
        """Watch over them until all have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        signal.signal(signal.SIGHUP, self._pass_on)
        for _ in range(self._serving.workers):
            self._begin()
        while self._alive:
            try:
                worker, state = os.wait()
            except InterruptedError:
                continue
            except ChildProcessError:
                break
            begun = self._alive.pop(worker, 0.0)
            if not self._is_over:
                LOG.error("a worker ended (%d) and is begun anew", os.waitstatus_to_exitcode(state))
                time.sleep(max(0.0, _AGAIN - (time.monotonic() - begun)))
                self._begin()

    def _begin(self) -> None:
        worker = os.fork()
        if worker:
            self._alive[worker] = time.monotonic()
            if self._is_over:  # the signal came in between
                os.kill(worker, signal.SIGTERM)
            return
        code = 1
        try:
            asked = _heard()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            serving = replace(self._serving, workers=1)
            service = Service.begun(ROUTES, serving, releases=self._releases)
            service.look(closely=False)  # one that is begun anew serves what has been switched to meanwhile
            _serve(service, self._listening, asked)
            code = 0
        except BaseException as error:  # noqa: BLE001 - a fork of this process must end here
            LOG.error("a worker failed: %s", type(error).__name__)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _end(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._is_over = True
        self._listening.close()  # else whoever comes now would wait for workers that take nobody
        self._tell(signal.SIGTERM)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._tell(signal.SIGHUP)

    def _tell(self, number: int) -> None:
        for worker in list(self._alive):
            with suppress(ProcessLookupError):
                os.kill(worker, number)


def _log_to_stderr() -> None:
    """A line a request, as JSON, and a line for what the service says of itself; of uvicorn only what is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name, level in (("configurator", logging.INFO), ("uvicorn", logging.ERROR)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
