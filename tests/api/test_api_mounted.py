"""The service within an application of somebody else: under a prefix, behind a proxy, wrapped in what others wrote."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_client import BOX, GOOD, UNLIMITED, logged, service_in, shop_in
from cli_runs import SHOP
from help_sessions import FOLDER, blocks
from made_media import made_picture
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from configurator.api.app import application
from configurator.api.looking import _warmed
from configurator.registry.opening import open_registry
from configurator.serving import Serving

PAGE = FOLDER / "how-to" / "run-a-service.md"


def ask(app: Any, method: str, path: str, message: object = None, **told: Any) -> httpx.Response:
    """One request; `told` of a proxy or a server is `root_path`."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, root_path=told.pop("root_path", ""))
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
            return await client.request(method, path, json=message, **told)

    return asyncio.run(asked())


async def home(request: Request) -> Response:
    return PlainTextResponse("home")


def around(app: Any, prefix: str = "/configurator") -> Starlette:
    """A shop that has the service under a prefix."""
    return Starlette(routes=[Route("/", home), Mount(prefix, app=app)])


def test_it_answers_under_a_prefix_as_by_itself(tmp_path: Path) -> None:
    client = service_in(tmp_path)
    shop = around(client.service.app)
    assert ask(shop, "GET", "/").text == "home"
    paths = ("/livez", "/v1/catalogs", BOX, "/v1/catalogs/sh%6fp", "/v1/catalogs/shop%2Fproducts", "/v1/nothing")
    for path in paths:
        alone, mounted = client.get(path), ask(shop, "GET", f"/configurator{path}")
        assert (mounted.status_code, mounted.content) == (alone.status_code, alone.content)
        assert mounted.headers.get("etag") == alone.headers.get("etag")
    refused = ask(shop, "DELETE", f"/configurator{BOX}/options/charms/values")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST, HEAD")
    there = ask(around(client.service.app, "/магазин"), "POST", f"/магазин{BOX}/issue", {"choices": GOOD})
    assert there.headers["location"].startswith("/%D0%BC%D0%B0%D0%B3%D0%B0%D0%B7%D0%B8%D0%BD/v1/codes/")
    with logged() as lines:
        assert ask(shop, "POST", f"/configurator{BOX}/validate", {"choices": GOOD}).json()["valid"]
    assert '"route":"/v1/catalogs/{catalog}/products/{product}/validate"' in lines[0]


@pytest.mark.parametrize("place", ["mounted", "behind a proxy that strips the prefix"])
def test_what_it_says_of_its_own_paths_has_the_prefix(tmp_path: Path, place: str) -> None:
    app: Any = service_in(tmp_path).service.app
    told: dict[str, Any] = {"root_path": "/configurator"}
    under = ""
    if place == "mounted":
        app, told, under = around(app), {}, "/configurator"
    issued = ask(app, "POST", f"{under}{BOX}/issue", {"choices": GOOD}, **told)
    assert issued.headers["location"] == f"/configurator/v1/codes/{issued.json()['code']}"
    kept = ask(app, "POST", f"{under}/v1/images", content=made_picture("png", 8, 6), **told)
    assert kept.headers["location"] == f"/configurator/v1/images/{kept.json()['digest']}"
    assert ask(app, "GET", f"{under}/openapi.json", **told).json()["servers"] == [{"url": "/configurator"}]


def test_a_document_of_another_prefix_is_another(tmp_path: Path) -> None:
    app = service_in(tmp_path).service.app
    alone, mounted = ask(app, "GET", "/openapi.json"), ask(around(app), "GET", "/configurator/openapi.json")
    assert alone.json()["servers"] == [{"url": "/"}]
    assert alone.headers["etag"] != mounted.headers["etag"]


def test_a_server_that_keeps_the_prefix_in_paths_is_understood(tmp_path: Path) -> None:
    """As `uvicorn --root-path` puts it before the path that a proxy has left."""
    app = service_in(tmp_path).service.app
    told = {"root_path": "/configurator"}
    assert ask(app, "GET", f"/configurator{BOX}", **told).json()["key"] == "box"
    assert ask(app, "GET", "/configurator/v1/catalogs/a%2Fb", **told).json()["code"] == "unknown-catalog"


def test_routes_are_found_by_their_names(tmp_path: Path) -> None:
    shop = Starlette(routes=[Mount("/configurator", app=service_in(tmp_path).service.app, name="optionary")])
    found = shop.url_path_for("optionary:validate", catalog="shop", product="a/b")
    assert found == "/configurator/v1/catalogs/shop/products/a%2Fb/validate"


