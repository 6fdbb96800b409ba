"""Run `configurator check` over a file as a person would, in a process of its own, and say what it cost."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cli_runs import environment


@dataclass(frozen=True)
class Cost:
    """How a check ended and what it wrote; seconds of the clock and of the processor; memory at its peak, in MB.

    The code is negative where the process was stopped by a signal.
    """

    code: int
    out: str
    err: str
    seconds: float
    busy: float
    megabytes: float


def checked(path: Path, *arguments: str, most_bytes: int | None = None, most_seconds: int = 60) -> Cost:
    """Check the catalog in a file; beyond these bytes of data, or seconds of the processor, the check is broken off.

    The peak is at least as large as this process, since that is how systems count: keep it small where that matters.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))

    command = [sys.executable, "-m", "configurator", "check", str(path), *arguments]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=err, env=environment(), preexec_fn=limit)  # noqa: PLW1509
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        written, complained = (_whole(each) for each in (out, err))
    busy, megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1_024
    return Cost(child.returncode, written, complained, seconds, busy, megabytes)


def _whole(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
