"""The seal of a stored row: a hash over its columns, by which a flipped bit or a swapped row shows when it is read.

A seal is no signature: who can write the database on purpose can write a fitting seal.
"""

from __future__ import annotations

from hashlib import sha256

Field = str | bytes | int | None


def seal(table: str, *fields: Field) -> bytes:
    """The 16 bytes that vouch for a row of a table; no two rows are written alike, whatever stands in them.

    Raises `TypeError` for a field of another type: what a damaged column holds is no text, number, bytes or nothing.
    """
    parts = [b"vpc/1 sealed " + _written(table)]
    parts += map(_written, fields)
    return sha256(b"".join(parts)).digest()[:16]


def _written(field: Field) -> bytes:
    if field is None:
        return b"n;"
    if isinstance(field, str):
        text = field.encode("utf-8", "surrogatepass")
        return b"s%d:%b;" % (len(text), text)
    if isinstance(field, bytes):
        return b"b%d:%b;" % (len(field), field)
    if isinstance(field, int):
        return b"i%d;" % field
    raise TypeError(f"a column holds {type(field).__name__}, which no row of ours does")
