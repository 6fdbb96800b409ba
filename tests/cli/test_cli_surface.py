"""What all commands share: help, exit codes, colors, pipes, settings, unexpected failures, what is loaded."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
import typer
from cli_runs import GOOD, environment, run, spawn

from configurator import __version__
from configurator.answers import CountAnswer, ErrorAnswer
from configurator.cli.app import app
from configurator.cli.faults import more_allowed
from configurator.engine import count as engine_count
from configurator.errors import Limit, TooComplexError
from configurator.model.catalog import Product
from configurator.settings import Settings


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """All commands by name, those of a group behind its name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


BY_NAME = dict(_commands(typer.main.get_command(app)))
COMMANDS = sorted(BY_NAME)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_two_examples_and_exit_codes_in_80_columns(command: str) -> None:
    ran = run(*command.split(), "--help", COLUMNS="80", TERM="dumb")
    lines = [line.strip() for line in ran.out.splitlines()]
    assert ran.code == 0
    assert sum("configurator " + command in line and not line.startswith("Usage") for line in lines) >= 2
    assert any(line.startswith("Exit codes: 0 ") for line in lines)
    assert max(map(len, ran.out.splitlines())) <= 80
    text = BY_NAME[command].help or ""
    assert all(line.strip() in lines for line in text.splitlines()), "a line of the help is wrapped at 80 columns"


def test_the_first_help_shows_a_days_work() -> None:
    out = run("--help", COLUMNS="80").out
    day = [
        out.index(f"configurator {command} ") for command in ("check", "count", "validate", "code", "issue", "resolve")
    ]
    assert day == sorted(day)
    assert all(f"│ {command.split()[0]}" in out for command in COMMANDS)
    assert all(f"OPTIONARY_{name.upper()}" in out for name in Settings.model_fields)
    assert "--debug   <bool>" not in " ".join(out.split(" " * 5))


def test_the_setting_that_allows_for_more_is_named_only_where_it_does() -> None:
    def hint(limit: Limit | None, own: str | None = None) -> str:
        return more_allowed(TooComplexError("it is much", (), (), own, limit))

    assert hint(Limit("nodes", 200_000)) == (
        "OPTIONARY_COUNT_NODES=2000000 allows for more; its verdicts and codes are not affected"
    )
    assert "`--seconds 100` gives it more time" in hint(Limit("seconds", 10.0))
    assert "`--seconds 100` gives it more time" in hint(Limit("solver_seconds", 120.0))
    assert "`--seconds 100000` gives it more time" in hint(Limit("seconds", 20_000.0)), "no more is taken"
    assert hint(Limit("nodes", 1), "do less") == "do less; its verdicts and codes are not affected"
    assert hint(None) == "its verdicts and codes are not affected"


def test_more_time_is_given_on_the_command_line(shop: str) -> None:
    starved = {"OPTIONARY_COUNT_SECONDS": "0.000001"}
    for asked in ("count", "count --over size", "narrow", "explain", "list", "complete", "best --by layers"):
        command, *words = asked.split()
        told = run(command, f"{shop}:box", *words, **starved)
        assert told.code == 1
        assert "`--seconds 1e-05` gives it more time" in told.err
        assert run(command, f"{shop}:box", *words, "--seconds", "20", **starved).code == 0
    assert run("rank", f"{shop}:bag", "color=red", "--seconds", "1e-6").code == 1
    assert run("rank", f"{shop}:bag", "color=red", "--seconds", "20", **starved).code == 0
    assert "`--seconds 1e-05` gives it more time" in run("diff", shop, f"{shop}:box", "--seconds", "1e-6").out
    assert "too complex" in run("check", shop, "--seconds", "1e-6").out
    for wrong in ("0", "-1", "inf", "nan", "ten", "1e9"):
        assert run("count", f"{shop}:box", "--seconds", wrong).code == 2
    assert run("count", f"{shop}:box", OPTIONARY_COUNT_SECONDS="inf").code == 2


