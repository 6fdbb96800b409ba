"""Private text and keys never reach a log, an error, or the repr of an answer (P12): canaries in requests of all kinds.

Many of the requests are wrong, and the registry is at fault now and then: rows that were changed, a table that is gone,
a file that nobody may write. By command: OPTIONARY_LONG=1 pytest tests/registry/test_registry_canaries.py -s (10,000).
"""

from __future__ import annotations

import base64
import json
import logging
import random
import shutil
import sqlite3
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from registry_contract import LONG_RUN

from configurator import load
from configurator.errors import ConfiguratorError
from configurator.product_line import ProductLine
from configurator.registry.key_ring import KeyRing, read_key_ring
from configurator.registry.sqlite import SqliteRegistry, open_file

REQUESTS = 10_000 if LONG_RUN else 300
CATALOG = """
catalog toys "Toys"
product bear "Bear" {
  option fur: brown | white
  option name: text { max: 24 } private
  option motto: text { max: 30 } optional private
  option cards: 0 .. 2 of product card
}
product card "Card" {
  option note: text { max: 40 } private
}
"""
IDENTITY = b"IdentityCanaryIdentityCanary4711"
OWNER = b"OwnerCanaryOwnerCanaryOwner31337"
RING = KeyRing([OWNER])
OTHERS = KeyRing([bytes(range(32))])
DAMAGE = (
    "UPDATE private_texts SET seal = nonce",
    "UPDATE private_texts SET cipher = wrapped",
    "UPDATE private_texts SET option = option || 'x'",
    "UPDATE private_texts SET wrapped = x'00'",
    "DROP TABLE private_texts",
    "DROP TABLE erasures",
    "UPDATE codes SET document = x'7b7d'",
)


def spellings(secret: bytes) -> list[bytes]:
    """How a secret could stand in what is shown."""
    found = [secret, secret.hex().encode(), repr(secret)[2:-1].encode()]
    return [*found, base64.b64encode(secret).rstrip(b"=")[:-1], json.dumps(secret.decode())[1:-1].encode()]


@pytest.fixture
def bear(tmp_path: Path) -> ProductLine:
    path = tmp_path / "toys.vpc"
    path.write_text(CATALOG, "utf-8")
    return load(path)["bear"]


def text_of(chance: random.Random, canary: str) -> object:
    """The canary as a text that will do, or will not."""
    return chance.choice(
        [canary, canary, canary, canary * 9, canary + "\0", f"\u202e{canary}", f"{canary}\ud800", [canary], {canary: 1}]
    )


def asked(
    chance: random.Random, bear: ProductLine, registry: SqliteRegistry, codes: list[str], canary: str
) -> Callable[[], object]:
    """A request of some kind, with a canary wherever there is a place for private text."""
    choices: dict[str, object] = {"fur": chance.choice(["brown", "white", "pink"]), "name": text_of(chance, canary)}
    if chance.random() < 0.5:
        choices["motto"] = text_of(chance, canary)
    choices["cards"] = [{"note": text_of(chance, canary)} for _ in range(chance.choice([0, 0, 1, 2, 3]))]
    key = chance.choice([IDENTITY, IDENTITY, IDENTITY, IDENTITY[:20], None])
    code = chance.choice(codes) if codes else "VWQD7-VC86S-WBBJ4-CY7RJ"
    option = chance.choice(["name", "cards.1.note", "fur", "none"])

    def issue() -> object:
        ring = chance.choice([RING, RING, OTHERS, None])
        issued = bear.issue(registry, choices, identity_key=key, key_ring=ring, keep_again=chance.random() < 0.3)
        codes.append(issued.code)
        return issued

    kinds: list[Callable[[], object]] = [
        issue,
        issue,
        issue,
        lambda: [str(each) for each in bear.validate(choices).problems],
        lambda: bear.code(choices, identity_key=key).code,
        lambda: registry.resolve(code),
        lambda: registry.private.answers(code, chance.choice([RING, OTHERS])),
        lambda: registry.private.erase(code, chance.choice([[], [option]])),
        lambda: registry.private.erase_older(chance.choice(["2020", "2999"])),
        lambda: registry.private.rewrap(chance.choice([RING, OTHERS])),
        lambda: [registry.changes(limit=5), list(registry.private.erasures())[:5], RING],
    ]
    return chance.choice(kinds)


def shown_by(request: Callable[[], object], said: Counter[str]) -> str:
    """All that a request shows: its answer, or its error with all that led to it."""
    try:
        answer = request()
    except ConfiguratorError as error:
        said[f"error: {type(error).__name__}"] += 1
        return "".join(traceback.format_exception(error)) + repr(error) + repr(error.__dict__)
    said["answer"] += 1
    return f"{answer!r} {answer}"


def test_no_canary_is_shown(
    bear: ProductLine, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    seed = random.randrange(2**32)
    chance, said = random.Random(seed), Counter[str]()
    path, codes = tmp_path / "codes.db", list[str]()
    registry = open_file(path, create=True)
    secrets = spellings(IDENTITY) + spellings(IDENTITY[:20]) + spellings(OWNER)
    with closing(registry), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for number in range(REQUESTS):
            canary = f"Zq{number:05d}Canary"
            request = asked(chance, bear, registry, codes, canary)
            asking = while_damaged if chance.random() < 0.1 else as_it_is
            shown = asking(chance, registry, request, said)
            shown += caplog.text + "".join(map(str, warned)) + "".join(capfd.readouterr())
            caplog.clear()
            warned.clear()
            octets = shown.encode("utf-8", "surrogatepass")
            for secret in [b"Canary", canary.encode().hex().encode(), *secrets]:
                assert secret not in octets, (seed, number, shown)
    with capfd.disabled():
        print(f"{REQUESTS:,} requests (seed {seed}): no canary; {dict(said.most_common())}")
    assert said["answer"] > REQUESTS / 10
    assert said.total() - said["answer"] > REQUESTS / 10


def as_it_is(
    _chance: random.Random, _registry: SqliteRegistry, request: Callable[[], object], said: Counter[str]
) -> str:
    """What a request shows."""
    return shown_by(request, said)


def while_damaged(
    chance: random.Random, registry: SqliteRegistry, request: Callable[[], object], said: Counter[str]
) -> str:
    """What a request shows while something of the registry is changed, or cannot be written."""
    path = registry.connections.path
    good = path.with_suffix(".good")
    registry.close()
    shutil.copyfile(path, good)
    with closing(sqlite3.connect(path)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(chance.choice(DAMAGE))
        connection.commit()
    shown = shown_by(request, said)
    registry.close()
    shutil.copyfile(good, path)
    return shown


@pytest.mark.parametrize("text", ['{"keys": ["%s"]}', "%s", '{"%s": 1}', "[%s", '{"epochs": {"1": "%s"}}'])
def test_no_key_of_a_file_is_shown(tmp_path: Path, text: str) -> None:
    path = tmp_path / "owner.keys"
    for key in (OWNER.hex(), OWNER.decode(), OWNER.hex()[:-1], base64.b64encode(OWNER).decode()):
        path.write_text(text % key, "utf-8")
        path.chmod(0o600)
        shown = shown_by(lambda: read_key_ring(path), Counter())
        assert not any(each in shown.encode() for each in spellings(OWNER))
