"""The README tells the truth: its catalog, what the commands print for it, and its Python all run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from shell_sessions import ROOT, assert_prints, steps

README = (ROOT / "README.md").read_text("utf-8")
CATALOG, LATER = re.findall(r"```vpc\n(.*?)```", README, re.DOTALL)
SESSIONS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def test_the_commands_print_what_the_readme_shows(tmp_path: Path) -> None:
    (tmp_path / "mug.vpc").write_text(CATALOG, "utf-8")
    shown = steps(SESSIONS[0])
    assert [command.split()[1] for command, _ in shown] == ["check", "validate", "issue", "resolve"]
    for command, printed in shown:
        assert_prints(command, printed, tmp_path)


def test_a_mistake_is_shown_as_the_readme_shows_it(tmp_path: Path) -> None:
    (tmp_path / "mug.vpc").write_text(CATALOG.replace("color = navy\n", "color = nayv\n"), "utf-8")
    ((command, printed),) = steps(SESSIONS[1])
    assert_prints(command, printed, tmp_path)


def test_the_release_of_the_readme_keeps_the_code_that_it_has_issued(tmp_path: Path) -> None:
    (tmp_path / "mug.vpc").write_text(CATALOG, "utf-8")
    (tmp_path / "mug_2027.vpc").write_text(LATER, "utf-8")
    for command, printed in steps(SESSIONS[2]):
        assert_prints(command, printed, tmp_path)
    issued = next(printed for command, printed in steps(SESSIONS[0]) if " issue " in command)
    again = next(printed for command, printed in steps(SESSIONS[2]) if " code " in command)
    assert issued.splitlines()[0] == again.splitlines()[0]


def test_the_catalog_has_ten_lines() -> None:
    assert len(CATALOG.strip().splitlines()) == 10


def test_the_python_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(block.strip().splitlines()) <= 7
    (tmp_path / "catalogs").symlink_to(ROOT / "catalogs")
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith('VYK5GHBC4LMB9XRNVX7J b\'{"choices":')


def test_every_file_that_the_readme_names_is_there() -> None:
    named = set(re.findall(r"`((?:tests|configurator|catalogs|grammars)/[\w./-]+)`", README))
    assert len(named) > 5
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
