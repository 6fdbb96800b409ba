"""While a long compilation goes on, a terminal shows how far it is; who interrupts it is told what was reached."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from cli_runs import environment, run, spawn

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


ENDLESS = {"OPTIONARY_COUNT_SECONDS": "9999", "OPTIONARY_COUNT_NODES": "999999999"}


def tied(folder: Path) -> Path:
    """A catalog whose product takes half a minute."""
    options = "\n".join(f"  option o{one}: integer 1 .. 8" for one in range(200))
    pairs = ((one, other) for one in range(200) for other in range(max(0, one - 4), one))
    rules = "\n".join(f"  rule r{one}_{other} forbid o{one} = o{other}" for one, other in pairs)
    path = folder / "tied.vpc"
    path.write_text(f"catalog tied\nproduct p {{\n{options}\n{rules}\n}}\n", "utf-8")
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is asked for the processes of this one")
@pytest.mark.parametrize("more", [[], ["--over", "o1,o100"]], ids=["all", "over"])
def test_ctrl_c_ends_the_command_and_the_process_that_compiles(tmp_path: Path, more: list[str]) -> None:
    """On a terminal, as a person does it: when the line is shown, both processes of the group get the signal."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "configurator", "count", f"{tied(tmp_path)}:p", *more]
    variables = environment(TERM="xterm", **ENDLESS)
    process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=theirs, process_group=0)
    try:
        os.close(theirs)
        shown = b""
        while b" nodes of at most" not in shown:
            shown += os.read(ours, 1_000)
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate()
        said = b""
        while b"nodes of at most" not in said.partition(b"interrupted: ")[2]:
            said += os.read(ours, 1_000)
    finally:
        process.kill()  # and with it the other one
        os.close(ours)
    assert process.returncode == 130
    assert out == b""
    assert b"Traceback" not in shown + said
    assert not Path(f"/proc/{child}").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is held here only")
@pytest.mark.parametrize("more", [[], ["--over", "o1,o100"]], ids=["all", "over"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_who_has_too_little_memory_is_told_what_allows_for_more(tmp_path: Path, form: str, more: list[str]) -> None:
    path = f"{tied(tmp_path)}:p"
    ran = spawn("count", path, *more, "--format", form, OPTIONARY_COUNT_BYTES=str(1 << 20))
    assert ran.code == 1
    told = ran.err if form == "text" else ran.out
    assert "it takes more memory than 1 MiB" in told
    assert form == "json" or "OPTIONARY_COUNT_BYTES allows for more" in told
