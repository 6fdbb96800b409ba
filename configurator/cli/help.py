"""`configurator help`: the tutorial, how something is done, a word of the language, what the code of a mistake means.

The pages are those that ship in `configurator/help/` (`configurator.help_pages`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli import colors
from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering, say, write

if TYPE_CHECKING:
    from configurator.help_pages import Page

_LISTS = {"how-to": "How to", "reference": "Reference", "codes": "Codes"}
"""Groups whose names list their pages, with their headings; `tutorial` is a page."""


def _complete(incomplete: str) -> list[str]:
    from configurator.help_pages import names

    return [name for name in (*names(), *_LISTS) if name.startswith(incomplete)]


def help_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PAGE",
            help="A page, a word of the language, or CODE as in error[CODE].",
            autocompletion=_complete,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Show a page: tutorial, how something is done, a word of the language, a code.

    Each word of the language leads to the page that explains it, and each code
    of a mistake has a page with an example and the example mended. Without a page
    one gets the list; how-to, reference and codes list those pages alone.

    Examples:
      configurator help tutorial
      configurator help release-a-catalog
      configurator help rule
      configurator help unknown-value

    Exit codes: 0 told, 2 no such page, 3 our fault.
    """
    with answering("text"):
        from configurator.help_pages import for_terminals, found

        asked = " ".join(words or ())
        if not asked:
            say(_everything())
            return
        if asked in _LISTS:
            say(_list_of(asked))
            return
        commands = getattr(ctx.find_root().command, "commands", ())
        meant = found(asked)
        if not meant:
            raise _unknown(asked, is_command=asked in commands)
        text = "\n---\n\n".join(for_terminals(page) for page in meant)
        if asked in commands:
            text = f"(`configurator {asked} --help` explains the command of this name.)\n\n{text}"
        if colors.wanted(sys.stdout):
            write(sys.stdout, _rendered(text).encode(sys.stdout.encoding or "utf-8", errors="replace"))
        else:
            say(text.rstrip())


def _everything() -> str:
    """All pages in their groups, a line each; codes are so many that they have a list of their own."""
    from configurator.diagnostics.codes import ALL
    from configurator.help_pages import pages

    tutorial = _table(page for page in pages() if page.group == "tutorial")
    codes = f"Codes: {len(ALL)} of them, listed by `configurator help codes`, such as\n{_table(_codes()[:3])}"
    parts = [f"Tutorial:\n{tutorial}", _list_of("how-to"), _list_of("reference"), codes]
    return "\n\n".join([*parts, "`configurator help PAGE` shows a page; any word of the language finds its page."])


def _list_of(group: str) -> str:
    from configurator.help_pages import FIRST, found, pages, sections

    if group == "codes":
        return f"Codes:\n{_table(_codes())}"
    if group == "how-to":
        return f"How to:\n{_table(page for page in pages() if page.group == group)}"
    parts = [f"Reference:\n{_table(found(FIRST))}"]
    parts += [f"Reference, {heading[:1].lower()}{heading[1:]}:\n{_table(part)}" for heading, part in sections().items()]
    return "\n\n".join(parts)


def _codes() -> list[Page]:
    from configurator.help_pages import pages

    return [page for page in pages() if page.group == "codes"]


def _table(listed: Iterable[Page]) -> str:
    from configurator.cli.wording import table

    return table(((page.name, page.summary) for page in listed), "  ")


def _unknown(asked: str, *, is_command: bool) -> WrongUseError:
    """What is said where there is no such page."""
    from configurator.diagnostics.suggest import listed, nearest
    from configurator.help_pages import names

    if is_command:
        hint = f"`configurator {asked} --help` explains it"
        return WrongUseError("unknown-page", f"`{asked}` is a command, and no page", hint)
    alike = nearest(asked.rpartition("[")[2].removesuffix("]"), (*names(), *_LISTS))
    hint = f"did you mean {listed(alike)}?" if alike else "`configurator help` lists all pages"
    return WrongUseError("unknown-page", f"there is no page `{asked}`", hint)


def _rendered(text: str) -> str:
    """The page as a terminal shows it."""
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(force_terminal=True)
    with console.capture() as capture:
        console.print(Markdown(text))
    return capture.get()
