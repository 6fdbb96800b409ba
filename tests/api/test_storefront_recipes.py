"""The recipes do what they are for, against a service that runs: carts of codes, orders of a shop, a typed client."""

from __future__ import annotations

import hmac
import http.server
import json
import os
import shutil
import socket
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError

import asking
import flask_shop
import line_items
import pytest
from asking import TRIES, RefusedError, Service
from cli_runs import ROOT, run
from flask.testing import FlaskClient
from help_sessions import FOLDER, blocks
from test_serve import PATIENT, serving

RECIPES = ROOT / "recipes"
ADA = {"model": "p14", "cover": "clear", "engraving": "Ada"}
ADA_AGAIN = {"lettering": "plain", "engraving": "Ada", "cover": "clear", "model": "p14", "extras": []}
BOB = {**ADA, "engraving": "Bob"}
NOW = 1_800_000_000.0
SECRET = "whsec_" + b64encode(b"a secret of the shop and of ours").decode()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The studio, served to who has this key."""
    folder = tmp_path_factory.mktemp("shop")
    scopes = ("--for", "read,validate,issue,resolve")
    key = run("access", "add", str(folder / "keys.json"), "shop", *scopes, "--format", "json").json["key"]
    with serving(folder, "--keys", "keys.json", "--rate", "0", catalog="studio") as running:
        yield Service(f"http://127.0.0.1:{running.port}", key)


@pytest.fixture
def shop(service: Service) -> FlaskClient:
    return flask_shop.create_app(service).test_client()


def events(service: Service) -> int:
    """How much has happened in the registry."""
    last: int = service.ask("/v1/changes")["last"]
    return last


def test_equal_configurations_are_one_line_and_two_engravings_are_two(shop: FlaskClient, service: Service) -> None:
    before = events(service)
    for choices in (ADA, BOB, ADA_AGAIN):
        assert shop.post("/cart", json=choices).status_code == 200
    told = shop.get("/cart").get_json()
    assert [(line["choices"]["engraving"], line["quantity"]) for line in told["lines"]] == [("Ada", 2), ("Bob", 1)]
    assert told["total"] == "82.80"
    assert events(service) == before  # a cart issues nothing


def test_two_customers_have_two_carts(service: Service) -> None:
    app = flask_shop.create_app(service)
    first, second = app.test_client(), app.test_client()
    first.post("/cart", json=ADA)
    assert (len(first.get("/cart").get_json()["lines"]), second.get("/cart").get_json()["lines"]) == (1, [])


def test_what_is_bought_is_issued_and_resolves(shop: FlaskClient, service: Service) -> None:
    for choices in (ADA, BOB, ADA_AGAIN):
        shop.post("/cart", json=choices)
    bought = shop.post("/checkout")
    order = bought.get_json()
    assert (bought.status_code, order["total"], len(order["lines"])) == (201, "82.80", 2)
    found = [service.ask(f"/v1/codes/{line['code']}")["choices"]["engraving"] for line in order["lines"]]
    assert found == ["Ada", "Bob"]
    assert shop.get("/cart").get_json() == {"lines": [], "total": "0"}


def test_what_cannot_be_had_is_told_and_stays_out_of_the_cart(shop: FlaskClient) -> None:
    wrong = shop.post("/cart", json={**ADA, "cover": "mink"})
    assert (wrong.status_code, wrong.get_json()["errors"][0]["pointer"]) == (422, "/choices/cover")
    unsold = shop.post("/cart", json={"model": "p14", "cover": "clear", "team": "axleton_trams"})
    assert (unsold.status_code, "United States only" in unsold.get_json()["detail"]) == (409, True)
    assert shop.get("/cart").get_json()["lines"] == []
    told = shop.post("/check", json={"model": "p14", "cover": "blue", "photo": "PH-1234567"}).get_json()
    assert told == {"valid": False, "reasons": told["reasons"]}
    assert told["reasons"][0].startswith("Photos are printed on white")


def test_a_price_that_has_changed_is_shown_before_anything_is_issued(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = flask_shop.create_app(service).test_client()
    shop.post("/cart", json=ADA)
    before = events(service)
    with monkeypatch.context() as changed:
        changed.setattr(Service, "ask", later_price(Service.ask))
        told = shop.post("/checkout")
    assert (told.status_code, told.get_json()["code"], told.get_json()["total"]) == (409, "new-price", "99.00")
    assert events(service) == before


def later_price(ask: Any) -> Any:
    def asked(self: Service, path: str, message: object = None) -> Any:
        told = ask(self, path, message)
        if path.endswith("/offer"):
            told["amounts"]["price"]["number"] = "99.00"
        return told

    return asked


def order_of(*lines: Mapping[str, Any]) -> bytes:
    """An order as a shop tells of it, with a line that is none of ours."""
    plain = {"id": 0, "quantity": 1, "price": "3.00", "properties": []}
    return json.dumps({"id": 1, "line_items": [plain, *lines]}).encode()


def line(number: int, carried: Mapping[str, str], price: str = "27.60") -> dict[str, Any]:
    told = [{"name": name, "value": value} for name, value in carried.items()]
    return {"id": number, "quantity": 2, "price": price, "properties": told}


def signed(body: bytes, at: float = NOW) -> dict[str, str]:
    """The headers of a webhook."""
    key = b64decode(SECRET.removeprefix("whsec_"))
    right = hmac.digest(key, f"msg_1.{at:.0f}.".encode() + body, "sha256")
    signature = f"v1,bm90IHRoaXM= v1,{b64encode(right).decode()}"
    return {"webhook-id": "msg_1", "webhook-timestamp": f"{at:.0f}", "webhook-signature": signature}


@pytest.fixture
def hook(service: Service) -> FlaskClient:
    return line_items.create_app(service, SECRET, lambda: NOW).test_client()


def told_of(hook: FlaskClient, *lines: Mapping[str, Any]) -> Any:
    body = order_of(*lines)
    answer = hook.post("/webhooks/orders", data=body, headers=signed(body), content_type="application/json")
    assert answer.status_code == 200
    return answer.get_json()


def test_an_order_is_issued_once_however_often_its_webhook_comes(hook: FlaskClient, service: Service) -> None:
    lines = [line(number, line_items.properties(service, each)) for number, each in ((1, ADA), (2, BOB))]
    told = told_of(hook, *lines)
    assert (told["held"], [each["line"] for each in told["made"]]) == ([], [1, 2])
    assert service.ask(f"/v1/codes/{told['made'][1]['code']}")["choices"]["engraving"] == "Bob"
    before = events(service)
    assert told_of(hook, *lines) == told
    assert events(service) == before


def test_what_does_not_belong_together_is_held(hook: FlaskClient, service: Service) -> None:
    ada, bob = (line_items.properties(service, each) for each in (ADA, BOB))
    before = events(service)
    never = json.dumps({**ADA, "cover": "mink"})
    told = told_of(
        hook,
        line(1, {**ada, "_code": bob["_code"]}),
        line(2, {**ada, "_choices": bob["_choices"]}),
        line(3, ada, price="1.00"),
        line(4, {**ada, "_choices": "{"}),
        line(5, {**ada, "_choices": never}),
        line(6, {"_code": ada["_code"]}),
        line(7, {**ada, "_choices": "[" * 100_000}),
        line(8, {**ada, "_choices": '{"model": NaN}'}),
        line(9, {**ada, "_choices": json.dumps({"model": "x" * 2_000_000})}),
    )
    assert told["made"] == []
    assert [each["why"] for each in told["held"]] == [
        "its code and its choices do not belong together",
        "its code and its choices do not belong together",
        "it was not sold as it is offered",
        "its choices cannot be read",
        "this configuration of `studio/phone_case` is not valid: `cover` has no value `mink`",
        "its choices cannot be read",
        "its choices cannot be read",
        told["held"][7]["why"],
        told["held"][8]["why"],
    ]
    assert events(service) == before


def test_a_webhook_that_the_shop_did_not_sign_lately_is_refused(hook: FlaskClient, service: Service) -> None:
    body = order_of(line(1, line_items.properties(service, ADA)))
    for headers in ({}, signed(body + b" "), signed(body, NOW - 301), {**signed(body), "webhook-id": "msg_2"}):
        assert hook.post("/webhooks/orders", data=body, headers=headers).status_code == 401


def test_signatures_are_those_of_standard_webhooks() -> None:
    """The example of the specification, recomputed with its reference library (standardwebhooks 1.1.0)."""
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    assert line_items.is_genuine(secret, headers, body, 1_614_265_330)
    assert not line_items.is_genuine(secret, headers, body + b" ", 1_614_265_330)


@contextmanager
def answering(*told: tuple[int, bytes]) -> Iterator[int]:
    """The port of somebody who gives one of these answers after the other, the last one for ever."""
    left = list(told)

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            status, body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - as its parent has it

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as its parent has it
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


BUSY = b'{"detail": "busy", "code": "too-busy"}'
PAGE = b"<html><h1>Bad Gateway</h1></html>"


@pytest.mark.parametrize(("status", "told"), [(503, BUSY), (502, PAGE), (504, PAGE)])
@pytest.mark.parametrize("failures", [2, 3])
def test_a_service_that_is_busy_is_asked_again(failures: int, status: int, told: bytes) -> None:
    waits: list[float] = []
    with answering(*[(status, told)] * failures, (200, BUSY)) as port:
        asked = Service(f"http://127.0.0.1:{port}", wait=waits.append)
        if failures < 3:
            assert asked.ask("/")["code"] == "too-busy"
        else:
            with pytest.raises(RefusedError, match="busy" if told == BUSY else f"status {status}") as caught:
                asked.ask("/")
            assert caught.value.status == status
    assert waits == [1, 2]


@pytest.mark.parametrize("body", [PAGE, b"", b"[1]", b'{"message": "no"}', b'{"detail": 1}', b"\xff", b"[" * 100_000])
def test_an_error_that_is_no_problem_is_refused_with_its_status(body: bytes) -> None:
    with answering((403, body)) as port, pytest.raises(RefusedError, match="status 403") as caught:
        Service(f"http://127.0.0.1:{port}").ask("/")
    assert (caught.value.status, caught.value.problem["code"]) == (403, "no-problem")


@pytest.mark.parametrize("status", [502, 504])
def test_an_order_that_meets_the_page_of_a_proxy_comes_again(status: int) -> None:
    with answering((status, PAGE)) as port:
        asked = Service(f"http://127.0.0.1:{port}", wait=lambda _: None)
        hook = line_items.create_app(asked, SECRET, lambda: NOW).test_client()
        body = order_of(line(1, {"_code": "V", "_choices": "{}"}))
        answer = hook.post("/webhooks/orders", data=body, headers=signed(body), content_type="application/json")
    assert (answer.status_code, answer.get_json()) == (503, {"detail": f"there is no answer, but status {status}"})


def test_an_order_that_meets_nobody_comes_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    hook = line_items.create_app(
        Service(f"http://127.0.0.1:{port}", wait=lambda _: None), SECRET, lambda: NOW
    ).test_client()
    body = order_of(line(1, {"_code": "V", "_choices": "{}"}))
    answer = hook.post("/webhooks/orders", data=body, headers=signed(body), content_type="application/json")
    assert answer.status_code == 503


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{", b"no answer\r\n\r\n"])
def test_a_line_that_breaks_is_a_service_that_is_not_there(sent: bytes) -> None:
    """It closes without a word, in the middle of an answer, or speaks another language."""
    waits: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def close_all() -> None:
            for _ in range(TRIES):
                with listening.accept()[0] as line:
                    line.recv(65_536)
                    line.sendall(sent)

        closing = Thread(target=close_all, daemon=True)
        closing.start()
        with pytest.raises(URLError):
            Service(f"http://127.0.0.1:{listening.getsockname()[1]}", wait=waits.append).ask("/")
        closing.join(PATIENT)
    assert waits == [1, 2]


def test_an_answer_that_does_not_come_is_waited_for_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(URLError, match="timed out"):
        Service(f"http://127.0.0.1:{listening.getsockname()[1]}", wait=waits.append).ask("/")
    assert waits == [1, 2]


WRONG = """
import { client } from "./order.js";
const params = { path: { catalog: "studio", product: "phone_case" } };
// @ts-expect-error: there is no such path
await client.POST("/v1/catalogs/{catalog}/products/{product}/price", { params, body: { choices: {} } });
// @ts-expect-error: there is no such member
await client.POST("/v1/catalogs/{catalog}/products/{product}/code", { params, body: { choice: {} } });
// @ts-expect-error: a path has these parts
await client.GET("/v1/codes/{code}", { params });
"""


def test_a_client_in_typescript_is_generated_checked_and_does_its_work(service: Service, tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed here")
    folder = Path(shutil.copytree(RECIPES / "typescript", tmp_path / "typescript"))
    variables = {**os.environ, "OPTIONARY_ADDRESS": service.address, "OPTIONARY_KEY": service.key or ""}

    def does(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [npm, *words], cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=PATIENT
        )

    fetched = does("install", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0")
    if fetched.returncode:
        pytest.skip(f"npm cannot fetch what the client is made of: {fetched.stderr.splitlines()[:1]}")
    generated = does("run", "generate")
    assert generated.returncode == 0, generated.stderr
    (folder / "wrong.ts").write_text(WRONG, "utf-8")
    (folder / "order.ts").write_text((folder / "order.ts").read_text("utf-8") + "\nexport { client };\n", "utf-8")
    settings = (folder / "tsconfig.json").read_text("utf-8")
    (folder / "tsconfig.json").write_text(settings.replace('["order.ts"]', '["order.ts", "wrong.ts"]'))
    built = does("run", "build")
    assert built.returncode == 0, built.stdout
    done = does("run", "--silent", "start")
    assert done.returncode == 0, done.stderr
    covers, without, code = done.stdout.splitlines()
    assert covers.startswith("covers: Black, Midnight blue, ")
    assert without == "without one: `cover` needs a value and is not mentioned"
    assert service.ask(f"/v1/codes/{code.removeprefix('code: ')}")["choices"]["engraving"] == "Zoë"


def test_what_the_page_quotes_of_a_recipe_stands_there() -> None:
    quoted = [each for each in blocks((FOLDER / "how-to/sell-from-a-shop.md").read_text("utf-8")) if each.words[1:]]
    assert len(quoted) == 3
    for block in quoted:
        assert block.text in (RECIPES / block.name).read_text("utf-8")


def test_every_recipe_is_listed() -> None:
    told = (RECIPES / "README.md").read_text("utf-8")
    names = {path.name + "/" * path.is_dir() for path in RECIPES.iterdir()} - {"README.md", "__pycache__/"}
    assert [name for name in names if f"| `{name}` |" not in told] == []
