"""`configurator revise`: other prices, art, suppliers, stock keys and labels on top of a release."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, OneCatalog
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.diagnostics import Outcome
    from configurator.revising.registered import Proposal, Proposed
    from configurator.revising.rows import Row
    from configurator.service import LoadedCatalog


def revise(  # noqa: PLR0913, PLR0917 - an option each
    catalog: OneCatalog,
    file: Annotated[
        Path, typer.Argument(metavar="REVISION", help="A CSV or JSON file with the changes.", show_default=False)
    ],
    author: Annotated[
        str | None, typer.Option("--author", metavar="NAME", help="Who wants it so.", show_default=False)
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="MOMENT", help="In force from then on; now if not given.", show_default=False),
    ] = None,
    approved_by: Annotated[
        str | None,
        typer.Option("--approved-by", metavar="NAME", help="Who has approved it.", show_default=False),
    ] = None,
    four_eyes: Annotated[
        bool, typer.Option("--four-eyes", metavar="", help="Somebody else than the author must have approved it.")
    ] = False,
    only_try: Annotated[bool, typer.Option("--try", metavar="", help="Prove it, and keep nothing.")] = False,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Change data of a release: attributes of values, labels, notes. No code moves.

    The file has the columns place, attribute and value, a row a change:
      phone_case/cover/blue,price,3.00 EUR      a value of an option
      space team/eagles,royalty,none            a value of a space; takes it away
      phone_case/cover/blue,label@fr,Bleu nuit  a label, in a language
    It is proved that no rule, count or code moves: what a rule decides by may
    change only so far that it decides the same. What it does to prices and to
    where something may be sold is told. It is kept in the registry, under a name
    made of its content, and counts from its moment on, where --registry is given.

    Examples:
      configurator revise studio prices.csv --try
      configurator revise studio prices.csv --author Ann --reason "winter"
      configurator revise studio prices.csv --author Ann --reason "winter"
          --approved-by Bob --four-eyes --from 2026-12-01T00:00Z

    Exit codes: 0 proved and kept, 1 refused, 2 wrong use, 3 our fault or the
    disk's.
    """
    with answering(form) as out:
        from configurator.cli.address import Address
        from configurator.cli.moments import moment_of
        from configurator.cli.revised_words import revise_answer, revise_words
        from configurator.revising.registered import Proposal
        from configurator.revising.rows import read_rows

        try:
            data = file.read_bytes()
        except (OSError, ValueError) as error:
            told = getattr(error, "strerror", None) or str(error)
            raise WrongUseError("unreadable-file", f"`{file}` cannot be read: {told}") from None
        loaded = Address.of(catalog).load()
        rows = read_rows(str(file), data)
        said = {} if rows.value is None else rows.value.said
        proposal = Proposal(
            author or said.get("author", "" if not only_try else "nobody"),
            reason or said.get("reason", "" if not only_try else "to try"),
            moment_of(since or said.get("from")),
            approved_by or said.get("approved_by"),
        )
        address = None if only_try and not (registry or out.settings.registry) else registry_address(out, registry)
        outcome = rows.then(
            lambda found: _proposed(loaded, list(found.rows), proposal, address, four_eyes=four_eyes, only_try=only_try)
        )
        ok = outcome.value is not None
        out.show(
            lambda: revise_words(loaded, outcome),
            lambda: revise_answer(loaded, outcome),
            YES if ok else NO,
        )


def _proposed(
    loaded: LoadedCatalog, rows: list[Row], proposal: Proposal, address: str | None, *, four_eyes: bool, only_try: bool
) -> Outcome[Proposed]:
    from configurator.kept_spaces import kept_space
    from configurator.registry.opening import open_registry
    from configurator.revising.registered import propose

    with nullcontext() if address is None else open_registry(address, create=False) as store:
        return propose(
            loaded.catalog,
            loaded.release,
            rows,
            proposal,
            store,
            four_eyes=four_eyes,
            only_try=only_try,
            space_of=lambda product: kept_space(product, None),
        )
