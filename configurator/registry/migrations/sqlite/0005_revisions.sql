-- Data revisions on top of releases: a document each, named by its content, in force from a moment on. They stay for ever.
CREATE TABLE revisions (
  release   TEXT    NOT NULL,            -- the release that it was proved against
  number    INTEGER NOT NULL,            -- 1, 2, 3 … among those of the release, in the order of their coming
  digest    BLOB    NOT NULL,            -- 32 bytes: SHA-256 of the document
  catalog   TEXT    NOT NULL,            -- permanent key
  effective TEXT    NOT NULL,            -- ISO 8601 in UTC, to the second: in force from this moment on
  at        TEXT    NOT NULL,            -- when it was kept
  document  BLOB    NOT NULL,            -- canonical JSON
  seal      BLOB    NOT NULL,            -- hash of all other columns
  PRIMARY KEY (release, number)
) WITHOUT ROWID;

CREATE UNIQUE INDEX revisions_by_digest ON revisions (digest);

CREATE INDEX revisions_by_catalog ON revisions (catalog);

CREATE TRIGGER revisions_are_kept BEFORE DELETE ON revisions
BEGIN
  SELECT RAISE(ABORT, 'revisions are never deleted');
END;

CREATE TRIGGER revisions_are_fixed BEFORE UPDATE ON revisions
BEGIN
  SELECT RAISE(ABORT, 'revisions never change');
END;
