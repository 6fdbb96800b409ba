"""A way to a PostgreSQL server on which the line is cut at the worst moments: each cut is armed, then happens once.

After a commit and before its answer: the server has done it, and nobody hears of it. Or at any message there or back:
before the server gets it, or after. What would surprise: while a cut is armed an answer is held back until it is whole,
so that none is let through in part.
"""

from __future__ import annotations

import contextlib
import random
import select
import socket
import threading
from typing import Self
from urllib.parse import urlsplit, urlunsplit

READY = b"Z\x00\x00\x00\x05"
"""How the last message of an answer begins; one byte follows."""

IDLE = READY + b"I"
"""The same, outside of a transaction: whatever was to be done is done."""

WRITTEN = (b"COMMIT\x00", b"INSERT 0 1\x00")


class CuttingProxy:
    """Lets everything through until it is told to cut; `cuts` counts how often it did."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._server = (str(parts.hostname), int(parts.port or 5432))
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.address = urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}"))
        self.cuts = 0
        self._lock = threading.Lock()
        self._after_commit = False
        self._messages: int | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def cut_after_commit(self) -> None:
        """Cut the line once a change is committed, before anybody hears of it."""
        with self._lock:
            self._after_commit = True

    def cut_somewhere(self, chance: random.Random) -> None:
        """Cut the line within the next few messages."""
        with self._lock:
            self._messages = chance.randrange(12)

    def disarm(self) -> None:
        """Cut no more."""
        with self._lock:
            self._after_commit, self._messages = False, None

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, socket.create_connection(self._server) as server:
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            held = b""
            while True:
                readable, _, _ = select.select([client, server], [], [])
                if client in readable:
                    asked = client.recv(1 << 16)
                    if not asked or self._cuts_here():
                        return
                    server.sendall(asked)
                if server in readable:
                    said = server.recv(1 << 16)
                    if not said or self._cuts_here():
                        return
                    held += said
                    whole = held[-6:-1] == READY or held[:1] in {b"G", b"N"}
                    if self._after_commit and not whole:
                        continue
                    if self._hides(held):
                        return
                    client.sendall(held)
                    held = b""

    def _hides(self, answer: bytes) -> bool:
        """Whether this is the answer to a commit that nobody shall hear."""
        with self._lock:
            if self._after_commit and answer.endswith(IDLE) and any(sign in answer for sign in WRITTEN):
                self._after_commit = False
                self.cuts += 1
                return True
            return False

    def _cuts_here(self) -> bool:
        with self._lock:
            if self._messages is None:
                return False
            self._messages -= 1
            if self._messages >= 0:
                return False
            self._messages = None
            self.cuts += 1
            return True
