"""What nobody expected, wherever it happens: a problem, or an answer that is cut off; and nothing of it in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from api_client import BOX, Client, logged, service_in

from configurator.api.reply import LINES

CANARY = "Qwxzcanaryfvb"
Message = MutableMapping[str, Any]


def told(client: Client, method: str, path: str, body: bytes = b"", **headers: str) -> list[Message]:
    """What a server of its own is given to send; `path` is as somebody else has read it."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": named}
    asyncio.run(client.service(scope, receive, send))
    return sent


def failing(*_: object) -> Any:
    raise RuntimeError(f"a fault that repeats {CANARY}")


def test_what_fails_before_a_route_is_found_is_a_problem_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = service_in(tmp_path, origins=("https://shop.example",))
    monkeypatch.setattr("configurator.api.paths.with_names_escaped", failing)
    with logged() as lines:
        replies = [client.ask(method, f"/{CANARY}") for method in ("GET", "HEAD", "POST")]
    for reply in replies:
        assert (reply.status_code, reply.headers["content-type"]) == (500, "application/problem+json")
        assert CANARY not in reply.text
    assert replies[0].json()["code"] == "unexpected"
    assert [each.content == b"" for each in replies] == [False, True, False]
    assert [line for line in lines if CANARY in line] == []
    assert any("RuntimeError at test_api_failing.py" in line for line in lines)


def test_a_name_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    """Some servers read an escape that is no UTF-8 as half of a pair, which cannot be written."""
    client = service_in(tmp_path)
    for path in ("/v1/catalogs/\ud800", "/v1/catalogs/\ud800%", "/v1/catalogs/shop/products/\ud800", "/\ud800"):
        start, *_ = told(client, "GET", path)
        assert dict(start["headers"])[b"content-type"] == b"application/problem+json"
        assert start["status"] in (404, 500)


def test_a_length_of_very_many_digits_is_too_large(tmp_path: Path) -> None:
    client = service_in(tmp_path)
    for length, status in (("9" * 5_000, 413), ("0" * 5_000 + "2", 400)):
        start, *_ = told(
            client, "POST", f"{BOX}/validate", b"{", content_type="application/json", content_length=length
        )
        assert start["status"] == status


def test_a_disk_that_fails_under_an_answer_is_told_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is not taken for a client that has gone."""
    client = service_in(tmp_path)

    def pieces(*_: object) -> Iterator[bytes]:
        yield b"{}\n"
        raise OSError(CANARY)

    monkeypatch.setattr("configurator.api.batches._pieces", pieces)
    with logged() as lines:
        sent = told(client, "POST", f"{BOX}/batch", b"{}", content_type=LINES)
    assert [each.get("more_body") for each in sent] == [None, True]  # cut off
    assert "batch: OSError at test_api_failing.py" in lines[0]
    assert '"status":500' in lines[1]
    assert [line for line in lines if CANARY in line] == []
    assert (client.service.gate.inside, client.service.aside.inside) == (0, 0)
