"""While a long compilation goes on, a terminal shows how far it is; who interrupts it is told what was reached."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from cli_runs import environment, run, spawn

from configurator import kept_spaces
from configurator.cli.checked import Wanted, in_lines
from configurator.cli.output import Out
from configurator.cli.patience import ProgressLine, patient
from configurator.cli.watched import Watch
from configurator.compiler.budget import Budget
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


def test_who_interrupts_is_told_what_was_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # nothing is kept yet

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
    """A catalog with a product that takes half a minute, and a small one."""
    options = "\n".join(f"  option o{one}: integer 1 .. 8" for one in range(200))
    pairs = ((one, other) for one in range(200) for other in range(max(0, one - 4), one))
    rules = "\n".join(f"  rule r{one}_{other} forbid o{one} = o{other}" for one, other in pairs)
    path = folder / "tied.vpc"
    small = "product q {\n  option a: x | y\n}\n"
    path.write_text(f"catalog tied\nproduct p {{\n{options}\n{rules}\n}}\n{small}", "utf-8")
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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is asked for the processes of this one")
@pytest.mark.parametrize("command", ["check", "test"])
def test_ctrl_c_ends_the_process_that_examines_too(tmp_path: Path, command: str) -> None:
    arguments = [sys.executable, "-m", "configurator", command, str(tied(tmp_path))]
    pipes = subprocess.PIPE
    process = subprocess.Popen(arguments, env=environment(**ENDLESS), stdout=pipes, stderr=pipes, process_group=0)
    try:
        children: list[str] = []
        while not children:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate()
    finally:
        process.kill()
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert not any(Path(f"/proc/{child}").exists() for child in children)


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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is held here only")
def test_a_check_tells_which_product_takes_too_much_memory_and_goes_on(tmp_path: Path) -> None:
    ran = spawn("check", str(tied(tmp_path)), OPTIONARY_COUNT_BYTES=str(1 << 20))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("warning[too-entangled]: too complex to count exactly: it takes more memory than 1 MiB\n")
    assert "OPTIONARY_COUNT_BYTES allows for more; not found out, either: " in ran.out
    assert "  p  200 options, 790 constraints, not counted: too complex to count exactly: it takes more" in ran.out
    assert ran.out.endswith("\n  q  1 option, 0 constraints, 2 valid configurations\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is held here only")
def test_so_does_a_check_that_watches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    wanted = Wanted(Budget(memory=1 << 20), date(2026, 1, 1))
    Watch([tied(tmp_path)], wanted, in_lines, interrupt).run()
    assert "tied.vpc:2:9: warning[too-entangled]: too complex to count exactly: it takes more memory than 1 MiB" in (
        capsys.readouterr().out
    )
