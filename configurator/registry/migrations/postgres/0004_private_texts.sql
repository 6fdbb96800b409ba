-- See the text for SQLite; what is deleted here stays in the pages until VACUUM, and in what archives and replicas keep.
CREATE TABLE private_texts (
  digest     BYTEA NOT NULL,
  option     TEXT COLLATE "C" NOT NULL,
  epoch      TEXT NOT NULL,
  wrapped    BYTEA NOT NULL,
  nonce      BYTEA NOT NULL,
  cipher     BYTEA NOT NULL,
  written_at TEXT COLLATE "C" NOT NULL,
  seal       BYTEA NOT NULL,
  PRIMARY KEY (digest, option)
);

CREATE TABLE erasures (
  digest BYTEA NOT NULL,
  option TEXT COLLATE "C" NOT NULL,
  at     TEXT COLLATE "C" NOT NULL,
  epoch  TEXT,
  seal   BYTEA NOT NULL,
  PRIMARY KEY (digest, option)
);

CREATE TRIGGER erasures_are_kept BEFORE DELETE ON erasures
  FOR EACH ROW EXECUTE FUNCTION refuse('erasures are never deleted');

-- A registry that another one is merged into learns who issued a code first: that may become earlier, and the label
-- shorter, where the other one gave the product its short code.
DROP TRIGGER codes_are_fixed ON codes;

CREATE TRIGGER codes_are_fixed BEFORE UPDATE OF short, nth, digest, document, release, issued_at, length ON codes
  FOR EACH ROW WHEN (new.short <> old.short OR new.nth <> old.nth OR new.digest <> old.digest
    OR new.document <> old.document OR (new.issued_at, new.release) > (old.issued_at, old.release)
    OR new.length > old.length)
  EXECUTE FUNCTION refuse('issued codes never change');
