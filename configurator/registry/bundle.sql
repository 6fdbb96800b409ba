-- A bundle: what a site needs of a registry, in the same tables, to be read and never written. See `bundle.py`.
CREATE TABLE head (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE codes (
  short     TEXT    NOT NULL,
  digest    BLOB    NOT NULL,
  document  BLOB    NOT NULL,
  release   TEXT    NOT NULL,
  issued_at TEXT    NOT NULL,
  length    INTEGER NOT NULL,
  sharing   INTEGER NOT NULL,
  marks     INTEGER NOT NULL,
  seal      BLOB    NOT NULL,
  PRIMARY KEY (short, digest)
) WITHOUT ROWID;

CREATE TABLE tally (
  prefix   TEXT    NOT NULL PRIMARY KEY,
  products INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE log (
  id      BLOB NOT NULL PRIMARY KEY,
  seq     INTEGER,
  at      TEXT NOT NULL,
  kind    TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL,
  seal    BLOB NOT NULL
) WITHOUT ROWID;

CREATE INDEX log_subjects ON log (subject);

CREATE TABLE links (
  system    TEXT NOT NULL,
  reference TEXT NOT NULL,
  code      TEXT NOT NULL,
  at        TEXT NOT NULL,
  seal      BLOB NOT NULL,
  PRIMARY KEY (system, reference)
) WITHOUT ROWID;

CREATE INDEX links_by_code ON links (code);

CREATE TABLE leases (
  gtin   TEXT    NOT NULL,
  number INTEGER NOT NULL,
  code   TEXT    NOT NULL,
  at     TEXT    NOT NULL,
  seal   BLOB    NOT NULL,
  PRIMARY KEY (gtin, number)
) WITHOUT ROWID;

CREATE INDEX leases_by_code ON leases (code);

CREATE TABLE revisions (
  release   TEXT    NOT NULL,
  number    INTEGER NOT NULL,
  digest    BLOB    NOT NULL,
  catalog   TEXT    NOT NULL,
  effective TEXT    NOT NULL,
  at        TEXT    NOT NULL,
  document  BLOB    NOT NULL,
  seal      BLOB    NOT NULL,
  PRIMARY KEY (release, number)
) WITHOUT ROWID;

CREATE INDEX revisions_by_digest ON revisions (digest);

CREATE INDEX revisions_by_catalog ON revisions (catalog);

CREATE TABLE releases (
  name    TEXT    NOT NULL PRIMARY KEY,
  catalog TEXT    NOT NULL,
  place   INTEGER NOT NULL,
  at      TEXT    NOT NULL,
  length  INTEGER NOT NULL,
  digest  BLOB    NOT NULL,
  seal    BLOB    NOT NULL
) WITHOUT ROWID;

CREATE TABLE release_parts (
  name   TEXT    NOT NULL,
  number INTEGER NOT NULL,
  data   BLOB    NOT NULL,
  seal   BLOB    NOT NULL,
  PRIMARY KEY (name, number)
);

-- In a delta: the ids of all entries of the log that it goes over, by which one that overlaps is known to belong.
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY,
  id  BLOB NOT NULL
);
