"""The plug is pulled after every write and sync: what was acknowledged is there (P1).

The calls of a writer are recorded by `strace` and replayed on a disk that forgets what was not synced. The same with
weaker settings must lose codes, or this test would not notice anything. By command: OPTIONARY_LONG=1 pytest
tests/registry/test_registry_power.py -s (more products, more ways to be cut off).
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from registry_contract import LONG_RUN, RELEASE, document
from registry_power import CALLS, Disk, replay, strace

from configurator.errors import RegistryError
from configurator.registry.sqlite import open_file

WRITER = Path(__file__).with_name("registry_writer.py")
WAYS = 10 if LONG_RUN else 3


def lost_after(state: dict[str, bytes], told: str, folder: Path) -> int:
    """Start again from what is on the disk, and count the acknowledged codes that do not resolve."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in state.items():
        (folder / Path(name).name).write_bytes(content)
    lost = 0
    for number, code in (line.split() for line in told.splitlines()):
        try:
            with open_file(folder / "codes.db", create=False) as registry:
                lost += registry.resolve(code).document != document(int(number))
        except RegistryError:
            lost += 1
    return lost


def run(tmp_path: Path, journal: str, count: int, batch: int) -> tuple[int, int]:
    """Give the number of states looked at, and of codes lost in them."""
    folder, again, trace = tmp_path / "disk", tmp_path / "again", tmp_path / "trace"
    folder.mkdir()
    again.mkdir()
    path = folder / "codes.db"
    with open_file(path, create=True) as registry:
        registry.issue_many([document(number) for number in range(1000, 1050)], release=RELEASE)
    before = path.read_bytes()
    recorder = strace("-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(trace))
    writer = [sys.executable, str(WRITER), str(path), "0", str(count * batch), str(batch), journal]
    subprocess.run([*recorder, *writer], check=True, timeout=120, stdout=subprocess.DEVNULL)
    path.write_bytes(before)
    chance = random.Random(2026)
    states = lost = 0
    with trace.open() as lines:
        for disk, told in replay(lines, folder):
            for state in states_of(disk, chance):
                states += 1
                lost += lost_after(state, told, again)
    assert told.count("\n") == count * batch
    return states, lost


def states_of(disk: Disk, chance: random.Random) -> list[dict[str, bytes]]:
    return [disk.least(), disk.most(), *(disk.some(chance) for _ in range(WAYS))]


@pytest.mark.parametrize("journal", ["3", "wal"])
@pytest.mark.parametrize(("count", "batch"), [(15, 1), (3, 40)] if LONG_RUN else [(4, 1), (2, 15)])
def test_no_acknowledged_code_is_lost_to_a_power_failure(tmp_path: Path, journal: str, count: int, batch: int) -> None:
    states, lost = run(tmp_path, journal, count, batch)
    print(f"{journal}: {states} states of the disk, {lost} codes lost")
    assert states > 50
    assert lost == 0


@pytest.mark.parametrize("synchronous", ["2", "1", "0", "wal1", "wal0"])
def test_weaker_settings_lose_codes_and_it_shows(tmp_path: Path, synchronous: str) -> None:
    """FULL, NORMAL and OFF do not sync the directory after the journal is deleted, which is what commits.

    With the write-ahead log FULL keeps what NORMAL and OFF lose: they do not sync the log at each commit.
    """
    states, lost = run(tmp_path, synchronous, 4, 1)
    print(f"synchronous={synchronous}: {states} states of the disk, {lost} codes lost")
    assert lost > 0
