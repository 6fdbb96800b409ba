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

CREATE TRIGGER leased_is_kept BEFORE DELETE ON leased
BEGIN
  SELECT RAISE(ABORT, 'how many numbers are leased is never deleted');
END;

CREATE TRIGGER leased_only_grows BEFORE UPDATE ON leased WHEN NEW.gtin <> OLD.gtin OR NEW.numbers <= OLD.numbers
BEGIN
  SELECT RAISE(ABORT, 'how many numbers are leased only grows');
END;

-- What the log says of the numbers of a GTIN, found without reading the log: the GTIN and the number end such an entry.
CREATE INDEX log_leased ON log (substr(detail, length(detail) - 41)) WHERE kind = 'leased';

-- A revision never changes, but for when it was kept first, which another registry that is merged into this one may know.
DROP TRIGGER revisions_are_fixed;

CREATE TRIGGER revisions_are_fixed BEFORE UPDATE ON revisions
WHEN NEW.at >= OLD.at OR NEW.release <> OLD.release OR NEW.number <> OLD.number OR NEW.digest <> OLD.digest
  OR NEW.catalog <> OLD.catalog OR NEW.effective <> OLD.effective OR NEW.document <> OLD.document
BEGIN
  SELECT RAISE(ABORT, 'revisions never change');
END;
