"""PostgreSQL is stopped immediately, again and again, under four clients: nothing acknowledged is lost (P1, P15).

By command: OPTIONARY_LONG=1 pytest tests/registry/test_postgres_crashes.py -s (every 1 to 3 s for a minute).
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from bisect import bisect_left
from collections import Counter
from itertools import islice
from pathlib import Path

from postgres_server import PostgresServer
from registry_contract import LONG_RUN, document

from configurator.registry.opening import open_registry
from configurator.registry.store import Registry, Resolved

CLIENT = Path(__file__).with_name("postgres_client.py")

CLIENTS = 4

FAR = 10_000_000
"""How far apart the numbers of the clients begin; the first two issue the same ones."""


def start(address: str, folder: Path, weak: bool) -> list[subprocess.Popen[bytes]]:
    """Run the clients; what each says goes to a file of its own."""
    clients = []
    for each in range(CLIENTS):
        options = [str(max(each - 1, 0) * FAR), ("1", "1", "1", "50")[each], *(["weak"] if weak else [])]
        with (folder / f"said_{each}").open("wb") as said:
            clients.append(subprocess.Popen([sys.executable, str(CLIENT), address, *options], stdout=said))
    return clients


def said_by(folder: Path) -> list[list[list[str]]]:
    """The complete lines of each client, word by word; nobody was told half a line."""
    texts = [(folder / f"said_{each}").read_bytes().decode() for each in range(CLIENTS)]
    return [[line.split() for line in text.split("\n")[:-1]] for text in texts]


def crash_under_load(
    postgres: PostgresServer, address: str, folder: Path, pauses: list[float], weak: bool
) -> list[float]:
    """Stop the server after each pause, and start it again at once; gives the times at which it was up again.

    At the end every client has been heard of since.
    """
    clients = start(address, folder, weak)
    up = []
    try:
        while not all(said_by(folder)):
            assert all(client.poll() is None for client in clients)
            time.sleep(0.05)
        for pause in pauses:
            time.sleep(pause)
            postgres.crash()
            up.append(time.monotonic())
        end = up[-1] + 60
        while not all(said and float(said[-1][-1]) > up[-1] for said in said_by(folder)) and time.monotonic() < end:
            assert all(client.poll() is None for client in clients)
            time.sleep(0.1)
    finally:
        for client in clients:
            client.kill()
        for client in clients:
            client.wait(60)
    return up


def lost_of(registry: Registry, told: dict[int, str]) -> int:
    """How many of the acknowledged codes do not resolve to what was issued."""
    lost = 0
    rest = iter(told.items())
    while some := list(islice(rest, 500)):
        answers = registry.resolve_many([code for _, code in some])
        for (number, _), answer in zip(some, answers, strict=True):
            lost += not isinstance(answer, Resolved) or answer.document != document(number)
    return lost


def test_no_acknowledged_code_is_lost_to_a_crash(postgres: PostgresServer, address: str, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    pauses: list[float] = []
    while sum(pauses) < (60 if LONG_RUN else 4):
        pauses.append(chance.uniform(1, 3) if LONG_RUN else chance.uniform(0.3, 1.2))
    registry = open_registry(address, create=True)
    up = crash_under_load(postgres, address, tmp_path, pauses, weak=False)
    told: dict[int, str] = {}
    notes: Counter[str] = Counter()
    refused = different = 0
    waits = []
    for said in said_by(tmp_path):
        for kind, *words, _ in said:
            if kind == "issued":
                different += told.setdefault(int(words[0]), words[1]) != words[1]
            notes[words[0]] += kind == "noted"
            refused += kind == "refused"
        acknowledged = [float(line[-1]) for line in said if line[0] == "issued"]
        found = [bisect_left(acknowledged, moment) for moment in up]
        places = [(place, moment) for place, moment in zip(found, up, strict=True) if place < len(acknowledged)]
        waits += [acknowledged[place] - moment for place, moment in places]
    lost = lost_of(registry, told)
    rows, products = map(int, postgres.sql("SELECT count(*), count(DISTINCT digest) FROM optionary.codes", address)[0])
    second = rows - products
    lost_notes = sum(len(registry.resolve(code).notes) < noted for code, noted in notes.items() if noted)
    second_notes = sum(len(registry.resolve(code).notes) > noted for code, noted in notes.items() if noted)
    print(
        f"{len(pauses)} crashes (seed {seed}), {len(told):,} codes and {notes.total():,} notes acknowledged, "
        f"{lost} lost, {second} second rows, {refused} refused; back after {max(waits):.2f} s at most"
    )
    assert (lost, second, lost_notes, different) == (0, 0, 0, 0), seed
    assert second_notes <= CLIENTS, seed  # one that was killed at last may have noted what it could not say any more
    assert len(waits) == CLIENTS * len(up), seed
    _the_log_tells_all(registry, products)


def _the_log_tells_all(registry: Registry, products: int) -> None:
    told: Counter[str] = Counter()
    last = 0
    while entries := registry.changes(after=last, limit=10_000):
        last += len(entries)
        for entry in entries:
            if entry.kind == "issued":
                told.update(entry.value("codes"))
    assert len(told) == told.total() == products


def test_clients_that_do_not_wait_for_the_disk_lose_codes(
    postgres: PostgresServer, address: str, tmp_path: Path
) -> None:
    """The same test fails where it should."""
    registry = open_registry(address, create=True)
    lost = 0
    for number in range(5):
        folder = tmp_path / str(number)
        folder.mkdir()
        crash_under_load(postgres, address, folder, [0.3, 0.3], weak=True)
        told = {int(line[1]): line[2] for said in said_by(folder) for line in said if line[0] == "issued"}
        lost = lost_of(registry, told)
        if lost:
            break
    assert lost > 0
