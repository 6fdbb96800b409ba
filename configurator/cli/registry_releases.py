"""`configurator registry releases` and `registry fetch`: which releases a registry holds, and one of them as a file."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address
from configurator.cli.release import OutputFile, told, words, write_file


def releases(
    registry: RegistryAddress = None,
    catalog: Annotated[
        str | None,
        typer.Option("--catalog", metavar="KEY", help="Only those of this catalog.", show_default=False),
    ] = None,
    form: AnswerForm = None,
) -> None:
    """List the releases that a registry holds.

    Those of a catalog stand in the order in which they were published.

    Examples:
      configurator registry releases --registry codes.db
      configurator registry releases --registry codes.db --catalog studio

    Exit codes: 0 listed, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import ReleasesAnswer
        from configurator.answers.releases import ReleaseRow
        from configurator.cli.wording import table
        from configurator.registry.opening import open_registry

        with open_registry(registry_address(out, registry), create=False) as store:
            found = store.releases.listed(catalog)
        text = table((each.name, f"{each.at}  release {each.place}, {each.length:,} bytes") for each in found)
        out.show(
            text if found else "it holds no release" + (f" of `{catalog}`" if catalog else ""),
            lambda: ReleasesAnswer(releases=tuple(map(ReleaseRow.of, found))),
        )


def fetch(
    name: Annotated[
        str, typer.Argument(metavar="RELEASE", help="KEY@sha256:..., or how that begins.", show_default=False)
    ],
    output: OutputFile = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Write a release that a registry holds into a file, as it was published.

    The name may be shortened, as long as one release is meant.

    Examples:
      configurator registry fetch studio@sha256:da6f8c3c -o studio.vpcr
      configurator registry fetch studio@sha256:da6f8c -o s.vpcr --registry c.db

    Exit codes: 0 written, 1 not held, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import ReleaseAnswer
        from configurator.errors import UnknownReleaseError
        from configurator.registry.opening import open_registry
        from configurator.release.container import Container

        if output is None:
            raise WrongUseError("no-output", "nothing says where the release goes", "write `-o FILE.vpcr`")
        with open_registry(registry_address(out, registry), create=False) as store:
            held = [each.name for each in store.releases.listed()]
            meant = [each for each in held if each.startswith(name)]
            if not meant:
                raise UnknownReleaseError(name, held)
            if len(meant) > 1:
                raise WrongUseError(
                    "several-releases", f"{len(meant)} releases begin with `{name}`", "write more of it"
                )
            container = Container(store.releases.fetch(meant[0]), meant[0])
        container.check()
        write_file(output, container.data)
        members = told(container)
        out.show(lambda: words(members, ("file", str(output))), lambda: ReleaseAnswer(**members, file=str(output)))
