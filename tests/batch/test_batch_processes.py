"""The processes of a batch: one that ends by itself is told, Ctrl-C ends all, and none outlives who it works for."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest
from batches import box
from cli_runs import environment

from configurator.batch import pool
from configurator.cli.faults import INTERRUPTED, OUR_FAULT, fault_of
from configurator.errors import LostProcessError
from configurator.product_line import ProductLine

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is asked for the processes of this one")


@pytest.fixture
def line(tmp_path: Path) -> ProductLine:
    return box(tmp_path)


def many_chunks() -> Iterator[Any]:
    for _ in range(100_000):
        yield [{"model": "pro"}]


@pytest.mark.parametrize(
    ("number", "said", "hint"),
    [
        (signal.SIGKILL, "was killed (SIGKILL), as happens where a machine runs out of memory", "--processes 1"),
        (signal.SIGSEGV, "failed (SIGSEGV)", "report it"),
        (signal.SIGTERM, "was killed (SIGTERM)", "ask again"),
    ],
)
def test_a_process_that_is_killed_is_told(line: ProductLine, number: int, said: str, hint: str) -> None:
    found = pool.judged(many_chunks(), line.batch_maker(coded=False, processes=2), 2)
    next(found)
    began = multiprocessing.active_children()
    assert began[0].pid is not None
    os.kill(began[0].pid, number)
    with pytest.raises(LostProcessError) as told:
        list(found)
    assert str(told.value) == f"a process that judges rows {said}"
    assert hint in told.value.hint
    fault = fault_of(told.value)
    assert (fault.code, fault.exit_code, fault.hint) == ("lost-process", OUR_FAULT, told.value.hint)
    assert not set(began) & set(multiprocessing.active_children())


SCRIPT = """
import configurator
line = configurator.load("shop.vpc").only
{guard}print(line.batch_file("rows.ndjson", "said.ndjson", processes=2).rows, "rows")
"""


@pytest.mark.parametrize("guard", ['if __name__ == "__main__": ', ""])
def test_a_script_that_begins_itself_again_is_told_how_it_is_written(
    line: ProductLine, tmp_path: Path, guard: str
) -> None:
    (tmp_path / "rows.ndjson").write_text('{"model": "slim"}\n')
    (tmp_path / "script.py").write_text(SCRIPT.format(guard=guard))
    ran = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    if guard:
        assert (ran.returncode, ran.stdout) == (0, "1 rows\n")
        return
    assert ran.returncode == 1
    assert "LostProcessError: a process that judges rows ended with 1, and said nothing" in ran.stderr
    assert sorted(path.name for path in tmp_path.glob("said*")) == []


@pytest.mark.parametrize("begun", [0, 1])
@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.EAGAIN, "Resource temporarily unavailable"), "Resource temporarily unavailable"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "Cannot allocate memory"),
        (RuntimeError("can't start new thread"), "can't start new thread"),
    ],
)
def test_a_process_that_cannot_be_begun_is_told(
    line: ProductLine, monkeypatch: pytest.MonkeyPatch, begun: int, error: Exception, why: str
) -> None:
    start, started = SpawnProcess.start, list[SpawnProcess]()

    def refused(process: SpawnProcess) -> None:
        if len(started) == begun:
            raise error
        started.append(process)
        start(process)

    monkeypatch.setattr(SpawnProcess, "start", refused)
    with pytest.raises(LostProcessError) as told:
        list(pool.judged(many_chunks(), line.batch_maker(coded=False, processes=2), 2))
    assert str(told.value) == f"a process that judges rows cannot be begun: {why}"
    assert told.value.__cause__ is error
    fault = fault_of(told.value)
    assert (fault.code, fault.exit_code) == ("lost-process", OUR_FAULT)
    assert "--processes 1" in (fault.hint or "")
    assert not multiprocessing.active_children()


def test_what_rows_raise_is_no_matter_of_processes(line: ProductLine) -> None:
    def broken() -> Iterator[Any]:
        yield [{"model": "pro"}]
        raise OSError(errno.EIO, "the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(pool.judged(broken(), line.batch_maker(coded=False, processes=2), 2))


def test_an_interrupt_while_processes_are_begun_is_not_lost(line: ProductLine, monkeypatch: pytest.MonkeyPatch) -> None:
    handled = signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
    try:
        _interrupt_while_processes_are_begun(line, monkeypatch)
    finally:
        signal.signal(signal.SIGINT, handled)


def _interrupt_while_processes_are_begun(line: ProductLine, monkeypatch: pytest.MonkeyPatch) -> None:
    start = SpawnProcess.start

    def interrupted(process: SpawnProcess) -> None:
        signal.raise_signal(signal.SIGINT)
        start(process)

    monkeypatch.setattr(SpawnProcess, "start", interrupted)
    found = pool.judged(many_chunks(), line.batch_maker(coded=False, processes=2), 2)
    with pytest.raises(KeyboardInterrupt):
        next(found)
    assert not multiprocessing.active_children()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def children(number: int) -> set[int]:
    """The processes that a process has begun."""
    told = Path(f"/proc/{number}/task/{number}/children").read_text("ascii")
    return set(map(int, told.split()))


def is_there(number: int) -> bool:
    """Whether a process has not ended; one that nobody has asked for its end has."""
    try:
        state = Path(f"/proc/{number}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def left_of(processes: Iterable[int]) -> list[int]:
    """Those that stay for ever; some need a moment to see that they are alone."""
    left = list(processes)
    for _ in range(1_000):
        left = list(filter(is_there, left))
        if not left:
            break
        time.sleep(0.02)
    return left


@pytest.fixture
def running(line: ProductLine, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command with several processes, in a group of its own, as on a terminal."""
    (tmp_path / "rows.ndjson").write_text('{"model": "slim", "gift": true}\n' * 1_000_000)
    command = [sys.executable, "-m", "configurator", "batch", "shop.vpc", "rows.ndjson", "-o", "said.ndjson"]
    with subprocess.Popen(
        [*command, "--processes", "2"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def has_come(process: subprocess.Popen[bytes], folder: Path, moment: str) -> bool:
    """Whether a command has begun its processes, or has answers of theirs."""
    parts = list(folder.glob("said.ndjson.part-*"))
    if moment == "an answer":
        return any(part.stat().st_size for part in parts)
    return len(children(process.pid)) >= (2 if moment == "a process" else 3)


@linux
@pytest.mark.parametrize("moment", ["a process", "all processes", "an answer"])
def test_ctrl_c_ends_the_command_and_all_its_processes(
    running: subprocess.Popen[bytes], tmp_path: Path, moment: str
) -> None:
    while not has_come(running, tmp_path, moment):
        assert running.poll() is None
        time.sleep(0.01)
    began = children(running.pid)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate()
    assert running.returncode == INTERRUPTED
    assert out == b""
    assert b"Traceback" not in err
    assert left_of(began) == []
    assert list(tmp_path.glob("said*")) == []


@linux
def test_processes_end_with_the_one_that_they_are_for(running: subprocess.Popen[bytes], tmp_path: Path) -> None:
    while not has_come(running, tmp_path, "an answer"):
        assert running.poll() is None
        time.sleep(0.01)
    began = children(running.pid)
    running.kill()
    running.wait()
    assert left_of(began) == []
