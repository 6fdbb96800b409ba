"""`configurator release`: a catalog becomes one file that never changes, and is published in a registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.completion import complete_catalog
from configurator.cli.faults import WrongUseError
from configurator.cli.output import Out, answering
from configurator.cli.registry_address import RegistryAddress

if TYPE_CHECKING:
    from configurator.catalog_files import CatalogFiles
    from configurator.diagnostics import Diagnostic
    from configurator.publishing import Publication
    from configurator.release.container import Container

OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the release here.", show_default=False)
]


def release(
    catalog: Annotated[
        str,
        typer.Argument(
            metavar="CATALOG",
            help="A catalog, or a release file (.vpcr).",
            autocompletion=complete_catalog,
            show_default=False,
        ),
    ],
    output: OutputFile = None,
    registry: RegistryAddress = None,
    create: Annotated[
        bool, typer.Option("--create", metavar="", help="Begin a new registry if the file is missing, or empty.")
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option("--sign", metavar="KEYFILE", help="Sign the file with this key; see `sign`.", show_default=False),
    ] = None,
    by_whom: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who publishes it.", show_default=False)
    ] = None,
    form: AnswerForm = None,
) -> None:
    """Make a release of a catalog: one file, or a place in a registry, for ever.

    A release has the catalog, all files that it names, and what they compile to,
    under the digest of what they are made of. Every command takes it in the place
    of a catalog, and a process that has just begun answers from it in
    milliseconds. The same catalog gives the same bytes.

    With --registry it is published: held against all releases of the catalog
    that are there, and refused where a code would change. From then on only what
    is published issues codes there. Publishing the same again changes nothing.

    Examples:
      configurator release studio -o studio.vpcr
      configurator code studio.vpcr model=p14 cover=black
      configurator release studio --registry codes.db --create

    Exit codes: 0 made, 1 mistakes or broken codes, 2 wrong use, 3 our fault or
    the disk's.
    """
    with answering(form) as out:
        from configurator.catalog_files import find_catalog
        from configurator.exchange.foreign_files import opened

        if output is None and registry is None and out.settings.registry is None:
            hint = "write `-o FILE.vpcr`, or `--registry FILE|URL`"
            raise WrongUseError("no-output", "nothing says where the release goes", hint)
        if key is not None and output is None:
            raise WrongUseError(
                "no-output", "a signature stands beside a file, and none is written", "write `-o FILE.vpcr`"
            )
        files = opened(find_catalog(catalog))
        if registry is not None or output is None:
            _publish(out, files, output, registry, by_whom, key, create=create)
        else:
            _made(out, files, output, key)


def _made(out: Out, files: CatalogFiles, output: Path, key: Path | None) -> None:
    from configurator.answers import ReleaseAnswer
    from configurator.cli.patience import patient
    from configurator.release.container import Container
    from configurator.release.making import release_of

    with patient(out) as budget:
        container = Container(release_of(files, budget), str(output))
    signed_by = _written(output, container.data, key)
    members = told(container)
    out.show(
        lambda: words(members, ("file", str(output)), *_signed(signed_by)),
        lambda: ReleaseAnswer(**members, file=str(output), signed_by=signed_by),
    )


def _written(output: Path, data: bytes, key: Path | None) -> tuple[str, ...]:
    """Write a release, and its signature where there is a key; the public keys of all who have signed it."""
    from configurator.cli.sign import put_signature

    write_file(output, data)
    return () if key is None else put_signature(output, key)


def _signed(signed_by: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("signed by", each) for each in signed_by]


def _publish(
    out: Out,
    files: CatalogFiles,
    output: Path | None,
    registry: str | None,
    by_whom: str | None,
    key: Path | None,
    *,
    create: bool,
) -> None:
    from configurator.answers import DiagnosticAnswer, ReleaseAnswer
    from configurator.cli.patience import patient
    from configurator.cli.registry_address import registry_address
    from configurator.diagnostics.render import as_json
    from configurator.publishing import publish
    from configurator.registry.opening import open_registry, shown
    from configurator.release.container import Container

    address = registry_address(out, registry)
    with patient(out) as budget, open_registry(address, create=create) as store:
        found = publish(store.releases, files, budget, by_whom)
        container = Container(store.releases.fetch(found.published.name), found.published.name)
    signed_by = () if output is None else _written(output, container.data, key)
    members, one = told(container), found.published

    def text() -> str:
        place = f"{shown(address)}, release {one.place} of `{one.catalog}`"
        rows = [("registry", f"{place}, {'published now' if found.new else 'was published before'}")]
        files = [("file", str(output))] if output else []
        return words(members, *rows, *files, *_signed(signed_by), *_changes(found))

    out.show(
        text,
        lambda: ReleaseAnswer(
            **members,
            file=str(output) if output else None,
            signed_by=signed_by,
            registry=shown(address),
            place=one.place,
            published_at=one.at,
            new=found.new,
            changes=tuple(DiagnosticAnswer.model_validate(as_json(each, found.sources)) for each in found.changes),
        ),
    )


def _changes(found: Publication) -> list[tuple[str, str]]:
    def line(each: Diagnostic) -> str:
        return f"{found.sources.of(each.span).where(each.span)}: {each.message}"

    return [("changes", line(each)) for each in found.changes]


def told(container: Container) -> dict[str, Any]:
    """What every answer about a release says."""
    catalog = container.told["catalog"]["permanent_key"]
    return {"release": container.told["release"], "catalog": catalog, "length": len(container.data)}


def words(members: dict[str, Any], *rows: tuple[str, str]) -> str:
    """The same for people."""
    from configurator.cli.wording import table

    first = [("release", str(members["release"])), ("size", f"{members['length']:,} bytes")]
    return table([*first, *rows])


def write_file(output: Path, data: bytes) -> None:
    """Write a release, whole or not at all; one that is there already is never changed to another.

    Raises `WrongUseError` for a file with something else in it, and `UnwritableFileError`.
    """
    from configurator.errors import UnwritableFileError
    from configurator.release.container import SUFFIX
    from configurator.whole_files import replacing

    if output.suffix != SUFFIX:
        message = f"`{output}` does not end in `{SUFFIX}`, by which a release is known"
        raise WrongUseError("not-a-release-name", message, f"write `-o {output.with_suffix(SUFFIX)}`")
    try:
        if output.exists() and output.read_bytes() != data:
            hint = "a release never changes: give it another name, or remove the file first"
            raise WrongUseError("file-exists", f"`{output}` is there already, and is something else", hint)
        with replacing(output) as file:
            file.write(data)
    except OSError as error:
        raise UnwritableFileError(str(output), error.strerror or str(error)) from None
