"""What an answer over HTTP costs, beside a bare JSON echo of Starlette in the same run; and how long `complete` takes.

    python tests/benchmarks/serving.py [--seconds 3] [--in-process]

Both applications run in uvicorn with the same settings, on loopback, asked by `wrk` where that is installed; and in
this process, without a socket. Of several rounds, one after the other, the best is taken. Ratios count, times do not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from configurator.answers.answer import choices_of
from configurator.api.app import application
from configurator.api.memory import settle
from configurator.api.releases import warm
from configurator.compiler.budget import USUAL
from configurator.engine.complete import complete
from configurator.engine.valid_space import NO_CHOICES
from configurator.product_line import ProductLine
from configurator.service import load
from configurator.serving import Limits, Serving

ROUNDS = 7
SCRIPT = 'wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = [==[{}]==]\n'


async def echoed(request: Request) -> JSONResponse:
    """The message, read and written again."""
    return JSONResponse(await request.json())


def echo() -> Starlette:
    """The bare echo."""
    return Starlette(routes=[Route("/echo", echoed, methods=["POST"])])


def laptop() -> Any:
    """The service, with the laptop, as the command begins it."""
    found = application(Serving(catalogs=("laptop",), limits=Limits(rate=0)))
    warm(found.state.service.holder.current, USUAL)
    settle()
    return found


def product_path(line: ProductLine) -> str:
    """Where a product is asked about."""
    catalog, _, product = line.key.partition("/")
    return f"/v1/catalogs/{catalog}/products/{product}"


def some_choices(line: ProductLine, *, mentioned: bool) -> dict[str, Any]:
    """A valid configuration: of all options, or only of those that have to be mentioned."""
    found = complete(line.space, NO_CHOICES)
    assert found is not None
    choices: dict[str, Any] = json.loads(json.dumps(choices_of(line.product, found.outcomes)))
    if not mentioned:
        for key in list(choices):
            less = {each: value for each, value in choices.items() if each != key}
            if line.is_valid(less):
                choices = less
    return choices


async def asked(app: Any, path: str, body: bytes) -> int:
    """One request without a socket; the status."""
    status = 0

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    path, _, query = path.partition("?")
    headers = [
        (b"host", b"127.0.0.1:8000"),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "headers": headers, "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000), "scheme": "http", "root_path": "",
    }  # fmt: skip
    await app(scope, receive, send)
    return status


def seconds_of(app: Any, path: str, body: bytes, number: int = 400) -> float:
    """Seconds of one request, on average over some."""

    async def all_of_them() -> float:
        assert await asked(app, path, body) == 200
        begun = time.perf_counter()
        for _ in range(number):
            await asked(app, path, body)
        return (time.perf_counter() - begun) / number

    return asyncio.run(all_of_them())


def in_process(bodies: Mapping[str, tuple[str, bytes]]) -> None:
    """The ratios without a socket."""
    apps = {name: echo() if path == "/echo" else laptop() for name, (path, _) in bodies.items()}
    best = dict.fromkeys(bodies, float("inf"))
    for _ in range(ROUNDS):
        for name, (path, body) in bodies.items():
            best[name] = min(best[name], seconds_of(apps[name], path, body))
    _show("in process", best, bodies)


def over_loopback(bodies: Mapping[str, tuple[str, bytes]], seconds: int) -> None:
    """The ratios with uvicorn and wrk."""
    best = dict.fromkeys(bodies, float("inf"))
    with tempfile.TemporaryDirectory() as folder, running("echo") as first, running("laptop") as second:
        for _ in range(3):
            for name, (path, body) in bodies.items():
                script = Path(folder) / "post.lua"
                script.write_text(SCRIPT.format(body.decode()))
                port = first if path == "/echo" else second
                url = f"http://127.0.0.1:{port}{path}"
                words = ["wrk", "-t1", "-c8", f"-d{seconds}", "-s", str(script), url]
                told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
                assert "Non-2xx" not in told, told
                found = re.search(r"Requests/sec:\s+([\d.]+)", told)
                assert found, told
                best[name] = min(best[name], 1 / float(found[1]))
    _show("wrk on loopback", best, bodies)


@contextmanager
def running(name: str) -> Iterator[int]:
    """One of the applications in uvicorn; its port."""
    port = {"echo": 8481, "laptop": 8482}[name]
    words = [
        sys.executable,
        "-m",
        "uvicorn",
        f"serving:{name}",
        "--factory",
        "--port",
        str(port),
        "--log-level",
        "error",
    ]
    process = subprocess.Popen([*words, "--app-dir", str(Path(__file__).parent)])
    try:
        import http.client

        for _ in range(600):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("GET", "/livez")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _show(title: str, best: Mapping[str, float], bodies: Mapping[str, tuple[str, bytes]]) -> None:
    print(title)
    for name, found in best.items():
        size = len(bodies[name][1])
        like = "echo, all options" if name.endswith("all options") else "echo, what must be said"
        print(f"  {name:42} {size:5} bytes {found * 1e6:8.1f} us  {found / best[like]:5.2f} x")


def complete_times(line: ProductLine, walks: int) -> None:
    """`complete` after each click of random walks, in process: median, 99th percentile, most."""
    app, path = laptop(), f"{product_path(line)}/complete"
    dice = random.Random(7)
    times: list[float] = []
    whole = some_choices(line, mentioned=True)

    async def walk() -> None:
        await asked(app, path, b'{"choices": {}}')
        for _ in range(walks):
            choices: dict[str, Any] = {}
            for key in dice.sample(sorted(whole), len(whole)):
                choices[key] = whole[key]
                body = json.dumps({"choices": choices}).encode()
                begun = time.perf_counter()
                assert await asked(app, path, body) == 200
                times.append(time.perf_counter() - begun)

    asyncio.run(walk())
    times.sort()
    found = (times[len(times) // 2], times[int(len(times) * 0.99)], times[-1])
    median, late, most = (f"{each * 1e3:.2f} ms" for each in found)
    print(f"complete, {len(times)} clicks: median {median}, p99 {late}, most {most}")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=3, help="of each run of wrk")
    parser.add_argument("--in-process", action="store_true", help="without sockets only")
    told = parser.parse_args()
    line = load("laptop").only
    code = f"{product_path(line)}/code"
    bodies: dict[str, tuple[str, bytes]] = {}
    for words, mentioned in (("what must be said", False), ("all options", True)):
        body = json.dumps({"choices": some_choices(line, mentioned=mentioned)}).encode()
        bodies[f"echo, {words}"] = ("/echo", body)
        bodies[f"validate and code (brief), {words}"] = (f"{code}?brief=true", body)
        bodies[f"the whole answer of code, {words}"] = (code, body)
    in_process(bodies)
    if not told.in_process and shutil.which("wrk"):
        over_loopback(bodies, told.seconds)
    complete_times(line, 10)


if __name__ == "__main__":
    main()
