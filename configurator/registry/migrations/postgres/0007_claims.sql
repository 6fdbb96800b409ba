-- What the log says of leases, references and revisions is never lost with the rows that it tells of.

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
