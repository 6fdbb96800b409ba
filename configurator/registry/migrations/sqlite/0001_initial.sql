-- One row a product. The key begins with the short code, so a scan of a label is one look-up and products that share a
-- short code stand side by side. Rows stay for ever; only `sharing` and the seal over it change, when a clash is found.
CREATE TABLE codes (
  short     TEXT    NOT NULL,            -- 20 symbols
  digest    BLOB    NOT NULL,            -- 32 bytes, of the document
  document  BLOB    NOT NULL,            -- canonical bytes
  release   TEXT    NOT NULL,            -- the catalog release that it was first issued under
  issued_at TEXT    NOT NULL,            -- ISO 8601, UTC
  length    INTEGER NOT NULL,            -- of the label: 20, or 28 for one that came later to its short code
  sharing   INTEGER NOT NULL,            -- how many products have this short code, this one counted
  seal      BLOB    NOT NULL,            -- hash of the columns that the digest does not cover
  PRIMARY KEY (short, digest)
) WITHOUT ROWID;

CREATE TRIGGER codes_are_kept BEFORE DELETE ON codes
BEGIN
  SELECT RAISE(ABORT, 'issued codes are never deleted');
END;

CREATE TRIGGER codes_are_fixed BEFORE UPDATE OF short, digest, document, release, issued_at, length ON codes
BEGIN
  SELECT RAISE(ABORT, 'issued codes never change');
END;

-- How many products have a short code that begins so: with it, "never issued" can be proved by counting a few rows, and
-- a row that damage has made unfindable is missed. It is small (24,389 rows at most), unlike an index.
CREATE TABLE tally (
  prefix   TEXT    NOT NULL PRIMARY KEY, -- scheme and first three symbols of the payload
  products INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE events (
  seq    INTEGER PRIMARY KEY AUTOINCREMENT,
  at     TEXT NOT NULL,
  kind   TEXT NOT NULL,
  detail TEXT NOT NULL                   -- a JSON object
);

CREATE TRIGGER events_are_kept BEFORE DELETE ON events
BEGIN
  SELECT RAISE(ABORT, 'events are never deleted');
END;

CREATE TRIGGER events_are_fixed BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'events never change');
END;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO meta (key, value) VALUES ('format', '1');
