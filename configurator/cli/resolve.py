"""`configurator resolve`: from a code back to what it stands for.

Nothing of the language is loaded, no catalog is asked and no migration is made: a warehouse resolves with a registry
file alone.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from configurator.cli.arguments import AnswerForm, Language, one_code
from configurator.cli.completion import complete_catalog
from configurator.cli.days import Day, day_of
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.answers import RereadAnswer, ResolveAnswer
    from configurator.registry.store import Resolved


def resolve(
    code: Annotated[
        list[str],
        typer.Argument(
            metavar="CODE...", help="The code, short or long; several words are joined.", show_default=False
        ),
    ],
    registry: RegistryAddress = None,
    catalog: Annotated[
        str | None,
        typer.Option(
            "--catalog",
            metavar="CATALOG",
            help="Read it under this catalog, too.",
            autocompletion=complete_catalog,
            show_default=False,
        ),
    ] = None,
    on: Day = None,
    form: AnswerForm = None,
    language: Language = None,
) -> None:
    """Give back what was issued under a code: the product and its choices.

    What is stored is hashed again before it is shown, so a damaged record is told
    and never passed on. Small letters, hyphens and spaces do not matter. No
    catalog is needed. With one, you also hear what the product is called there
    today, and whether it can still be built and sold. A code that was retired or
    superseded resolves all the same, and says so.

    Examples:
      configurator resolve VYK5G-HBC4L-MB9XR-NVX7J --registry codes.db
      configurator resolve VYK5G-HBC4L-MB9XR-NVX7J --catalog studio
      OPTIONARY_REGISTRY=codes.db configurator resolve vyk5g hbc4l mb9xr nvx7j

    Exit codes: 0 resolved, 1 unknown or not a code, 2 wrong use, 3 our fault or
    the disk's.
    """
    with answering(form) as out:
        import orjson

        from configurator.registry.opening import open_registry

        address, text = registry_address(out, registry), one_code(code)
        with open_registry(address, create=False) as store:
            found = store.resolve(text)
        document = orjson.loads(found.document)  # verified: these are the bytes that were issued
        today = None if catalog is None else _Today(catalog, found.document, day_of(on), language)
        out.show(lambda: resolve_words(found, document, today), lambda: resolve_answer(found, document, today))


class _Today:
    """What was resolved, under a catalog of today; only here the language is loaded."""

    def __init__(self, catalog: str, document: bytes, day: date, language: str | None) -> None:
        from configurator.cli.address import Address

        loaded = Address.of(catalog).load()
        self.found, self.sources, self.day = loaded.reread(document, day, language), loaded.sources, day

    def words(self) -> str:
        """For people."""
        from configurator.cli.reread_words import reread_words

        return reread_words(self.found, self.sources, self.day)

    def answer(self) -> RereadAnswer:
        """For programs."""
        from configurator.answers import RereadAnswer

        return RereadAnswer.of(self.found, self.sources, self.day.isoformat())


def resolve_words(found: Resolved, document: dict[str, Any], today: _Today | None) -> str:
    """A resolved code for people; `document` is the JSON value of its document."""
    from configurator.cli.entries import entry_rows
    from configurator.cli.wording import table, value_words
    from configurator.identity.code_text import grouped

    choices = table(((key, value_words(value)) for key, value in document["choices"].items()), "  ")
    rows = [
        ("code", grouped(found.code)),
        ("long code", grouped(found.long_code)),
        ("sha256", f"{found.digest.hex()}, verified"),
        ("issued", f"{found.issued_at} under {found.release}"),
        ("document", found.document.decode()),
        *entry_rows(found),
    ]
    parts = [f"{document['product']}\n{choices}".rstrip(), table(rows), today.words() if today else ""]
    return "\n\n".join(filter(None, parts))


def resolve_answer(found: Resolved, document: dict[str, Any], today: _Today | None) -> ResolveAnswer:
    """A resolved code for programs; `document` is the JSON value of its document."""
    from configurator.answers import EntryAnswer, ResolveAnswer
    from configurator.identity.code_text import grouped

    return ResolveAnswer(
        code=found.code,
        grouped=grouped(found.code),
        long_code=found.long_code,
        sha256=found.digest.hex(),
        product=document["product"],
        choices=document["choices"],
        document=found.document.decode(),
        release=found.release,
        issued_at=found.issued_at,
        retired=found.retired is not None,
        superseded_by=found.superseded_by,
        entries=tuple(map(EntryAnswer.of, found.entries)),
        today=today.answer() if today else None,
    )
