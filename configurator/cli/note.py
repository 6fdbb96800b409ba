"""`configurator note`: an order line, a reference, a remark."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.marking import ByWhom, CodeArgument, marked
from configurator.cli.registry_address import RegistryAddress


def note(
    code: CodeArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to note, as one word.", show_default=False)],
    by_whom: ByWhom = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Note an order line, a customer's reference or a remark with a code.

    Notes stay; they are shown by `resolve`. What is noted is no secret: never
    write private text.

    Examples:
      configurator note VYK5G-HBC4L-MB9XR-NVX7J "order 4711/10"
      configurator note VYK5G-HBC4L-MB9XR-NVX7J "scratched" --by Anna

    Exit codes: 0 noted, 1 unknown or not a code, 2 wrong use, 3 our fault or the
    disk's.
    """
    marked(form, registry, lambda store: store.note(code, note=text, by_whom=by_whom))
