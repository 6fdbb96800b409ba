"""A registry of every version that stood in PostgreSQL is brought up to date, and resolves all that was issued (P19).

`files/postgres_N.sql` holds the rows that were written when there were N migrations: 20 products under one release, by
codes of 6 bits so that some clash, one under another, which was retired and noted. To add that of today:
`python tests/registry/make_postgres_rows.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from postgres_server import PostgresServer
from registry_contract import RELEASE, document, log_of, narrow

from configurator.errors import UnusableStoreError
from configurator.registry.migrate import LATEST, MIGRATIONS
from configurator.registry.opening import open_registry
from configurator.registry.postgres.migrate import FOLDER, META, SCHEMA

FILES = Path(__file__).with_name("files")
VERSIONS = sorted(int(path.stem.rpartition("_")[2]) for path in FILES.glob("postgres_*.sql"))
CODER = narrow(6)


def test_rows_of_the_first_version_are_there() -> None:
    """There was no registry in PostgreSQL before the second migration."""
    assert 2 in VERSIONS


@pytest.fixture(params=VERSIONS)
def earlier(request: pytest.FixtureRequest, postgres: PostgresServer, address: str) -> tuple[str, int]:
    """A database as it was when there were fewer migrations, and how many."""
    version = request.param
    steps = [(FOLDER / name).read_text("utf-8") for name in MIGRATIONS[:version]]
    rows = (FILES / f"postgres_{version}.sql").read_text("utf-8")
    begin = f"CREATE SCHEMA {SCHEMA}; SET search_path = {SCHEMA}; {META};"
    end = f"INSERT INTO meta (key, value) VALUES ('version', '{version}');"
    postgres.sql("\n".join([begin, *steps, rows, end]), address)
    return address, version


def test_what_was_issued_into_an_earlier_version_resolves(earlier: tuple[str, int]) -> None:
    address, version = earlier
    if version < LATEST:
        with pytest.raises(UnusableStoreError, match="open it once for issuing") as caught:
            open_registry(address)
        assert caught.value.reason == "older"
    with open_registry(address, create=True, coder=CODER) as registry:
        codes = registry.codes()
        found = {each.document: registry.resolve(each.long_code) for each in codes}
        assert set(found) == {document(number) for number in range(21)}
        assert {each.release for each in found.values()} == {RELEASE, "com.example.studio@2"}
        last = found[document(20)]
        assert (last.retired is not None, len(last.notes)) == (True, 1)
        kinds = [each.kind for each in log_of(registry)]
        assert kinds[-2:] == ["retired", "noted"]
        assert kinds.count("clash") == len(codes) - len({CODER.short(each.digest) for each in codes})
        assert not registry.issue(document(3), release="again@1").new
        assert registry.issue(document(99), release="again@1").new
    with open_registry(address, coder=CODER) as registry:
        assert registry.count() == 22
