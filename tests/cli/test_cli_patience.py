"""While a long compilation goes on, a terminal shows how far it is; who interrupts it is told what was reached."""

from __future__ import annotations

from io import StringIO

import pytest
from cli_runs import run

from configurator import kept_spaces
from configurator.cli.output import Out
from configurator.cli.patience import ProgressLine, patient
from configurator.compiler.compile_graphs import compile_graphs
from configurator.compiler.progress import Progress
from configurator.engine.valid_space import ValidSpace

TOLD = Progress(1, 1, 30, 12, 40, 9, 1_234, 200_000, 900.0, 2.5)
WORDS = "12 of 30 options, 9 of 40 constraints, 1,234 nodes of at most 200,000"


def test_the_line_waits_a_second_and_is_wiped() -> None:
    now = [0.0]
    stream = StringIO()
    line = ProgressLine(stream, lambda: now[0])
    line(TOLD)
    now[0] = 0.9
    line(TOLD)
    assert stream.getvalue() == ""
    line.wipe()
    assert stream.getvalue() == ""
    now[0] = 1.1
    line(TOLD)
    assert stream.getvalue() == f"\r\x1b[K{WORDS}"
    now[0] = 1.2
    line(TOLD)
    assert stream.getvalue().count(WORDS) == 1
    line.wipe()
    assert stream.getvalue().endswith(f"{WORDS}\r\x1b[K")


def test_who_interrupts_is_told_what_was_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def impatient(product: object, budget: object) -> ValidSpace:
        def stop(told: Progress) -> None:
            budget.progress(told)  # type: ignore[attr-defined]
            if told.read == 1:
                raise KeyboardInterrupt

        return ValidSpace(product, compile_graphs(product, progress=stop))  # type: ignore[arg-type]

    monkeypatch.setattr(kept_spaces, "compiled_here", impatient)
    ran = run("narrow", "jersey")
    assert ran.code == 130
    assert ran.out == ""
    assert ran.err.startswith("error: interrupted: component 1 of ")
    assert "1 of " in ran.err


def test_a_pipe_hears_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with patient(Out(None)) as budget:
        assert budget.progress is not None
        budget.progress(TOLD)
    assert capsys.readouterr() == ("", "")
