"""What nobody expected, wherever it happens: a problem, or an answer that is cut off; and nothing of it in the log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from api_client import BOX, UNLIMITED, Client, logged, service_in

from configurator.api.reply import LINES

CANARY = "Qwxzcanaryfvb"
Message = MutableMapping[str, Any]


def told(
    client: Client, method: str, path: str, body: bytes = b"", *, root: str | None = None, **headers: str
) -> list[Message]:
    """What a server is given to send, which has a `root` as uvicorn has; one without has read the path for good."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": named}
    if root is not None:
        scope |= {"path": root + unquote(path), "raw_path": (root + path).encode("latin-1"), "root_path": root}
    asyncio.run(client.service(scope, receive, send))
    return sent


ODD = ("", "..", ".", "%2F", "%25", "%252F", "%00", "%FF", "%0A", "%zz", "%", "a%2fb", "é", f"{CANARY}%0d%0ax")
METHODS = ("GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "TRACE", "get", CANARY)


@pytest.mark.parametrize("root", ["", "/", "/x", "/x/", "/%C3%A9"])
def test_whatever_is_asked_is_answered_in_the_words_of_the_service(tmp_path: Path, root: str) -> None:
    client = service_in(tmp_path, origins=("https://shop.example",))
    odd = {"x_forwarded_prefix": f"/{CANARY}", "content_type": CANARY, "if_none_match": CANARY, "origin": CANARY}
    asked = [f"{path}/{each}" for path in ("", "/v1/catalogs", BOX, "/v1/codes", "/v1/images") for each in ODD]
    found = set[int]()
    with logged() as lines:
        for number, path in enumerate((*asked, "//livez", "/./livez", "/livez/", "*", "http://shop/livez")):
            for method in METHODS[number % 2 :: 2]:
                start, *bodies = told(client, method, path, b"{", root=root, **odd)
                headers = dict(start["headers"])
                found.add(start["status"])
                assert len(headers) == len(start["headers"])
                assert (headers[b"cache-control"], headers[b"x-content-type-options"]) == (b"no-store", b"nosniff")
                kind = None if start["status"] == 204 else b"application/problem+json"
                assert headers.get(b"content-type") == kind, (method, path, start)
                body = b"".join(each["body"] for each in bodies)
                assert (body == b"") is (method == "HEAD" or start["status"] == 204)
                assert b"access-control-allow-origin" not in headers
                assert CANARY not in str(start)
    assert found == {204, 404, 405, 415}
    assert [line for line in lines if CANARY in line] == []
    assert (client.service.gate.inside, client.service.aside.inside) == (0, 0)


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


@pytest.mark.parametrize("noticed", ["told", "while something is sent", "by waiting", "cancelled"])
def test_nothing_more_is_issued_for_a_client_that_has_gone(tmp_path: Path, noticed: str) -> None:
    limits = replace(UNLIMITED, patience=0.05)
    client = service_in(tmp_path, limits=limits)
    service = client.service
    body = b"\n".join(b'{"size": "large", "lid": true, "layers": 5, "card": "%d"}' % each for each in range(500))
    sizes = list[int]()

    async def asked() -> None:
        gone = asyncio.Event()
        parts = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if parts:
                return parts.pop()
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sizes.append(len(message.get("body", b"")))
            if len(sizes) < 3:
                return
            if noticed == "told":  # as uvicorn does, which takes and drops what is sent then
                gone.set()
                await asyncio.sleep(0)
            elif noticed == "while something is sent":
                raise BrokenPipeError
            else:
                task.cancel() if noticed == "cancelled" else None
                await asyncio.sleep(60)

        headers = [(b"content-type", LINES.encode())]
        scope = {"type": "http", "method": "POST", "path": f"{BOX}/batch", "query_string": b"answer=issue"}
        task = asyncio.ensure_future(service({**scope, "headers": headers}, receive, send))
        with suppress(asyncio.CancelledError):
            await task

    with logged() as lines:
        asyncio.run(asked())
    assert [each for each in lines if "Error" in each] == []
    assert service.state.registry is not None
    assert len(service.state.registry.changes(after=0, limit=1_000)) == 2  # pieces, each with its codes
    assert (service.gate.inside, service.aside.inside) == (0, 0)
    assert client.get("/livez").status_code == 200


def test_what_makes_the_pieces_of_an_answer_is_closed_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client, ended = service_in(tmp_path), list[str]()

    def pieces(*_: object) -> Iterator[bytes]:
        try:
            yield b"1"
            yield b"2"
        finally:
            ended.append("closed")

    async def asked() -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b"{}", "more_body": False}

        async def send(message: Message) -> None:
            if message.get("body"):
                raise BrokenPipeError

        headers = [(b"content-type", LINES.encode())]
        scope = {"type": "http", "method": "POST", "path": f"{BOX}/batch", "query_string": b"", "headers": headers}
        await client.service(scope, receive, send)
        assert ended == ["closed"]

    monkeypatch.setattr("configurator.api.batches._pieces", pieces)
    asyncio.run(asked())


def test_what_a_server_has_no_more_time_for_is_a_problem(tmp_path: Path) -> None:
    service, sent = service_in(tmp_path).service, list[Message]()

    async def asked() -> None:
        async def receive() -> Message:
            task.cancel()  # as uvicorn does when it ends, and the seconds for what has begun are over
            await asyncio.sleep(60)
            raise AssertionError

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": f"{BOX}/validate", "query_string": b"", "headers": headers}
        task = asyncio.ensure_future(service(scope, receive, send))
        await task

    with logged() as lines:
        asyncio.run(asked())
    start, body = sent
    assert (start["status"], json.loads(body["body"])["code"]) == (503, "ending")
    assert (b"content-type", b"application/problem+json") in start["headers"]
    assert ["503" in line for line in lines] == [True]
    assert service.gate.inside == 0
