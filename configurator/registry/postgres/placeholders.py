"""SQL as both databases share it, with `?` for each parameter, in the words of psycopg."""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?|%""")
"""What stands in quotes or in a comment is left alone, but for the percent sign, which psycopg doubles everywhere."""


@lru_cache(maxsize=512)
def translated(sql: str) -> str:
    """`WHERE a = ? AND b LIKE '?%'` becomes `WHERE a = %s AND b LIKE '?%%'`."""
    return _PARTS.sub(lambda part: "%s" if part[0] == "?" else part[0].replace("%", "%%"), sql)
