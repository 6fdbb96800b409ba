"""The command line, with a registry in PostgreSQL: the same commands, with an address for the file."""

from __future__ import annotations

import json

from cli_runs import GOOD, run

from configurator.answers import IssueAnswer, ResolveAnswer


def test_what_is_issued_into_a_database_is_resolved_noted_and_told(shop: str, address: str) -> None:
    refused = run("issue", f"{shop}:box", *GOOD, "--registry", address)
    assert (refused.code, "--create" in refused.err) == (2, True)
    issued = IssueAnswer.model_validate_json(
        run("issue", f"{shop}:box", *GOOD, "--registry", address, "--create", "--format", "json").out
    )
    assert issued.new
    again = run("issue", f"{shop}:box", *GOOD, "--registry", address, "--format", "json")
    assert not IssueAnswer.model_validate_json(again.out).new
    assert run("note", issued.code, "order 7", "--registry", address).code == 0
    assert run("retire", issued.code, "--reason", "recalled", "--registry", address).code == 0
    ran = run("resolve", issued.code, "--format", "json", OPTIONARY_REGISTRY=address)
    assert ResolveAnswer.model_validate_json(ran.out).sha256 == issued.sha256
    told = run("registry", "changes", "--registry", address, "--format", "json").out
    assert [entry["kind"] for entry in json.loads(told)["entries"]] == ["issued", "noted", "retired"]
    assert run("check", shop, "--registry", address).code == 0


def test_many_lines_are_issued_into_a_database(shop: str, address: str) -> None:
    lines = 2 * '{"color": "red"}\n'
    ran = run("issue", f"{shop}:bag", "--lines", "-", "--registry", address, "--create", given=lines)
    assert ran.code == 0, ran.err
    assert json.loads(run("registry", "changes", "--registry", address, "--format", "json").out)["last"] == 1


def test_a_password_in_the_address_is_not_shown(address: str) -> None:
    secret = address.replace("registry@", "registry:canary@")
    for command in (("resolve", "VDS68-84SH4-7WWNJ-D64RP"), ("registry", "changes")):
        for kind in ("text", "json"):
            ran = run(*command, "--registry", secret, "--format", kind)
            assert ran.code == 2
            assert "canary" not in ran.out + ran.err
            assert "holds no registry" in ran.out + ran.err
