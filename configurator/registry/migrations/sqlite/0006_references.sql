-- What other systems call a product: legacy SKUs, material numbers, GTINs. Many of them may mean one code. A link that is
-- taken away goes; that it was there is told by the log.
CREATE TABLE links (
  system    TEXT NOT NULL,
  reference TEXT NOT NULL,
  code      TEXT NOT NULL,               -- long code
  at        TEXT NOT NULL,               -- ISO 8601, UTC
  seal      BLOB NOT NULL,               -- hash of all other columns
  PRIMARY KEY (system, reference)
) WITHOUT ROWID;

CREATE INDEX links_by_code ON links (code);

-- Numbers of GS1 AI 242, dense for each GTIN, and never used again.
CREATE TABLE leases (
  gtin   TEXT    NOT NULL,               -- 14 digits
  number INTEGER NOT NULL,               -- 1, 2, 3 …
  code   TEXT    NOT NULL,               -- long code
  at     TEXT    NOT NULL,               -- ISO 8601, UTC
  seal   BLOB    NOT NULL,               -- hash of all other columns
  PRIMARY KEY (gtin, number)
) WITHOUT ROWID;

CREATE UNIQUE INDEX leases_by_code ON leases (code, gtin);

-- How many numbers of a GTIN are leased: so the last one cannot get lost unseen, and be given a second time.
CREATE TABLE leased (
  gtin    TEXT    NOT NULL PRIMARY KEY,
  numbers INTEGER NOT NULL,
  seal    BLOB    NOT NULL               -- hash of both
) WITHOUT ROWID;

CREATE TRIGGER leases_are_kept BEFORE DELETE ON leases
BEGIN
  SELECT RAISE(ABORT, 'leased numbers are never deleted');
END;

CREATE TRIGGER leases_are_fixed BEFORE UPDATE ON leases
BEGIN
  SELECT RAISE(ABORT, 'leased numbers never change');
END;
