-- What happens to codes after they are issued is told in one log, which is also the feed of all changes; a code's row
-- says how many entries are about it, so that resolving need not look for what is not there.
ALTER TABLE codes ADD COLUMN marks INTEGER NOT NULL DEFAULT 0;

CREATE TABLE log (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT, -- 1, 2, 3 … without a gap
  id      BLOB NOT NULL,                     -- 16 bytes; the same entry in another registry has the same
  at      TEXT NOT NULL,                     -- ISO 8601, UTC
  kind    TEXT NOT NULL,
  subject TEXT,                              -- what it is about: a long code, a release; nothing where it is many
  detail  TEXT NOT NULL,                     -- a JSON object
  seal    BLOB NOT NULL                      -- hash of all other columns
);

CREATE UNIQUE INDEX log_ids ON log (id);

CREATE INDEX log_subjects ON log (subject) WHERE subject IS NOT NULL;

-- `entry_id`, `entry_seal` and `long_code` are ours, and there while a file is migrated.
INSERT INTO log (seq, id, at, kind, detail, seal)
SELECT seq, entry_id(seq, at, kind, detail), at, kind, detail,
  entry_seal(seq, entry_id(seq, at, kind, detail), at, kind, NULL, detail)
FROM events ORDER BY seq;

-- The feed tells of every code, also of those from before there was one.
CREATE TEMP TABLE issued_before AS
SELECT (SELECT coalesce(max(seq), 0) FROM log) + row_number() OVER (ORDER BY at, detail) AS seq, at, detail
FROM (
  SELECT max(issued_at) AS at, issued_detail(json_group_array(long_code(digest)), release) AS detail
  FROM (SELECT issued_at, digest, release, short FROM codes ORDER BY short, digest)
  GROUP BY substr(short, 1, 3), release
);

INSERT INTO log (seq, id, at, kind, detail, seal)
SELECT seq, entry_id(seq, at, 'issued', detail), at, 'issued', detail,
  entry_seal(seq, entry_id(seq, at, 'issued', detail), at, 'issued', NULL, detail)
FROM issued_before ORDER BY seq;

DROP TABLE issued_before;

DROP TABLE events;

CREATE TRIGGER log_is_kept BEFORE DELETE ON log
BEGIN
  SELECT RAISE(ABORT, 'entries of the log are never deleted');
END;

CREATE TRIGGER log_is_fixed BEFORE UPDATE ON log
BEGIN
  SELECT RAISE(ABORT, 'entries of the log never change');
END;
