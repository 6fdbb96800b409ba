"""`configurator help`: what the code of a mistake in a catalog means, why it matters, and an example, mended.

The pages are those that ship in `configurator/help/codes/`, one for each code.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from configurator.cli import colors
from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering, say, write


def _complete(incomplete: str) -> list[str]:
    from configurator.diagnostics.codes import BY_NAME

    return [name for name in BY_NAME if name.startswith(incomplete)]


def help_(
    ctx: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="As in error[CODE].", autocompletion=_complete, show_default=False),
    ] = None,
) -> None:
    """Explain the code of a mistake, or list all codes.

    Each has a page: what it means, why it matters, an example, and the example
    mended. Without a code one gets the list, a line each.

    Examples:
      configurator help
      configurator help unknown-value

    Exit codes: 0 told, 2 no such code, 3 our fault.
    """
    with answering("text"):
        from configurator.cli.wording import table
        from configurator.diagnostics.codes import ALL

        if code is None:
            say(table((each.name, each.summary) for each in ALL))
        elif code in getattr(ctx.find_root().command, "commands", ()):
            hint = f"`configurator {code} --help` explains it"
            raise WrongUseError("unknown-page", f"`{code}` is a command, not a code", hint)
        elif colors.wanted(sys.stdout):
            write(sys.stdout, _rendered(_page(code)).encode(sys.stdout.encoding or "utf-8", errors="replace"))
        else:
            say(_page(code).rstrip())


def _page(name: str) -> str:
    """The text of a page. Raises `WrongUseError` where there is no such code."""
    from configurator.diagnostics.codes import BY_NAME
    from configurator.diagnostics.suggest import listed, nearest
    from configurator.places import shipped

    found = BY_NAME.get(name.strip().removeprefix("error[").removeprefix("warning[").removesuffix("]"))
    if found is None:
        alike = nearest(name, BY_NAME)
        hint = f"did you mean {listed(alike)}?" if alike else "`configurator help` lists all codes"
        raise WrongUseError("unknown-page", f"there is no code `{name}`", hint)
    return (shipped("help") / "codes" / f"{found.name}.md").read_text("utf-8")


def _rendered(page: str) -> str:
    """The page as a terminal shows it."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(force_terminal=True)
    with console.capture() as capture:
        console.print(Markdown(page))
    return capture.get()
