"""Standard streams that are closed, full or not read to their end, and commands that are stopped while they start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import Ran, environment, run

FULL = "error: the answer could not be written: No space left on device\n"
CLOSED = "error: the answer could not be written: Bad file descriptor\n"


def shell(command: str, folder: Path) -> Ran:
    """Run a command line of a shell; `configurator` is this one."""
    script = f'configurator() {{ "{sys.executable}" -m configurator "$@"; }}\n{command}'
    done = subprocess.run(
        ["/bin/bash", "-c", script], cwd=folder, env=environment(), capture_output=True, check=False, timeout=60
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("count shop.vpc:bag >/dev/full", FULL),
        ("count shop.vpc:bag --format json >/dev/full", FULL),
        ("schema shop.vpc:bag >/dev/full", FULL),
        ("check --help >/dev/full", FULL),
        ("--help >/dev/full", FULL),
        ("count shop.vpc:bag >&-", CLOSED),
        ("--version >&-", CLOSED),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_an_answer_that_cannot_be_written_is_told_in_a_sentence(shop: str, command: str, told: str) -> None:
    assert shell(f"configurator {command}", Path(shop).parent) == Ran(3, "", told)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_what_was_issued_is_issued_even_if_nobody_could_be_told(shop: str) -> None:
    folder = Path(shop).parent
    issue = "configurator issue shop.vpc:bag color=red --registry codes.db --create"
    assert shell(f"{issue} >/dev/full", folder) == Ran(3, "", FULL)
    assert "was issued before" in shell(issue, folder).out


@pytest.mark.parametrize(
    "command", ["validate shop.vpc:bag -", "issue shop.vpc:bag --lines - --registry a.db --create"]
)
def test_a_closed_standard_input_is_wrong_use(shop: str, command: str) -> None:
    ran = shell(f"configurator {command} <&-", Path(shop).parent)
    assert ran == Ran(2, "", "error: standard input cannot be read: Bad file descriptor\n")


@pytest.mark.parametrize("streams", ["2>&-", "2>/dev/full", ">&- 2>&- <&-"])
def test_where_errors_cannot_be_told_the_exit_code_stays(shop: str, streams: str) -> None:
    assert shell(f"configurator count nowhere {streams}", Path(shop).parent) == Ran(2, "", "")


STOPPED_WHILE_LOADING = """
import os, signal, sys
class Stop:
    def find_spec(self, name, *_):
        if name == "configurator.cli.app":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Stop())
from configurator.__main__ import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_who_is_stopped_while_modules_are_loaded_ends_silently_with_130() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STOPPED_WHILE_LOADING], env=environment(), capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_a_code_of_a_mistake_is_explained() -> None:
    ran = run("help", "unknown-value")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# unknown-value\n\nA rule or table names a value")
    assert run("help", "error[unknown-value]").out == ran.out


def test_without_a_page_all_are_listed_in_their_groups() -> None:
    from configurator.help_pages import pages

    out = run("help").out
    parts = [part.splitlines() for part in out.split("\n\n")]
    headings = [lines[0].rstrip(":") for lines in parts]
    assert headings[:3] == ["Tutorial", "How to", "Reference"]
    listed = [tuple(line.split(None, 1)) for lines in parts for line in lines[1:] if line.startswith("  ")]
    wanted = [(page.name, page.summary) for page in pages()]
    assert listed == wanted[: len(listed)]
    codes = [page for page in pages() if page.group == "codes"]
    assert len(listed) == len(wanted) - len(codes) + 3
    assert f"Codes: {len(codes)} of them, listed by `configurator help codes`" in out
    assert max(map(len, out.splitlines())) <= 110


@pytest.mark.parametrize("group", ["how-to", "reference", "codes"])
def test_a_group_lists_its_pages(group: str) -> None:
    from configurator.help_pages import pages

    lines = run("help", group).out.splitlines()
    listed = [tuple(line.split(None, 1)) for line in lines if line.startswith("  ")]
    assert listed == [(page.name, page.summary) for page in pages() if page.group == group]


@pytest.mark.parametrize(
    ("asked", "headings"),
    [
        ("tutorial", ["# Tutorial, 1 of 5: a first catalog"]),
        ("rule", ["# rule"]),
        ("extends", ["# families"]),
        ("OPTIONAL", ["# optional"]),
        ("yes or no", ["# yes-or-no"]),
        ("same keys as", ["# same-keys"]),
        ("<=", ["# expressions"]),
        ("retired", ["# retire", "# retired"]),
        ("note[retired]:", ["# retired"]),
    ],
)
def test_words_of_the_language_find_their_pages(asked: str, headings: list[str]) -> None:
    out = run("help", *asked.split()).out
    assert [line for line in out.splitlines() if line.startswith("# ")] == headings


def test_a_page_called_like_a_command_names_that_command_first() -> None:
    out = run("help", "languages").out
    assert out.startswith("(`configurator languages --help` explains the command of this name.)\n\n# languages\n")


def test_links_are_shown_as_the_names_that_help_takes() -> None:
    out = run("help", "rule").out
    assert "- `never-satisfied`, `never-fires`: nothing can satisfy it" in out
    assert ".md" not in out


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("unknown-valu", "did you mean `unknown-value`"),
        ("release-catalog", "did you mean `release-a-catalog`"),
        ("zzzz", "`configurator help` lists all pages"),
        ("how-to-", "did you mean `how-to`"),
        ("validate", "`configurator validate --help` explains it"),
    ],
)
def test_an_unknown_code_is_wrong_use_and_the_nearest_are_named(code: str, hint: str) -> None:
    ran = run("help", code)
    assert (ran.code, ran.out) == (2, "")
    assert f"hint: {hint}" in ran.err


def test_a_terminal_gets_the_page_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from configurator.cli import colors

    monkeypatch.setattr(colors, "wanted", lambda stream: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    out = run("help", "unknown-value").out
    assert "\x1b[" in out
    assert "# unknown-value" not in out
