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
