"""Colors for the text of answers. They are laid over it and never change it: piped, the same characters come out."""

from __future__ import annotations

import os
import re
from io import StringIO
from typing import TextIO

STYLES: tuple[tuple[str, str], ...] = (
    (r"\berror\[[\w-]+\]:|^error:", "bold red"),
    (r"\bwarning\[[\w-]+\]:", "bold yellow"),
    (r"\bnote\[[\w-]+\]:", "bold cyan"),
    (r"^ *--> .*$", "blue"),
    (r"^ *\d* \|", "blue"),
    (r"(?<=\| ) *\^+", "bold red"),
    (r"(?<=\| ) *-+(?= |$).*$", "blue"),
    (r"^ *= hint: .*$|^ +hint: .*$", "cyan"),
    (r"^valid\b|\bok\b(?=,|$)", "bold green"),
    (r"^not valid\b|^not a code\b|^\d+ errors?\b|(?<=: )\d+ errors?\b", "bold red"),
    (r"\b\d+ warnings?\b", "bold yellow"),
    (r"^\$ .*$|^   \$ .*$", "bold"),
    (r"^\d+\. .*$", "bold cyan"),
    (r"^V[2-9A-Z]{4}(-[2-9A-Z]{3,5}){3,5}$|(?<=^code {7})\S+|(?<=^code {4})\S+", "bold green"),
)
"""A pattern of what it looks like, and how it is shown; later ones lie over earlier ones."""


def wanted(stream: TextIO) -> bool:
    """Whether colors are shown: on a terminal that can, unless NO_COLOR is set (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def colored(text: str) -> str:
    """The text with colors."""
    from rich.console import Console
    from rich.text import Text

    painted = Text(text)
    for pattern, style in STYLES:
        for found in re.finditer(pattern, text, re.MULTILINE):
            painted.stylize(style, found.start(), found.end())
    console = Console(file=StringIO(), force_terminal=True, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        console.print(painted, soft_wrap=True, end="")
    return capture.get()
