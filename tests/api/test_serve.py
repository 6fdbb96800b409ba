"""The command `serve` as a process on a port of its own: shutdown, hot switch, slow and too many clients, workers."""

from __future__ import annotations

import http.client
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from api_client import BOX, GOOD, shop_in
from cli_runs import environment, run
from help_sessions import FOLDER, blocks
from made_media import made_picture

from configurator.media.pictures import digest_of
from configurator.registry.opening import open_registry

PATIENT = 120.0
"""Seconds that a machine under load may take; no test asserts them."""


@dataclass
class Running:
    """A service that runs."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def ask(self, method: str, path: str, message: object = None) -> tuple[int, Any]:
        """The status and the JSON value of an answer, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENT)
        try:
            body = None if message is None else json.dumps(message)
            connection.request(method, path, body, {"content-type": "application/json"} if body else {})
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        finally:
            connection.close()

    def status(self, method: str, path: str) -> int:
        """The status of an answer; 0 where there is none."""
        try:
            return self.ask(method, path)[0]
        except (OSError, http.client.HTTPException):
            return 0

    def label(self) -> str:
        """The label of the box, which tells releases apart."""
        told: str = self.ask("GET", BOX)[1]["label"]
        return told

    def until(self, label: str) -> None:
        """Wait until the box is called so."""
        end = time.monotonic() + PATIENT
        while self.label() != label:
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def end(self) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENT)


@contextmanager
def serving(folder: Path, *more: str, catalog: str = "shop.vpc", **variables: str) -> Iterator[Running]:
    """The shop, served on a free port until the block ends."""
    shop_in(folder)
    if not (folder / "codes.db").exists():
        open_registry(folder / "codes.db", create=True).close()
    log = folder / "log"
    words = [sys.executable, "-m", "configurator", "serve", catalog, "--registry", "codes.db", "--port", "0", *more]
    with log.open("w") as file:
        process = subprocess.Popen(
            words, cwd=folder, stdout=subprocess.PIPE, stderr=file, text=True, env=environment(**variables)
        )
    try:
        assert process.stdout is not None
        told = process.stdout.readline() + process.stdout.readline()
        assert "\non http://127.0.0.1:" in told, told + log.read_text()
        running = Running(process, int(told.rpartition(":")[2]), log)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENT)


def relabelled(folder: Path, label: str) -> None:
    """The shop, with another label of the box; put into its place at once, as an editor does it."""
    new = folder / "new.vpc"
    new.write_text((folder / "shop.vpc").read_text("utf-8").replace('product box "Gift box"', f'product box "{label}"'))
    new.replace(folder / "shop.vpc")


