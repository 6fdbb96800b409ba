-- One row a private text, which can be deleted while the code stays. It is encrypted under a key of its own, which is
-- wrapped by the owner's: without that, nobody reads it.
CREATE TABLE private_texts (
  digest     BLOB NOT NULL,  -- of the document, as in `codes`
  option     TEXT NOT NULL,  -- its path there, by permanent keys: `name`, `phones.2.name`
  epoch      TEXT NOT NULL,  -- of the owner's key
  wrapped    BLOB NOT NULL,  -- the key of this row
  nonce      BLOB NOT NULL,
  cipher     BLOB NOT NULL,  -- the text, padded; it opens at its place only
  written_at TEXT NOT NULL,  -- ISO 8601, UTC
  seal       BLOB NOT NULL,  -- hash of all other columns
  PRIMARY KEY (digest, option)
) WITHOUT ROWID;

-- What was erased, for ever: a backup that is restored loses it again. Nothing private stands here.
CREATE TABLE erasures (
  digest BLOB NOT NULL,
  option TEXT NOT NULL,
  at     TEXT NOT NULL,      -- what was written up to then is gone
  epoch  TEXT,               -- of the key that it was last kept under, if it was kept here
  seal   BLOB NOT NULL,
  PRIMARY KEY (digest, option)
) WITHOUT ROWID;

CREATE TRIGGER erasures_are_kept BEFORE DELETE ON erasures
BEGIN
  SELECT RAISE(ABORT, 'erasures are never deleted');
END;

-- A registry that another one is merged into learns who issued a code first: that may become earlier, and the label
-- shorter, where the other one gave the product its short code.
DROP TRIGGER codes_are_fixed;

CREATE TRIGGER codes_are_fixed BEFORE UPDATE OF short, digest, document, release, issued_at, length ON codes
WHEN new.short IS NOT old.short OR new.digest IS NOT old.digest OR new.document IS NOT old.document
  OR (new.issued_at, new.release) > (old.issued_at, old.release) OR new.length > old.length
BEGIN
  SELECT RAISE(ABORT, 'issued codes never change');
END;
