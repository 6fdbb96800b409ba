"""Several processes on one file: nothing doubled, and what was acknowledged outlives `kill -9` (P1, P5).

By command: OPTIONARY_LONG=1 pytest tests/registry/test_registry_processes.py -s (300 kills).
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from registry_contract import LONG_RUN, document, log_of

from configurator.identity.digest import digest
from configurator.registry.sqlite import open_file

WRITER = Path(__file__).with_name("registry_writer.py")


def start(path: Path, first: int, count: int, batch: int) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, str(WRITER), str(path), str(first), str(count), str(batch)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE)


def acknowledged(output: bytes) -> list[tuple[int, str]]:
    """Read the complete lines of a writer; a killed one may leave half a line, which nobody was told."""
    lines = output.decode().split("\n")[:-1]
    return [(int(number), code) for number, code in (line.split() for line in lines)]


def test_four_processes_make_one_row_each(tmp_path: Path) -> None:
    path = tmp_path / "codes.db"
    registry = open_file(path, create=True)
    same = [start(path, 0, 1000, 250) for _ in range(4)]
    own = [start(path, 10_000 * worker, 10_000, 1000) for worker in range(1, 5)]
    told: dict[int, set[str]] = {}
    for writer in (*same, *own):
        output, _ = writer.communicate(timeout=240)
        assert writer.returncode == 0
        for number, code in acknowledged(output):
            told.setdefault(number, set()).add(code)
    assert len(told) == registry.count() == 41_000
    assert all(len(codes) == 1 for codes in told.values())
    assert len({code for codes in told.values() for code in codes}) == 41_000
    assert {each.kind for each in log_of(registry)} == {"issued"}


def test_processes_that_start_at_once_make_one_file(tmp_path: Path) -> None:
    script = "import sys; from configurator.registry.sqlite import open_file; open_file(sys.argv[1], create=True)"
    for attempt in range(3):
        path = tmp_path / f"{attempt}.db"
        command = [sys.executable, "-c", script, str(path)]
        starters = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(4)]
        assert [starter.wait(60) for starter in starters] == [0] * 4
        assert open_file(path, create=False).count() == 0


def test_no_acknowledged_code_is_lost_to_a_kill(tmp_path: Path) -> None:
    kills = 300 if LONG_RUN else 20
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    path = tmp_path / "codes.db"
    open_file(path, create=True).close()
    told: dict[int, str] = {}
    half_done = 0
    for _ in range(kills // 4):
        # four at a time, from numbers a little before the last one: retries first, then newcomers
        first = max(told, default=0)
        writers = [start(path, max(0, first - chance.randrange(20)), 0, chance.choice((1, 1, 50))) for _ in range(4)]
        heads = [writer.stdout.readline() for writer in writers if writer.stdout]
        outputs = []
        for writer in writers:
            time.sleep(chance.random() * 0.05)
            writer.send_signal(signal.SIGKILL)
            outputs.append(writer.communicate()[0])
            half_done += path.with_name("codes.db-journal").exists()
        for head, output in zip(heads, outputs, strict=True):
            told.update(acknowledged(head + output))
        with open_file(path, create=False) as reader:  # and whoever comes next can read at once
            number, code = chance.choice(list(told.items()))
            assert reader.resolve(code).document == document(number)
    with open_file(path, create=False) as registry:
        lost = sum(registry.resolve(code).document != document(number) for number, code in told.items())
    connection = sqlite3.connect(path)
    rows, different = connection.execute("SELECT count(*), count(DISTINCT digest) FROM codes").fetchone()
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    stored = {row[0] for row in connection.execute("SELECT digest FROM codes")}
    connection.close()
    print(f"{kills} kills (seed {seed}), {half_done} within a commit, {len(told):,} acknowledged, {lost} lost")
    assert lost == 0, seed
    assert rows == different
    with open_file(path, create=False) as registry:
        logged = [code for each in log_of(registry) if each.kind == "issued" for code in each.value("codes")]
    assert len(logged) == len(set(logged)) == rows
    assert {digest(document(number)) for number in told} <= stored
