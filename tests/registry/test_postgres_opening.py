"""A registry in PostgreSQL is opened where that is safe, and else refused by name; no password is ever shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from postgres_server import GUARDED, PostgresServer
from registry_contract import RELEASE, document

from configurator.errors import (
    FailedStoreError,
    MissingExtraError,
    UnsafeStoreError,
    UnusableStoreError,
)
from configurator.registry import opening
from configurator.registry.opening import open_registry
from configurator.registry.postgres import safety
from configurator.registry.postgres.address import read_address, shown
from configurator.registry.postgres.registry import open_database

SECRET = "canary%20pass"


def test_no_password_is_ever_shown(postgres: PostgresServer) -> None:
    postgres.sql(f"CREATE ROLE {GUARDED} LOGIN PASSWORD 'another'")
    place = f"127.0.0.1:{postgres.port}/postgres"
    wrong = (f"postgresql://{GUARDED}:{SECRET}@{place}", f"postgresql://{place}?user={GUARDED}&password={SECRET}")
    for address in wrong:
        with pytest.raises(UnusableStoreError, match=f"postgresql://{GUARDED}@{place}. does not let you in") as caught:
            open_registry(address)
        assert caught.value.reason == "out-of-reach"
        assert "canary" not in f"{caught.value!r} {caught.value} {caught.value.__dict__}"
    for faulty in (f"postgresql://u:{SECRET}%zz@h/d", f"postgresql://u:{SECRET}@h/d?nonsense={SECRET}"):
        with pytest.raises(UnusableStoreError, match="is no address") as caught:
            open_registry(faulty)
        assert "canary" not in f"{caught.value!r} {caught.value}"
        assert "canary" not in opening.shown(faulty)
    assert [opening.shown(each) for each in wrong] == [f"postgresql://{GUARDED}@{place}", f"postgresql://{place}"]
    assert shown(read_address(wrong[1])) == f"postgresql://{GUARDED}@{place}"
    postgres.sql(f"DROP ROLE {GUARDED}")


@pytest.mark.parametrize(
    "faulty",
    [
        f"postgresql+psycopg://u:{SECRET}@h/d",
        f" postgresql://u:{SECRET}@h/d",
        f"PostgreSQL://u:{SECRET}@h/d",
        f"postgres:/u:{SECRET}@h/d",
        f"jdbc:postgresql://h/d?user=u&password={SECRET}",
        f"mysql://u:{SECRET}@h/d",
        f"host=h user=u password={SECRET}",
        f"host=h\nPASSWORD = '{SECRET}'",
    ],
)
def test_an_address_of_another_kind_is_no_path_and_nothing_of_it_is_shown(faulty: str) -> None:
    for create in (False, True):
        with pytest.raises(UnusableStoreError, match="is no address of a registry") as caught:
            open_registry(faulty, create=create)
        assert caught.value.reason == "no-address"
        assert "canary" not in f"{caught.value!r} {caught.value} {caught.value.__dict__}"
    assert "canary" not in opening.shown(faulty)


TOLD_APART = (
    "codes.db",
    "postgresql://h/d",
    "postgresql://h/e",
    "postgresql://u@h/d",
    "postgresql://v@h/d",
    "postgresql://h:5433/d",
    "postgresql://h1:1,h2:2/d",
    "postgresql://[::1]:5432/d",
    "postgresql://[::2]:5432/d",
    "postgresql:///d?host=one&user=u@corp",
    "postgresql:///d?host=two&user=u@corp",
    "postgresql:///d?host=two&user=v@corp",
    "postgresql://?service=one",
    "postgresql://?service=two",
    "postgresql://h/d?options=-csearch_path%3Done",
)


def test_an_address_without_its_password_tells_registries_apart() -> None:
    assert len({opening.without_password(each) for each in TOLD_APART}) == len(TOLD_APART)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:{}@h/d?sslmode=require",
        "postgresql://:{}@h/d",
        "postgres://u@h/d?password={}",
        "postgresql://u@h/d?host=one&sslpassword={}&sslmode=require",
        "postgresql://u@h/d?pass%77ord={}",
        "postgresql://u@h/d?oauth_client_secret={}",
        "postgresql://u:can/ar?{}@h/d",
        "postgresql://h?user=u&password={}@x",
        "password={} host=h",
    ],
)
def test_an_address_without_its_password_is_the_same_whatever_that_is(address: str) -> None:
    passwords = ("", "canary", "can?ary", "can@ary", "can/ary", "can:ary", "can=ary", "can&ary", "%63anary")
    found = {opening.without_password(address.format(each)) for each in passwords[1:]}
    assert not any("can" in each or "ary" in each for each in found)
    if "&password" not in address and "?{" not in address:  # those are read in several ways, and none is libpq's
        assert len({opening.without_password(address.format(each)) for each in passwords[:2]}) == 1


def test_a_password_with_the_signs_of_an_address_in_it_is_not_shown() -> None:
    assert [
        opening.shown(address)
        for address in (
            "postgresql://u:can?ary@h/d",
            "postgresql://u:can@ary@h/d?sslmode=require",
            "postgresql://u:can/ary@h:5432/d",
            "postgresql://u/v:can/ary@h/d",
            "postgresql://h:5432/d?user=u&password=can@ary",
            "postgresql://h/d",
            "codes@home.db",
        )
    ] == [
        "postgresql://…",
        "postgresql://u@h/d",
        "postgresql://u@h:5432/d",
        "postgresql://u/v@h/d",
        "postgresql://…",
        "postgresql://h/d",
        "codes@home.db",
    ]


def test_what_is_no_registry_is_refused_by_name(postgres: PostgresServer, address: str) -> None:
    with pytest.raises(UnusableStoreError, match="holds no registry") as caught:
        open_registry(address)
    assert caught.value.reason == "missing"
    with pytest.raises(UnusableStoreError, match="make the database first") as caught:
        open_registry(postgres.address("nowhere"), create=True)
    assert caught.value.reason == "no-database"
    with pytest.raises(FailedStoreError, match="asking again is safe") as failed:
        open_registry("postgresql://registry@127.0.0.1:1/nothing")
    assert failed.value.reason == "failing"
    assert postgres.sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'optionary'", address) == [["0"]]


def test_a_registry_of_a_newer_or_an_older_version(postgres: PostgresServer, address: str) -> None:
    open_registry(address, create=True).close()
    postgres.sql("UPDATE optionary.meta SET value = '77' WHERE key = 'version'", address)
    for create in (False, True):
        with pytest.raises(UnusableStoreError, match="version 77") as caught:
            open_registry(address, create=create)
        assert caught.value.reason == "newer"


def test_a_registry_that_was_made_by_the_first_migration_is_upgraded(postgres: PostgresServer, address: str) -> None:
    first = (Path(safety.__file__).parents[1] / "migrations" / "postgres" / "0001_initial.sql").read_text("utf-8")
    begin = (
        "CREATE SCHEMA optionary; SET search_path = optionary; CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);"
    )
    postgres.sql(f"{begin} {first} INSERT INTO meta VALUES ('version', '1')", address)
    with pytest.raises(UnusableStoreError) as caught:
        open_registry(address)
    assert caught.value.reason == "older"
    code = open_registry(address, create=True).issue(document(1), release=RELEASE).code
    assert open_registry(address).resolve(code).document == document(1)


def test_a_database_may_be_shared_with_tables_of_others(postgres: PostgresServer, address: str) -> None:
    postgres.sql("CREATE TABLE codes (a TEXT); CREATE TABLE log (b TEXT)", address)
    registry = open_registry(address, create=True)
    assert registry.resolve(registry.issue(document(1), release=RELEASE).code).document == document(1)
    assert postgres.sql("SELECT count(*) FROM public.codes", address) == [["0"]]


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_does_not_keep_what_it_acknowledges_is_refused(
    postgres: PostgresServer, address: str, name: str
) -> None:
    registry = open_registry(address, create=True)
    code = registry.issue(document(1), release=RELEASE).code
    registry.close()
    postgres.sql(f"ALTER SYSTEM SET {name} = off")
    postgres.sql("SELECT pg_reload_conf()")
    try:
        while postgres.sql(f"SHOW {name}") != [["off"]]:
            pass
        with pytest.raises(UnsafeStoreError, match=f"`{name}` is `off`"):
            registry.issue(document(2), release=RELEASE)
        assert registry.resolve(code).document == document(1)  # resolving goes on
    finally:
        postgres.sql(f"ALTER SYSTEM RESET {name}")
        postgres.sql("SELECT pg_reload_conf()")
        while postgres.sql(f"SHOW {name}") != [["on"]]:
            pass
    assert registry.issue(document(2), release=RELEASE).new


@pytest.mark.parametrize("weak", ["off", "local", "remote_write"])
def test_commits_wait_for_the_disk_whatever_the_database_says(postgres: PostgresServer, weak: str) -> None:
    address = postgres.database(synchronous_commit=weak)
    registry = open_database(address, create=True)
    assert registry.database.writer.use(lambda line, _: safety.setting(line, "synchronous_commit")) == "on"
    registry.close()
    postgres.drop(address)


def test_the_defaults_of_a_database_do_not_change_what_we_ask_for(postgres: PostgresServer) -> None:
    address = postgres.database(
        default_transaction_isolation="'serializable'", search_path="pg_catalog", plan_cache_mode="force_custom_plan"
    )
    registry = open_database(address, create=True)
    for line in (registry.database.reader, registry.database.writer):
        assert safety.setting(line.line(), "default_transaction_isolation") == "read committed"
        assert safety.setting(line.line(), "search_path") == "optionary, pg_temp"
    assert registry.resolve(registry.issue(document(1), release=RELEASE).code).document == document(1)
    registry.close()
    postgres.drop(address)


def test_a_setting_that_does_not_take_is_noticed(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    address = postgres.database(synchronous_commit="off")
    monkeypatch.setattr(safety, "COMMIT", "local")
    with pytest.raises(UnsafeStoreError, match="`synchronous_commit` is `local`"):
        open_registry(address, create=True)
    postgres.drop(address)


def test_a_server_that_is_too_old_or_a_database_without_unicode_is_refused(
    postgres: PostgresServer, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    with pytest.raises(UnusableStoreError, match="encoded in LATIN1") as caught:
        open_registry(postgres.address("latin"), create=True)
    assert caught.value.reason == "encoding"
    postgres.drop(postgres.address("latin"))
    monkeypatch.setattr(safety, "OLDEST", 990000)
    with pytest.raises(UnusableStoreError, match="needs 15 or later") as caught:
        open_registry(address, create=True)
    assert caught.value.reason == "old-server"


def test_starting_at_once_makes_one_registry(postgres: PostgresServer) -> None:
    script = (
        "import sys; from configurator.registry.opening import open_registry; open_registry(sys.argv[1], create=True)"
    )
    for _ in range(3):
        address = postgres.database()
        command = [sys.executable, "-c", script, address]
        starters = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(4)]
        assert [starter.wait(120) for starter in starters] == [0] * 4
        assert open_registry(address).count() == 0
        postgres.drop(address)


def test_without_its_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("psycopg", "configurator.registry.postgres"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match="psycopg") as caught:
        open_registry("postgresql://registry@127.0.0.1/codes")
    assert "optionary[postgres]" in caught.value.hint
