"""`configurator registry erasures`: the list of what was erased, to be kept where the registry is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.registry.private_texts import PrivateTexts


def erasures(
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write; it is replaced as a whole.")
    ],
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Write the list of all private texts that were ever erased.

    A backup from before an erasure still has the text. `registry restore` with
    this list erases it there, too, also when the registry itself is lost. So
    write the list each time you erase, and keep it where the registry is not.
    Nothing private stands in it.

    Examples:
      configurator registry erasures -o erased.ndjson --registry codes.db
      configurator registry erasures -o erased.ndjson --format json

    Exit codes: 0 written, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import ErasuresAnswer
        from configurator.registry.opening import open_registry

        with open_registry(registry_address(out, registry), create=False) as store:
            count = _write(store.private, output)
        words = f"{count:,} erasure{'' if count == 1 else 's'} written to {output}"
        out.show(words, lambda: ErasuresAnswer(file=str(output), erasures=count))


def _write(private: PrivateTexts, path: Path) -> int:
    from configurator.registry.erasure_list import write_erasures
    from configurator.whole_files import replacing

    with replacing(path) as file:
        return write_erasures(private.erasures(), file)
