"""Every route, from the route table: with and without each scope, with problems where there is nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from api_client import BOX, GOOD, UNLIMITED, Client, service_in
from made_media import made_picture

from configurator.access_keys import Keys, Scope, write_keys
from configurator.api.app import ROUTES
from configurator.api.call import Route
from configurator.api.paths import with_names_escaped
from configurator.api.reply import LINES
from configurator.media.pictures import digest_of

PNG = made_picture("png", 8, 6)
DIGEST = digest_of(PNG)
NAMED = {"catalog": "shop", "product": "box", "option": "charms", "digest": DIGEST}


@cache
def served() -> tuple[Client, Mapping[Scope, str], str]:
    """A service that is open to nobody, a key for each scope alone, and an issued code."""
    folder = Path(mkdtemp())
    keys, given = Keys(), dict[Scope, str]()
    for scope in Scope:
        keys, given[scope] = keys.with_new(f"only {scope}", [scope])
    write_keys(folder / "keys.json", keys)
    client = service_in(folder, keys=folder / "keys.json", limits=UNLIMITED)
    bearer = {"authorization": f"Bearer {given[Scope.ISSUE]}"}
    code = client.post(f"{BOX}/issue", {"choices": GOOD}, **bearer).json()["code"]
    client.ask("PUT", f"/v1/images/{DIGEST}", body=PNG, headers={**bearer, "content-type": "image/png"})
    return client, given, code


def asked(route: Route, key: str | None) -> int:
    """The status of a sound request to a route."""
    client, _, code = served()
    path = route.path.format(**NAMED, code=code)
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    body = None
    if route.message is not None:
        body = json.dumps({"codes": [code]} if route.name == "resolveMany" else {"choices": GOOD}).encode()
        headers["content-type"] = "application/json"
    elif isinstance(route.takes, tuple):
        body = json.dumps(GOOD).encode() if LINES in route.takes else PNG
        headers["content-type"] = LINES if LINES in route.takes else "image/png"
    return client.ask(route.method, path, body=body, headers=headers).status_code


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_takes_a_key_with_its_scope_and_no_other(route: Route) -> None:
    _, keys, _ = served()
    with_key = {scope: asked(route, key) for scope, key in keys.items()}
    if route.scope is None:
        assert {asked(route, None), *with_key.values()} == {200}
        return
    assert with_key.pop(route.scope) in route.replies
    assert set(with_key.values()) == {403}
    assert asked(route, None) == 401
    assert asked(route, "opt_" + "x" * 43) == 401


@pytest.mark.parametrize("route", [each for each in ROUTES if each.scope is not None], ids=lambda route: route.name)
def test_an_open_scope_needs_no_key_and_opens_no_other(route: Route, tmp_path: Path) -> None:
    assert route.scope is not None
    write_keys(tmp_path / "keys.json", Keys())
    for opened in (route.scope, *(scope for scope in Scope if scope is not route.scope)):
        client = service_in(tmp_path, keys=tmp_path / "keys.json", open=frozenset({opened}))
        path = route.path.format(**NAMED, code="V64K4P24HHB58R9M9BZ5")
        refused = client.ask(route.method, path).status_code == 401
        assert refused is (opened is not route.scope)


def test_a_key_may_stand_in_a_header_of_its_own() -> None:
    client, keys, _ = served()
    assert client.get("/v1/catalogs", x_api_key=keys[Scope.READ]).status_code == 200


def test_names_of_routes_are_permanent_and_their_own() -> None:
    names = [route.name for route in ROUTES]
    assert len(set(names)) == len(names)
    assert [route.summary for route in ROUTES if not route.summary.endswith(".")] == []


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/nothing", 404, "no-such-path"),
        ("/v1/catalogs/", 404, "no-such-path"),
        ("/v1/catalogs/none", 404, "unknown-catalog"),
        ("/v1/catalogs/shop/products/none", 404, "unknown-product"),
        (f"{BOX}/options/none/values", 404, "unknown-option"),
        (f"{BOX}/options/layers/values", 404, "no-values"),
        (f"{BOX}/options/charms/values?limit=0", 400, "wrong-parameter"),
        (f"{BOX}/options/charms/values?after=nothing", 404, "unknown-place"),
        (f"{BOX}?language=xx", 404, "unknown-language"),
        (f"{BOX}?langauge=en", 400, "wrong-parameter"),
        (f"{BOX}?language=en&language=en", 400, "wrong-parameter"),
        ("/v1/codes/V64K4P24HHB58R9M9BZ5", 404, "unknown-code"),
        ("/v1/codes/nonsense", 404, "unknown-symbol"),
        ("/v1/images/sha256:00", 404, "unknown-image"),
        ("/v1/changes?after=-1", 400, "wrong-parameter"),
    ],
)
def test_what_is_not_there_is_a_problem_with_a_permanent_code(
    tmp_path: Path, path: str, status: int, code: str
) -> None:
    reply = service_in(tmp_path).get(path)
    told = reply.json()
    assert (reply.status_code, told["code"], told["status"]) == (status, code, status)
    assert told["type"] == f"urn:optionary:problem:{code}"
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_path_tells_the_methods_that_it_takes(tmp_path: Path) -> None:
    reply = service_in(tmp_path).ask("DELETE", f"{BOX}/options/charms/values")
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET, POST, HEAD")
    reply = service_in(tmp_path).ask("OPTIONS", f"{BOX}/options/charms/values")
    assert (reply.status_code, reply.headers["allow"]) == (204, "GET, POST, HEAD, OPTIONS")


def test_the_head_of_an_answer_is_that_of_the_whole(tmp_path: Path) -> None:
    client = service_in(tmp_path)
    whole, head = client.get(BOX), client.ask("HEAD", BOX)
    assert (head.content, head.status_code, head.headers) == (b"", 200, whole.headers)


def test_names_in_paths_may_be_escaped(tmp_path: Path) -> None:
    client = service_in(tmp_path)
    assert client.get("/v1/catalogs/sh%6fp").json()["key"] == "shop"
    assert client.get("/v1/catalogs/shop%2Fproducts").json()["code"] == "unknown-catalog"
    assert client.get("/v1/c%61talogs").json()["catalogs"]


@pytest.mark.parametrize(
    ("root", "path", "raw", "found"),
    [
        ("", "/v1/a/b", b"/v1/a%2fb", "/v1/a%2Fb"),
        ("", "/v1/50%", b"/v1/50%25", "/v1/50%25"),
        ("", "/v1/50%2F", None, "/v1/50%252F"),  # read already, by whoever keeps no `raw_path`
        ("/x", "/x/v1/a/b", b"/x/v1/a%2Fb", "/x/v1/a%2Fb"),
        ("/x", "/v1/a/b", b"/v1/a%2Fb", "/v1/a%2Fb"),
        ("/é", "/é/v1/a/b", b"/%C3%A9/v1/a%2Fb", "/é/v1/a%2Fb"),
        ("/x", "/x/v1/é", b"/other/%C3%A9", "/x/v1/é"),  # a path that was written anew on its way
        ("/%C3%A9", "/%C3%A9/v1/a/b", b"/%C3%A9/v1/a%2Fb", "/%C3%A9/v1/a%2Fb"),  # as of `serve --root-path é`
        ("/%C3%A9", "/%C3%A9/v1/50%", b"/%C3%A9/v1/50%25", "/%C3%A9/v1/50%25"),
        ("/a/b", "/a/b/v1/50%", b"/a%2Fb/v1/50%25", "/a/b/v1/50%25"),  # a prefix that has a `/` in a name
        ("", "/v1/\ud800%", b"/v1/%ED%A0%80%25", "/v1/?%25"),  # a server that reads what is no text as it can
    ],
)
def test_slashes_of_names_stay_escaped_until_a_route_is_found(
    root: str, path: str, raw: bytes | None, found: str
) -> None:
    scope = {"type": "http", "path": path, "root_path": root} | ({} if raw is None else {"raw_path": raw})
    assert with_names_escaped(scope)["path"] == found


def test_a_service_without_a_registry_says_so(tmp_path: Path) -> None:
    client = service_in(tmp_path, registry=None, images=None)
    assert client.get("/v1/changes").json()["code"] == "no-registry"
    assert client.post(f"{BOX}/issue", {"choices": GOOD}).json()["code"] == "no-registry"
    assert client.get(f"/v1/images/{DIGEST}").json()["code"] == "no-images"
    assert client.get("/readyz").json() == {
        "ok": True,
        "releases": {"shop": client.service.holder.current["shop"].release},
        "registry": None,
    }


def test_a_batch_is_issued_with_a_key_for_that(tmp_path: Path) -> None:
    keys, key = Keys().with_new("shop", [Scope.VALIDATE])
    write_keys(tmp_path / "keys.json", keys)
    client = service_in(tmp_path, keys=tmp_path / "keys.json")
    headers = {"authorization": f"Bearer {key}", "content-type": LINES}
    path = f"{BOX}/batch?answer="
    told = [client.ask("POST", path + each, body=b"{}", headers=headers).status_code for each in ("code", "issue")]
    assert told == [200, 403]
