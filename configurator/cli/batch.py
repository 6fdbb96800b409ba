"""`configurator batch`: the verdicts and codes of all rows of a file, in another file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, IdentityKeyFile, identity_key
from configurator.cli.days import Day, day_of
from configurator.cli.facts import facts_of, row_facts_in
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.output import answering

if TYPE_CHECKING:
    from configurator.batch.many import Done


def batch(  # noqa: PLR0913, PLR0917 - an option each
    catalog: CatalogAndProduct,
    rows: Annotated[
        Path, typer.Argument(metavar="ROWS", help="A file of rows: .parquet, .arrow or .ndjson.", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where the answers go: .parquet, .arrow or .ndjson.",
            show_default=False,
        ),
    ],
    verdicts: Annotated[
        bool, typer.Option("--verdicts", metavar="", help="Verdicts and reasons only: faster by far.")
    ] = False,
    amount: Annotated[
        list[str] | None,
        typer.Option(
            "--amount", metavar="NAME", help="Tell a derived amount, too; as often as there are.", show_default=False
        ),
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--fact",
            metavar="NAME[=VALUE]",
            help="A fact of the sale, such as market=eu; without a value, a column of the rows.",
            show_default=False,
        ),
    ] = None,
    on: Day = None,
    rank: Annotated[bool, typer.Option("--rank", metavar="", help="Tell the number of each valid row, too.")] = False,
    parts: Annotated[bool, typer.Option("--parts", metavar="", help="Tell the parts of each valid row.")] = False,
    parts_total: Annotated[
        bool, typer.Option("--parts-total", metavar="", help="Tell how many of each part all rows need.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes",
            metavar="NUMBER",
            min=1,
            help="How many at once; else one a processor, for many rows.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", metavar="", help="Write it over a file that is there already.")
    ] = False,
    form: AnswerForm = None,
    key_file: IdentityKeyFile = None,
) -> None:
    """Judge every row of a file, and give the valid ones their codes.

    A column is an option, by its key; a row is a configuration. What is null,
    and a column that is missing, is not mentioned: the option gets its default.
    (No value is the empty string.) The answers stand in the order of the rows:
      valid    true or false
      reason   why not: the key of the first broken rule or table, or what is
               wrong with an option, as in unknown-value:team
      digest   the digest of a valid row, 32 bytes
      code     its virtual product code, 20 symbols
      NAME     with `--amount NAME` what a valid row comes to, an exact decimal,
               for the facts that `--fact` gives; NAME_unit is its unit.
               `--fact market` takes them from the column `market`
      number   with `--rank` its number, as `configurator rank` tells it
    With `--parts` the file has other rows: one for each part that a valid row
    needs, with the number of the row from 0 on; with `--parts-total` one for
    each part, with how many of it all rows need together.
    Memory does not depend on the number of rows. The file is there when all of
    it is written.

    Examples:
      configurator batch laptop orders.parquet -o codes.parquet
      configurator batch studio:phone_case orders.ndjson -o said.ndjson --verdicts
      configurator batch studio rows.ndjson -o prices.parquet --amount price
      configurator batch studio rows.arrow -o p.arrow --amount price --fact market
      configurator batch fleet:phone rows.ndjson -o parts.parquet --parts-total

    Exit codes: 0 all rows are valid, 1 some are not, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.answers import BatchAnswer
        from configurator.cli.address import Address
        from configurator.cli.patience import counting

        if output.exists() and not force:
            raise WrongUseError("file-exists", f"`{output}` is there already", "write `--force` to write over it")
        address = Address.of(catalog)
        line = address.choose(address.load())
        if not amount and (fact or on):
            raise WrongUseError("idle-fact", "facts are given, and nothing depends on them", "name an `--amount`, too")
        of_parts = parts or parts_total
        if (parts and parts_total) or (of_parts and (amount or rank or verdicts)):
            raise WrongUseError(
                "parts-alone", "a file of parts has no other answers", "ask for each in a file of its own"
            )
        for_all, in_rows = row_facts_in(fact or [])
        day, facts = (day_of(on), facts_of(line, for_all)) if amount else (None, None)
        about = line.about_rows(rows) if rank else 0
        following = line.following(
            amounts=amount or (), facts=facts, day=day, row_facts=in_rows, numbered=rank, rows=about
        )
        limits = out.settings.json_limits
        with counting(out) as progress:
            if of_parts:
                done = line.parts_file(
                    rows, output, together=parts_total, processes=processes, limits=limits, progress=progress
                )
            else:
                done = line.batch_file(
                    rows,
                    output,
                    coded=not verdicts,
                    following=following,
                    processes=processes,
                    identity_key=identity_key(key_file),
                    limits=limits,
                    progress=progress,
                )
        out.show(
            lambda: _words(done, output, of_parts=of_parts),
            lambda: BatchAnswer.of(line.product, done, str(output), done.written if of_parts else done.rows),
            YES if done.valid == done.rows else NO,
        )


_MOST_REASONS = 5


def _words(done: Done, output: Path, *, of_parts: bool) -> str:
    from configurator.cli.wording import table

    what = f"{done.written:,} {'part' if done.written == 1 else 'parts'} " if of_parts else ""
    told = f"{done.rows:,} {'row' if done.rows == 1 else 'rows'}, {done.valid:,} valid; {what}written to {output}"
    frequent = done.reasons.most_common(_MOST_REASONS)
    if not frequent:
        return told
    listed = table(((f"{count:,}", reason) for reason, count in frequent), "  ")
    rest = len(done.reasons) - len(frequent)
    return f"{told}\n\nwhy not:\n{listed}" + (
        f"\n  and {rest} more {'reasons' if rest > 1 else 'reason'}" if rest else ""
    )
