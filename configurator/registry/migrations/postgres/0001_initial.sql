-- One row a product. The first product of a short code is its 0th, the next one, which nearly never comes, its 1st: so
-- of two that bring different products to one short code at the same moment, one finds the key taken. Rows stay for
-- ever; only `sharing` and the seal over it change, when a clash is found. Texts are compared byte by byte, whatever the
-- language of the database.
CREATE TABLE codes (
  short     TEXT COLLATE "C" NOT NULL,   -- 20 symbols
  nth       INTEGER NOT NULL,            -- 0, 1, 2 … among the products of the short code
  length    INTEGER NOT NULL,            -- of the label: 20, or 28 for one that came later to its short code
  sharing   INTEGER NOT NULL,            -- how many products have this short code, this one counted
  digest    BYTEA   NOT NULL,            -- 32 bytes, of the document
  document  BYTEA   NOT NULL,            -- canonical bytes
  release   TEXT COLLATE "C" NOT NULL,   -- the catalog release that it was first issued under
  issued_at TEXT COLLATE "C" NOT NULL,   -- ISO 8601, UTC
  seal      BYTEA   NOT NULL,            -- hash of the columns that the digest does not cover
  PRIMARY KEY (short, nth)
) PARTITION BY HASH (short);

DO $$
BEGIN
  FOR part IN 0..15 LOOP
    EXECUTE format(
      'CREATE TABLE codes_%s PARTITION OF codes FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
      lpad(part::text, 2, '0'), part
    );
  END LOOP;
END
$$;

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER codes_are_kept BEFORE DELETE ON codes
  FOR EACH ROW EXECUTE FUNCTION refuse('issued codes are never deleted');

CREATE TRIGGER codes_are_not_emptied BEFORE TRUNCATE ON codes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse('issued codes are never deleted');

CREATE TRIGGER codes_are_fixed BEFORE UPDATE OF short, nth, digest, document, release, issued_at, length ON codes
  FOR EACH ROW EXECUTE FUNCTION refuse('issued codes never change');

-- A change whose line was cut while it was made is known by its mark: it is here, or the change never happened. A mark
-- is of no use after a day and then goes.
CREATE TABLE turns (
  mark BYTEA PRIMARY KEY,                -- 16 random bytes
  at   TIMESTAMPTZ NOT NULL DEFAULT now()
);
