"""Private text from the command line: kept with the owner's key, shown to who has it, erased for good."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import cli_runs
import pytest
from cli_runs import Ran

from configurator import load, open_registry
from configurator.cli.days import moment_before
from configurator.cli.faults import WrongUseError
from configurator.identity.code_text import grouped
from configurator.registry.key_ring import read_key_ring

CATALOG = """
catalog toys "Toys"
product tag "Name tag" {
  option kind: round | square
  option name: text { max: 20 } private
}
product bear "Bear" was teddy {
  option fur: brown | white
  option name "Name": text { max: 20 } optional private was child
  option tags "Tags": 0 .. 3 of product tag
}
"""
IDENTITY = bytes(range(32))
CANARY = "Zoe Canary"


@pytest.fixture
def toys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toys.vpc").write_text(CATALOG, "utf-8")
    (tmp_path / "identity.key").write_text(IDENTITY.hex(), "utf-8")
    assert run("keys", "new", "owner.keys").code == 0
    return tmp_path


def run(*words: str) -> Ran:
    return cli_runs.run(*words, OPTIONARY_REGISTRY="codes.db")


def issue(*more: str, name: str = CANARY, key: str | None = "owner.keys") -> str:
    """Issue a bear with a name; gives its code."""
    owner = () if key is None else ("--owner-key", key)
    words = ("fur=brown", f"name={name}", "--create", "--identity-key-file", "identity.key", *owner, *more)
    ran = run("issue", "toys.vpc:bear", *words, "--format", "json")
    assert ran.code == 0, ran.err + ran.out
    assert CANARY not in ran.out + ran.err
    return str(json.loads(ran.out)["code"])


def test_a_text_is_shown_to_who_has_the_key(toys: Path) -> None:
    code = issue()
    ran = run("resolve", code, "--owner-key", "owner.keys")
    assert "private    child: Zoe Canary" in ran.out
    answer = json.loads(run("resolve", code, "--owner-key", "owner.keys", "--format", "json").out)
    assert answer["private"] == [{"option": "child", "state": "readable", "text": CANARY}]
    ran = run("resolve", code)
    assert "private    child: `--owner-key FILE` shows it to who has the key" in ran.out
    assert CANARY not in ran.out
    assert all(CANARY.encode() not in each.read_bytes() for each in toys.glob("codes.db*"))


def test_without_the_key_kept_erased_and_never_kept_are_told_alike(toys: Path) -> None:
    run("keys", "new", "others.keys")
    codes = [issue(name="Anna"), issue(name="Hugo"), issue(name="Mimi", key=None), issue(name="Nora")]
    run("erase", codes[1])
    assert run("erase", codes[3]).code == 0
    for owner in ((), ("--owner-key", "others.keys")):
        for form in ("text", "json"):
            told = set()
            for code in codes:
                ran = run("resolve", code, *owner, "--format", form)
                found = json.loads(run("resolve", code, "--format", "json").out)
                out = ran.out.replace(found["document"].replace('"', '\\"'), "")
                for each in (*found["choices"].values(), grouped(found["long_code"]), *(found[name] for name in _OWN)):
                    out = out.replace(str(each), "")
                told.add(out)
            assert len(told) == 1, told
    assert "(erased)" in run("resolve", codes[1], "--owner-key", "owner.keys").out
    assert "(nothing that this key opens)" in run("resolve", codes[2], "--owner-key", "owner.keys").out


_OWN = ("sha256", "long_code", "grouped", "issued_at", "document", "code")


def test_an_erased_text_is_gone_and_stays_so(toys: Path) -> None:
    code = issue()
    ran = run("erase", code)
    assert (ran.code, ran.out) == (0, "erased: 1 private text of 1 code, for good\n")
    assert run("erase", code).out == "nothing to erase: there was no private text, or it was erased before\n"
    assert json.loads(run("erase", code, "--format", "json").out) == {"texts": 0, "codes": 0, "damaged": 0}
    issued = run(
        "issue",
        "toys.vpc:bear",
        "fur=brown",
        f"name={CANARY}",
        "--identity-key-file",
        "identity.key",
        "--owner-key",
        "owner.keys",
    )
    assert "child: not kept, since it was erased before; `--keep-again` keeps it" in issued.out
    ran = run("resolve", code, "--owner-key", "owner.keys")
    assert "child: (erased)" in ran.out
    assert "\nerased " in ran.out
    assert issue("--keep-again") == code
    assert f"child: {CANARY}" in run("resolve", code, "--owner-key", "owner.keys").out


def test_one_option_can_be_erased_also_within_a_list(toys: Path) -> None:
    (toys / "order.ndjson").write_text(
        '{"fur": "brown", "name": "Zoe", "tags": [{"kind": "square", "name": "Ada"}, {"kind": "round", "name": "Bo"}]}'
        "\n"
        '{"fur": "white"}\n'
        '{"fur": "brown", "tags": [{"kind": "round", "name": "Bo"}, {"kind": "round", "name": "Bo"}]}\n',
        "utf-8",
    )
    keys = ("--identity-key-file", "identity.key", "--owner-key", "owner.keys")
    ran = run("issue", "toys.vpc:bear", "--lines", "order.ndjson", "--create", *keys, "--format", "json")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [len(each["private"]) for each in lines] == [3, 0, 2]
    assert run("issue", "toys.vpc:bear", "--lines", "order.ndjson", *keys).out.split() == [
        each["grouped"] for each in lines
    ]

    def told(code: str) -> dict[str, str]:
        found = json.loads(run("resolve", code, "--owner-key", "owner.keys", "--format", "json").out)
        assert all(each["option"].split(".")[0] in found["choices"] for each in found["private"])
        return {each["option"]: each["text"] or each["state"] for each in found["private"]}

    first = told(lines[0]["code"])
    assert sorted(first.values()) == ["Ada", "Bo", "Zoe"]
    assert first["child"] == "Zoe"
    assert set(first) == {"child", "tags.1.name", "tags.2.name"}
    assert told(lines[2]["code"]) == {"tags.1.name": "Bo", "tags.2.name": "Bo"}
    assert run("erase", lines[0]["code"], "--option", "tags.2.name").code == 0
    after = told(lines[0]["code"])
    assert after == {**first, "tags.2.name": "erased"}
    ran = run("erase", lines[0]["code"], "--option", "name")
    assert (ran.code, ran.out) == (1, "")
    assert "there is no private text `name` in this product; it has `child`, `tags.1.name`, `tags.2.name`" in ran.err


def test_texts_are_erased_by_age(toys: Path) -> None:
    with open_registry("codes.db", create=True, clock=lambda: datetime(2024, 5, 1, tzinfo=UTC)) as registry:
        bear = load("toys.vpc")["bear"]
        ring = read_key_ring(Path("owner.keys"))
        old = bear.issue(registry, {"fur": "white", "name": "Ada"}, identity_key=IDENTITY, key_ring=ring).code
    new = issue()
    assert run("erase", "--older-than", "2024-05-01").out.startswith("nothing to erase")
    assert run("erase", "--older-than", "1y").out == "erased: 1 private text of 1 code, for good\n"
    assert "child: (erased)" in run("resolve", old, "--owner-key", "owner.keys").out
    assert CANARY in run("resolve", new, "--owner-key", "owner.keys").out


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--older-than", "2y", "CODE"),
        ("--older-than", "soon"),
        ("--older-than", "2y", "--option", "name"),
        ("--older-than", "9999y"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(toys: Path, words: tuple[str, ...]) -> None:
    code = issue()
    ran = run("erase", *(code if each == "CODE" else each for each in words))
    assert (ran.code, ran.out) == (2, "")


def test_an_age_is_a_moment() -> None:
    now = datetime.now(UTC)
    assert moment_before("2024-02-29") == "2024-02-29T00:00:00.000Z"
    for text, least, most in (("90d", 90, 90), ("6w", 42, 42), ("18m", 546, 550), ("2y", 730, 731)):
        days = round((now - datetime.fromisoformat(moment_before(text))).total_seconds() / 86400)
        assert least <= days <= most, text
    for text in ("0d", "-1d", "2", "y", "2y2m", "2024-02-30", "٢y", "99999d", ""):
        with pytest.raises(WrongUseError):
            moment_before(text)


def test_keys_rotate_and_texts_move_to_the_newest(toys: Path) -> None:
    code = issue()
    (toys / "old.keys").write_bytes((toys / "owner.keys").read_bytes())
    (toys / "old.keys").chmod(0o600)
    assert run("keys", "rotate", "owner.keys").out.startswith("owner.keys has 2 keys")
    assert CANARY in run("resolve", code, "--owner-key", "owner.keys").out
    assert run("keys", "rewrap", "owner.keys").out == "1 private text moved to the newest key\n"
    assert CANARY in run("resolve", code, "--owner-key", "owner.keys").out
    assert CANARY not in run("resolve", code, "--owner-key", "old.keys").out
    assert run("keys", "new", "owner.keys").code == 2
    told = json.loads(run("keys", "new", "more.keys", "--format", "json").out)
    assert told["epochs"] == [told["newest"]]


def test_a_key_that_others_may_read_is_refused(toys: Path) -> None:
    code = issue()
    (toys / "owner.keys").chmod(0o644)
    ran = run("resolve", code, "--owner-key", "owner.keys")
    assert (ran.code, ran.out) == (2, "")
    assert "chmod 600 owner.keys" in ran.err
    assert run("resolve", code, "--owner-key", "none.keys").code == 2


def test_the_owners_key_alone_makes_no_code(toys: Path) -> None:
    ran = run("issue", "toys.vpc:bear", "fur=brown", f"name={CANARY}", "--create", "--owner-key", "owner.keys")
    assert (ran.code, ran.out) == (2, "")
    assert "needs an identity key" in ran.err
    assert CANARY not in ran.err
