"""`configurator schema`: the JSON Schema of a product's configurations."""

from __future__ import annotations

import sys

from configurator.cli.arguments import CatalogAndProduct, Language
from configurator.cli.output import answering, write


def schema(catalog: CatalogAndProduct, language: Language = None) -> None:
    """Write the JSON Schema (2020-12) of a product's configurations.

    What `validate` accepts, the schema accepts. What the schema refuses (an
    unknown option or value, another type, a number out of range) `validate`
    refuses, too. Rules and tables only `validate` knows.

    Examples:
      configurator schema studio:phone_case
      configurator schema atelier > foundation.schema.json

    Exit codes: 0 written, 1 mistakes in the catalog, 2 wrong use, 3 our fault.
    """
    with answering(None):
        import orjson

        from configurator.cli.address import Address
        from configurator.exchange.json_schema import schema_of

        address = Address.of(catalog)
        line = address.choose(address.load())
        product = line.product if language is None else line.translated(language)
        write(sys.stdout, orjson.dumps(schema_of(product), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
