"""`configurator bundle`: a file with what a site needs of a registry, to resolve with no network and no server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.faults import OUR_FAULT, YES
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.answers.bundles import BundleAnswer
    from configurator.registry.bundle import Head

BundleFile = Annotated[Path, typer.Argument(metavar="BUNDLE", help="A file that `bundle` has written.")]

bundle = typer.Typer(
    name="bundle",
    help="Write a file that resolves codes with no network and no server.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@bundle.command("write")
def write(
    target: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where it is written.", show_default=False)
    ],
    catalog: Annotated[
        str | None,
        typer.Option("--catalog", metavar="KEY", help="Only codes of this catalog.", show_default=False),
    ] = None,
    product: Annotated[
        str | None,
        typer.Option("--product", metavar="CATALOG/PRODUCT", help="Only of this product.", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DAY", help="Only what was issued since then.", show_default=False),
    ] = None,
    after: Annotated[
        int,
        typer.Option("--after", metavar="SEQ", min=0, help="Only what is new behind this number of the log: a delta."),
    ] = 0,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Write a bundle: what a site needs of a registry, in one file.

    It has codes, what happened to them, what other systems call them, leased
    numbers and revisions; never a private text. Permanent keys say what it is
    narrowed to. `resolve`, `refs` and others take it with --bundle. What is new
    comes as a delta, behind the number of the log that the bundle goes to; the
    site applies it with `bundle apply`.

    Examples:
      configurator bundle write --registry codes.db -o site.vpcb
      configurator bundle write --catalog studio --since 2026-01-01 -o site.vpcb
      configurator bundle write --after 4711 -o delta.vpcb

    Exit codes: 0 written, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.cli.days import day_of
        from configurator.registry.bundling import Narrowed, write_bundle
        from configurator.registry.opening import open_registry

        narrowed = Narrowed(catalog or "", product or "", day_of(since).isoformat() if since else "")
        with open_registry(registry_address(out, registry), create=False) as store:
            head = write_bundle(store, target, narrowed, after=after)
        out.show(lambda: _words(target, head), lambda: _answer(target, head))


@bundle.command("apply")
def apply(
    delta: Annotated[Path, typer.Argument(metavar="DELTA", help="A delta, written with --after.", show_default=False)],
    to: Annotated[Path, typer.Option("--to", metavar="BUNDLE", help="The bundle at the site.", show_default=False)],
    form: AnswerForm = None,
) -> None:
    """Bring a bundle to where a delta goes.

    A new file takes the place of the old one at once, whole; whoever reads it
    goes on. A delta may be applied twice, and deltas may overlap. One that leaves
    a gap is refused, and so is a damaged one.

    Examples:
      configurator bundle apply delta.vpcb --to site.vpcb
      configurator bundle apply delta.vpcb --to site.vpcb --format json

    Exit codes: 0 applied, 1 it does not fit, 2 wrong use, 3 our fault or the
    disk's.
    """
    with answering(form) as out:
        from configurator.registry.bundling import apply_delta

        head = apply_delta(to, delta)
        out.show(lambda: _words(to, head), lambda: _answer(to, head))


@bundle.command("verify")
def verify(file: BundleFile, form: AnswerForm = None) -> None:
    """Check all that is in a bundle: every row, and the digest of the whole.

    Whoever resolves with it has each row checked that is read. This reads all.

    Examples:
      configurator bundle verify site.vpcb
      configurator bundle verify site.vpcb --format json

    Exit codes: 0 sound, 2 wrong use, 3 damaged, or our fault.
    """
    with answering(form) as out:
        from configurator.answers.bundles import BundleCheckAnswer
        from configurator.registry.bundle import open_bundle
        from configurator.registry.bundle import verify as verified

        with open_bundle(file) as opened:
            head = opened.head
        findings = tuple(verified(file))
        words = "\n".join(findings) or "all of it is sound"
        out.show(
            lambda: f"{_words(file, head)}\n\n{words}",
            lambda: BundleCheckAnswer(ok=not findings, bundle=_answer(file, head), findings=findings),
            OUR_FAULT if findings else YES,
        )


def _words(file: Path, head: Head) -> str:
    from configurator.cli.wording import plural, table

    follows = f", follows entry {head.after}" if head.is_delta else ""
    narrowed = [each for each in (head.catalog, head.product, head.since and f"since {head.since}") if each]
    rows = [
        ("file", f"{file}, {'a delta' if head.is_delta else 'a bundle'} of {plural(head.products, 'code')}"),
        ("goes to", f"entry {head.upto} of the log{follows}"),
        ("made", head.made_at),
        ("sha256", head.content),
    ]
    return table([*rows, *((("only", ", ".join(narrowed)),) if narrowed else ())])


def _answer(file: Path, head: Head) -> BundleAnswer:
    from configurator.answers.bundles import BundleAnswer

    return BundleAnswer(
        file=str(file),
        after=head.after,
        upto=head.upto,
        made_at=head.made_at,
        products=head.products,
        catalog=head.catalog or None,
        product=head.product or None,
        since=head.since or None,
        content=head.content,
    )
