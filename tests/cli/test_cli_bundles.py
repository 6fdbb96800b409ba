"""A bundle resolves on the command line where there is no registry, and follows by deltas."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import run, spawn


@pytest.fixture
def codes(shop: str, tmp_path: Path) -> str:
    path = str(tmp_path / "codes.db")
    assert run("issue", f"{shop}:bag", "color=red", "--registry", path, "--create").code == 0
    return path


def test_a_site_resolves_with_a_bundle_alone(codes: str, shop: str, tmp_path: Path) -> None:
    site, delta = str(tmp_path / "site.vpcb"), str(tmp_path / "delta.vpcb")
    red = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--format", "json").json["code"]
    assert run("link", "sku", "BAG-1", red, "--registry", codes).code == 0
    made = run("bundle", "write", "-o", site, "--registry", codes, "--format", "json")
    assert (made.code, made.json["products"], made.json["after"]) == (0, 1, 0)
    blue = run("issue", f"{shop}:bag", "color=blue", "--registry", codes, "--format", "json").json["code"]
    after = str(made.json["upto"])
    assert run("bundle", "write", "-o", delta, "--after", after, "--registry", codes).code == 0
    Path(codes).unlink()
    assert run("resolve", red, "--bundle", site, "--format", "json").json["choices"] == {"color": "red"}
    assert run("resolve", "--system", "sku", "BAG-1", "--bundle", site).code == 0
    assert "BAG-1" in run("refs", red, "--bundle", site).out
    missing = run("resolve", blue, "--bundle", site)
    assert missing.code == 1
    assert f"is not in this bundle, made {made.json['made_at']} up to entry {after} of the log" in missing.err
    for _ in range(2):
        assert run("bundle", "apply", delta, "--to", site).code == 0
    assert run("resolve", blue, "--bundle", site).code == 0
    checked = run("bundle", "verify", site)
    assert checked.code == 0
    assert "all of it is sound" in checked.out
    assert run("resolve", red, "--bundle", site, "--registry", codes).code == 2
    assert run("resolve", red, "--bundle", str(tmp_path / "none.vpcb")).code == 2


def test_what_does_not_fit_or_is_damaged_is_refused(codes: str, shop: str, tmp_path: Path) -> None:
    site, delta = tmp_path / "site.vpcb", tmp_path / "delta.vpcb"
    assert run("bundle", "write", "-o", str(site), "--registry", codes).code == 0
    for color in ("red", "blue"):
        run("issue", f"{shop}:bag", f"color={color}", "--registry", codes)
    assert run("bundle", "write", "-o", str(delta), "--after", "2", "--registry", codes).code == 0
    gap = run("bundle", "apply", str(delta), "--to", str(site))
    assert gap.code == 1
    assert "goes to entry 1 of the log, and the delta follows entry 2" in gap.err
    site.write_bytes(site.read_bytes().replace(b'"color":"red"', b'"color":"rex"'))
    ran = run("bundle", "verify", str(site), "--format", "json")
    assert (ran.code, ran.json["ok"]) == (3, False)
    assert len(ran.json["findings"]) >= 2
    (tmp_path / "text.vpcb").write_text("no bundle", "utf-8")
    assert run("bundle", "verify", str(tmp_path / "text.vpcb")).code == 2


def test_resolving_with_a_bundle_loads_no_language(codes: str, shop: str, tmp_path: Path) -> None:
    site = str(tmp_path / "site.vpcb")
    red = run("issue", f"{shop}:bag", "color=red", "--registry", codes, "--format", "json").json["code"]
    assert run("bundle", "write", "-o", site, "--registry", codes).code == 0
    ran = spawn("resolve", red, "--bundle", site, "--format", "json")
    assert ran.json["code"] == red