def test_others_may_wrap_it(tmp_path: Path) -> None:
    async def marked(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers["x-shop"] = "yes"
        return response

    app = application(Serving(catalogs=(shop_in(tmp_path),), limits=UNLIMITED))
    app.add_middleware(GZipMiddleware)
    app.add_middleware(BaseHTTPMiddleware, dispatch=marked)
    reply = ask(app, "GET", "/openapi.json")
    assert (reply.headers["content-encoding"], reply.headers["x-shop"]) == ("gzip", "yes")
    assert reply.json()["openapi"] == "3.1.0"
    assert ask(app, "POST", f"{BOX}/batch", content=b"{}\n{}", headers={"content-type": "application/x-ndjson"}).text
    app.state.service.close()


def test_its_lifespan_serves_what_changes_and_lets_go_in_the_end(tmp_path: Path) -> None:
    """Entered by whoever mounts it, as nobody else does."""
    app = application(Serving(catalogs=(shop_in(tmp_path),), watch=True, limits=UNLIMITED))

    @asynccontextmanager
    async def while_open(shop: Starlette) -> AsyncIterator[None]:
        async with app.router.lifespan_context(app):
            yield

    shop = Starlette(routes=[Mount("/configurator", app=app)], lifespan=while_open)

    async def until_it_is(label: str) -> None:
        async with (
            asyncio.timeout(30),
            shop.router.lifespan_context(shop),
            httpx.AsyncClient(transport=httpx.ASGITransport(app=shop), base_url="http://shop") as client,
        ):
            assert (await client.get(f"/configurator{BOX}")).json()["label"] != label
            text = Path(shop_in(tmp_path)).read_text("utf-8")
            shop_in(tmp_path, text.replace('"Gift box"', f'"{label}"'))
            while (await client.get(f"/configurator{BOX}")).json()["label"] != label:
                await asyncio.sleep(0.05)
            assert (await client.get(f"/configurator{BOX}/schema")).json()["title"] == label

    for label in ("Box", "Crate"):  # an application may begin again, as in tests of those who have it
        pool = app.state.service.state.pool
        asyncio.run(until_it_is(label))
        with pytest.raises(RuntimeError):
            pool.submit(print)


def test_nothing_looks_any_more_when_its_lifespan_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a look was under way, which would open the registry again."""
    service = service_in(tmp_path).service
    is_looking, told = threading.Event(), list[str]()

    def slow() -> None:
        is_looking.set()
        time.sleep(0.2)
        told.append("looked")

    async def lived() -> None:
        async with service.app.router.lifespan_context(service.app):
            assert await asyncio.to_thread(is_looking.wait, 30)

    monkeypatch.setattr(service, "renew", slow)
    monkeypatch.setattr(service, "close", lambda: told.append("closed"))
    asyncio.run(lived())
    assert told[-2:] == ["looked", "closed"]
    assert [each.name for each in threading.enumerate()].count("looking") == 0


def test_a_lifespan_that_is_entered_twice_ends_with_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where two applications of one process have the same service."""
    app = service_in(tmp_path).service.app
    closed = list[str]()
    monkeypatch.setattr(app.state.service, "close", lambda: closed.append("closed"))

    async def lived() -> None:
        async with app.router.lifespan_context(app):
            async with app.router.lifespan_context(app):
                assert [each.name for each in threading.enumerate()].count("looking") == 1
            assert closed == []
            assert [each.name for each in threading.enumerate()].count("looking") == 1

    for _ in range(2):
        asyncio.run(lived())
        assert closed == ["closed"]
        closed.clear()


def test_the_shop_of_the_page_has_the_service_under_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_registry("codes.db", create=True).close()
    (text,) = [each.text for each in blocks(PAGE.read_text("utf-8")) if each.words[:1] == ("python",)]
    told: dict[str, Any] = {}
    exec(text, told)

    async def asked() -> httpx.Response:
        shop = told["shop"]
        async with (
            shop.router.lifespan_context(shop),
            httpx.AsyncClient(transport=httpx.ASGITransport(app=shop), base_url="http://shop") as client,
        ):
            return await client.get("/configurator/readyz")

    assert asyncio.run(asked()).json()["registry"] is True


def test_the_collector_of_somebody_elses_process_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `serve` does to its own memory is none of ours elsewhere, at the beginning and at a new release."""
    client, touched = service_in(tmp_path), list[str]()
    for name in ("freeze", "unfreeze", "set_threshold"):
        monkeypatch.setattr(gc, name, lambda *_, name=name: touched.append(name))
    own = list[str]()
    _warmed(client.service)
    client.service.when_loaded = lambda: own.append("loaded")
    _warmed(client.service)
    shop_in(tmp_path, f"{SHOP}// once more\n")
    client.service.look(closely=True)
    assert (touched, own) == ([], ["loaded", "loaded"])