def test_what_cannot_be_counted_is_told_to_be_at_least_as_many(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number = run("count", f"{shop}:box", "--format", "json").json["count"]
    monkeypatch.setattr(engine_count, "counted_after", refused)
    ran = run("count", f"{shop}:box")
    assert (ran.code, ran.out) == (1, f"at least {number:,}\n")
    assert "too complex to count exactly: it is a test" in ran.err
    answer = CountAnswer.model_validate_json(run("count", f"{shop}:box", "lid=yes", "--format", "json").out)
    assert (answer.count, answer.why_no_count) == (None, "too complex to count exactly: it is a test")
    assert 0 < (answer.at_least or 0) < number
    assert answer.at_least_text == str(answer.at_least)


def refused(*_: object) -> NoReturn:
    raise TooComplexError("it is a test", (), ())


@pytest.mark.parametrize("command", ["count", "narrow", "explain", "list", "best", "complete", "rank", "validate"])
def test_a_misspelled_choice_is_a_negative_answer_and_a_misspelled_argument_wrong_use(shop: str, command: str) -> None:
    for word in ("sise=large", "size=larg", "lid=perhaps"):
        ran = run(command, f"{shop}:box", word, *(("--by", "layers") if command == "best" else ()))
        assert ran.code == 1
        told = ran.out + ran.err
        assert ("did you mean" in told) is not word.startswith("lid")
        assert "$." not in told
        assert word[:3] != "lid" or "`lid` takes yes or no\n  hint: write `lid=yes` or `lid=no`" in told
        answer = run(
            command, f"{shop}:box", word, "--format", "json", *(("--by", "layers") if command == "best" else ())
        )
        assert answer.code == 1
    assert run(command, f"{shop}:box", "--sise", "large").code == 2
    assert run(command, f"{shop}:crate").code == 2


def test_choices_that_are_none_are_told_before_anything_takes_long(shop: str) -> None:
    for command in ("count", "list", "complete"):
        ran = run(command, f"{shop}:box", "sise=large", "lid=perhaps", OPTIONARY_COUNT_SECONDS="0.000001")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith(
            "error: `box` has no option `sise`\n  hint: did you mean `size`?\nerror: `lid` takes yes"
        )
    fault = run("list", f"{shop}:box", "sise=large", "--format", "json").json["error"]
    assert (fault["code"], fault["path"], fault["exit_code"]) == ("faulty-choices", "$.sise", 1)


def test_an_unknown_form_is_told_in_our_words() -> None:
    err = run("read", "V", "--format", "xml").err
    assert "`xml` is none of text, json" in err
    assert "Value error" not in err


def test_the_version_is_told() -> None:
    assert spawn("--version") == spawn("--version")
    assert spawn("--version").out == f"Optionary {__version__}\n"


def test_what_is_no_command_line_is_wrong_use() -> None:
    for arguments in (["nonsense"], ["check"], ["check", "x", "--nonsense"], ["read", "V", "--format", "xml"]):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err


@pytest.mark.parametrize(
    "arguments", [["check", "{shop}"], ["validate", "{shop}:box", *GOOD], ["--help"], ["check", "x"]]
)
def test_what_is_piped_has_no_colors(shop: str, arguments: list[str]) -> None:
    ran = spawn(*(each.format(shop=shop) for each in arguments), TERM="xterm-256color")
    assert "\x1b" not in ran.out + ran.err


def test_a_terminal_gets_colors_and_otherwise_the_same_text(shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from configurator.cli import colors

    plain = run("check", shop, "--strict").out
    monkeypatch.setattr(colors, "wanted", lambda stream: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    painted = run("check", shop, "--strict").out
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


def test_a_catalog_cannot_command_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "sly.vpc"
    path.write_text('catalog c {\n}\nproduct p {\n  option a: x | y "\x1b[31m" | x\n}\n', "utf-8")
    assert "\x1b" not in run("check", str(path)).out


def test_a_reader_who_stops_listening_is_no_failure(shop: str) -> None:
    command = f"{sys.executable} -m configurator check {shop}; echo ended $? >&2"
    done = subprocess.run(
        ["/bin/bash", "-c", f"({command}) | true"], capture_output=True, env=environment(), check=False, timeout=60
    )
    assert done.stderr.decode() == "ended 0\n"


def test_a_setting_of_the_wrong_kind_is_wrong_use(shop: str) -> None:
    ran = run("count", f"{shop}:bag", OPTIONARY_COUNT_NODES="many")
    assert (ran.code, ran.out) == (2, "")
    assert "OPTIONARY_COUNT_NODES" in ran.err


def test_the_format_may_be_a_setting_and_the_command_line_goes_first(shop: str) -> None:
    assert run("count", f"{shop}:bag", OPTIONARY_FORMAT="json").json["count"] == 2
    assert run("count", f"{shop}:bag", "--format", "text", OPTIONARY_FORMAT="json").out == "2\n"
    assert ErrorAnswer.model_validate_json(run("count", "nowhere", OPTIONARY_FORMAT="json").out).error.exit_code == 2


def test_counts_have_separators_for_people_and_are_exact_for_programs(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from configurator.engine import count

    monkeypatch.setattr(count, "counted_after", lambda *_: count.Counted(10**3000 + 1, count.DIAGRAM))
    answer = CountAnswer.model_validate_json(run("count", f"{shop}:bag", "--format", "json").out)
    assert (answer.count, answer.count_text) == (10**3000 + 1, str(10**3000 + 1))
    monkeypatch.setattr(count, "counted_after", lambda *_: count.Counted(10**6000, count.DIAGRAM))
    assert run("count", f"{shop}:bag").out == "1" + ",000" * 2000 + "\n"
    assert '"count_text": "1' + "0" * 6000 + '"' in run("count", f"{shop}:bag", "--format", "json").out


def test_counting_over_some_options(shop: str) -> None:
    assert run("count", f"{shop}:box", "--over", "size, lid").out == "3\n"
    for wrong in ("sise", "card"):
        ran = run("count", f"{shop}:box", "--over", wrong)
        assert (ran.code, ran.out) == (2, "")


def test_what_is_too_complex_to_count_ends_with_1(shop: str) -> None:
    ran = run("count", f"{shop}:box", OPTIONARY_COUNT_SECONDS="0.000001")
    assert (ran.code, ran.out) == (1, "")
    assert "too complex" in ran.err
    assert "`--seconds 1e-05` gives it more time" in ran.err
    answer = run("count", f"{shop}:box", "--format", "json", OPTIONARY_COUNT_SECONDS="0.000001")
    assert (answer.code, answer.json["count"]) == (1, None)


@pytest.mark.parametrize("command", ["narrow", "explain", "list", "best", "complete"])
def test_what_is_too_complex_to_answer_is_told_in_the_form_that_was_asked_for(shop: str, command: str) -> None:
    product = (f"{shop}:box", *(("--by", "layers") if command == "best" else ()))
    told = run(command, *product, OPTIONARY_COUNT_SECONDS="0.000001")
    assert (told.code, told.out) == (1, "")
    assert "error: too complex to answer exactly: it takes more than" in told.err
    answer = run(command, *product, "--format", "json", OPTIONARY_COUNT_SECONDS="0.000001")
    fault = ErrorAnswer.model_validate_json(answer.out).error
    assert (answer.code, fault.code, fault.exit_code) == (1, "too-complex", 1)


def test_what_no_diagram_may_hold_is_counted_by_a_solver(shop: str) -> None:
    usual = run("count", f"{shop}:box", "--format", "json").json
    assert usual["method"] == "diagram"
    ran = run("count", f"{shop}:box", "--format", "json", OPTIONARY_COUNT_NODES="4")
    assert ran.json == {**usual, "method": "circuit"}
    assert "by a decision circuit" in run("count", f"{shop}:box", OPTIONARY_COUNT_NODES="4").err


def test_an_unexpected_failure_ends_with_3_and_keeps_its_text_to_itself(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Product) -> None:
        raise KeyError("a secret name")

    monkeypatch.setattr("configurator.exchange.json_schema.schema_of", fail)
    ran = run("schema", f"{shop}:bag")
    assert (ran.code, ran.out) == (3, "")
    assert "something failed that should not: KeyError at test_cli_surface.py:" in ran.err
    assert "secret" not in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in run("--debug", "schema", f"{shop}:bag").err
    assert "Traceback" in run("schema", f"{shop}:bag", OPTIONARY_DEBUG="1").err


def test_resolve_loads_neither_lark_nor_sqlite_utils(shop: str, tmp_path: Path) -> None:
    codes = str(tmp_path / "codes.db")
    code = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create", "--format", "json").json["code"]
    script = (
        "import sys\nfrom configurator.cli.app import app\n"
        f"app(['resolve', {code!r}, '--registry', {codes!r}, *{{words}}], standalone_mode=False)\n"
        "print(*sorted({{'lark', 'sqlite_utils', 'jsonschema'}} & set(sys.modules)), sep=',', end='.')"
    )
    for words in ([], ["--format", "json"]):
        done = subprocess.run(
            [sys.executable, "-c", script.format(words=words)], capture_output=True, env=environment(), check=True
        )
        assert done.stdout.endswith(b"\n.")


def test_the_schema_is_one_json_document(shop: str) -> None:
    ran = run("schema", f"{shop}:box")
    assert ran.code == 0
    assert json.loads(ran.out)["$id"] == "urn:optionary:configuration:shop/box"


def test_the_demo_runs_every_step_and_ends_well(tmp_path: Path) -> None:
    codes = tmp_path / "codes.db"
    ran = spawn("demo", "--registry", str(codes), folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    for command in ("check", "validate", "code", "issue", "resolve"):
        assert f"$ configurator {command} " in ran.out
    assert "not valid: " in ran.out
    assert codes.exists()
    assert list(tmp_path.iterdir()) == [codes]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("configurator validate ate", "atelier"),
        ("configurator validate {shop}:bag col", "color="),
        ("configurator validate {shop}:bag color=b", "color=blue"),
        ("configurator validate {shop}:box charms=sun,m", "charms=sun,moon"),
        ("configurator validate {shop}:box lid=", "lid=yes"),
    ],
)
def test_words_are_completed(shop: str, typed: str, offered: str) -> None:
    ran = spawn(
        _CONFIGURATOR_COMPLETE="complete_fish",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _TYPER_COMPLETE_ARGS=typed.format(shop=shop),
    )
    assert offered in ran.out.split()