def test_what_has_begun_is_finished_before_the_end(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        with socket.create_connection(("127.0.0.1", running.port), PATIENT) as client:
            body = json.dumps({"choices": GOOD}).encode()
            head = f"POST {BOX}/code HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: "
            client.sendall(f"{head}{len(body)}\r\n\r\n".encode() + body[:5])
            while running.ask("GET", "/livez")[0] != 200:  # so the first request is under way
                pass
            running.process.send_signal(signal.SIGTERM)
            end = time.monotonic() + PATIENT
            while time.monotonic() < end:
                try:
                    socket.create_connection(("127.0.0.1", running.port), 1).close()
                except OSError:
                    break  # no further connections are taken
                time.sleep(0.05)
            client.sendall(body[5:])
            assert client.recv(65_536).startswith(b"HTTP/1.1 200")
        assert running.process.wait(PATIENT) == 0


def test_a_new_release_is_switched_to_without_a_dropped_request(tmp_path: Path) -> None:
    with serving(tmp_path, "--rate", "0") as running:
        failed: list[object] = []
        labels: set[str] = set()
        over = False

        def asking() -> None:
            while not over:
                try:
                    labels.add(running.label())
                    status, told = running.ask("POST", f"{BOX}/code", {"choices": GOOD})
                    if status != 200:
                        failed.append(told)
                except Exception as error:  # noqa: BLE001 - a dropped request is what is looked for
                    failed.append(error)

        threads = [Thread(target=asking) for _ in range(3)]
        for each in threads:
            each.start()
        for number in range(3):
            relabelled(tmp_path, f"Box {number}")
            running.process.send_signal(signal.SIGHUP)
            end = time.monotonic() + PATIENT
            while f"Box {number}" not in labels:  # until those who ask have got it
                assert time.monotonic() < end, running.log.read_text()
                time.sleep(0.05)
            shop_in(tmp_path)
            running.process.send_signal(signal.SIGHUP)
            running.until("Gift box")
        over = True
        for each in threads:
            each.join()
        assert (failed, labels) == ([], {"Gift box", "Box 0", "Box 1", "Box 2"})


def test_a_faulty_release_is_told_and_changes_nothing(tmp_path: Path) -> None:
    with serving(tmp_path, "--watch") as running:
        text = (tmp_path / "shop.vpc").read_text("utf-8")
        (tmp_path / "shop.vpc").write_text(text + "\nproduct {")
        end = time.monotonic() + PATIENT
        while "changed catalogs are not served" not in running.log.read_text():
            assert time.monotonic() < end
            time.sleep(0.05)
        assert running.label() == "Gift box"
        relabelled(tmp_path, "Box")
        (tmp_path / "shop.vpc").write_text((tmp_path / "shop.vpc").read_text().removesuffix("\nproduct {"))
        running.until("Box")


def test_clients_that_send_nothing_are_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import configurator.serving as s, dataclasses\n"
        "whole = s.Limits\n"
        "s.Limits = lambda **told: whole(**{'patience': 0.5, 'connections': 40, **told})\n"
    )
    path = os.pathsep.join((str(tmp_path), environment()["PYTHONPATH"]))
    with serving(tmp_path, PYTHONPATH=path) as running:
        slow = [socket.create_connection(("127.0.0.1", running.port), PATIENT) for _ in range(30)]
        try:
            for number, each in enumerate(slow):
                each.sendall((b"", b"GET /livez HT", b"POST / HTTP/1.1\r\nx: ")[number % 3])
            assert running.ask("GET", "/livez")[0] == 200
            assert {each.recv(1_000) for each in slow} == {b""}
        finally:
            for each in slow:
                each.close()
        many = [socket.create_connection(("127.0.0.1", running.port), PATIENT) for _ in range(60)]
        try:
            answers = [each.recv(1_000)[:12] for each in many]
            assert set(answers) == {b"HTTP/1.1 503", b""}
        finally:
            for each in many:
                each.close()
        assert running.ask("GET", "/livez")[0] == 200


def test_clients_that_do_not_read_their_answers_are_let_go(tmp_path: Path) -> None:
    """Four that ask for a picture of 12 MB and read nothing would take all places for good."""
    limits = "{'patience': 0.5, 'connections': 4, **told}"
    (tmp_path / "sitecustomize.py").write_text(
        f"import configurator.serving as s\nwhole = s.Limits\ns.Limits = lambda **told: whole(**{limits})\n"
    )
    path = os.pathsep.join((str(tmp_path), environment()["PYTHONPATH"]))
    picture = made_picture("png", 8, 6) + bytes(12_000_000)
    digest = digest_of(picture)
    with serving(tmp_path, "--images", "images", PYTHONPATH=path) as running:
        folder = tmp_path / "images" / digest.removeprefix("sha256:")[:2]
        folder.mkdir(parents=True)
        (folder / f"{digest.removeprefix('sha256:')}.png.8x6").write_bytes(picture)
        asked = f"GET /v1/images/{digest} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode()
        slow = [socket.create_connection(("127.0.0.1", running.port), PATIENT) for _ in range(4)]
        try:
            for each in slow:
                each.sendall(asked)
                each.recv(1)  # it has been answered
            end = time.monotonic() + PATIENT
            while running.status("GET", "/livez") != 200:
                assert time.monotonic() < end
                time.sleep(0.05)
        finally:
            for each in slow:
                each.close()
        with socket.create_connection(("127.0.0.1", running.port), PATIENT) as client:
            client.sendall(asked)
            whole = b"".join(iter(lambda: client.recv(65_536), b""))
            assert whole.partition(b"\r\n\r\n")[2] == picture


def test_several_workers_share_a_port_and_one_that_dies_is_begun_anew(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as running:

        def workers() -> set[str]:
            found: set[str] = set()
            end = time.monotonic() + PATIENT
            while len(found) < 2:
                assert time.monotonic() < end
                connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENT)
                connection.request("GET", "/metrics")
                found.add(connection.getresponse().read().decode().partition('worker="')[2].partition('"')[0])
                connection.close()
            return found

        first = workers()
        os.kill(int(min(first)), signal.SIGKILL)
        end = time.monotonic() + PATIENT
        while not workers() - first:
            assert time.monotonic() < end
        codes = {running.ask("POST", f"{BOX}/issue", {"choices": GOOD})[1]["code"] for _ in range(6)}
        assert len(codes) == 1
        relabelled(tmp_path, "Box")
        running.process.send_signal(signal.SIGHUP)
        for _ in range(3):
            running.until("Box")
        assert running.end() == 0
    assert "a worker ended" in running.log.read_text()


