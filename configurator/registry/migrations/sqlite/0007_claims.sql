-- What the log says of leases, references and revisions is never lost with the rows that it tells of.

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
