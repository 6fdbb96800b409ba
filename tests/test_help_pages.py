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
from cli_runs import ROOT, run
from help_sessions import FOLDER, agrees, blocks, edited, steps
from snippets import reader

from configurator.pipeline import build
from configurator.source import Source

PAGES = sorted((FOLDER / "how-to").glob("*.md"))
RELEASE_PAGE = FOLDER / "how-to" / "release-a-catalog.md"
SPREADSHEET_PAGE = FOLDER / "how-to" / "use-a-spreadsheet.md"
SERVICE_PAGE = FOLDER / "how-to" / "run-a-service.md"
BROWSER_PAGE = FOLDER / "how-to" / "answer-in-the-browser.md"
SHOP_PAGE = FOLDER / "how-to" / "sell-from-a-shop.md"
OPERATIONS_PAGE = FOLDER / "how-to" / "run-it-for-real.md"
TRIED = {
    (RELEASE_PAGE, "sh"), (RELEASE_PAGE, "yaml"), (SPREADSHEET_PAGE, "vpc"), (SPREADSHEET_PAGE, "csv"),
    (SERVICE_PAGE, "sh"), (SERVICE_PAGE, "python"),
    *((OPERATIONS_PAGE, language) for language in ("sh", "nginx", "caddy", "yaml")),
    (SHOP_PAGE, "python"), (SHOP_PAGE, "ts"), (BROWSER_PAGE, "js"),
}  # fmt: skip
"""Blocks that tests of their own try, below; or in `tests/api`, of services and shops, and in `tests/browser`."""


@pytest.fixture
def catalogs(tmp_path: Path) -> Path:
    """A copy of the catalogs that ship."""
    return Path(shutil.copytree(ROOT / "catalogs", tmp_path / "catalogs"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_of_a_page_is_so(page: Path, catalogs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions print what is shown, an edit holds for the session behind it, what is quoted of a file stands there.

    A catalog, or a CSV file, that is not there is written for the sessions behind it.
    """
    monkeypatch.chdir(catalogs)
    before: dict[Path, str] = {}
    for block in blocks(page.read_text("utf-8")):
        file = catalogs / block.name
        match block.words:
            case ("diff", _):
                before[file] = file.read_text("utf-8")
                file.write_text(edited(before[file], block.text), "utf-8")
            case ("console",):
                for command, shown in steps(block.text):
                    _, *words = shlex.split(command)
                    ran = run(*words)
                    assert agrees((ran.out + ran.err).rstrip(), shown), f"$ {command}\n{ran.out}{ran.err}"
                for path, text in before.items():
                    path.write_text(text, "utf-8")
            case ("csv" | "po" | "vpc", _) if file.exists():
                of_file = iter(file.read_text("utf-8").splitlines())
                assert all(line in of_file for line in block.text.splitlines()), block  # in the order of the file
            case ("vpc" | "uvl" | "prl" | "coom" | "json" | "text", _):
                file.write_text(block.text, "utf-8")
            case ("csv", _) if (page, "csv") not in TRIED:
                file.write_text(block.text, "utf-8")
            case _:
                assert (page, block.language) in TRIED, f"nobody looks at this block: {block}"


def texts(page: Path, language: str) -> list[str]:
    """The blocks of a language on a page."""
    return [block.text for block in blocks(page.read_text("utf-8")) if block.language == language]


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
    (diff,) = texts(RELEASE_PAGE, "diff")
    catalog.write_text(edited(catalog.read_text("utf-8"), diff), "utf-8")


def test_the_hook_of_the_page_stops_a_commit_that_would_change_a_code(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(texts(RELEASE_PAGE, "sh")[0])
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
    command = re.findall(r"- run: (configurator .*)\n", texts(RELEASE_PAGE, "yaml")[1])[0]
    words = [sys.executable, "-m", *shlex.split(command)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    def ci() -> int:
        return subprocess.run(words, cwd=repository, env=environment, capture_output=True, check=False).returncode

    assert ci() == 0
    refused_edit(repository / "jersey" / "jersey.vpc")
    assert ci() == 1


def test_the_pre_commit_entry_of_the_page_is_the_command_of_the_hook() -> None:
    entry = re.findall(r"entry: (.*)\n", texts(RELEASE_PAGE, "yaml")[0])[0]
    assert f"exec {entry}\n" in texts(RELEASE_PAGE, "sh")[0]


def test_the_catalogs_of_the_page_on_spreadsheets_are_sound_with_the_files_that_follow_them() -> None:
    files = {each.name: each.text for each in blocks(SPREADSHEET_PAGE.read_text("utf-8")) if each.language == "csv"}
    catalogs = texts(SPREADSHEET_PAGE, "vpc")
    assert len(catalogs) == len(files) == 2
    for text in catalogs:
        assert build(Source("catalog.vpc", text), reader(files)).diagnostics == ()
