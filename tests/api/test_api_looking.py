"""What a service looks at by itself: its thread lives on whatever fails, and the registry is asked seldom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from api_client import logged, service_in

from configurator.access_keys import KeyFileError, Keys, Scope, read_keys, write_keys
from configurator.api import readiness
from configurator.api.looking import _looking
from configurator.api.readiness import HANGING, LASTING, Readiness
from configurator.errors import FailedStoreError
from configurator.registry.key_ring import new_key_ring, read_key_ring

CANARY = "Qwxzcanaryfvb"


def test_looking_goes_on_after_a_fault_and_tells_its_kind_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service, asked = service_in(tmp_path).service, Event()
    looks: list[bool] = []
    faults = {1: RuntimeError, 2: RuntimeError, 4: RuntimeError, 5: LookupError}

    def look(*, closely: bool) -> None:
        looks.append(closely)
        asked.set()
        fault = faults.get(len(looks))
        if fault is not None:
            raise fault(CANARY)

    monkeypatch.setattr(service, "look", look)
    asked.set()
    with logged() as lines:
        _looking(service, asked, lambda: len(looks) == 6)
    assert looks == [True] * 6
    assert [line.split(" at ")[0] for line in lines] == [
        "what is served is as it was: RuntimeError",
        "what is served is as it was: RuntimeError",
        "what is served is as it was: LookupError",
    ]
    assert [line for line in lines if CANARY in line] == []


def test_a_faulty_file_of_keys_is_told_once_and_changes_nothing(tmp_path: Path) -> None:
    path, (keys, key) = tmp_path / "keys.json", Keys().with_new("shop", [Scope.READ])
    write_keys(path, keys)
    service = service_in(tmp_path, keys=path).service
    with logged() as lines:
        for text in ("{", "{", "[" * 100_000, '{"keys": [{}]}', path.read_text(), "{"):
            path.write_text(text)
            service.look(closely=False)
            assert service.keys == keys
        service.look(closely=True)
    assert [line.startswith("the keys are as they were: ") for line in lines] == [True] * 4
    assert ["not JSON" in line for line in lines] == [True, False, True, True]
    with pytest.raises(KeyFileError, match="not JSON"):
        read_keys(path)
    assert [line for line in lines if key in line] == []


@pytest.mark.parametrize(("faulty", "told"), [("keys.json", "the keys are"), ("owner.keys", "the owner's keys are")])
def test_where_one_file_of_keys_is_faulty_the_other_is_taken(tmp_path: Path, faulty: str, told: str) -> None:
    """Else a key that was taken back would be good for as long as another file is faulty."""
    (keys, key), (path, ring) = Keys().with_new("shop", [Scope.READ]), (tmp_path / "keys.json", tmp_path / "owner.keys")
    write_keys(path, keys)
    new_key_ring().save(ring)
    service = service_in(tmp_path, keys=path, owner_key=ring).service
    before = service.state.keys.ring
    write_keys(path, Keys())
    read_key_ring(ring).rotated().save(ring, replace=True)
    sound, after = (tmp_path / faulty).read_bytes(), read_key_ring(ring)
    (tmp_path / faulty).write_text("{")
    with logged() as lines:
        service.look(closely=False)
        service.look(closely=False)
    assert [line.startswith(f"{told} as they were: ") for line in lines] == [True]
    assert [line for line in lines if key in line] == []
    found = service.state.keys.ring
    assert found is not None
    assert before is not None
    taken = {"keys.json": service.keys == Keys(), "owner.keys": found.epochs == after.epochs}
    assert taken == {name: name != faulty for name in taken}
    assert service.keys == (keys if faulty == "keys.json" else Keys())
    assert found.epochs == (before if faulty == "owner.keys" else after).epochs
    (tmp_path / faulty).write_bytes(sound)
    service.look(closely=False)
    assert service.keys == Keys()
    found = service.state.keys.ring
    assert found is not None
    assert found.epochs == after.epochs


def test_a_key_is_taken_back_whatever_is_wrong_with_a_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, _ = Keys().with_new("shop", [Scope.READ])
    write_keys(tmp_path / "keys.json", keys)
    service = service_in(tmp_path, keys=tmp_path / "keys.json").service
    write_keys(tmp_path / "keys.json", Keys())

    def failing(*, closely: bool) -> bool:
        raise RuntimeError(closely)

    monkeypatch.setattr(service.holder, "look", failing)
    with pytest.raises(RuntimeError):
        service.look(closely=False)
    assert service.keys == Keys()


def test_the_registry_is_asked_once_a_second_whether_it_answers(tmp_path: Path) -> None:
    client, seconds, asked = service_in(tmp_path), [0.0], list[float]()

    def ask() -> bool:
        asked.append(seconds[0])
        return len(asked) != 2

    client.service.state.readiness = Readiness(ask, lambda: seconds[0])
    told = []
    for at in (0.0, LASTING / 2, LASTING, LASTING * 1.5, LASTING * 2):
        seconds[0] = at
        told += [client.get("/readyz").status_code for _ in range(3)]
    assert told == [200] * 6 + [503] * 6 + [200] * 3
    assert asked == [0.0, LASTING, LASTING * 2]
    seconds[0] = LASTING * 2.5
    client.service.aside.most = 0
    assert client.get("/readyz").status_code == 200  # what is at hand takes no thread


def test_a_registry_that_hangs_holds_up_one_who_asks_whether_it_answers() -> None:
    seconds, inside = [0.0], list[bool | None]()

    def ask() -> bool:
        began = seconds[0]
        for hung in (0.0, HANGING, HANGING + 1, HANGING * 100):
            seconds[0] = began + hung
            inside.append(found.at_hand)
        return True

    found = Readiness(ask, lambda: seconds[0])
    assert found.answers()  # at last
    assert inside == [None, None, False, False]
    inside.clear()
    seconds[0] += LASTING
    assert found.at_hand is None
    assert found.answers()
    assert inside == [True, True, False, False]
    assert found.at_hand is True


def test_a_registry_that_hangs_from_the_beginning_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, goes_on = Event(), Event()

    def ask() -> bool:
        asked.set()
        return goes_on.wait(120)

    monkeypatch.setattr(readiness, "HANGING", 0.05)
    found = Readiness(ask, lambda: 0.0)
    first = Thread(target=found.answers)
    first.start()
    assert asked.wait(120)
    assert found.answers() is False
    goes_on.set()
    first.join(120)
    assert found.answers() is True


def test_a_question_that_fails_is_not_under_way() -> None:
    answers: list[Callable[[], bool]] = [lambda: 1 // 0 > 0, lambda: True]
    found = Readiness(lambda: answers.pop(0)(), lambda: 0.0)  # noqa: PLW0108 - another one each time
    with pytest.raises(ZeroDivisionError):
        found.answers()
    assert found.at_hand is None
    assert found.answers() is True


def test_a_registry_that_fails_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = service_in(tmp_path)

    def failing(**_: object) -> None:
        raise FailedStoreError("busy", "codes.db", "it is busy")

    monkeypatch.setattr(client.service.state.registry, "changes", failing)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["registry"], reply.headers["cache-control"]) == (503, False, "no-store")
