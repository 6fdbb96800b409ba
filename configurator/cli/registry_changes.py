"""`configurator registry changes`: all that has happened, in order, for people and for systems that follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.registry.log import Entry


def changes(
    registry: RegistryAddress = None,
    after: Annotated[int, typer.Option("--after", metavar="SEQ", min=0, help="Only what comes after this number.")] = 0,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="So many entries at most.")] = 1000,
    form: AnswerForm = None,
) -> None:
    """Tell what has happened in a registry, oldest first.

    Every entry has a number, from 1 without a gap, and never changes. A system
    that follows a registry remembers the last number it has seen, and asks for
    what comes after it. Codes that were issued together are one entry.

    Examples:
      configurator registry changes --registry codes.db
      configurator registry changes --after 4711 --format json

    Exit codes: 0 told, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import ChangesAnswer, EntryAnswer
        from configurator.registry.opening import open_registry

        with open_registry(registry_address(out, registry), create=False) as store:
            found = store.changes(after=after, limit=limit)
        last = (found[-1].seq or after) if found else after
        out.show(lambda: _words(found), lambda: ChangesAnswer(entries=tuple(map(EntryAnswer.of, found)), last=last))


def _words(found: list[Entry]) -> str:
    from configurator.cli.entries import entry_words
    from configurator.cli.wording import table
    from configurator.identity.code_text import LONG, grouped

    def subject(entry: Entry) -> str:
        of = entry.subject
        return "" if of is None else f"{grouped(of) if len(of) == LONG else of}: "

    if not found:
        return "nothing has happened since"
    return table((f"{each.seq} {each.at} {each.kind}", subject(each) + entry_words(each)) for each in found)
