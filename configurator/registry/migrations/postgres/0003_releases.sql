-- The releases of catalogs, each whole and for ever: its name says what it is made of.
CREATE TABLE releases (
  name    TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- KEY@sha256:…, the digest of its sources
  catalog TEXT COLLATE "C" NOT NULL,             -- the permanent key of its catalog
  place   BIGINT NOT NULL,                       -- 1, 2, 3 … among those of its catalog, in the order of publishing
  at      TEXT NOT NULL,                         -- ISO 8601, UTC
  length  BIGINT NOT NULL,                       -- bytes of the file
  digest  BYTEA NOT NULL,                        -- SHA-256 of the file
  seal    BYTEA NOT NULL                         -- hash of all other columns
);

CREATE UNIQUE INDEX release_places ON releases (catalog, place);

CREATE TABLE release_parts (
  name   TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,                        -- 0, 1, 2 …
  data   BYTEA NOT NULL,
  seal   BYTEA NOT NULL,                         -- hash of all other columns
  PRIMARY KEY (name, number)
);

CREATE TRIGGER releases_are_kept BEFORE DELETE ON releases
  FOR EACH ROW EXECUTE FUNCTION refuse('releases are never deleted');

CREATE TRIGGER releases_are_not_emptied BEFORE TRUNCATE ON releases
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('releases are never deleted');

-- but for when it was first published, and so its place, which another registry that is merged into this one may know
CREATE TRIGGER releases_are_fixed BEFORE UPDATE ON releases
  FOR EACH ROW
  WHEN (new.seal = old.seal OR new.at > old.at
    OR (new.name, new.catalog, new.length, new.digest) IS DISTINCT FROM (old.name, old.catalog, old.length, old.digest))
  EXECUTE FUNCTION refuse('releases never change');
