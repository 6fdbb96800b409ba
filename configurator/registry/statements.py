"""The SQL that every store shares, as fixed text with positional parameters.

Nothing of a catalog or a document ever becomes part of a statement. PostgreSQL writes the parameters otherwise and
shares the rest.
"""

from __future__ import annotations

COLUMNS = "short, digest, document, release, issued_at, length, sharing, seal"

GROUP = f"SELECT {COLUMNS} FROM codes WHERE short = ? ORDER BY digest"  # noqa: S608 - fixed text
"""All products of one short code."""

SHELF = f"SELECT {COLUMNS} FROM codes WHERE short >= ? AND short < ? ORDER BY short, digest"  # noqa: S608
"""All products whose short codes lie between two."""

TALLY = "SELECT products FROM tally WHERE prefix = ?"

COUNT = "SELECT sum(products) FROM tally"

INSERT = f"INSERT INTO codes ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
"""A plain INSERT: a second row of one key is an error, never an overwrite."""

SHARE = "UPDATE codes SET sharing = ?, seal = ? WHERE short = ? AND digest = ?"

TALLY_UP = """INSERT INTO tally (prefix, products) VALUES (?, ?)
ON CONFLICT (prefix) DO UPDATE SET products = tally.products + excluded.products"""

REPORT = "INSERT INTO events (at, kind, detail) VALUES (?, ?, ?)"
