"""Damaged files: the right answer or a named error, never a wrong answer and never "unknown" for what was issued (P4).

By command: OPTIONARY_LONG=1 pytest tests/registry/test_registry_damage.py -s (10,000 flips), or OPTIONARY_FLIPS=n.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from registry_contract import LONG_RUN, RELEASE, document, narrow

from configurator.errors import AmbiguousCodeError, DamagedRecordError, RegistryError, UnknownCodeError
from configurator.identity.code_text import grouped
from configurator.identity.digest import digest
from configurator.registry.sqlite import SqliteRegistry, open_file
from configurator.registry.store import Resolved

FLIPS = int(os.environ.get("OPTIONARY_FLIPS", "10000" if LONG_RUN else "500"))
PRODUCTS = 200
CODER = narrow(12)  # some of the products clash


def answer(registry: SqliteRegistry, code: str) -> Resolved | tuple[str, ...]:
    try:
        return registry.resolve(code)
    except AmbiguousCodeError as error:
        return error.long_codes


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, Resolved | tuple[str, ...]]]:
    """Give the bytes of a sound file, and what every code in it answers."""
    path = tmp_path_factory.mktemp("sound") / "codes.db"
    with open_file(path, create=True, coder=CODER) as registry:
        issued = registry.issue_many((document(number) for number in range(PRODUCTS)), release=RELEASE)
        codes = {code for each in issued for code in (each.short_code, each.long_code)}
        answers = {code: answer(registry, code) for code in sorted(codes)}
    assert any(isinstance(each, tuple) for each in answers.values())
    return path.read_bytes(), answers


def structure(data: bytes) -> list[int]:
    """Give the places of the bytes that hold the trees of `WITHOUT ROWID` tables together.

    They are few and the most treacherous: a page that counts one row too few hides it from every search, and a wrong
    child leads a search astray. They are the page headers, the pointers to cells, and those to child pages.
    """
    places: list[int] = []
    for start in range(4096, len(data), 4096):
        if data[start] in (2, 10):
            cells = int.from_bytes(data[start + 3 : start + 5], "big")
            header = 12 if data[start] == 2 else 8
            places += range(start, start + header + 2 * cells)
            for cell in range(start + 12, start + 12 + 2 * cells, 2) if header == 12 else ():
                child = start + int.from_bytes(data[cell : cell + 2], "big")
                places += range(child, child + 4)
    return places


def outcomes(path: Path, answers: dict[str, Resolved | tuple[str, ...]]) -> Counter[str]:
    """Ask for every code, and count what is said."""
    said: Counter[str] = Counter()
    try:
        registry = open_file(path, create=False, coder=CODER)
    except RegistryError as error:
        return Counter({f"refused as {error.reason}": 1})
    with registry:
        for code, expected in answers.items():
            try:
                said["right" if answer(registry, code) == expected else "WRONG"] += 1
            except UnknownCodeError:
                said["DENIED"] += 1
            except RegistryError as error:
                said[error.reason] += 1
    return said


def test_a_flipped_bit_never_gives_a_wrong_answer(
    tmp_path: Path, sound: tuple[bytes, dict[str, Resolved | tuple[str, ...]]]
) -> None:
    good, answers = sound
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    path = tmp_path / "codes.db"
    said: Counter[str] = Counter()
    noticed = 0
    structural = structure(good)
    for _ in range(FLIPS):
        byte = chance.choice(structural) if chance.random() < 0.25 else chance.randrange(len(good))
        bit = byte * 8 + chance.randrange(8)
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bad)
        now = outcomes(path, answers)
        noticed += set(now) != {"right"}
        if now["WRONG"] or now["DENIED"]:
            print(f"bit {bit}: {dict(now)}")
        said += now
    print(f"{FLIPS:,} flips (seed {seed}), {noticed:,} noticed: {dict(said)}")
    assert said["WRONG"] == 0, seed
    assert said["DENIED"] == 0, seed


def test_a_truncated_file_never_gives_a_wrong_answer(
    tmp_path: Path, sound: tuple[bytes, dict[str, Resolved | tuple[str, ...]]]
) -> None:
    good, answers = sound
    path = tmp_path / "codes.db"
    for size in (*range(0, len(good), 4096), 10, 99, 5000, len(good) - 1):
        path.write_bytes(good[:size])
        now = outcomes(path, answers)
        assert not now["WRONG"] + now["DENIED"], (size, now)
        assert set(now) != {"right"}, size


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE codes SET document = (SELECT document FROM codes WHERE digest = :other) WHERE digest = :mine",
        "UPDATE codes SET release = 'another@9' WHERE digest = :mine",
        "UPDATE codes SET issued_at = '1999-01-01T00:00:00.000Z' WHERE digest = :mine",
        "UPDATE codes SET length = 28 WHERE digest = :mine",
        "UPDATE codes SET sharing = 2 WHERE digest = :mine",
        "UPDATE codes SET document = CAST(document AS TEXT) WHERE digest = :mine",
        "UPDATE codes SET digest = :other WHERE digest = :mine",
        "UPDATE codes SET short = (SELECT short FROM codes WHERE digest = :other) WHERE digest = :mine",
    ],
)
def test_a_changed_row_is_reported(tmp_path: Path, change: str) -> None:
    path = tmp_path / "codes.db"
    with open_file(path, create=True) as registry:
        mine, _, _ = registry.issue_many([document(1), document(2), document(3)], release=RELEASE)
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER codes_are_fixed")
    connection.execute(change, {"mine": digest(document(1)), "other": digest(document(2))})
    connection.commit()
    connection.close()
    with open_file(path, create=False) as registry:
        with pytest.raises(DamagedRecordError, match=grouped(mine.code)):
            registry.resolve(mine.code)
        assert registry.resolve(registry.issue(document(3), release=RELEASE).code).document == document(3)


def test_a_product_that_vanished_from_a_clash_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "codes.db"
    coder = narrow(0)
    with open_file(path, create=True, coder=coder) as registry:
        first, second = registry.issue_many([document(1), document(2)], release=RELEASE)
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER codes_are_kept")
    connection.execute("DELETE FROM codes WHERE digest = ?", (second.digest,))
    connection.commit()
    connection.close()
    with open_file(path, create=False, coder=coder) as registry, pytest.raises(DamagedRecordError, match="2 prod"):
        registry.resolve(first.short_code)
