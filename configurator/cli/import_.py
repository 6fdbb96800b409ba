"""`configurator import`: a model in the notation of others as an ordinary catalog."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering, say, write


def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A model in another notation, by its ending.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="CATALOG", help="Write the catalog to this file.", show_default=False),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", metavar="", help="Write it over a file that is there already.")
    ] = False,
) -> None:
    """Make a model in the notation of others an ordinary catalog.

    Feature models (.uvl, .sxfm, .dimacs) become one product with as many
    configurations as the model has products over all its features; so do rules
    (.prl), formulas (.lng), models with parts (.coom) and tables (.xml, .json).
    The text is laid out as `fmt` does it, and `check` finds no mistake in it.
    What a catalog cannot say is refused, with its place. Rows of long tables
    are written into files beside the catalog. Commands that take a CATALOG take
    such a file directly, too.

    Examples:
      configurator import phone.uvl -o phone.vpc
      configurator import phone.uvl | less
      configurator count phone.uvl

    Exit codes: 0 written, 1 mistakes in the file, 2 wrong use, 3 our fault.
    """
    with answering(None):
        from configurator.catalog_files import SUFFIX, CatalogFiles
        from configurator.diagnostics.render import report
        from configurator.errors import UnreadableFileError
        from configurator.exchange.bridge import bridge_of, unread
        from configurator.exchange.foreign_files import ForeignFiles
        from configurator.pipeline import faulty

        path = Path(file)
        bridge = bridge_of(path.name)
        if bridge is None:
            if not path.exists():
                raise UnreadableFileError("missing-file", f"there is no file `{file}`")
            if path.suffix == SUFFIX:
                raise WrongUseError("a-catalog", f"`{file}` is a catalog already", "`check` and all others take it")
            raise unread(file)
        if output is not None and (taken := bridge_of(output.name)) is not None:
            message = f"`{output}` would be read as {taken.name}, by its ending, and what is written is a catalog"
            raise WrongUseError("not-a-catalog-name", message, f"write `-o {output.with_suffix('.vpc')}`")
        if output is not None and output.exists() and not force:
            raise WrongUseError("file-exists", f"`{output}` is there already", "write `--force` to write over it")
        made = ForeignFiles(path, bridge).imported()
        if made.value is None:
            raise faulty(made)
        if made.diagnostics:
            say(report(made.diagnostics, made.sources) + "\n", sys.stderr)
        if output is None:
            if made.value.files:
                message = f"the catalog of `{file}` has files beside it: the rows of its long tables"
                raise WrongUseError("needs-output", message, "write `-o` and the name of a file")
            write(sys.stdout, made.value.text.encode())
            return
        files = CatalogFiles(output)
        for name, text in made.value.files.items():
            files.write(name, text)
        files.write(output.name, made.value.text)
        beside = f" and {len(made.value.files)} files beside it" if made.value.files else ""
        say(f"wrote {output}{beside}")
