"""`configurator refs`: all that other systems call an issued product."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm, one_code
from configurator.cli.output import answering
from configurator.cli.registry_address import BundleOption, RegistryAddress, opened


def refs(
    code: Annotated[
        list[str],
        typer.Argument(
            metavar="CODE...", help="The code, short or long; several words are joined.", show_default=False
        ),
    ],
    registry: RegistryAddress = None,
    bundle: BundleOption = None,
    form: AnswerForm = None,
) -> None:
    """List what other systems call the product of a code.

    References come from `configurator link`, numbers beside GTINs from
    `configurator lease`. What was unlinked is told by `configurator resolve`,
    which shows all that happened to the code.

    Examples:
      configurator refs VYK5G-HBC4L-MB9XR-NVX7J --registry codes.db
      configurator refs VYK5GHBC4LMB9XRNVX7J --format json

    Exit codes: 0 listed, 1 unknown or not a code, 2 wrong use, 3 our fault or the
    disk's.
    """
    with answering(form) as out:
        from configurator.cli.linked import references_of, references_words

        with opened(out, registry, bundle) as store:
            found = references_of(store, one_code(code))
        out.show(lambda: references_words(found), lambda: found)
