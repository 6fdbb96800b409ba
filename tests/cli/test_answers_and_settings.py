"""What every JSON answer keeps to, and how settings are read from the environment."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from configurator import answers
from configurator.answers import Answer, CountAnswer, ErrorAnswer, Fault, Place, counted
from configurator.compiler.budget import USUAL
from configurator.settings import Settings, SettingsError
from configurator.source import Source, Span

MODELS = [each for each in vars(answers).values() if isinstance(each, type) and issubclass(each, Answer)]


@pytest.mark.parametrize("model", MODELS)
def test_an_answer_is_frozen_closed_and_documented(model: type[Answer]) -> None:
    assert model.model_config["frozen"]
    assert model.model_config["extra"] == "forbid"
    assert model.__doc__


@pytest.mark.parametrize("number", [0, 2**53, 2**63 - 1, 2**63, 2**64, 10**4000])
def test_counts_of_any_size_are_exact(number: int) -> None:
    written = CountAnswer(product="a/b", over=None, **counted(number, None)).to_json()
    assert json.loads(written)["count"] == number
    assert json.loads(written)["count_text"] == str(number)


def test_an_answer_is_utf_8_whatever_a_file_is_called() -> None:
    fault = Fault(code="missing-file", message="there is no file `\udcff`", exit_code=2)
    assert json.loads(ErrorAnswer(error=fault).to_json())["error"]["message"] == "there is no file `\\udcff`"


def test_an_answer_in_one_line_has_one_line_break() -> None:
    assert CountAnswer(product="a/b", over=("x",), **counted(7, None)).to_json(pretty=False).count(b"\n") == 1


def test_a_place_of_another_text_is_no_place() -> None:
    source = Source("here.vpc", "abc")
    assert Place.of(Span(1, 2, "there.vpc"), source) is None
    assert Place.of(None, source) is None
    place = Place.of(Span(1, 2, "here.vpc"), source)
    assert place is not None
    assert (place.line, place.column, place.end_column) == (1, 2, 3)


def test_a_model_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        ErrorAnswer.model_validate({"error": {"code": "x", "message": "y", "exit_code": 1}, "more": 1})


def test_settings_are_the_usual_ones_in_an_empty_environment() -> None:
    found = Settings.of({"OPTIONARY_FORMAT": "", "PATH": "/bin"})
    assert found == Settings()
    assert found.budget == USUAL


def test_settings_come_from_the_environment() -> None:
    found = Settings.of(
        {
            "OPTIONARY_REGISTRY": "/srv/codes.db",
            "OPTIONARY_FORMAT": "json",
            "OPTIONARY_DEBUG": "1",
            "OPTIONARY_COUNT_SECONDS": "0.5",
            "OPTIONARY_COUNT_BYTES": "4096",
            "OPTIONARY_JSON_BYTES": "1000",
        }
    )
    assert (found.registry, found.format, found.debug) == ("/srv/codes.db", "json", True)
    assert (found.budget.seconds, found.budget.memory, found.json_limits.size) == (0.5, 4096, 1000)
    assert Settings.of({"OPTIONARY_COUNT_BYTES": "0"}).budget.memory is None


@pytest.mark.parametrize(("name", "value"), [("FORMAT", "xml"), ("COUNT_NODES", "0"), ("DEBUG", "perhaps")])
def test_an_unusable_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"OPTIONARY_{name} is not usable") as caught:
        Settings.of({f"OPTIONARY_{name}": value})
    assert caught.value.variable == f"OPTIONARY_{name}"
