"""Releases signed and verified from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import run
from test_cli_releases import FIRST

from configurator.answers import ReleaseAnswer, SignAnswer, SigningKeyAnswer, VerifyReleaseAnswer


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "shop.vpc").write_text(FIRST, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_release_is_signed_by_several_and_verified(folder: Path) -> None:
    ann = SigningKeyAnswer.model_validate_json(run("keys", "signing", "ann.key", "--format", "json").out)
    bob = SigningKeyAnswer.model_validate_json(run("keys", "signing", "bob.key", "--format", "json").out)
    assert (ann.public_file, ann.public_key != bob.public_key) == ("ann.key.pub", True)
    made = run("release", "shop.vpc", "-o", "shop.vpcr", "--sign", "ann.key", "--format", "json")
    assert ReleaseAnswer.model_validate_json(made.out).signed_by == (ann.public_key,)
    verify = ("verify", "shop.vpcr", "--key", "ann.key.pub")
    assert run(*verify).code == 0
    missing = run(*verify, "--key", "bob.key.pub")
    assert (missing.code, "it is not signed by `bob.key.pub`" in missing.out) == (1, True)
    signed = SignAnswer.model_validate_json(run("sign", "shop.vpcr", "--key", "bob.key", "--format", "json").out)
    assert signed.signed_by == (ann.public_key, bob.public_key)
    found = VerifyReleaseAnswer.model_validate_json(run(*verify, "--key", "bob.key.pub", "--format", "json").out)
    assert (found.sound, found.findings, found.signed_by) == (True, (), signed.signed_by)
    assert "signed by every key that was asked for" in run(*verify, "--key", "bob.key.pub").out
    data = bytearray(Path("shop.vpcr").read_bytes())
    data[-70] ^= 1
    Path("shop.vpcr").write_bytes(data)
    changed = run(*verify)
    assert (changed.code, "it is not signed by `ann.key.pub`" in changed.out) == (1, True)
    assert "is damaged" in changed.out
    plain = run("verify", "shop.vpcr", "--format", "json")
    assert (plain.code, VerifyReleaseAnswer.model_validate_json(plain.out).sound) == (1, False)
    refused = run("sign", "shop.vpcr", "--key", "ann.key")
    assert (refused.code, "is damaged" in refused.err) == (2, True)


def test_wrong_use_is_told(folder: Path) -> None:
    run("release", "shop.vpc", "-o", "shop.vpcr")
    assert run("verify", "shop.vpcr").code == 0
    for words, told in (
        (("verify", "shop.vpc"), "is no release of a catalog"),
        (("verify", "none.vpcr"), "there is no release `none.vpcr`"),
        (("verify", "shop.vpcr", "--key", "shop.vpc"), "is no public key"),
        (("sign", "shop.vpcr", "--key", "none.key"), "cannot be read"),
        (("release", "shop.vpc", "--sign", "ann.key", "--registry", "codes.db", "--create"), "none is written"),
    ):
        refused = run(*words)
        assert (refused.code, told in refused.err) == (2, True), refused
    run("keys", "signing", "ann.key")
    again = run("keys", "signing", "ann.key")
    assert (again.code, "is there already" in again.err) == (2, True)
    Path("shop.vpcr.sig").write_text("{")
    cut = run("verify", "shop.vpcr", "--key", "ann.key.pub")
    assert (cut.code, "cut off" in cut.err) == (2, True)
