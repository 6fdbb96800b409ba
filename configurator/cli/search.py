"""`configurator search`: where something is declared, by its key, its words, its owner or its ticket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, OneCatalog
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import answering

if TYPE_CHECKING:
    from configurator.search import Declaration, Kind
    from configurator.source import Sources


def search(
    catalog: OneCatalog,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="All of them must stand there.", show_default=False)
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="NAME", help="Only what this one owns; a part is enough.")
    ] = None,
    ticket: Annotated[str | None, typer.Option("--ticket", metavar="TICKET", help="Only what has this ticket.")] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="Only product, option, value, space, rule or table."),
    ] = None,
    form: AnswerForm = None,
) -> None:
    """Find what is declared by its key, label, reason, or free properties.

    Free properties are what people note down for each other about a product, an
    option, a value, a space, a rule or a table; nothing depends on them:
      rule dark_ink … because "…" owner "Print team" ticket "P-12"
      black { owner: "Anna", note: "until spring" }
      a column owner, reason, ticket or note in a CSV file
    Letter case and accents do not count. --kind rule finds tables, too.

    Examples:
      configurator search studio logo dark
      configurator search studio leather --kind value
      configurator search shop.vpc --owner "Print team" --format json

    Exit codes: 0 found, 1 nothing found, or mistakes, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.answers import DeclarationAnswer, SearchAnswer
        from configurator.catalog_files import find_catalog
        from configurator.exchange.foreign_files import opened
        from configurator.pipeline import declared_in
        from configurator.search import search as find

        only = _kind(kind)
        if not any(each.strip() for each in words or ()) and (owner, ticket, only) == (None, None, None):
            raise WrongUseError("nothing-to-find", "nothing is looked for", "name words, an owner, a ticket or a kind")
        path = find_catalog(catalog)
        sources, declared = declared_in(opened(path))
        found = find(declared, words or (), owner=owner, ticket=ticket, kind=only)
        out.show(
            lambda: _words(found, sources),
            lambda: SearchAnswer(
                catalog=declared.key, found=tuple(DeclarationAnswer.of(each, sources) for each in found)
            ),
            YES if found else NO,
        )


def _kind(named: str | None) -> Kind | None:
    from configurator.diagnostics.suggest import did_you_mean
    from configurator.search import Kind

    if named is None or named in set(Kind):
        return None if named is None else Kind(named)
    raise WrongUseError("unknown-kind", f"there is no kind `{named}`", did_you_mean(named, list(Kind)))


def _words(found: Sequence[Declaration], sources: Sources) -> str:
    if not found:
        return "nothing found"
    return "\n".join(line for each in found for line in _declaration(each, sources))


def _declaration(found: Declaration, sources: Sources) -> Iterator[str]:
    label = f"  «{found.label}»" if found.label is not None and found.label != found.key else ""
    yield f"{sources.of(found.span).link(found.span)}: {found.kind.value} {found.path}{label}"
    if found.because is not None:
        yield f"  because  {found.because}"
    for name, text in found.properties.said():
        yield f"  {name:<7}  {text}"
