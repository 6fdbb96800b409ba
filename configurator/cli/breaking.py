"""The gate of `diff`: its option, whose level may be left out, and what breaks, in words and in lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from configurator.change import Break, Change, Level

LEVELS = ("code", "space", "sell", "text")
_OPTION = "--breaking"


class BreakingCommand(TyperCommand):
    """A command with `--breaking [LEVEL]`: an option of this library cannot leave its value out."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override] # click's own
        """Read the command line, with the level that is meant where none follows."""
        told: list[str] = []
        for place, word in enumerate(args):
            told.append(word)
            if word == _OPTION and (place + 1 == len(args) or not _may_be_level(args[place + 1])):
                told.append(LEVELS[0])
        return super().parse_args(ctx, told)


def _may_be_level(word: str) -> bool:
    """Whether a word behind the option is its level: one of them, or what can be nothing else."""
    return word in LEVELS or not (word.startswith("-") or any(sign in word for sign in "./\\:*"))


def break_words(level: Level | None, breaks: Sequence[Break]) -> str:
    """What the gate says, for people."""
    if level is None:
        return ""
    if not breaks:
        return f"nothing breaks at the level `{level.value}`"
    lines = [f"  {each.level.value}: {each.message}" for each in breaks]
    return "\n".join([f"breaks at the level `{level.value}`:", *lines])


def break_lines(change: Change, breaks: Sequence[Break]) -> str:
    """What breaks, a line each, at its place in today's catalog, as editors and CI logs link it."""
    sources = change.new.sources
    lines = []
    for each in breaks:
        hint = f" ({each.hint})" if each.hint else ""
        lines.append(f"{sources.of(each.span).link(each.span)}: {each.level.value}[{each.code}]: {each.message}{hint}")
    return "\n".join(lines)
