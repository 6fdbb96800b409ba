"""What every connection of a service is, whoever opened the socket that it came in by."""

from __future__ import annotations

import asyncio
import socket

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from configurator.api.connections import guarding
from configurator.serving import Limits


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
