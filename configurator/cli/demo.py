"""`configurator demo`: the main job on a catalog that ships with Optionary, each step by the command that one can type.

The steps run the very commands that are shown, and each must end as it should, or the demo fails. Its configurations
are the examples that the catalog itself expects to be valid and invalid.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from configurator.cli.faults import NO, OUR_FAULT, WRONG_USE, YES
from configurator.cli.output import answering, complain, debugging, say

if TYPE_CHECKING:
    from configurator.product_line import ProductLine

CATALOG = "studio"

Run = Callable[[tuple[str, ...]], int]
"""Runs a command as if it had been typed; gives its exit code."""


class Step(NamedTuple):
    """What is done and why, the command's arguments, and how it must end."""

    why: str
    arguments: tuple[str, ...]
    ends: int = YES


def demo(
    ctx: typer.Context,
    registry: Annotated[
        Path | None,
        typer.Option("--registry", metavar="FILE", help="Issue into this SQLite file and keep it.", show_default=False),
    ] = None,
) -> None:
    """Show the main job from end to end, step by step.

    A catalog in, a verdict and a code out, resolved back. Every step is real and
    shows the command that you could type yourself.

    Examples:
      configurator demo
      configurator demo --registry codes.db

    Exit codes: 0 every step went well, 2 wrong use, 3 our fault.
    """
    tree = ctx.find_root().command

    def run(arguments: tuple[str, ...]) -> int:
        words = ["--debug", *arguments] if debugging.get() else list(arguments)
        ended = tree.main(words, prog_name="configurator", standalone_mode=False)
        return ended if isinstance(ended, int) else YES

    with answering("text"):
        if registry is not None:
            _play(run, registry)
            say(f"That was all of it. The code stays in {registry}; `configurator --help` has the rest.")
            return
        with TemporaryDirectory(prefix="optionary-demo-") as folder:
            _play(run, Path(folder) / "codes.db")
        say("That was all of it. The registry was temporary: `configurator demo --registry codes.db` keeps one.")


def _play(run: Run, registry: Path) -> None:
    from configurator.cli.address import Address

    line = Address.of(CATALOG).load().only
    for number, step in enumerate(_steps(line, registry), start=1):
        say(f"{number}. {step.why}\n   $ configurator {shlex.join(step.arguments)}\n")
        ended = run(step.arguments)
        if ended != step.ends:
            complain(f"this step ended with {ended} where {step.ends} is right")
            raise typer.Exit(ended if ended == WRONG_USE else OUR_FAULT)  # a registry that is none, for one
        say("")


def _steps(line: ProductLine, registry: Path) -> Iterator[Step]:
    from configurator.model.expectation import ExpectVerdict

    examples = [each for each in line.product.expectations if isinstance(each, ExpectVerdict)]
    good = next(each.example.choices for each in examples if each.valid)
    bad = next(each.example.choices for each in examples if not each.valid)
    address, code = f"{CATALOG}:{line.product.key}", line.code(dict(good)).code
    store = ("--registry", str(registry))
    yield Step("Check a catalog: its mistakes at their places, and how many products it has.", ("check", CATALOG))
    yield Step("Ask whether a configuration is valid.", ("validate", address, *_words(good)))
    yield Step("Another one is not, and the catalog's author says why.", ("validate", address, *_words(bad)), NO)
    yield Step("What is valid has a virtual product code: nobody created it.", ("code", address, *_words(good)))
    yield Step("Issue it: now the registry remembers it.", ("issue", address, *_words(good), *store, "--create"))
    yield Step("A warehouse scans the code and gets the product back.", ("resolve", _grouped(code), *store))


def _words(choices: Mapping[str, object]) -> list[str]:
    from configurator.cli.choices import said

    return [f"{key}={said(value)}" for key, value in choices.items()]


def _grouped(code: str) -> str:
    from configurator.identity.code_text import grouped

    return grouped(code)
