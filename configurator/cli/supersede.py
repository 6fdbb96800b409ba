"""`configurator supersede`: what is delivered instead."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.marking import ByWhom, CodeArgument, Reason, marked
from configurator.cli.registry_address import RegistryAddress


def supersede(
    code: CodeArgument,
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="The code of what is delivered instead.", show_default=False)
    ],
    reason: Reason,
    by_whom: ByWhom = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Note that something else is delivered for a code, another issued one.

    The old code goes on resolving to what it was, and names its successor.

    Examples:
      configurator supersede VYK5G... VCBSD... --reason "a sturdier hinge"
      configurator supersede OLD NEW --reason "new key" --by Anna

    Exit codes: 0 noted, 1 unknown or not a code, 2 wrong use, 3 our fault or the
    disk's.
    """
    marked(form, registry, lambda store: store.supersede(code, by=new, reason=reason, by_whom=by_whom))
