"""A registry as a whole, from outside: verified, backed up, restored, exported, imported, merged."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from cli_runs import Ran, run
from postgres_server import PostgresServer

from configurator.identity.code_text import grouped
from configurator.registry.sqlite import open_file

CATALOG = """
catalog toys "Toys"
product bear "Bear" {
  option fur: brown | white | gray
  option name: text { max: 20 } optional private
}
"""
CANARY = "Zoe Canary"


@pytest.fixture
def toys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toys.vpc").write_text(CATALOG, "utf-8")
    (tmp_path / "identity.key").write_text(bytes(range(32)).hex(), "utf-8")
    run("keys", "new", "owner.keys")
    return tmp_path


def issue(registry: str, *choices: str) -> str:
    keys = ("--identity-key-file", "identity.key", "--owner-key", "owner.keys")
    ran = run("issue", "toys.vpc", *choices, "--registry", registry, "--create", *keys, "--format", "json")
    assert ran.code == 0, ran.err
    return str(json.loads(ran.out)["code"])


def whole(command: str, *words: str) -> Ran:
    return run("registry", command, *words)


def meddle(path: str, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(sql)
        connection.commit()


def test_a_sound_registry_is_told_so_and_a_changed_row_by_its_place(toys: Path) -> None:
    code = issue("codes.db", "fur=brown", f"name={CANARY}")
    ran = whole("verify", "--registry", "codes.db")
    assert (ran.code, ran.out) == (0, "sound; rows read: 1 of codes, 1 of log, 1 of private texts\n")
    meddle("codes.db", "UPDATE codes SET release = 'x'")
    ran = whole("verify", "--registry", "codes.db")
    assert ran.code == 3
    assert f"codes: {code} " in ran.out
    assert "release, time or label were changed" in ran.out
    answer = json.loads(whole("verify", "--registry", "codes.db", "--format", "json").out)
    assert (answer["sound"], answer["findings"][0]["table"]) == (False, "codes")
    assert CANARY not in ran.out


def test_a_backup_is_restored_without_what_was_erased_since(toys: Path) -> None:
    code, other = issue("codes.db", "fur=brown", f"name={CANARY}"), issue("codes.db", "fur=white", "name=Ada")
    assert whole("backup", "monday.db", "--registry", "codes.db").out == (
        "monday.db is a backup with 2 codes, and sound\n"
    )
    assert whole("backup", "monday.db", "--registry", "codes.db").code == 3
    run("erase", code, "--registry", "codes.db")
    whole("erasures", "-o", "erased.ndjson", "--registry", "codes.db")
    for number, erasures in enumerate(("erased.ndjson", "codes.db")):
        ran = whole("restore", "monday.db", "--erasures", erasures, "--registry", f"new{number}.db")
        assert ran.out == f"new{number}.db is restored; 1 private text erased in it again\n", ran.err
        shown = [
            run("resolve", each, "--registry", f"new{number}.db", "--owner-key", "owner.keys").out
            for each in (code, other)
        ]
        assert "name: (erased)" in shown[0]
        assert "name: Ada" in shown[1]
    assert whole("restore", "monday.db", "--erasures", "none", "--registry", "old.db").code == 0
    assert CANARY in run("resolve", code, "--registry", "old.db", "--owner-key", "owner.keys").out
    (toys / "erased.ndjson").write_bytes((toys / "erased.ndjson").read_bytes()[:-9])
    ran = whole("restore", "monday.db", "--erasures", "erased.ndjson", "--registry", "cut.db")
    assert (ran.code, (toys / "cut.db").exists()) == (2, False)
    assert "it was cut off" in ran.err or "it is no" in ran.err or "no erasure" in ran.err
    assert whole("restore", "monday.db", "--erasures", "nothing", "--registry", "cut.db").code == 2
    assert whole("restore", "monday.db", "--registry", "cut.db").code == 2


@pytest.mark.parametrize("name", ["out.ndjson", "out.parquet"])
def test_an_export_is_taken_in_elsewhere(toys: Path, name: str) -> None:
    code = issue("codes.db", "fur=brown", f"name={CANARY}")
    ran = whole("export", name, "--registry", "codes.db")
    assert (ran.code, ran.out) == (0, f"3 rows written to {name}\n")
    assert whole("import", name, "--registry", "new.db").code == 2
    ran = whole("import", name, "--registry", "new.db", "--create")
    assert ran.out == "1 code, 1 entry of the log, 1 private text came\n"
    assert f"name: {CANARY}" in run("resolve", code, "--registry", "new.db", "--owner-key", "owner.keys").out
    again = json.loads(whole("import", name, "--registry", "new.db", "--format", "json").out)
    counts = ("codes", "entries", "texts", "erased", "others", "unlinked", "releases", "dated")
    assert again == {
        **dict.fromkeys(counts, 0),
        "clashes": [],
        "stayed": [],
        "unheld": [],
        "unproved": [],
        "circles": [],
    }
    assert whole("import", "toys.vpc", "--registry", "new.db").code == 2
    assert whole("import", "none", "--registry", "new.db").code == 2


def test_registries_that_issued_independently_are_merged_also_across_databases(
    toys: Path, postgres: PostgresServer, address: str
) -> None:
    codes = [issue("one.db", "fur=brown"), issue(address, "fur=white", f"name={CANARY}"), issue("one.db", "fur=gray")]
    assert whole("merge", address, "--registry", "one.db").code == 0
    assert whole("merge", "one.db", "--registry", address).code == 0
    for registry in ("one.db", address):
        assert [run("resolve", each, "--registry", registry).code for each in codes] == [0, 0, 0]
        assert CANARY in run("resolve", codes[1], "--registry", registry, "--owner-key", "owner.keys").out
        assert whole("verify", "--registry", registry).code == 0
    ran = whole("merge", "one.db", "--registry", address, "--format", "json")
    assert json.loads(ran.out)["codes"] == 0
    assert whole("backup", "copy.db", "--registry", address).code == 2


def test_what_stayed_is_told_with_its_reason_and_what_follows(toys: Path) -> None:
    there, here = ([issue(each, f"fur={fur}") for fur in ("brown", "white", "gray")] for each in ("two.db", "one.db"))
    assert there == here
    gtin = "91234567890121"
    with open_file("one.db") as one, open_file("two.db") as two:
        codes = [two.resolve(each).long_code for each in there]
        for store, numbers in ((one, (1,)), (two, (0, 1, 2))):
            for number in numbers:
                store.leases.lease(codes[number], gtin)
        one.references.link("erp", "R", codes[0])
        two.references.link("erp", "R", codes[1])
    ran = whole("merge", "two.db", "--registry", "one.db")
    came, *lines = ran.out.splitlines()
    assert came.endswith("; 3 dates moved back: they were issued, published or kept there earlier")
    codes = [grouped(each) for each in codes]
    unresolved = "labels printed there with this number do not resolve here, or mean another product once it is leased"
    assert lines == [
        f"stayed: link erp R: {codes[1]} there; {codes[0]} here, so who asks here finds another product than who asks "
        "there",
        f"stayed: lease {gtin} 000001: {codes[0]} there; {codes[1]} here, so labels printed there with this number "
        "mean another product here",
        f"stayed: lease {gtin} 000002: {codes[1]} there; here that code has the number 000001, so {unresolved} here",
        f"stayed: lease {gtin} 000003: {codes[2]} there; here 1 number is leased, and none may be left out, so "
        f"{unresolved} here",
    ]
    answer = json.loads(whole("merge", "two.db", "--registry", "one.db", "--format", "json").out)
    issue("three.db", "fur=brown")
    came = whole("merge", "two.db", "--registry", "three.db").out
    assert "; 1 date moved back: it was issued, published or kept there earlier" in came
    reasons = [(each["kind"], each["reason"]) for each in answer["stayed"]]
    assert reasons == [("link", "other-code"), *(("lease", each) for each in ("other-code", "other-number", "gap"))]


def test_what_is_damaged_is_not_merged(toys: Path) -> None:
    issue("one.db", "fur=brown")
    issue("two.db", "fur=white")
    meddle("two.db", "UPDATE codes SET release = 'x'")
    ran = whole("merge", "two.db", "--registry", "one.db")
    assert (ran.code, ran.out) == (3, "")
    assert "is damaged" in ran.err
    assert whole("backup", "copy.db", "--registry", "two.db").code == 3
    assert not (toys / "copy.db").exists()


def test_releases_that_were_published_apart_are_kept_and_warned_of(toys: Path) -> None:
    for registry, old, new in (("one.db", "white", "cream"), ("two.db", "gray", "silver")):
        (toys / "toys.vpc").write_text(CATALOG.replace(old, f"{old} | {new}"), "utf-8")
        assert run("release", "toys.vpc", "--registry", registry, "--create").code == 0
    one, two = (
        json.loads(run("registry", "releases", "--registry", each, "--format", "json").out)["releases"][0]["release"]
        for each in ("one.db", "two.db")
    )
    copyfile("one.db", "copy.db")
    ran = whole("merge", "two.db", "--registry", "one.db")
    assert ran.code == 0
    assert f"warning: {two} was never held against {one}, published before it elsewhere" in ran.out
    assert "; 1 release\n" in ran.out
    assert whole("verify", "--registry", "one.db").code == 0
    ran = whole("merge", "copy.db", "--registry", "two.db", "--format", "json")
    answer = json.loads(ran.out)
    assert (answer["releases"], answer["unlinked"]) == (1, 0)
    assert answer["unheld"] == [{"release": two, "against": [one]}]


@pytest.mark.parametrize("address", ["postgresql+psycopg://u:canary@h/d", "host=h user=u password=canary"])
def test_nothing_of_an_address_with_a_password_is_shown(toys: Path, address: str) -> None:
    code = issue("codes.db", "fur=brown")
    for words in (
        ("resolve", code, "--registry", address),
        ("issue", "toys.vpc", "fur=brown", "--registry", address, "--create"),
        ("registry", "backup", "new.db", "--registry", address),
        ("registry", "restore", "codes.db", "--erasures", address, "--registry", "new.db"),
    ):
        ran = run(*words)
        assert ran.code == 2
        assert "is no address of a registry" in ran.err
        assert "canary" not in ran.out + ran.err
    assert not Path("new.db").exists()
