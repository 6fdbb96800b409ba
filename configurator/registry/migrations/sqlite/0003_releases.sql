-- The releases of catalogs, each whole and for ever: its name says what it is made of.
CREATE TABLE releases (
  name    TEXT NOT NULL PRIMARY KEY, -- KEY@sha256:…, the digest of its sources
  catalog TEXT NOT NULL,             -- the permanent key of its catalog
  place   INTEGER NOT NULL,          -- 1, 2, 3 … among those of its catalog, in the order of publishing
  at      TEXT NOT NULL,             -- ISO 8601, UTC
  length  INTEGER NOT NULL,          -- bytes of the file
  digest  BLOB NOT NULL,             -- SHA-256 of the file
  seal    BLOB NOT NULL              -- hash of all other columns
) WITHOUT ROWID;

CREATE UNIQUE INDEX release_places ON releases (catalog, place);

CREATE TABLE release_parts (
  name   TEXT NOT NULL,
  number INTEGER NOT NULL,           -- 0, 1, 2 …
  data   BLOB NOT NULL,
  PRIMARY KEY (name, number)
);

CREATE TRIGGER releases_are_kept BEFORE DELETE ON releases
BEGIN
  SELECT RAISE(ABORT, 'releases are never deleted');
END;

CREATE TRIGGER releases_are_fixed BEFORE UPDATE ON releases
BEGIN
  SELECT RAISE(ABORT, 'releases never change');
END;
