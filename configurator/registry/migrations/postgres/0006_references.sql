-- What other systems call a product: legacy SKUs, material numbers, GTINs. Many of them may mean one code. A link that is
-- taken away goes; that it was there is told by the log.
CREATE TABLE links (
  system    TEXT COLLATE "C" NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  code      TEXT COLLATE "C" NOT NULL,   -- long code
  at        TEXT COLLATE "C" NOT NULL,   -- ISO 8601, UTC
  seal      BYTEA NOT NULL,              -- hash of all other columns
  PRIMARY KEY (system, reference)
);

CREATE INDEX links_by_code ON links (code);

-- Numbers of GS1 AI 242, dense for each GTIN, and never used again.
CREATE TABLE leases (
  gtin   TEXT COLLATE "C" NOT NULL,      -- 14 digits
  number BIGINT NOT NULL,                -- 1, 2, 3 …
  code   TEXT COLLATE "C" NOT NULL,      -- long code
  at     TEXT COLLATE "C" NOT NULL,      -- ISO 8601, UTC
  seal   BYTEA NOT NULL,                 -- hash of all other columns
  PRIMARY KEY (gtin, number)
);

CREATE UNIQUE INDEX leases_by_code ON leases (code, gtin);

-- How many numbers of a GTIN are leased: so the last one cannot get lost unseen, and be given a second time.
CREATE TABLE leased (
  gtin    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  numbers BIGINT NOT NULL,
  seal    BYTEA NOT NULL                 -- hash of both
);

CREATE TRIGGER leases_are_kept BEFORE DELETE ON leases
  FOR EACH ROW EXECUTE FUNCTION refuse('leased numbers are never deleted');

CREATE TRIGGER leases_are_not_emptied BEFORE TRUNCATE ON leases
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('leased numbers are never deleted');

CREATE TRIGGER leases_are_fixed BEFORE UPDATE ON leases
  FOR EACH ROW EXECUTE FUNCTION refuse('leased numbers never change');

CREATE TRIGGER leased_is_kept BEFORE DELETE ON leased
  FOR EACH ROW EXECUTE FUNCTION refuse('how many numbers are leased is never deleted');

CREATE TRIGGER leased_is_not_emptied BEFORE TRUNCATE ON leased
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('how many numbers are leased is never deleted');

CREATE TRIGGER leased_only_grows BEFORE UPDATE ON leased
  FOR EACH ROW WHEN (new.gtin <> old.gtin OR new.numbers <= old.numbers)
  EXECUTE FUNCTION refuse('how many numbers are leased only grows');

CREATE TRIGGER links_are_not_emptied BEFORE TRUNCATE ON links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('links are taken away one by one');

-- What the log says of the numbers of a GTIN, found without reading the log: the GTIN and the number end such an entry.
CREATE INDEX log_leased ON log (substr(detail, length(detail) - 41)) WHERE kind = 'leased';

-- A revision never changes, but for when it was kept first, which another registry that is merged into this one may know.
DROP TRIGGER revisions_are_fixed ON revisions;

CREATE TRIGGER revisions_are_fixed BEFORE UPDATE ON revisions
  FOR EACH ROW WHEN (new.at >= old.at OR new.release <> old.release OR new.number <> old.number
    OR new.digest <> old.digest OR new.catalog <> old.catalog OR new.effective <> old.effective
    OR new.document <> old.document)
  EXECUTE FUNCTION refuse('revisions never change');
