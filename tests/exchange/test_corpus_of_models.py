"""The models of the corpus: counted as published from their own files, or refused with a word at its place."""

from __future__ import annotations

import json

import pytest
from cli_runs import run
from corpus import CORPUS, known_counts, needs_corpus, texts

from configurator.diagnostics import Outcome
from configurator.exchange.foreign_files import ForeignFiles, opened
from configurator.pipeline import build, declared
from configurator.source import Source

pytestmark = needs_corpus

IN_REACH = ("berkeleydb", "busybox", "cnn-light", "e-shop", "subsea", "pc-richmond", "uvl-numeric")
"""The models whose decision diagram is small enough today."""

LARGE = [file for file in texts("uvl/*.uvl") if "linux" not in file]

REFUSED = {
    "uvl-language/faulty/illegalname.uvl": "a name should stand",
    "uvl-language/faulty/missingreference.uvl": "there is no feature `C`",
    "uvl-language/faulty/same_feature_names.uvl": "two features called `Lightsaber`",
    "uvl-language/faulty/wrong_attribute_name.uvl": "there is no file `nested/string-attributes-external.uvl`",
    "uvl-language/faulty/wrongindent.uvl": "a second feature stands beside the root",
    "uvl-language/complex/Horcas2025_Icecream.uvl": "`Scoop` is a Boolean feature",
    "uvl-language/language_level/type.uvl": "`A` can be any real number",
}
"""What is faulty, or beyond us, and a part of what is said of it."""


def no_file(name: str) -> str:
    raise AssertionError(f"`{name}` is read, and the text names no file")


def catalog_of(file: str) -> Outcome[Source]:
    files = opened(CORPUS / file)
    assert isinstance(files, ForeignFiles)
    return files.read_source()


@pytest.mark.parametrize(
    ("file", "expected"),
    [each for each in known_counts() if each[0].endswith(".uvl") and any(name in each[0] for name in IN_REACH)],
)
def test_a_model_has_the_published_number_of_configurations(file: str, expected: int) -> None:
    ran = run("count", str(CORPUS / file), "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["count_text"] == str(expected)


@pytest.mark.parametrize("file", texts("uvl-language/**/*.uvl"))
def test_each_model_of_the_language_is_read_or_refused_at_its_place(file: str) -> None:
    made = catalog_of(file)
    errors = [each for each in made.diagnostics if each.is_error]
    if file in REFUSED:
        assert REFUSED[file] in errors[0].message
        assert made.sources.of(errors[0].span).text[errors[0].span.start : errors[0].span.end].strip()
    else:
        assert errors == []
        assert made.value is not None
        assert not any(each.is_error for each in build(made.value, no_file).diagnostics)


@pytest.mark.parametrize("file", [*LARGE, *texts("sxfm/*.sxfm")])
def test_a_large_model_becomes_a_sound_catalog(file: str) -> None:
    made = catalog_of(file)
    assert made.value is not None
    outcome = declared(made.value, no_file)
    assert outcome.value is not None
    assert not any(each.is_error for each in outcome.diagnostics)
