"""A disk that forgets what was not synced: system calls of a writer in, the states that a power failure can leave out.

The model is the strict one of POSIX. What a file holds is safe after `fsync` of the file; that a name exists, or no
longer does, is safe after `fsync` of its directory. Of what came later anything may have arrived: none, all, some of
the writes, and half of one.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SYNCS = ("fsync", "fdatasync")
CALLS = "openat,write,pwrite64,fsync,fdatasync,unlink,ftruncate"

_CALL = re.compile(r"^(?:\d+ +)?(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')

Write = tuple[int, bytes]


def strace(*options: str) -> list[str]:
    """Give the beginning of a command line that records calls or makes them fail, or skip the test."""
    command = ["strace", "-f", "-qq"]
    probe = [*command, "-o", os.devnull, "true"]
    if shutil.which("strace") is None or subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("there is no strace here that may trace, so no system call can be recorded or made to fail")
    return [*command, *options]


@dataclass(slots=True)
class File:
    """A file as a sequence of writes since its last sync; a write of no bytes cuts the file off at its place."""

    safe: bytes = b""
    later: list[Write] = field(default_factory=list)

    def content(self, writes: Iterable[Write]) -> bytes:
        data = bytearray(self.safe)
        for place, new in writes:
            if not new:
                del data[place:]
            data.extend(bytes(max(0, place - len(data))))
            data[place : place + len(new)] = new
        return bytes(data)


@dataclass(slots=True)
class Disk:
    """The files of one folder."""

    folder: str
    names: dict[str, File] = field(default_factory=dict)
    safe_names: dict[str, File] = field(default_factory=dict)

    def apply(self, name: str, path: str, place: int, data: bytes) -> None:
        """Do what one call did to a file here, or to the folder."""
        if path == self.folder and name in SYNCS:
            self.safe_names = dict(self.names)
        if path not in self.names:
            return
        file = self.names[path]
        if name in SYNCS:
            file.safe, file.later = file.content(file.later), []
        elif name == "unlink":
            del self.names[path]
        else:
            file.later.append((place, data))

    def least(self) -> dict[str, bytes]:
        """Only what was synced is there."""
        return {name: file.safe for name, file in self.safe_names.items()}

    def most(self) -> dict[str, bytes]:
        """Everything is there, as after a kill."""
        return {name: file.content(file.later) for name, file in self.names.items()}

    def some(self, chance: random.Random) -> dict[str, bytes]:
        """Some of it is there."""
        found: dict[str, bytes] = {}
        for name in sorted({*self.names, *self.safe_names}):
            file = chance.choice((self.names, self.safe_names)).get(name)
            if file is not None:
                writes = [write for write in file.later if chance.random() < 0.5]
                if writes and writes[-1][1] and chance.random() < 0.5:
                    place, new = writes[-1]
                    writes[-1] = (place, new[: max(1, len(new) // 1024 * 512)])
                found[name] = file.content(writes)
        return found


def replay(trace: Iterable[str], folder: Path) -> Iterator[tuple[Disk, str]]:
    """Run the calls one by one on a disk that begins as the folder is, safely; give it and all output after each."""
    start = {str(path): File(path.read_bytes()) for path in sorted(folder.iterdir())}
    disk = Disk(str(folder), dict(start), dict(start))
    handles: dict[int, str] = {}
    told = ""
    for line in trace:
        if (match := _CALL.match(line)) is None or (result := int(match["result"])) < 0:
            continue
        name, arguments = match["name"], match["arguments"].split(", ")
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(match["arguments"])]
        if name == "openat":
            handles[result] = path = texts[0].decode()
            if not path.startswith(f"{folder}/"):
                continue
            disk.names.setdefault(path, File())
        elif name == "write" and arguments[0] == "1":
            told += texts[0].decode()
        elif name == "unlink":
            disk.apply(name, texts[0].decode(), 0, b"")
        elif name == "ftruncate":
            disk.apply(name, handles[int(arguments[0])], int(arguments[1]), b"")
        elif name == "pwrite64":
            disk.apply(name, handles[int(arguments[0])], int(arguments[-1]), texts[0][:result])
        elif name in SYNCS:
            disk.apply(name, handles[int(arguments[0])], 0, b"")
        else:
            continue
        yield disk, told
