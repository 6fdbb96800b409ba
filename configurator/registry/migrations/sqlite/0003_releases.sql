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
  seal   BLOB NOT NULL,              -- hash of all other columns
  PRIMARY KEY (name, number)
);

CREATE TRIGGER releases_are_kept BEFORE DELETE ON releases
BEGIN
  SELECT RAISE(ABORT, 'releases are never deleted');
END;

-- but for when it was first published, and so its place, which another registry that is merged into this one may know
CREATE TRIGGER releases_are_fixed BEFORE UPDATE ON releases
WHEN NEW.seal = OLD.seal OR NEW.name <> OLD.name OR NEW.catalog <> OLD.catalog OR NEW.length <> OLD.length
  OR NEW.digest <> OLD.digest OR NEW.at > OLD.at
BEGIN
  SELECT RAISE(ABORT, 'releases never change');
END;
