-- What happens to codes after they are issued is told in one log, which is also the feed of all changes; a code's row
-- says how many entries are about it, so that resolving need not look for what is not there.
ALTER TABLE codes ADD COLUMN marks INTEGER NOT NULL DEFAULT 0;

CREATE TABLE log (
  seq      BIGINT,                       -- 1, 2, 3 … without a gap; given when the feed is read, then never changed
  id       BYTEA NOT NULL PRIMARY KEY,   -- 16 bytes; the same entry in another registry has the same
  at       TEXT COLLATE "C" NOT NULL,    -- ISO 8601, UTC
  kind     TEXT COLLATE "C" NOT NULL,
  subject  TEXT COLLATE "C",             -- what it is about: a long code, a release; nothing where it is many
  detail   TEXT COLLATE "C" NOT NULL,    -- a JSON object
  seal     BYTEA NOT NULL,               -- hash of the columns above
  noted_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp() -- by the server's one clock, for the order until there is a number
);

-- Codes are random: nothing is gained by pressing them.
ALTER TABLE log ALTER COLUMN detail SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX log_numbers ON log (seq) WHERE seq IS NOT NULL;

CREATE INDEX log_unnumbered ON log (noted_at, id) WHERE seq IS NULL;

CREATE INDEX log_subjects ON log (subject) WHERE subject IS NOT NULL;

-- What comes later to one subject stands later, even if the clock was put back.
CREATE FUNCTION after_the_last() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.noted_at := greatest(
    clock_timestamp(),
    (SELECT max(noted_at) + interval '1 microsecond' FROM log WHERE subject = new.subject)
  );
  RETURN new;
END
$$;

CREATE TRIGGER log_is_in_order BEFORE INSERT ON log
  FOR EACH ROW WHEN (new.subject IS NOT NULL) EXECUTE FUNCTION after_the_last();

CREATE TRIGGER log_is_kept BEFORE DELETE ON log
  FOR EACH ROW EXECUTE FUNCTION refuse('entries of the log are never deleted');

CREATE TRIGGER log_is_not_emptied BEFORE TRUNCATE ON log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('entries of the log are never deleted');

CREATE TRIGGER log_is_fixed BEFORE UPDATE ON log
  FOR EACH ROW
  WHEN (old.seq IS NOT NULL
    OR (old.id, old.at, old.kind, old.subject, old.detail, old.noted_at) IS DISTINCT FROM
       (new.id, new.at, new.kind, new.subject, new.detail, new.noted_at))
  EXECUTE FUNCTION refuse('entries of the log never change');
