"""Each snippet is what the program makes of it; `pytest --update` writes them anew."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path

import pytest
from snippets import FOLDER, MADE_BY_MACHINES, parse_snippet, snippet_files

from configurator.diagnostics import codes
from configurator.model.problem import ProblemCode

SHOWN = {path: path.read_text(encoding="utf-8") for path in snippet_files()}


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.relative_to(FOLDER).with_suffix("").as_posix())
def test_snippet_is_what_the_program_makes_of_it(path: Path, update: bool) -> None:
    snippet = parse_snippet(SHOWN[path])
    made = snippet.made_anew().text
    if update:
        path.write_text(made, encoding="utf-8")
        return
    difference = unified_diff(SHOWN[path].splitlines(), made.splitlines(), "the snippet", "the program", lineterm="")
    assert made == SHOWN[path], "\n" + "\n".join(difference) + "\n(pytest --update writes it anew)"


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_snippet_says_first_what_it_shows_and_shows_something(path: Path) -> None:
    snippet = parse_snippet(SHOWN[path])
    assert re.match(r"[A-Z`].*[.:]\n\Z", snippet.shows, re.DOTALL), "a snippet begins with a sentence"
    assert snippet.texts("diagnostics") or snippet.texts("verdict") or snippet.texts("layout")
    assert snippet.text == SHOWN[path], "a snippet is written as it is read"


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_nothing_in_a_snippet_speaks_of_the_machinery(path: Path) -> None:
    snippet = parse_snippet(SHOWN[path])
    for section in (*snippet.texts("diagnostics"), *snippet.texts("verdict")):
        assert not MADE_BY_MACHINES.search(section.text)


@pytest.mark.parametrize("code", codes.BY_NAME)
def test_every_diagnostic_code_is_shown_by_a_snippet(code: str) -> None:
    wanted = f"{codes.BY_NAME[code].severity.value}[{code}]: "
    assert any(wanted in text for text in SHOWN.values()), f"no snippet shows {wanted}"


@pytest.mark.parametrize("code", ProblemCode)
def test_every_problem_code_is_shown_by_a_snippet(code: ProblemCode) -> None:
    assert any(f"problem[{code.value}] at " in text for text in SHOWN.values())


def test_a_snippet_that_differs_from_the_program_is_told() -> None:
    """The runner itself can fail: a wrong section comes out otherwise than it went in."""
    text = "Shows nothing.\n--- catalog\ncatalog demo\nproduct p {\n}\n--- diagnostics\nerror[too-deep]: made up\n"
    assert "made up" not in parse_snippet(text).made_anew().text