def test_what_the_page_asks_is_answered(tmp_path: Path) -> None:
    page = (FOLDER / "how-to" / "run-a-service.md").read_text("utf-8")
    (block,) = [each for each in blocks(page) if each.words == ("sh",)]
    first, *asked = map(shlex.split, block.text.splitlines())
    catalog, *more = first[2:]
    with serving(tmp_path, *more[2:-2], catalog=catalog) as running:
        for words in asked:
            url = words[-1].removeprefix("http://127.0.0.1:8000")
            message = json.loads(words[2]) if "--json" in words else None
            status, told = running.ask("GET" if message is None else "POST", url, message)
            assert status in (200, 201), told
    assert len(asked) == 6


def test_behind_a_proxy_that_takes_a_prefix_off_it_names_its_paths_with_it(tmp_path: Path) -> None:
    shop_in(tmp_path)
    with serving(tmp_path, "--root-path", "configurator/") as running:
        assert running.ask("GET", "/openapi.json")[1]["servers"] == [{"url": "/configurator"}]
        assert running.ask("GET", "/v1/catalogs/sh%6fp")[1]["key"] == "shop"
        assert running.ask("GET", "/v1/catalogs/shop%2Fproducts")[1]["code"] == "unknown-catalog"


def test_what_would_be_open_to_all_is_refused(shop: str, tmp_path: Path) -> None:
    refused = run("serve", shop, "--host", "0.0.0.0")
    assert (refused.code, "everybody who reaches 0.0.0.0" in refused.err) == (2, True)
    assert "--open read,validate" in refused.err
    assert run("serve", shop, "--open", "everything").code == 2


def test_what_is_wrong_is_told_before_it_listens(tmp_path: Path) -> None:
    (tmp_path / "bad.vpc").write_text("catalog")
    for words, code, told in (
        (("bad.vpc",), 1, "bad.vpc has 1 mistake"),
        (("nothing",), 2, "there is no catalog `nothing`"),
        (("studio", "--registry", "none.db"), 2, "none.db"),
        (("studio", "--keys", "none.json"), 2, "the keys in `none.json` cannot be read"),
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "configurator", "serve", *words, "--port", "0"],
            check=False,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=environment(),
            timeout=PATIENT,
        )
        assert (ran.returncode, told in ran.stderr) == (code, True), ran.stderr


@pytest.mark.parametrize("library", ["starlette", "uvicorn"])
def test_a_library_that_is_missing_is_told_with_the_extra_that_brings_it(tmp_path: Path, library: str) -> None:
    program = f"import sys; sys.modules[{library!r}] = None; from configurator.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", program, "serve", shop_in(tmp_path), "--port", "0"],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=PATIENT,
    )
    assert (ran.returncode, f"serving needs {library}" in ran.stderr) == (2, True), ran.stderr
    assert 'pip install "optionary[server]"' in ran.stderr


def test_keys_are_made_told_and_taken_back(tmp_path: Path) -> None:
    path = str(tmp_path / "keys.json")
    made = run("access", "add", path, "shop", "--for", "read,issue", "--format", "json").json
    assert made["key"].startswith("opt_")
    told = run("access", "list", path, "--format", "json").json
    assert told == {"keys": [{"name": "shop", "scopes": ["read", "issue"], "key": None}]}
    assert made["key"] not in Path(path).read_text()
    assert run("access", "add", path, "shop", "--for", "read").code == 2
    for scopes in ("all", "read,publish", "erase", "", " , "):
        refused = run("access", "add", path, "other", "--for", scopes)
        assert (refused.code, "known here: read, validate, issue, resolve, resolve-private" in refused.err) == (2, True)
        refused = run("serve", "studio", "--open", scopes)
        assert (refused.code, "known here: read, validate" in refused.err) == (2, True)
    removed = run("access", "remove", path, "shop")
    assert (removed.code, "until SIGHUP" in removed.out) == (0, True)
    assert run("access", "remove", path, "shop").code == 2
    assert run("access", "list", path).out == "nobody has a key\n"
