"""The SQL that every store shares, as fixed text with positional parameters.

Nothing of a catalog or a document ever becomes part of a statement. PostgreSQL writes the parameters otherwise and
shares the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = "short, digest, document, release, issued_at, length, sharing, marks, seal"

GROUP = f"SELECT {COLUMNS} FROM codes WHERE short = ? ORDER BY digest"  # noqa: S608 - fixed text
"""All products of one short code."""

SHELF = f"SELECT {COLUMNS} FROM codes WHERE short >= ? AND short < ? ORDER BY short, digest"  # noqa: S608
"""All products whose short codes lie between two."""

TALLY = "SELECT products FROM tally WHERE prefix = ?"

COUNT = "SELECT sum(products) FROM tally"

INSERT = f"INSERT INTO codes ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
"""A plain INSERT: a second row of one key is an error, never an overwrite."""

SHARE = "UPDATE codes SET sharing = ?, marks = ?, seal = ? WHERE short = ? AND digest = ?"
"""What may change of a row: how many share its short code, and how many entries are about it."""

CHANGE = """UPDATE codes SET release = ?, issued_at = ?, length = ?, sharing = ?, marks = ?, seal = ?
WHERE short = ? AND digest = ?"""
"""What may change when another registry is merged into this one: who issued first, and so on."""

PAGE = f"SELECT {COLUMNS} FROM codes ORDER BY short, digest LIMIT ?"  # noqa: S608

PAGE_AFTER = f"SELECT {COLUMNS} FROM codes WHERE (short, digest) > (?, ?) ORDER BY short, digest LIMIT ?"  # noqa: S608


def groups(count: int) -> str:
    """The products of so many short codes."""
    marks = ", ".join("?" * count)
    return f"SELECT {COLUMNS} FROM codes WHERE short IN ({marks}) ORDER BY short, digest"  # noqa: S608


TALLY_UP = """INSERT INTO tally (prefix, products) VALUES (?, ?)
ON CONFLICT (prefix) DO UPDATE SET products = tally.products + excluded.products"""


@dataclass(frozen=True, slots=True)
class PlacesOfTexts:
    """How the places of private texts are asked for: the digest, the option, and of which types the two are stored.

    `older`: before a moment, so many; `of_digest`: of a product.
    """

    older: str
    of_digest: str


TYPED = PlacesOfTexts(
    "SELECT digest, option, 'blob', 'text' FROM private_texts WHERE written_at < ? ORDER BY digest, option LIMIT ?",
    "SELECT digest, option, 'blob', 'text' FROM private_texts WHERE digest = ? ORDER BY option",
)
"""In a database in which a column holds what is of its type, and nothing else."""

_PLACE = "ifnull(CAST(digest AS BLOB), x''), ifnull(CAST(option AS BLOB), x''), typeof(digest), typeof(option)"

UNTYPED = PlacesOfTexts(
    f"SELECT {_PLACE} FROM private_texts WHERE written_at < ? OR typeof(written_at) <> 'text' "  # noqa: S608
    "ORDER BY digest, option LIMIT ?",
    f"SELECT {_PLACE} FROM private_texts WHERE digest IN (?1, CAST(?1 AS TEXT)) ORDER BY digest, option",  # noqa: S608
)
"""SQLite: a flipped bit makes octets of a text, or a text of octets, and a text need not be UTF-8."""

ERASE_AS_STORED = f"DELETE FROM private_texts WHERE ({_PLACE}) = (?, ?, ?, ?)"  # noqa: S608 - fixed text
"""SQLite: a row whose place no value of ours equals."""

MADE = "SELECT sql FROM sqlite_master WHERE name = 'private_texts'"
"""SQLite: the statement that made the table of private texts, of which another one is made."""

SCRUB = (
    "INSERT INTO private_texts_anew SELECT * FROM private_texts ORDER BY digest, option",
    "DROP TABLE private_texts",
    "ALTER TABLE private_texts_anew RENAME TO private_texts",
)
"""SQLite: the rows of a table written to other pages, and all of its own given back, and so overwritten."""
