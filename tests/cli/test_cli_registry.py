"""`configurator issue` and `resolve`, from outside, on one SQLite file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cli_runs import GOOD, run

from configurator.answers import (
    ErrorAnswer,
    IssueAnswer,
    IssuedLine,
    RefusedLine,
    ResolveAnswer,
    StandingAnswer,
    VerdictAnswer,
)


@pytest.fixture
def codes(tmp_path: Path) -> str:
    return str(tmp_path / "codes.db")


def test_what_is_issued_is_resolved_back(shop: str, codes: str) -> None:
    issued = IssueAnswer.model_validate_json(
        run("issue", f"{shop}:box", *GOOD, "--registry", codes, "--create", "--format", "json").out
    )
    assert (issued.new, issued.clash, issued.product) == (True, (), "shop/box")
    ran = run("resolve", *issued.grouped.lower().split("-"), "--format", "json", OPTIONARY_REGISTRY=codes)
    found = ResolveAnswer.model_validate_json(ran.out)
    assert (ran.code, found.code, found.document) == (0, issued.code, issued.document)
    assert (found.sha256, found.release, found.product) == (issued.sha256, issued.release, "shop/box")
    assert found.choices["charms"] == ["cat", "sun"]
    assert run("resolve", issued.long_code, "--registry", codes).code == 0


def test_the_text_says_the_choices_and_that_they_are_verified(shop: str, codes: str) -> None:
    shown = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create").out
    assert f"registry   {codes}, issued now" in shown
    code = shown.split()[1]
    ran = run("resolve", code, "--registry", codes)
    assert ran.out.startswith("shop/bag\n  color  red\n\ncode       " + code)
    assert ", verified\n" in ran.out


def test_issuing_again_gives_the_same_code_and_says_so(shop: str, codes: str) -> None:
    first = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create")
    again = run("issue", f"{shop}:bag", "color=red", "--registry", codes)
    assert (first.code, again.code) == (0, 0)
    assert again.out == first.out.replace("issued now", "was issued before")


def test_a_registry_is_made_only_on_request(shop: str, codes: str) -> None:
    ran = run("issue", f"{shop}:bag", "color=red", "--registry", codes)
    assert (ran.code, ran.out, Path(codes).exists()) == (2, "", False)
    assert "--create" in ran.err
    assert run("issue", f"{shop}:bag", "color=red").code == 2


def test_what_is_not_valid_creates_nothing(shop: str, codes: str) -> None:
    ran = run("issue", f"{shop}:bag", "color=green", "--registry", codes, "--create", "--format", "json")
    assert (ran.code, Path(codes).exists()) == (1, False)
    assert not VerdictAnswer.model_validate_json(ran.out).valid


def test_an_unknown_or_wrong_code_ends_with_1(shop: str, codes: str) -> None:
    run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create")
    for text, reason in (("VYK5GHBC4LMB9XRNVX7J", "unknown-code"), ("VYK5G", "wrong-length")):
        ran = run("resolve", text, "--registry", codes, "--format", "json")
        assert (ran.code, ErrorAnswer.model_validate_json(ran.out).error.code) == (1, reason)
    ran = run("resolve", "vyk5ghbc4lmb9xrnvx7j", "--registry", codes)
    assert ran.err == "error: the code `VYK5G-HBC4L-MB9XR-NVX7J` was never issued here\n"


def test_a_file_that_is_no_registry_is_wrong_use(shop: str, codes: str) -> None:
    assert run("resolve", "VYK5GHBC4LMB9XRNVX7J", "--registry", codes).code == 2
    assert run("resolve", "VYK5GHBC4LMB9XRNVX7J", "--registry", shop).code == 2
    assert run("resolve", "VYK5GHBC4LMB9XRNVX7J").code == 2


def test_a_damaged_record_is_told_and_not_shown(shop: str, codes: str) -> None:
    code = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create", "--format", "json").json["code"]
    Path(codes).write_bytes(Path(codes).read_bytes().replace(b'"red"', b'"tan"'))
    ran = run("resolve", code, "--registry", codes, "--format", "json")
    assert (ran.code, ErrorAnswer.model_validate_json(ran.out).error.code) == (3, "damaged-record")
    assert "hint: do not ship what was asked for; restore" in run("resolve", code, "--registry", codes).err


LINES = [
    '{"color": "red"}',
    "",
    '{"color": "green"}',
    '{"product": "bag", "choices": {"color": "blue"}}',
    '{"product": "box", "choices": {}}',
    '{"color": "red"',
]


def test_many_are_issued_a_line_each_and_refusals_stop_nothing(shop: str, codes: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.ndjson"
    path.write_text("\n".join(LINES), "utf-8")
    ran = run("issue", f"{shop}:bag", "--lines", str(path), "--registry", codes, "--create")
    assert (ran.code, len(ran.out.splitlines())) == (1, 2)
    assert [line[:13] for line in ran.err.splitlines() if line.startswith("error")] == [
        "error: line 3",
        "error: line 5",
        "error: line 6",
    ]
    assert all(run("resolve", line, "--registry", codes).code == 0 for line in ran.out.splitlines())


def test_many_in_json_are_answered_in_their_order(shop: str, codes: str) -> None:
    ran = run(
        *("issue", f"{shop}:bag", "--lines", "-", "--registry", codes, "--create", "--format", "json"),
        given="\n".join(LINES),
    )
    answers = ran.out.splitlines()
    assert [sorted(json.loads(line)) == sorted(RefusedLine.model_fields) for line in answers] == [
        False,
        True,
        False,
        True,
        True,
    ]
    refused = [RefusedLine.model_validate_json(answers[index]) for index in (1, 3, 4)]
    assert [(each.line, each.error and each.error.code) for each in refused] == [
        (3, None),
        (5, "another-product"),
        (6, "not-json"),
    ]
    first, third = (IssuedLine.model_validate_json(answers[index]) for index in (0, 2))
    assert (first.line, first.new, third.line) == (1, True, 4)


def test_more_lines_than_a_batch_are_all_issued(shop: str, codes: str) -> None:
    lines = "\n".join(
        json.dumps({"size": "large", "lid": True, "layers": 1, "card": f"n {number}"}) for number in range(1500)
    )
    ran = run("issue", f"{shop}:box", "--lines", "-", "--registry", codes, "--create", given=lines)
    assert (ran.code, len(set(ran.out.splitlines()))) == (0, 1500)


def test_a_clash_is_told_and_the_long_code_is_the_label(shop: str, codes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from configurator.identity.code_text import code_text, long_code, payload_text
    from configurator.registry import opening
    from configurator.registry.store import Coder

    everything_alike = Coder(lambda digest: payload_text(0), long_code, lambda code: payload_text(0))
    opened = opening.open_registry
    monkeypatch.setattr(
        opening, "open_registry", lambda path, create: opened(path, create=create, coder=everything_alike)
    )
    first = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create", "--format", "json")
    second = run("issue", f"{shop}:bag", "color=blue", "--registry", codes, "--format", "json")
    one, two = (IssueAnswer.model_validate_json(ran.out) for ran in (first, second))
    assert (one.code, one.clash) == (one.short_code, ())
    assert (two.code, two.clash) == (two.long_code, (one.long_code,))
    assert code_text(bytes.fromhex(one.sha256)) != one.short_code
    shown = run("issue", f"{shop}:bag", "color=blue", "--registry", codes).out
    assert "is shared with" in shown
    assert "label it with the code above" in shown
    ambiguous = run("resolve", one.short_code, "--registry", codes)
    assert ambiguous.code == 1
    assert one.long_code in ambiguous.err.replace("-", "")


def test_a_refused_line_is_told_in_one_line_with_its_number(shop: str, codes: str) -> None:
    given = '{"size": "tiny", "lid": 1, "layers": 1}\n\n{"size"\n'
    issue = ("issue", f"{shop}:box", "--lines", "-", "--registry", codes, "--create")
    ran = run(*issue, given=given)
    assert (ran.code, ran.out) == (1, "")
    first, second = ran.err.splitlines()
    assert first.startswith("error: line 1: `size` has no value `tiny`; `lid` takes ")
    assert second.startswith("error: line 3: the JSON cannot be read: column ")
    answered = RefusedLine.model_validate_json(run(*issue, "--format", "json", given=given).out.splitlines()[1])
    assert answered.error is not None
    assert "line 1" not in answered.error.message


def test_a_registry_in_a_folder_that_is_not_there_is_wrong_use(shop: str, tmp_path: Path) -> None:
    issue = ("issue", f"{shop}:bag", "color=red", "--create", "--registry")
    ran = run(*issue, str(tmp_path / "nodir" / "codes.db"))
    assert (ran.code, ran.out) == (2, "")
    assert f"there is no folder `{tmp_path / 'nodir'}`; make it first" in ran.err
    assert "asking again" not in ran.err
    ran = run(*issue, f"{shop}/codes.db")
    assert ran.code == 2
    assert "is not a folder" in ran.err
    assert run(*issue, str(tmp_path / ("x" * 300))).code == 2


def test_a_tilde_that_the_shell_left_alone_is_the_home_folder(
    shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run("issue", f"{shop}:bag", "color=red", "--registry", "~/codes.db", "--create").code == 0
    assert (tmp_path / "codes.db").exists()
    assert "never issued here" in run("resolve", "VYK5GHBC4LMB9XRNVX7J", OPTIONARY_REGISTRY="~/codes.db").err


def test_an_empty_file_is_no_registry_and_may_become_one_on_request(shop: str, codes: str) -> None:
    Path(codes).touch()
    for command in (("issue", f"{shop}:bag", "color=red"), ("resolve", "VYK5GHBC4LMB9XRNVX7J")):
        ran = run(*command, "--registry", codes)
        assert (ran.code, ran.err) == (2, f"error: `{codes}` is empty, not a registry\n")
    assert run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create").code == 0


def test_several_codes_are_asked_for_one_at_a_time(codes: str) -> None:
    for command in (("resolve", "--registry", codes), ("read",)):
        ran = run(*command, "VYK5G-HBC4L-MB9XR-NVX7J", "VYK5GHBC4LMB9XRNVX7J")
        assert (ran.code, ran.out) == (2, "")
        assert "hint: give one code at a time" in ran.err


def test_what_is_no_unicode_text_is_wrong_use(shop: str, codes: str) -> None:
    red = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create", "--format", "json").json["code"]
    for words in (
        ("note", red, "caf\udce9"),
        ("retire", red, "--reason", "\udcff"),
        ("note", red, "a", "--by", "\udcff"),
    ):
        ran = run(*words, "--registry", codes)
        assert (ran.code, ran.out) == (2, "")
        assert "is no Unicode text" in ran.err


def test_what_is_noted_with_a_code_is_shown_when_it_is_resolved(shop: str, codes: str) -> None:
    red, blue = (
        run("issue", f"{shop}:bag", f"color={color}", "--registry", codes, "--create", "--format", "json").json["code"]
        for color in ("red", "blue")
    )
    assert run("note", red, "order 4711/10", "--by", "Anna", OPTIONARY_REGISTRY=codes).code == 0
    assert run("retire", red, "--reason", "recalled", "--registry", codes).code == 0
    ran = run("supersede", red, blue, "--reason", "sturdier", "--registry", codes)
    assert ran.code == 0
    lines = [" ".join(line.split()) for line in run("resolve", red, "--registry", codes).out.splitlines()]
    assert "retired make no more of it; see below" in lines
    assert any(re.fullmatch(r"noted \S+Z order 4711/10 \(Anna\)", line) for line in lines)
    assert any(re.fullmatch(r"retired \S+Z recalled", line) for line in lines)
    found = ResolveAnswer.model_validate_json(run("resolve", red, "--registry", codes, "--format", "json").out)
    assert (found.retired, [each.kind for each in found.entries]) == (True, ["noted", "retired", "superseded"])
    assert found.superseded_by == run("resolve", blue, "--registry", codes, "--format", "json").json["long_code"]
    assert (
        run("reinstate", red, "--reason", "a mistake", "--registry", codes, "--format", "json").json["retired"] is False
    )
    circle = run("supersede", blue, red, "--reason", "back", "--registry", codes)
    assert circle.code == 1
    assert "cannot be superseded" in circle.err
    assert run("retire", "VYK5GHBC4LMB9XRNVX7J", "--reason", "none", "--registry", codes).code == 1
    assert run("retire", red, "--registry", codes).code == 2


def test_changes_are_told_in_order_and_from_where_one_has_read(shop: str, codes: str) -> None:
    code = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create", "--format", "json").json["code"]
    run("note", code, "first", "--registry", codes)
    run("note", code, "second", "--registry", codes)
    shown = run("registry", "changes", "--registry", codes).out.splitlines()
    assert [line.split()[0] for line in shown] == ["1", "2", "3"]
    assert "1 code under shop@sha256:" in shown[0]
    first = run("registry", "changes", "--registry", codes, "--limit", "2", "--format", "json").json
    assert ([each["kind"] for each in first["entries"]], first["last"]) == (["issued", "noted"], 2)
    rest = run("registry", "changes", "--registry", codes, "--after", "2", "--format", "json").json
    assert [each["detail"] for each in rest["entries"]] == [{"note": "second"}]
    assert run("registry", "changes", "--registry", codes, "--after", "3").out == "nothing has happened since\n"
    assert run("registry", "changes", "--registry", codes, "--after", "3", "--format", "json").json["last"] == 3


def test_where_a_code_stands_is_told_release_by_release(tmp_path: Path, codes: str) -> None:
    catalog = tmp_path / "cafe.vpc"
    texts = (
        "size: small | large",
        "size: small | large { retired: 2026-12-31 }",
        "size: small | large { retired: 2026-12-31 }\n  rule no_large forbid size = large",
    )
    code = ""
    for place, text in enumerate(texts, 1):
        catalog.write_text(f"catalog cafe {{ currency EUR }}\nproduct mug {{\n  option {text}\n}}\n", "utf-8")
        ran = run("release", str(catalog), "--registry", codes, *(["--create"] if place == 1 else []))
        assert ran.code == 0, ran.err
        if place == 1:
            answer = run("issue", str(catalog), "size=large", "--registry", codes, "--format", "json").json
            code, first = answer["code"], answer["release"]
    ran = run("standing", code, "--registry", codes, "--on", "2027-01-05", "--format", "json")
    assert ran.code == 1
    found = StandingAnswer.model_validate_json(ran.out)
    assert (found.first_release, found.valid_now, found.retired) == (first, False, False)
    assert [(each.place, each.buildable, each.sellable) for each in found.releases] == [
        (1, True, True),
        (2, True, False),
        (3, False, False),
    ]
    assert found.last_valid_release == found.releases[1].release
    assert "release 1 of cafe" in run("registry", "changes", "--registry", codes).out
    shown = [" ".join(line.split()) for line in run("standing", code, "--registry", codes).out.splitlines()]
    assert shown[-1] == "last valid release 2"
    assert "cannot be built" in shown[-2]
    assert run("standing", "VYK5GHBC4LMB9XRNVX7J", "--registry", codes).code == 1


def test_a_retired_code_is_not_to_be_made_though_it_could_be(tmp_path: Path, codes: str) -> None:
    catalog = tmp_path / "cafe.vpc"
    catalog.write_text("catalog cafe { currency EUR }\nproduct mug {\n  option size: small | large\n}\n", "utf-8")
    run("release", str(catalog), "--registry", codes, "--create")
    code = run("issue", str(catalog), "size=large", "--registry", codes, "--format", "json").json["code"]
    assert run("standing", code, "--registry", codes).code == 0
    run("retire", code, "--reason", "recalled", "--registry", codes)
    ran = run("standing", code, "--registry", codes)
    assert (ran.code, "make no more of it" in ran.out) == (1, True)


def test_a_code_of_a_catalog_without_releases_has_no_standing_but_resolves(shop: str, codes: str) -> None:
    code = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--create", "--format", "json").json["code"]
    ran = run("standing", code, "--registry", codes)
    assert ran.code == 1
    assert "none of its catalog is published in this registry" in ran.out
    assert run("standing", code, "--registry", codes, "--format", "json").json["valid_now"] is None
