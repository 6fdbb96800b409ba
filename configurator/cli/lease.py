"""`configurator lease`: six digits beside a GTIN, for partners that take no codes."""

from __future__ import annotations

from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.marking import ByWhom, CodeArgument
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address


def lease(
    code: CodeArgument,
    gtin: Annotated[
        str, typer.Option("--gtin", metavar="GTIN", help="14 digits, of which the first is 9.", show_default=False)
    ],
    by_whom: ByWhom = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Lease a number for an issued code beside a GTIN, as GS1 AI 242 carries it.

    Each GTIN has the numbers 000001, 000002 and so on to 999999, without a gap;
    none is ever used for something else. The same code and GTIN have the same
    number. `configurator resolve --gtin GTIN --number NUMBER` leads back.

    Examples:
      configurator lease VYK5G-HBC4L-MB9XR-NVX7J --gtin 99521234543216
      configurator lease VYK5GHBC4LMB9XRNVX7J --gtin 99521234543216 --format json

    Exit codes: 0 leased, 1 unknown, not a code, no such GTIN or no number left,
    2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.cli.linked import lease_answer
        from configurator.cli.wording import table
        from configurator.identity.code_text import grouped
        from configurator.registry.opening import open_registry

        with open_registry(registry_address(out, registry), create=False) as store:
            found = store.leases.lease(code, gtin, by_whom=by_whom)
        rows = [
            ("number", f"{found.digits}, {'leased now' if found.new else 'was leased before'}"),
            ("gtin", found.gtin),
            ("gs1", f"(01){found.gtin}(242){found.digits}"),
            ("long code", grouped(found.code)),
        ]
        out.show(lambda: table(rows), lambda: lease_answer(found))
