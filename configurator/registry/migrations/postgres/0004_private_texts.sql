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
