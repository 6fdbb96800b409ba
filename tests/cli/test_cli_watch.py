"""`check --watch` checks again when a file changes, and ends well."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from cli_runs import ROOT, run

from configurator.cli.checked import Wanted, in_lines
from configurator.cli.watched import Watch
from configurator.compiler.budget import USUAL

TEXT = """catalog shop
space team "Team" from "teams.csv" key id { name: label }
product cap { option team: team }
product bag { option color: red | blue }
"""


class Sleeper:
    """What happens while the watch sleeps, one thing after the other; at the end somebody interrupts it."""

    def __init__(self, *happenings: object) -> None:
        self.happenings = list(happenings)

    def __call__(self, _: float) -> None:
        if not self.happenings:
            raise KeyboardInterrupt
        happening = self.happenings.pop(0)
        assert callable(happening)
        happening()


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    (tmp_path / "shop.vpc").write_text(TEXT, "utf-8")
    (tmp_path / "teams.csv").write_text("id,name\nt1,One\n", "utf-8")
    return tmp_path / "shop.vpc"


def test_an_edit_of_the_catalog_or_of_a_file_is_seen(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    teams = catalog.with_name("teams.csv")
    sleeper = Sleeper(
        lambda: catalog.write_text(TEXT.replace("red | blue", "red | blue default green"), "utf-8"),
        lambda: None,
        lambda: catalog.write_text(TEXT, "utf-8"),
        teams.unlink,
        lambda: teams.write_text("id,name\nt1,One\nt2,Two\n", "utf-8"),
        catalog.unlink,
        lambda: catalog.write_text(TEXT, "utf-8"),
    )
    watch = Watch([catalog], Wanted(USUAL, date(2026, 1, 1)), in_lines, sleeper)
    watch.run()
    assert watch.ok
    printed = capsys.readouterr()
    told = [line for line in printed.out.splitlines() if line]
    assert [("bad-default" in line, "missing-file" in line) for line in told if "shop.vpc" in line] == [
        (True, False), (False, True),
    ]  # fmt: skip
    assert told.count("no mistakes") == 5
    assert "cannot be read" in printed.err or "there is no" in printed.err
    assert printed.err.count("watching 2 files") == 6


def test_what_is_asked_once_goes_without_watching(catalog: Path) -> None:
    for arguments in (["--against", "old.vpc"], ["--registry", "codes.db"], ["--format", "json"]):
        ran = run("check", str(catalog), "--watch", *arguments)
        assert ran.code == 2
        assert "`--watch` goes without" in ran.out + ran.err


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_ctrl_c_ends_it_with_the_last_verdict(catalog: Path) -> None:
    command = [sys.executable, "-m", "configurator", "check", str(catalog), "--watch"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    seen = ""
    end = time.monotonic() + 60
    while "watching" not in seen and time.monotonic() < end:
        seen += process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "shop.vpc: ok, 2 products" in out
    assert "Traceback" not in seen + err
