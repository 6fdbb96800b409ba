"""The thread that looks for changes: it lives on whatever fails, and says once what is wrong."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from api_client import logged, service_in

from configurator.access_keys import KeyFileError, Keys, Scope, read_keys, write_keys
from configurator.api.server import _looking

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
