"""The how-to pages tell the truth: their sessions, edits, hooks and CI steps all run, in a copy of the catalogs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shell_sessions import ROOT, assert_prints, steps
from snippets import reader

import configurator
from configurator.pipeline import build
from configurator.source import Source

FOLDER = Path(configurator.__file__).parent / "help" / "how-to"
PAGES = sorted(FOLDER.glob("*.md"))
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
RELEASE_PAGE = FOLDER / "release-a-catalog.md"


@pytest.fixture
def catalogs(tmp_path: Path) -> Path:
    """A copy of the catalogs that ship."""
    return Path(shutil.copytree(ROOT / "catalogs", tmp_path / "catalogs"))


def edit(text: str, diff: str) -> str:
    """A text with each line that a block takes out replaced by the one that it puts in."""
    lines = diff.splitlines()
    for out, put in zip(lines[::2], lines[1::2], strict=True):
        assert (out[0], put[0]) == ("-", "+")
        assert text.count(out[1:]) == 1, out
        text = text.replace(out[1:], put[1:])
    return text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_sessions_of_a_page_print_what_it_shows(page: Path, catalogs: Path) -> None:
    """An edit holds for the session behind it."""
    edited: dict[Path, str] = {}
    for language, name, text in BLOCK.findall(page.read_text("utf-8")):
        if language == "diff":
            edited[catalogs / name] = (catalogs / name).read_text("utf-8")
            (catalogs / name).write_text(edit(edited[catalogs / name], text), "utf-8")
        elif language == "console":
            for command, printed in steps(text):
                assert_prints(command, printed, catalogs)
            for path, before in edited.items():
                path.write_text(before, "utf-8")


def test_what_the_page_quotes_of_a_file_stands_there() -> None:
    for language, _, text in BLOCK.findall(RELEASE_PAGE.read_text("utf-8")):
        if language == "csv":
            lines = (ROOT / "catalogs" / "jersey" / "teams.csv").read_text("utf-8").splitlines()
            assert set(text.splitlines()) <= set(lines)


def blocks(language: str) -> list[str]:
    """The blocks of a language on the page about releases."""
    return [text for each, _, text in BLOCK.findall(RELEASE_PAGE.read_text("utf-8")) if each == language]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which each season of the jersey has been released and tagged."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init")
    for number, source in enumerate([*sorted((ROOT / "catalogs/jersey/releases").iterdir()), ROOT / "catalogs/jersey"]):
        (root / "jersey").mkdir(exist_ok=True)
        for name in ("jersey.vpc", "teams.csv"):
            shutil.copy(source / name, root / "jersey" / name)
        git(root, "add", "-A")
        assert git(root, "commit", "--quiet", "-m", "a season").returncode == 0
        git(root, "tag", f"v{number}")
    return root


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run git with the `configurator` of this test on its path, as an installed one would be."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    names = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com"}
    names |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com"}
    paths = {"PATH": f"{folder.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = folder.parent / "configurator"
    if not command.exists():
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m configurator "$@"\n')
        command.chmod(0o755)
    return subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False, env=plain | names | paths
    )


def refused_edit(catalog: Path) -> None:
    """The edit that the page shows as refused."""
    (diff,) = blocks("diff")
    catalog.write_text(edit(catalog.read_text("utf-8"), diff), "utf-8")


def test_the_hook_of_the_page_stops_a_commit_that_would_change_a_code(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(blocks("sh")[0])
    hook.chmod(0o755)
    catalog = repository / "jersey" / "jersey.vpc"
    catalog.write_text(catalog.read_text("utf-8").replace('"Round"', '"Crew neck"'), "utf-8")
    allowed = git(repository, "commit", "-a", "-m", "a label")
    assert allowed.returncode == 0, allowed.stderr
    refused_edit(catalog)
    stopped = git(repository, "commit", "-a", "-m", "tidied up")
    assert stopped.returncode == 1
    assert "error[changed-key]" in stopped.stdout + stopped.stderr


def test_the_ci_step_of_the_page_fails_for_an_edit_that_would_change_a_code(repository: Path) -> None:
    command = re.findall(r"- run: (configurator .*)\n", blocks("yaml")[1])[0]
    words = [sys.executable, "-m", *shlex.split(command)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    def ci() -> int:
        return subprocess.run(words, cwd=repository, env=environment, capture_output=True, check=False).returncode

    assert ci() == 0
    refused_edit(repository / "jersey" / "jersey.vpc")
    assert ci() == 1


def test_the_pre_commit_entry_of_the_page_is_the_command_of_the_hook() -> None:
    entry = re.findall(r"entry: (.*)\n", blocks("yaml")[0])[0]
    assert f"exec {entry}\n" in blocks("sh")[0]


def test_the_catalogs_of_the_page_on_spreadsheets_are_sound_with_the_files_that_follow_them() -> None:
    blocks = BLOCK.findall((FOLDER / "use-a-spreadsheet.md").read_text("utf-8"))
    files = {name: text for language, name, text in blocks if language == "csv"}
    texts = [text for language, _, text in blocks if language == "vpc"]
    assert len(texts) == len(files) == 2
    for text in texts:
        assert build(Source("catalog.vpc", text), reader(files)).diagnostics == ()
