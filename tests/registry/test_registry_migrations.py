"""A registry file of every earlier version is brought up to date, and resolves all that was issued into it (P19).

`files/registry_N.db` was made by the release of ours that had N migrations: 20 products under one release, by codes of
6 bits so that some clash, and one under another. `python tests/registry/make_registry_file.py` adds that of today.
"""

from __future__ import annotations

import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from registry_contract import RELEASE, document, log_of, narrow

from configurator.errors import UnusableStoreError
from configurator.registry import migrate
from configurator.registry.sqlite import open_file

FILES = Path(__file__).with_name("files")
VERSIONS = sorted(int(path.stem.rpartition("_")[2]) for path in FILES.glob("registry_*.db"))
CODER = narrow(6)


def test_a_file_of_the_first_version_and_of_today_is_there() -> None:
    assert {1, migrate.LATEST} <= set(VERSIONS)


@pytest.fixture(params=[version for version in VERSIONS if version < migrate.LATEST])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a file of an earlier version."""
    path = tmp_path / "codes.db"
    shutil.copyfile(FILES / f"registry_{request.param}.db", path)
    return path


def test_what_was_issued_into_an_earlier_version_resolves(earlier: Path) -> None:
    with open_file(earlier, create=True, coder=CODER) as registry:
        found = {registry.resolve(each.long_code).document: each for each in registry.codes()}
        assert set(found) == {document(number) for number in range(21)}
        assert {each.release for each in found.values()} == {RELEASE, "com.example.studio@2"}
        assert {each.issued_at for each in found.values()} == {"2026-11-26T08:00:00.000Z", "2026-11-26T08:01:00.000Z"}
        entries = list(log_of(registry))
        told = [code for each in entries if each.kind == "issued" for code in each.value("codes")]
        assert sorted(told) == sorted(each.long_code for each in found.values())
        assert [each.kind for each in entries].count("clash") == 3
        assert not registry.issue(document(3), release="again@1").new
        assert registry.issue(document(99), release="again@1").new
        registry.retire(found[document(0)].long_code, reason="tried")
    with open_file(earlier, create=False, coder=CODER) as registry:
        assert registry.resolve(found[document(0)].long_code).retired


def test_a_reader_upgrades_nothing(earlier: Path) -> None:
    before = earlier.read_bytes()
    with pytest.raises(UnusableStoreError, match="open it once for issuing") as caught:
        open_file(earlier, create=False, coder=CODER)
    assert caught.value.reason == "older"
    assert earlier.read_bytes() == before


def test_a_migration_that_fails_leaves_the_file_as_it_was(earlier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = earlier.parent / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    last = folder / migrate.MIGRATIONS[-1]
    last.write_text(last.read_text("utf-8") + "\nINSERT INTO nowhere VALUES (1);\n", "utf-8")
    monkeypatch.setattr(migrate, "FOLDER", folder)

    def state() -> tuple[object, ...]:
        with sqlite3.connect(earlier) as connection:
            tables = connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
            rows = connection.execute("SELECT short, digest, document, seal FROM codes").fetchall()
            version = connection.execute("PRAGMA user_version").fetchone()
        connection.close()
        return tables, rows, version

    before = state()
    with pytest.raises(Exception, match="nowhere"):
        open_file(earlier, create=True, coder=CODER)
    assert state() == before


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_each_database_has_its_own_text_of_every_migration(database: str) -> None:
    folder = migrate.FOLDER.with_name(database)
    assert tuple(sorted(path.name for path in folder.iterdir())) == migrate.MIGRATIONS


LANDED = {
    "sqlite": "b663be20e9bc62900d03042a28f84d151a62676bd66de5d9777274fce5a5ceda",
    "postgres": "2318187dc86eb6a219e0eab61b707438e11ba28744cc26b57ebeb463804c8f04",
}
"""SHA-256 of the texts of all migrations, one after the other: once landed, what stands in them never changes."""


@pytest.mark.parametrize("database", LANDED)
def test_migrations_that_files_have_been_made_by_never_change(database: str) -> None:
    folder = migrate.FOLDER.with_name(database)
    texts = b"".join((folder / name).read_bytes() for name in migrate.MIGRATIONS)
    assert sha256(texts).hexdigest() == LANDED[database]


def test_a_file_of_an_earlier_version_comes_to_what_one_of_today_is(earlier: Path, tmp_path: Path) -> None:
    def shape(path: Path) -> list[tuple[str, str]]:
        with open_file(path, create=True, coder=CODER):
            pass
        with sqlite3.connect(path) as connection:
            found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql <> '' ORDER BY name").fetchall()
        connection.close()
        return found

    assert shape(earlier) == shape(tmp_path / "new.db")
