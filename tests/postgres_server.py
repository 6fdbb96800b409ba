"""A PostgreSQL server of the tests' own: real, of Debian's package, on loopback, in a folder that goes when it stops.

`start_server` makes a cluster and runs it as a user without rights, since PostgreSQL refuses root; `database` gives the
address of a fresh database. What would surprise: it ends with the process that started it, even if that is killed,
because a watcher reads from a pipe that only that process holds open.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

USER = "registry"
"""Who owns the databases; the connection needs no password."""

GUARDED = "guarded"
"""A user who is let in by password only."""

OLDEST = 15

PATIENCE = 60.0
"""Seconds within which a server must be up, or down."""

ROOM = 2 * 2**30
"""Bytes that a folder must have free."""

SETTINGS = {
    "fsync": "on",  # what is promised is promised of a server that syncs
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "logging_collector": "off",
    "autovacuum": "on",
    "timezone": "UTC",
}

WATCHED = """exec 3<&0
( ( read line <&3 || kill -QUIT $$ ) & )
exec "$@" </dev/null 3<&-"""
"""Run a server that is stopped when our end of the pipe is closed without a word."""


class NoPostgresError(Exception):
    """PostgreSQL is not installed here, or it is too old; the message says which."""


def binaries() -> Path:
    """The folder of `postgres` and `initdb`: the newest of Debian's places, else that on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if on_path := shutil.which("initdb"):
        found.insert(0, Path(on_path).resolve())
    if not found:
        raise NoPostgresError("PostgreSQL is not installed here (Debian's package `postgresql`)")
    folder = found[-1].parent
    version = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.split()[2].split(".")[0]) < OLDEST:
        raise NoPostgresError(f"PostgreSQL {OLDEST} or later is needed, and this is {version.strip()}")
    return folder


def unprivileged() -> dict[str, Any]:
    """What `subprocess` has to be told so that a command of PostgreSQL does not run as root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoPostgresError("PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`")


class PostgresServer:
    """One cluster and the server that runs it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.binaries = binaries()
        self._as_user = unprivileged()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self) -> None:
        """Make the cluster: plain collation, UTF-8, checksums on every page."""
        self._run("initdb", "--pgdata", self._data, "--username", USER, "--auth", "trust", "--no-sync", "--no-locale",
                  "--encoding", "UTF8", "--data-checksums")  # fmt: skip
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"host all {GUARDED} 127.0.0.1/32 scram-sha-256\n" + rules.read_text("utf-8"), "utf-8")
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())

    def start(self) -> None:
        """Run the server and wait until it answers; after an immediate stop it recovers first."""
        place: list[str | Path] = ["-D", self._data, "-p", str(self.port), "-h", "127.0.0.1", "-k", self.folder]
        command: list[str | Path] = ["sh", "-c", WATCHED, "sh", self.binaries / "postgres", *place]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.PIPE, stdout=log, stderr=log, **self._as_user
            )
        end = time.monotonic() + PATIENCE
        while self._try("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "1") != 0:
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start: {self.log()[-2000:]}")
            time.sleep(0.02)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: `fast` as for a restart, `immediate` as if it were killed, so that it must recover."""
        if self._process is None:
            return
        self._process.send_signal({"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode])
        self._process.wait(PATIENCE)
        assert self._process.stdin is not None
        self._process.stdin.write(b"stopped\n")  # the watcher has nobody to stop any more
        self._process.stdin.close()
        self._process = None

    def crash(self) -> None:
        """Stop it as if it were killed, and start it again."""
        self.stop("immediate")
        self.start()

    def database(self, **settings: str) -> str:
        """Make an empty database and give its address; `settings` become its defaults."""
        name = f"test_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name}")
        for key, value in settings.items():
            self.sql(f"ALTER DATABASE {name} SET {key} = {value}")
        return self.address(name)

    def drop(self, address: str) -> None:
        """Throw a database away, whoever is connected to it."""
        self.sql(f"DROP DATABASE {address.rsplit('/', 1)[1]} WITH (FORCE)")

    def address(self, database: str = "postgres") -> str:
        """Where a database is found."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, address: str | None = None) -> list[list[str]]:
        """Run a statement by PostgreSQL's own client and give its rows as text."""
        command: list[str | Path] = [
            self.binaries / "psql",
            "-XAtq",
            "-F",
            "\t",
            "-v",
            "ON_ERROR_STOP=1",
            address or self.address(),
        ]
        done = subprocess.run(command, input=statement, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return [line.split("\t") for line in done.stdout.splitlines()]

    def log(self) -> str:
        """What the server has said."""
        return (self.folder / "log").read_text("utf-8", "replace")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, name: str, *arguments: str | Path) -> None:
        command: Sequence[str | Path] = [self.binaries / name, *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **self._as_user)
        if done.returncode:
            raise RuntimeError(f"{name} failed: {done.stderr}")

    def _try(self, name: str, *arguments: str) -> int:
        return subprocess.run([self.binaries / name, *arguments], capture_output=True, check=False).returncode


def start_server() -> PostgresServer:
    """Make a cluster and run it. Raises `NoPostgresError` where there is nothing to run."""
    server = PostgresServer(_folder(), _free_port())
    try:
        server.make()
        server.start()
    except BaseException:
        server.__exit__()
        raise
    return server


def _folder() -> Path:
    """A new folder that the server's user may enter; a short one, since the path of a socket may not be long.

    In memory where that can be: nobody pulls the plug here, and a disk takes seconds to let go of so many files. Set
    `TMPDIR` to have the server on a disk.
    """
    who = unprivileged()
    binaries()
    for place in dict.fromkeys((os.environ.get("TMPDIR", "/dev/shm"), tempfile.gettempdir(), "/tmp", "/var/tmp")):
        roomy = Path(place).is_dir() and shutil.disk_usage(place).free > ROOM
        reachable = roomy and subprocess.run(["test", "-x", place], check=False, **who).returncode == 0
        if reachable and len(place) < 60:
            folder = Path(tempfile.mkdtemp(prefix="optionary-pg-", dir=place))
            if who:
                os.chown(folder, who["user"], who["group"])
            return folder
    raise NoPostgresError("no temporary folder that the server's user may enter")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
