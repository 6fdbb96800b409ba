"""A service that is handed a socket, as systemd does it: a restart drops nobody, and it says when it is ready."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from api_client import BOX, shop_in
from cli_runs import environment
from test_serve import PATIENT, Running, serving

LAUNCHER = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = str(os.getpid()); " + (
    "os.execv(sys.executable, [sys.executable, '-m', 'configurator', *sys.argv[2:]])"
)
"""What systemd does between fork and exec: the socket is file 3 (and inherited), its owner the process that will be."""


PATIENCE = (
    "import configurator.serving as s, configurator.api.connections as c\n"
    "c.LAST, whole = {}, s.Limits\n"
    "s.Limits = lambda **told: whole(**{{'patience': 60.0, **told}})\n"
)
"""For machines that are so busy that a client takes more than a moment to send what it is sending."""


def patient(folder: Path, last: float = 60.0) -> str:
    """The path of modules of a service that waits longer for requests, when it ends for `last` seconds."""
    (folder / "sitecustomize.py").write_text(PATIENCE.format(last))
    return os.pathsep.join((str(folder), environment()["PYTHONPATH"]))


@contextmanager
def handed(handing: socket.socket, folder: Path, *words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """The shop, served on a socket of ours, until the block ends."""
    shop_in(folder)
    command = [sys.executable, "-c", LAUNCHER, str(handing.fileno()), "serve", "shop.vpc", *words]
    variables = environment(**{"LISTEN_FDS": "1", **more})
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=variables, pass_fds=[handing.fileno()], stdout=log, stderr=log, text=True
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENT)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as found:
        yield found


@pytest.fixture
def told() -> Iterator[socket.socket]:
    """Where a service says that it is ready: an address without a file, as systemd has one."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as found:
        found.bind(f"\0optionary-{os.getpid()}")
        found.settimeout(PATIENT)
        yield found


def status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT)
    try:
        connection.request("GET", BOX)
        reply = connection.getresponse()
        reply.read()
        return reply.status
    finally:
        connection.close()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_no_request_is_dropped_while_one_service_takes_the_place_of_another(
    workers: str, listening: socket.socket, told: socket.socket, tmp_path: Path
) -> None:
    port, answers, failed = listening.getsockname()[1], [], list[Exception]()
    over = False

    def asking() -> None:
        while not over:
            try:
                answers.append(status(port))
            except Exception as error:  # noqa: BLE001 - a dropped request is what is looked for
                failed.append(error)

    threads = [Thread(target=asking) for _ in range(3)]
    more = {"NOTIFY_SOCKET": f"@optionary-{os.getpid()}", "PYTHONPATH": patient(tmp_path)}
    for number in range(3):
        with handed(listening, tmp_path, "--workers", workers, "--rate", "0", **more) as process:
            assert told.recv(100) == b"READY=1"
            if number == 0:
                for each in threads:
                    each.start()
            enough = len(answers) + 30
            while len(answers) < enough:  # some by each of the three
                assert process.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.02)
            if number == 2:
                over = True
                for each in threads:
                    each.join()
    assert (failed, set(answers)) == ([], {200})


def test_a_request_that_comes_while_the_service_ends_is_answered(tmp_path: Path) -> None:
    with serving(tmp_path, PYTHONPATH=patient(tmp_path)) as running:
        kept = http.client.HTTPConnection("127.0.0.1", running.port, timeout=PATIENT)
        kept.request("GET", "/livez")
        kept.getresponse().read()
        with socket.create_connection(("127.0.0.1", running.port), PATIENT) as silent:
            while running.ask("GET", "/livez")[0] != 200:  # so the one before is taken
                pass
            running.process.send_signal(signal.SIGTERM)
            until_refused(running)
            kept.request("GET", "/livez")
            answer = kept.getresponse()
            assert (answer.status, answer.getheader("connection"), answer.read()[:5]) == (200, "close", b'{"ok"')
            silent.sendall(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
            told = b"".join(iter(lambda: silent.recv(65_536), b""))
            assert (told[:12], b"connection: close" in told) == (b"HTTP/1.1 200", True)
        assert running.process.wait(PATIENT) == 0


def until_refused(running: Running) -> None:
    """Wait until no further connections are taken."""
    end = time.monotonic() + PATIENT
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", running.port), 1).close()
        except OSError:
            return
        assert running.process.poll() is None, "it waits for what has begun"
        time.sleep(0.05)
    raise AssertionError("connections are still taken")


def test_several_workers_that_end_let_nobody_wait_for_them(tmp_path: Path) -> None:
    """Who connects while the last request is finished is refused at once, so a proxy can ask another host."""
    with serving(tmp_path, "--workers", "2") as running:
        with socket.create_connection(("127.0.0.1", running.port), PATIENT) as client:
            client.sendall(f"POST {BOX}/code HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n".encode())
            client.sendall(b"content-length: 14\r\n\r\n")
            for _ in range(20):  # so the first request is under way, whichever worker has it
                assert running.ask("GET", "/livez")[0] == 200
            running.process.send_signal(signal.SIGTERM)
            until_refused(running)
            client.sendall(b'{"choices":{}}')
            assert client.recv(65_536).startswith(b"HTTP/1.1 422")
        assert running.process.wait(PATIENT) == 0


@pytest.mark.parametrize(("count", "said"), [("2", "2 sockets were handed over"), ("", "no sockets were handed over")])
def test_another_number_of_sockets_is_refused(count: str, said: str, listening: socket.socket, tmp_path: Path) -> None:
    with handed(listening, tmp_path, LISTEN_FDS=count) as process:
        assert process.wait(PATIENT) == 2
    assert said in (tmp_path / "log").read_text()


def test_a_socket_that_is_no_tcp_is_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "socket"))
        unix.listen()
        with handed(unix, tmp_path) as process:
            assert process.wait(PATIENT) == 2
    assert "ListenStream=127.0.0.1:8000" in (tmp_path / "log").read_text()


def test_a_socket_that_others_reach_takes_keys_or_what_everybody_may_ask(tmp_path: Path) -> None:
    with socket.create_server(("0.0.0.0", 0)) as everywhere, handed(everywhere, tmp_path) as process:
        assert process.wait(PATIENT) == 2
    assert "everybody who reaches 0.0.0.0 could ask everything" in (tmp_path / "log").read_text()


def test_a_socket_of_another_process_is_left_alone(tmp_path: Path) -> None:
    """Variables that a parent has left are not meant for us."""
    with serving(tmp_path, LISTEN_PID="1", LISTEN_FDS="1") as running:
        assert running.ask("GET", "/livez")[0] == 200
