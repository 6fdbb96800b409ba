"""What systemd hands to a service, and hears of it: a socket that outlives processes, and that one is ready.

    LISTEN_PID, LISTEN_FDS   a socket that listens already: who connects while one process ends and the next one begins
                             waits in it, and the next one answers
    NOTIFY_SOCKET            where to say `READY=1`

Elsewhere nothing is handed over, and nobody is told. (sd_listen_fds(3) and sd_notify(3) of systemd.)
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress

from configurator.serving import ServingError

FIRST = 3
"""The number of the first file that is handed over."""


def handed_over() -> socket.socket | None:
    """The socket that this process, and no other, was handed; None without one.

    Raises `ServingError` where it is several, or none that listens for TCP.
    """
    given = {name: os.environ.pop(name, "") for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")}
    if given["LISTEN_PID"] != str(os.getpid()):
        return None
    if given["LISTEN_FDS"] != "1":
        message = f"{given['LISTEN_FDS'] or 'no'} sockets were handed over, and one is listened to"
        raise ServingError("wrong-socket", message, "keep one line `ListenStream=` in the unit")
    found = socket.socket(fileno=FIRST)
    is_tcp = found.family in (socket.AF_INET, socket.AF_INET6) and found.type == socket.SOCK_STREAM
    if not is_tcp or not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        found.close()
        hint = "write an address and a port: `ListenStream=127.0.0.1:8000`"
        raise ServingError("wrong-socket", "the socket that was handed over listens for no TCP", hint)
    return found


def say_ready() -> None:
    """Say to systemd, where it wants to know, that whoever connects from now on is answered."""
    where = os.environ.pop("NOTIFY_SOCKET", "")
    if not where:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as telling, suppress(OSError):
        telling.sendto(b"READY=1", f"\0{where[1:]}" if where.startswith("@") else where)
