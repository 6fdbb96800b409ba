"""`configurator resolve`: from a code back to what it stands for.

Nothing of the language is loaded, no catalog is asked and no migration is made: a warehouse resolves with a registry
file alone.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from configurator.cli.arguments import AnswerForm, Language
from configurator.cli.completion import complete_catalog
from configurator.cli.days import Day, day_of
from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering
from configurator.cli.owner_key import OwnerKeyFile, owner_key, private_words
from configurator.cli.registry_address import BundleOption, RegistryAddress, opened

if TYPE_CHECKING:
    from configurator.answers import RereadAnswer, ResolveAnswer
    from configurator.registry.private_texts import PrivateAnswer
    from configurator.registry.store import Resolved


def resolve(  # noqa: PLR0913, PLR0917 - an option each
    code: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CODE...", help="The code, short or long; several words are joined.", show_default=False
        ),
    ] = None,
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
    owner_key_file: OwnerKeyFile = None,
    form: AnswerForm = None,
    language: Language = None,
    system: Annotated[
        str | None,
        typer.Option(
            "--system", metavar="NAME", help="The words are what this other system calls it.", show_default=False
        ),
    ] = None,
    gtin: Annotated[
        str | None,
        typer.Option("--gtin", metavar="GTIN", help="With --number: leased beside this GTIN.", show_default=False),
    ] = None,
    number: Annotated[
        str | None, typer.Option("--number", metavar="DIGITS", help="The leased number.", show_default=False)
    ] = None,
    bundle: BundleOption = None,
) -> None:
    """Give back what was issued under a code: the product and its choices.

    What is stored is hashed again before it is shown, so a damaged record is told
    and never passed on. Small letters, hyphens and spaces do not matter. No
    catalog is needed. With one, you also hear what the product is called there
    today, and whether it can still be built and sold. A code that was retired or
    superseded resolves all the same, and says so. What another system calls it
    (`configurator link`) and a leased number (`configurator lease`) lead to it.
    Private text is shown with --owner-key only.

    Examples:
      configurator resolve VYK5G-HBC4L-MB9XR-NVX7J --registry codes.db
      configurator resolve VYK5G-HBC4L-MB9XR-NVX7J --catalog studio
      configurator resolve --system erp 000471 --registry codes.db
      configurator resolve --gtin 99521234543216 --number 000042
      configurator resolve VYK5G-HBC4L-MB9XR-NVX7J --bundle site.vpcb
      OPTIONARY_REGISTRY=codes.db configurator resolve vyk5g hbc4l mb9xr nvx7j

    Exit codes: 0 resolved, 1 unknown or not a code, 2 wrong use, 3 our fault or
    the disk's.
    """
    with answering(form) as out:
        import orjson

        from configurator.cli.asked_code import Asked

        asked, ring = Asked.of(code or [], system, gtin, number), owner_key(owner_key_file)
        if bundle is not None and ring is not None:
            message = "a bundle has no private texts, so it takes no owner's key"
            raise WrongUseError("bundle-and-key", message, "leave out one of the two, or name the registry")
        with opened(out, registry, bundle) as store:
            found = asked.resolved(store)
            private = None if ring is None else store.private.answers(found.long_code, ring)
        document = orjson.loads(found.document)  # verified: these are the bytes that were issued
        today = None if catalog is None else _Today(catalog, found.document, day_of(on), language)
        out.show(
            lambda: resolve_words(found, document, today, private),
            lambda: resolve_answer(found, document, today, private),
        )


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


def resolve_words(
    found: Resolved,
    document: dict[str, Any],
    today: _Today | None,
    private: tuple[PrivateAnswer, ...] | None = None,
) -> str:
    """A resolved code for people; `document` is the JSON value of its document, `private` what a key opened of it."""
    from configurator.cli.entries import entry_rows
    from configurator.cli.wording import table, value_words
    from configurator.identity.code_text import grouped
    from configurator.registry.private_texts import told_of

    found, told = told_of(found, private)
    choices = table(((key, value_words(value)) for key, value in document["choices"].items()), "  ")
    rows = [
        ("code", grouped(found.code)),
        ("long code", grouped(found.long_code)),
        ("sha256", f"{found.digest.hex()}, verified"),
        ("issued", f"{found.issued_at} under {found.release}"),
        ("document", found.document.decode()),
        *private_words(told, with_key=private is not None),
        *entry_rows(found),
    ]
    parts = [f"{document['product']}\n{choices}".rstrip(), table(rows), today.words() if today else ""]
    return "\n\n".join(filter(None, parts))


def resolve_answer(
    found: Resolved,
    document: dict[str, Any],
    today: _Today | None,
    private: tuple[PrivateAnswer, ...] | None = None,
) -> ResolveAnswer:
    """A resolved code for programs; see `resolve_words`."""
    from configurator.answers import ResolveAnswer

    return ResolveAnswer.of(found, document, today.answer() if today else None, private)
