"""What every connection of a service is, whoever opened the socket that it came in by."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import pytest
from api_client import BOX
from test_serve import PATIENT, Running, serving
from uvicorn import Config
from uvicorn.server import ServerState

from configurator.api.connections import guarding
from configurator.serving import Limits

CANARY = "Qwxzcanaryfvb"


@pytest.mark.parametrize("protocol", [0, socket.IPPROTO_TCP], ids=["a socket that does not say", "one that says"])
def test_answers_are_sent_at_once(protocol: int) -> None:
    """No part of an answer waits for an acknowledgement of another, as `TCP_NODELAY` has it."""
    made = guarding(Limits())
    found: list[int] = []

    class Watched(made):  # type: ignore[misc, valid-type] # made at run time
        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            of_client = transport.get_extra_info("socket")
            found.append(of_client.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()

    async def connect() -> None:
        config = Config(app=lambda: None)
        config.load()
        loop, state = asyncio.get_running_loop(), ServerState()
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol)
        listening.bind(("127.0.0.1", 0))
        server = await loop.create_server(lambda: Watched(config, state, {}), sock=listening)
        async with server:
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            assert await reader.read() == b""
            writer.close()

    asyncio.run(connect())
    assert found == [1]


def test_what_is_no_http_is_a_problem_and_leaves_nothing_in_the_log(tmp_path: Path) -> None:
    chunked = f"host: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{CANARY}\r\n"
    with serving(tmp_path) as running:
        alone = sent(running, f"{CANARY}\r\n\r\n")
        within = sent(running, f"POST {BOX}/validate HTTP/1.1\r\n{chunked}")
        later = sent(running, "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n", f"{CANARY}\r\n\r\n")
        behind = sent(running, "POST /nothing HTTP/1.1\r\n" + chunked.removesuffix(f"{CANARY}\r\n"), f"{CANARY}\r\n")
        assert running.ask("GET", "/livez")[0] == 200
        assert running.end() == 0
    for text in (alone, within):
        head, _, body = text.partition("\r\n\r\n")
        assert head.startswith("HTTP/1.1 400 Bad Request\r\n")
        assert "content-type: application/problem+json\r\n" in head
        assert "connection: close" in head
        assert json.loads(body)["code"] == "no-http"
    assert [text.count("HTTP/1.1 ") for text in (alone, within, later, behind)] == [1, 1, 2, 1]
    assert '"code":"no-such-path"' in behind
    log = running.log.read_text()
    assert [json.loads(line)["status"] for line in log.splitlines()] == [499, 200, 404, 200]
    assert CANARY not in alone + within + later + behind + log


def sent(running: Running, *parts: str) -> str:
    """All that comes back until the connection ends; each further part is sent when something has."""
    with socket.create_connection(("127.0.0.1", running.port), PATIENT) as client:
        first, *others = parts
        client.sendall(first.encode())
        found = b""
        for each in others:
            found += client.recv(65_536)
            client.sendall(each.encode())
        return (found + b"".join(iter(lambda: client.recv(65_536), b""))).decode()
