"""What the commands have in common that note something with an issued code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.output import answering
from configurator.cli.registry_address import registry_address

if TYPE_CHECKING:
    from configurator.registry.store import Resolved
    from configurator.registry.stored import StoredRegistry

CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="The code, short or long.", show_default=False)]

Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for who reads it later.")]

ByWhom = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who wants it so, for who reads it later.", show_default=False),
]


def marked(form: str | None, registry: str | None, work: Callable[[StoredRegistry], Resolved]) -> None:
    """Do something with a registry that gives back a code with the entries about it, and show that."""
    with answering(form) as out:
        import orjson

        from configurator.cli.resolve import resolve_answer, resolve_words
        from configurator.registry.opening import open_registry

        with open_registry(registry_address(out, registry), create=False) as store:
            found = work(store)
        document = orjson.loads(found.document)
        out.show(lambda: resolve_words(found, document, None), lambda: resolve_answer(found, document, None))
