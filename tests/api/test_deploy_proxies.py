"""The proxies of `run-it-for-real` pass on what they should, and nothing else: tried where they are installed."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from api_client import BOX
from deployed import block_of, unit
from test_serve import PATIENT, serving
from test_serve_by_systemd import handed, patient

from configurator.serving import Limits, Serving

NGINX, CADDY = block_of("nginx"), block_of("caddy")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextmanager
def before(proxy: str, behind: int, folder: Path) -> Iterator[int]:
    """A proxy with the configuration of the page, without TLS; the port on which it listens."""
    program, port = shutil.which(proxy), free_port()
    if program is None:
        pytest.skip(f"{proxy} is not installed here")
    if proxy == "nginx":
        text = NGINX.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("443 ssl", f"127.0.0.1:{port}")
        text = re.sub(r"^ *ssl_certificate.*\n", "", text, flags=re.MULTILINE)
        kept = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        kept_in = "".join(f"{each}_temp_path {folder}/{each};\n" for each in kept)
        http_part = f"http {{\naccess_log off;\n{kept_in}{text}}}\n"
        user = "user root;\n" if os.geteuid() == 0 else ""  # else its workers could not write into the folder
        (folder / "proxy.conf").write_text(f"{user}pid {folder}/pid;\ndaemon off;\nevents {{}}\n{http_part}")
        words = [program, "-p", str(folder), "-e", str(folder / "errors"), "-c", str(folder / "proxy.conf")]
    else:
        text = CADDY.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("codes.example", f"http://:{port}")
        (folder / "proxy.conf").write_text(f"{{\nadmin off\n}}\n{text}")
        words = [program, "run", "--adapter", "caddyfile", "--config", str(folder / "proxy.conf")]
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen(words, cwd=folder, stdout=log, stderr=log)
    try:
        end = time.monotonic() + PATIENT
        while True:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            assert process.poll() is None, (folder / "proxy.log").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENT)


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"host": "codes.example", **named})
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def test_the_proxies_let_pass_what_the_service_takes_and_wait_as_long_as_it_works() -> None:
    limits = Limits()
    (megabytes,) = map(int, re.findall(r"client_max_body_size (\d+)m;", NGINX))
    (millions,) = map(int, re.findall(r"max_size (\d+)MB", CADDY))
    assert megabytes << 20 >= max(limits.image, limits.batch, limits.json.size) <= millions * 1_000_000
    (address,) = unit("optionary.socket")["ListenStream"]
    assert f"server {address};" in NGINX
    assert f"reverse_proxy {address} {{" in CADDY
    waiting = re.findall(r"(?:proxy_read_timeout|response_header_timeout) (\d+)s", NGINX + CADDY)
    assert len(waiting) == 2
    assert min(map(int, waiting)) > Serving(catalogs=()).grace
    (kept,) = re.findall(r"keepalive_timeout (\d+)s", NGINX)
    assert int(kept) < 30  # else it would often ask on a connection that is just closed


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_a_proxy_says_who_asks_and_hides_what_nobody_outside_needs(proxy: str, tmp_path: Path) -> None:
    with serving(tmp_path, "--rate", "0.001") as running, before(proxy, running.port, tmp_path) as port:
        answers = [ask(port, "GET", BOX, x_forwarded_for=f"10.0.0.{number}")[0] for number in range(2)]
        assert answers == [200, 429]  # one address, whatever it says of itself
        assert ask(running.port, "GET", BOX, x_forwarded_for="10.0.0.9")[0] == 200  # the service believes a proxy
        assert {ask(port, "GET", path)[0] for path in ("/metrics", "/livez", "/readyz")} == {404}
        assert ask(port, "GET", "/openapi.json")[0] == 200


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_a_proxy_lets_the_service_say_what_is_too_large(proxy: str, tmp_path: Path) -> None:
    with serving(tmp_path, "--images", "images") as running, before(proxy, running.port, tmp_path) as port:
        status, told = ask(port, "POST", "/v1/images", bytes(20_000_000), content_type="image/png")
        assert (status, json.loads(told)["code"]) == (422, "unreadable-picture")


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_nobody_behind_a_proxy_notices_a_restart(proxy: str, tmp_path: Path) -> None:
    """With connections that the proxy keeps, while one service takes the place of another on a socket that stays."""
    wrong: list[object] = []
    answered = 0
    over = False

    def asking() -> None:
        nonlocal answered
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT)
        while not over:
            try:
                path, headers = f"{BOX}/validate", {"content-type": "application/json", "host": "codes.example"}
                connection.request("POST", path, b'{"choices":{}}', headers)
                reply = connection.getresponse()
                reply.read()
                if reply.status != 200:
                    wrong.append(reply.status)
                answered += 1
            except (OSError, http.client.HTTPException) as error:
                wrong.append(error)
                connection.close()

    more = {"PYTHONPATH": patient(tmp_path, 5.0)}
    with ExitStack() as held:
        listening = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1024))
        port = held.enter_context(before(proxy, listening.getsockname()[1], tmp_path))
        threads = [Thread(target=asking) for _ in range(4)]
        for number in range(3):
            with handed(listening, tmp_path, "--workers", "2", "--rate", "0", **more) as process:
                if number == 0:
                    for each in threads:
                        each.start()
                enough = answered + 50
                while answered < enough:
                    assert process.poll() is None, (tmp_path / "log").read_text()
                    time.sleep(0.02)
                if number == 2:
                    over = True
                    for each in threads:
                        each.join()
    assert wrong == []
