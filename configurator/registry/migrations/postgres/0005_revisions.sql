-- Data revisions on top of releases: a document each, named by its content, in force from a moment on. They stay for ever.
CREATE TABLE revisions (
  release   TEXT COLLATE "C" NOT NULL,   -- the release that it was proved against
  number    BIGINT NOT NULL,             -- 1, 2, 3 … among those of the release, in the order of their coming
  digest    BYTEA NOT NULL UNIQUE,       -- 32 bytes: SHA-256 of the document
  catalog   TEXT COLLATE "C" NOT NULL,   -- permanent key
  effective TEXT COLLATE "C" NOT NULL,   -- ISO 8601 in UTC, to the second: in force from this moment on
  at        TEXT COLLATE "C" NOT NULL,   -- when it was kept
  document  BYTEA NOT NULL,              -- canonical JSON
  seal      BYTEA NOT NULL,              -- hash of all other columns
  PRIMARY KEY (release, number)
);

CREATE INDEX revisions_by_catalog ON revisions (catalog);

CREATE TRIGGER revisions_are_kept BEFORE DELETE ON revisions
  FOR EACH ROW EXECUTE FUNCTION refuse('revisions are never deleted');

CREATE TRIGGER revisions_are_not_emptied BEFORE TRUNCATE ON revisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('revisions are never deleted');

CREATE TRIGGER revisions_are_fixed BEFORE UPDATE ON revisions
  FOR EACH ROW EXECUTE FUNCTION refuse('revisions never change');
