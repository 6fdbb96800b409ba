"""`configurator export`: a product in the notation of others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.arguments import CatalogAndProduct
from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering, say, write


def export(
    catalog: CatalogAndProduct,
    notation: Annotated[
        str,
        typer.Option(
            "--to", metavar="NOTATION", help="The notation: uvl, dimacs, json or browser.", show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it to this file.", show_default=False),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", metavar="", help="Write it over a file that is there already.")
    ] = False,
) -> None:
    """Write a product in the notation of others.

    Options, conditions, rules and tables are taken over, so that there are as
    many products as before; prices, parts and labels of other languages are
    not. What the notation cannot say is refused. In JSON, a product is variables
    with their values, tables, and rules that forbid trees of conditions; in
    DIMACS a variable each value, for SAT solvers and model counters.

    For a browser all goes along that verdicts, prices and codes are made from,
    and the words of all languages; parts and work steps do not.

    Examples:
      configurator export lamp:sconce --to uvl -o sconce.uvl
      configurator export lamp:sconce --to browser -o sconce.json
      configurator export phone.vpc --to uvl | less

    Exit codes: 0 written, 1 the notation cannot say it, or mistakes in the
    catalog, 2 wrong use, 3 our fault.
    """
    with answering(None):
        from configurator.catalog_files import CatalogFiles
        from configurator.cli.address import Address
        from configurator.diagnostics.suggest import did_you_mean
        from configurator.exchange.exports import EXPORTS

        found = EXPORTS.get(notation.lower())
        if found is None:
            hint = did_you_mean(notation, EXPORTS) or f"there are {', '.join(EXPORTS)}"
            raise WrongUseError("unknown-notation", f"nothing is written as `{notation}`", hint)
        if output is not None and output.exists() and not force:
            raise WrongUseError("file-exists", f"`{output}` is there already", "write `--force` to write over it")
        address = Address.of(catalog)
        text = found.writer()(address.choose(address.load()))
        if output is None:
            write(sys.stdout, text.encode())
        else:
            CatalogFiles(output).write(output.name, text)
            say(f"wrote {output}")
