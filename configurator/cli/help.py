"""`configurator help`: how something is done, or what the code of a mistake in a catalog means.

The pages are those that ship in `configurator/help/`: `how-to/` has one for each task, `codes/` one for each code.
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

    return [name for name in (*how_to_pages(), *BY_NAME) if name.startswith(incomplete)]


def help_(
    ctx: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="PAGE", help="A task, or CODE as in error[CODE].", autocompletion=_complete, show_default=False
        ),
    ] = None,
) -> None:
    """Tell how something is done, or explain the code of a mistake; or list all.

    Each code has a page: what it means, why it matters, an example, and the
    example mended. Without a page one gets the list, a line each.

    Examples:
      configurator help
      configurator help release-a-catalog
      configurator help unknown-value

    Exit codes: 0 told, 2 no such page, 3 our fault.
    """
    with answering("text"):
        from configurator.cli.wording import table
        from configurator.diagnostics.codes import ALL

        if code is None:
            tasks = table((name, title) for name, title in how_to_pages().items())
            say(f"How to:\n{tasks}\n\nCodes:\n{table((each.name, each.summary) for each in ALL)}")
        elif code in getattr(ctx.find_root().command, "commands", ()):
            hint = f"`configurator {code} --help` explains it"
            raise WrongUseError("unknown-page", f"`{code}` is a command, not a code", hint)
        elif colors.wanted(sys.stdout):
            write(sys.stdout, _rendered(_page(code)).encode(sys.stdout.encoding or "utf-8", errors="replace"))
        else:
            say(_page(code).rstrip())


def how_to_pages() -> dict[str, str]:
    """The pages for a task each: name and title, in alphabetical order."""
    from configurator.places import shipped

    pages = sorted((shipped("help") / "how-to").glob("*.md"))
    return {page.stem: page.read_text("utf-8").partition("\n")[0].removeprefix("# ") for page in pages}


def _page(name: str) -> str:
    """The text of a page. Raises `WrongUseError` where there is no such page."""
    from configurator.diagnostics.codes import BY_NAME
    from configurator.diagnostics.suggest import listed, nearest
    from configurator.places import shipped

    if name in (tasks := how_to_pages()):
        return (shipped("help") / "how-to" / f"{name}.md").read_text("utf-8")
    found = BY_NAME.get(name.strip().removesuffix("]").rpartition("[")[2])
    if found is None:
        alike = nearest(name, (*tasks, *BY_NAME))
        hint = f"did you mean {listed(alike)}?" if alike else "`configurator help` lists all pages"
        raise WrongUseError("unknown-page", f"there is no code or page `{name}`", hint)
    return (shipped("help") / "codes" / f"{found.name}.md").read_text("utf-8")


def _rendered(page: str) -> str:
    """The page as a terminal shows it."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(force_terminal=True)
    with console.capture() as capture:
        console.print(Markdown(page))
    return capture.get()
