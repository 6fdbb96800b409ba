"""What guards the service: limits, caches, origins, and that nothing private stands where it should not."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_client import BOX, GOOD, UNLIMITED, Client, logged, service_in, shop_in
from cli_runs import SHOP
from made_media import made_picture

from configurator.access_keys import Keys, Scope, hashed, read_keys, write_keys
from configurator.api.limits import MOST_BUCKETS, Buckets, Gate, address_of
from configurator.api.problems import ProblemError, pointer_of

CANARY = "Qwxzcanaryfvb"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return service_in(tmp_path)


def test_what_the_client_has_already_is_not_sent_again(client: Client) -> None:
    for path in ("/v1/catalogs", BOX, f"{BOX}/schema", f"{BOX}/options/charms/values?q=s", "/v1/changes"):
        first = client.get(path)
        again = client.get(path, if_none_match=f'"other", {first.headers["etag"]}')
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert client.get(path, if_none_match='"other"').status_code == 200


def test_only_what_exists_is_had_already_whatever_its_tag(client: Client) -> None:
    missing = ("/v1/catalogs/shop/products/x", "/v1/catalogs/shop/products/x/schema", f"{BOX}/options/x/values",
               f"{BOX}/options/layers/values?after=x", "/v1/catalogs/x", f"{BOX}?language=xx")  # fmt: skip
    for path in missing:
        plain = client.get(path)
        assert plain.status_code in (404, 422)
        assert client.get(path, if_none_match="*").json() == plain.json()
    for path in ("/v1/catalogs", BOX, f"{BOX}/schema", f"{BOX}/options/charms/values", "/v1/changes", "/openapi.json"):
        found = client.get(path, if_none_match="*")
        assert (found.status_code, found.content) == (304, b"")


def test_what_is_had_already_may_be_kept_for_as_long_as_before(tmp_path: Path) -> None:
    client = service_in(tmp_path, origins=("https://shop.example",))
    kept = client.ask("POST", "/v1/images", body=made_picture("png", 8, 6))
    for path in (f"/v1/images/{kept.json()['digest']}", "/v1/catalogs", BOX, f"{BOX}/schema", "/v1/changes"):
        for origin in ({}, {"origin": "https://shop.example"}):
            first = client.get(path, **origin)
            again = client.get(path, if_none_match=first.headers["etag"], **origin)
            head = client.ask("HEAD", path, headers={"if-none-match": first.headers["etag"], **origin})
            assert (again.status_code, head.status_code, head.headers) == (304, 304, again.headers)
            left_out = {"content-length", "content-type", "content-disposition", "content-security-policy"}
            assert dict(again.headers) == {name: each for name, each in first.headers.items() if name not in left_out}


def test_an_entity_tag_is_of_release_language_and_question(tmp_path: Path) -> None:
    client, path = service_in(tmp_path, "lamp"), "/v1/catalogs/lamp/products/sconce"
    asked = (path, f"{path}?language=fr", f"{path}/schema", f"{path}/schema?draft=7", "/v1/catalogs/lamp")
    tags = [client.get(each).headers["etag"] for each in asked]
    tags.append(client.get(path, accept_language="fr").headers["etag"])
    assert len(set(tags)) == len(tags)
    assert client.get(path, accept_language="xx").headers["etag"] == tags[0]
    assert client.get(path).headers["vary"] == "accept-language"


def test_the_tag_changes_with_the_release(tmp_path: Path) -> None:
    client = service_in(tmp_path)
    before = client.get(BOX).headers["etag"]
    text = Path(shop_in(tmp_path)).read_text("utf-8")
    shop_in(tmp_path, text.replace('"Gift box"', '"Box"'))
    client.service.look(closely=True)
    reply = client.get(BOX, if_none_match=before)
    assert (reply.status_code, reply.json()["label"]) == (200, "Box")


def test_bodies_beyond_a_limit_are_refused_while_they_are_read(tmp_path: Path) -> None:
    limits = replace(UNLIMITED, batch=1_000, lines=3)
    client = service_in(tmp_path, limits=limits)
    lines = {"content-type": "application/x-ndjson"}
    filler = b" " * 995
    told = [
        client.ask("POST", f"{BOX}/batch", body=filler + b"{}" + b" " * more, headers=lines).status_code
        for more in (3, 4)
    ]
    assert told == [200, 413]
    told = [client.ask("POST", f"{BOX}/batch", body=b"{}\n" * n, headers=lines).status_code for n in (3, 4)]
    assert told == [200, 413]
    deep = b'{"choices": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}"
    reply = client.ask("POST", f"{BOX}/validate", body=deep, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (400, "too-deep")
    large = {"choices": {"card": "x" * 300_000}}
    assert client.post(f"{BOX}/validate", large).json()["code"] == "too-large"


def test_no_more_is_read_than_is_allowed(tmp_path: Path) -> None:
    """A body that says nothing of its size, and never ends."""
    service, taken = service_in(tmp_path).service, 0
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b" " * 65_536, "more_body": True}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": f"{BOX}/validate", "query_string": b"", "headers": headers}
    asyncio.run(service(scope, receive, send))
    assert (sent[0]["status"], taken) == (413, 5)


def test_a_request_that_does_not_come_is_given_up(tmp_path: Path) -> None:
    service = service_in(tmp_path, limits=replace(UNLIMITED, patience=0.05)).service
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.sleep(60)
        raise AssertionError

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": f"{BOX}/validate", "query_string": b"", "headers": headers}
    asyncio.run(service(scope, receive, send))
    assert sent[0]["status"] == 408


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"", 400, "not-json", None),
        (b'{"choices": {}, "choices": {}}', 400, "duplicate-key", "/choices"),
        (b'{"choices": NaN}', 400, "not-a-number", "/choices"),
        (b"[]", 422, "wrong-message", ""),
        (b"{}", 422, "wrong-message", "/choices"),
        (b'{"choices": []}', 422, "wrong-message", "/choices"),
        (b'{"choices": {}, "a/b": 1}', 422, "wrong-message", "/a~1b"),
        (b'{"choices": {}, "on": "2027-02-30"}', 422, "wrong-message", "/on"),
    ],
)
def test_a_message_is_refused_at_its_place(
    client: Client, body: bytes, status: int, code: str, pointer: str | None
) -> None:
    reply = client.ask("POST", f"{BOX}/validate", body=body, headers={"content-type": "application/json"})
    found = reply.json()
    assert (reply.status_code, found["code"]) == (status, code)
    assert pointer is None or found["pointer"] == pointer


def test_bodies_of_other_media_types_are_refused(client: Client) -> None:
    for headers in ({"content-type": "text/plain"}, {}, {"content-type": "application/json", "content-encoding": "br"}):
        assert client.ask("POST", f"{BOX}/validate", body=b"{}", headers=headers).status_code == 415


def test_json_paths_are_told_as_pointers() -> None:
    paths = {"$": "", "$.extras[1]": "/extras/1", "$['a/b~c']": "/a~1b~0c", "$['it\\'s'].x": "/it's/x", None: None}
    assert {path: pointer_of(path) for path in paths} == paths


def test_whoever_asks_too_often_hears_when_to_come_again() -> None:
    now = [0.0]
    buckets = Buckets(2.0, 2.0, lambda: now[0])
    for _ in range(4):
        buckets.take("a")
    with pytest.raises(ProblemError) as told:
        buckets.take("a")
    assert (told.value.status, dict(told.value.headers)) == (429, {"retry-after": "1"})
    buckets.take("b")
    now[0] = 0.5
    buckets.take("a")
    for number in range(MOST_BUCKETS + 5):
        buckets.take(f"{number}")
    assert len(buckets) == MOST_BUCKETS


def test_a_key_is_counted_by_itself_and_others_by_their_address(tmp_path: Path) -> None:
    keys, key = Keys().with_new("shop", [Scope.READ])
    write_keys(tmp_path / "keys.json", keys)
    limits = replace(UNLIMITED, rate=0.001, burst=2000)
    opened = frozenset({Scope.READ})
    client = service_in(tmp_path, keys=tmp_path / "keys.json", limits=limits, open=opened)
    told = [client.get("/v1/catalogs").status_code for _ in range(3)]
    told += [client.get("/v1/catalogs", x_api_key=key).status_code for _ in range(3)]
    assert told == [200, 200, 429] * 2
    assert client.get("/livez").status_code == 200
    assert address_of(("2001:db8::1", 1)) == address_of(("2001:db8::2", 2)) != address_of(("2001:db8:0:1::2", 2))


def test_what_is_full_lets_nobody_in_until_somebody_has_left(client: Client) -> None:
    gate = Gate(1)
    gate.enter()
    with pytest.raises(ProblemError) as told:
        gate.enter()
    assert (told.value.status, dict(told.value.headers)) == (503, {"retry-after": "1"})
    gate.leave()
    gate.enter()
    client.service.gate.most = 0
    reply = client.get("/v1/catalogs")
    assert (reply.status_code, reply.json()["code"], reply.headers["retry-after"]) == (503, "too-busy", "1")
    client.service.gate.most, client.service.aside.most = 1, 0
    assert client.post(f"{BOX}/complete", {"choices": {}}).status_code == 503
    assert client.post(f"{BOX}/validate", {"choices": {}}).status_code == 200
    assert (client.service.gate.inside, client.service.aside.inside) == (0, 0)


def test_only_pages_of_listed_origins_may_ask(tmp_path: Path) -> None:
    client = service_in(tmp_path, origins=("https://shop.example",))
    asked = {"access-control-request-method": "POST"}
    for origin, may in (("https://shop.example", True), ("https://other.example", False)):
        plain = client.get("/v1/catalogs", origin=origin)
        first = client.ask("OPTIONS", f"{BOX}/validate", headers={**asked, "origin": origin})
        assert (plain.headers.get("access-control-allow-origin") == origin) is may
        assert (first.headers.get("access-control-allow-origin") == origin, first.status_code == 200) == (may, may)
        assert "POST" in first.headers["access-control-allow-methods"]
        assert "Origin" in plain.headers["vary"]
    assert "Origin" in client.get("/v1/catalogs").headers["vary"]  # else a cache would give it to pages
    assert "access-control-allow-origin" not in service_in(tmp_path).get("/v1/catalogs", origin="x").headers


def test_a_browser_that_asks_for_a_page_hears_no_plain_text(tmp_path: Path) -> None:
    keys, _ = Keys().with_new("shop", [Scope.READ])
    write_keys(tmp_path / "keys.json", keys)
    limits = replace(UNLIMITED, rate=0.001, burst=1000)
    client = service_in(tmp_path, origins=("https://shop.example",), keys=tmp_path / "keys.json", limits=limits)
    client.service.gate.most = client.service.aside.most = 0
    asked = {"origin": "https://shop.example", "access-control-request-method": "POST"}
    for more, status in (
        ({}, 200),
        ({"access-control-request-headers": "authorization"}, 200),
        ({"origin": f"https://{CANARY}.example"}, 400),
        ({"access-control-request-method": CANARY}, 400),
        ({"access-control-request-headers": f"authorization, x-{CANARY}"}, 400),
    ):
        reply = client.ask("OPTIONS", f"{BOX}/validate", headers={**asked, **more})
        assert (reply.status_code, reply.headers["cache-control"]) == (status, "no-store")
        assert reply.headers.get("content-type") == (None if status == 200 else "application/problem+json")
        assert reply.headers["vary"].startswith("Origin, ")
        assert "access-control-allow-credentials" not in reply.headers
        assert (reply.content == b"", CANARY in reply.text) == (status == 200, False)
        assert (reply.headers.get("access-control-allow-origin") is None) is ("origin" in more)
    assert reply.json()["detail"] == "no page may ask that, by its headers"


def test_pages_see_refusals_and_what_they_need_of_answers(tmp_path: Path) -> None:
    client = service_in(tmp_path, origins=("*",))
    client.service.gate.most = 1
    sent = {"access-control-request-method": "PUT", "access-control-request-headers": "X-API-Key, if-none-match"}
    first = client.ask("OPTIONS", "/v1/images/x", headers={**sent, "origin": "https://shop.example"})
    assert (first.status_code, first.headers["access-control-allow-origin"]) == (200, "*")
    codes = list[str | None]()
    for most, path in ((1, "/v1/catalogs"), (1, "/v1/nothing"), (0, "/v1/catalogs")):
        client.service.gate.most = most
        reply = client.get(path, origin="https://shop.example")
        codes.append(reply.json().get("code"))
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "etag" in reply.headers["access-control-expose-headers"]
    assert codes == [None, "no-such-path", "too-busy"]


def test_figures_name_routes_and_never_what_stands_in_paths(client: Client) -> None:
    client.get("/v1/codes/V64K4P24HHB58R9M9BZ5")
    answer = client.get("/metrics")
    text = answer.text
    assert answer.headers["connection"] == "close"  # else who keeps connections would ask one worker only
    assert 'optionary_requests_total{route="/v1/codes/{code}",method="GET",status="404"' in text
    assert "V64K4" not in text
    assert f'release="{client.service.holder.current["shop"].release}"' in text


def test_figures_tell_for_how_long_a_faulty_catalog_is_not_served(tmp_path: Path) -> None:
    client = service_in(tmp_path)
    told = []
    for text in (SHOP, SHOP.replace("option", "opinion", 1), f"{SHOP}// once more\n"):
        shop_in(tmp_path, text)
        client.service.look(closely=True)
        client.service.look(closely=False)
        told += re.findall(r"^optionary_release_refused\{.*\} (\d)$", client.get("/metrics").text, re.MULTILINE)
    assert told == ["0", "1", "0"]


def test_a_line_is_logged_for_each_request_and_has_no_body_path_or_header(client: Client) -> None:
    with logged() as lines:
        client.post(f"{BOX}/validate", {"choices": GOOD}, authorization=f"Bearer {CANARY}")
        batch = client.ask("POST", f"{BOX}/batch", body=b"{}\n{}", headers={"content-type": "application/x-ndjson"})
    told, of_batch = (json.loads(line.removesuffix("  ")) for line in lines)
    assert told.keys() == {"at", "method", "route", "status", "ms", "bytes", "key"}
    assert told["route"] == "/v1/catalogs/{catalog}/products/{product}/validate"
    assert of_batch["bytes"] == len(batch.content) > 0


def test_a_file_of_keys_has_hashes_and_is_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys, key = Keys().with_new("shop", [Scope.READ, Scope.ISSUE])
    write_keys(path, keys)
    assert read_keys(path) == keys
    assert (hashed(key) in path.read_text(), path.stat().st_mode & 0o077) == (True, 0)
    assert keys.holder(key) == keys.holders[0]
    assert [keys.holder(each) for each in (key[:-1], key + "x", "", "é", "x" * 10_000)] == [None] * 5
    assert read_keys(path).without("shop").holders == ()
