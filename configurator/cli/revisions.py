"""`configurator revisions`: who changed what of a catalog's data, and what a new release takes over."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm, OneCatalog
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address


def revisions(
    catalog: OneCatalog,
    of: Annotated[
        str | None,
        typer.Option("--of", metavar="PLACE", help="Only of this, and what stands within it.", show_default=False),
    ] = None,
    carry: Annotated[
        bool, typer.Option("--carry", metavar="", help="Take over the revisions of the release before, first.")
    ] = False,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """List the revisions of a catalog's data, oldest first: who, when, why, what.

    A revision belongs to the release that it was proved against. With --carry
    those of the release before are proved again on the catalog as it is now: of
    the release that was published before it, or was revised last where none
    was. A change is dropped, and that is told, where the thing
    is gone, where the new release itself says something else, or where a rule
    would move.

    Examples:
      configurator revisions studio --registry codes.db
      configurator revisions studio --of phone_case/cover/blue
      configurator revisions studio --carry

    Exit codes: 0 listed, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers.revisions import RevisionsAnswer
        from configurator.cli.address import Address
        from configurator.cli.revised_words import carried_answer, carried_words, revision_answer, revision_lines
        from configurator.registry.opening import open_registry
        from configurator.revising.carried import carry as carried_to
        from configurator.revising.carried import release_before
        from configurator.revising.recorded import history

        loaded = Address.of(catalog).load()
        with open_registry(registry_address(out, registry), create=False) as store:
            source = release_before(loaded.catalog, loaded.release, store) if carry else None
            carried = carried_to(loaded.catalog, loaded.release, store, source) if carry else []
            found = history(store, loaded.catalog.permanent_key, of)
        lines = carried_words(source, carried) if carry else []
        lines += ["\n".join(revision_lines(each)) for each in found]
        out.show(
            lambda: "\n\n".join(lines) or (f"nothing was ever revised at `{of}`" if of else "no revision"),
            lambda: RevisionsAnswer(
                catalog=loaded.catalog.permanent_key,
                revisions=tuple(map(revision_answer, found)),
                carried_from=source,
                carried=tuple(map(carried_answer, carried)),
            ),
        )
