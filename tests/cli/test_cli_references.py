"""What other systems call a product, on the command line: links, imports with a report, leased numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import run

GTIN = "99521234543216"


@pytest.fixture
def issued(shop: str, tmp_path: Path) -> tuple[str, str, str]:
    """A registry, and the codes of two products in it."""
    codes = str(tmp_path / "codes.db")
    found = []
    for color in ("red", "blue"):
        ran = run("issue", f"{shop}:bag", f"color={color}", "--registry", codes, "--create", "--format", "json")
        found.append(ran.json["code"])
    return codes, found[0], found[1]


def test_a_reference_leads_to_its_code_and_back(issued: tuple[str, str, str]) -> None:
    codes, red, blue = issued
    assert run("link", "sku", "BAG-1", red, "--registry", codes, "--by", "Ann").code == 0
    assert run("link", "erp", "000471", red, "--registry", codes).code == 0
    ran = run("resolve", "--system", "erp", "000471", "--registry", codes, "--format", "json")
    assert (ran.code, ran.json["code"]) == (0, red)
    found = run("refs", red, "--registry", codes)
    assert [line.split()[:2] for line in found.out.splitlines()[1:]] == [["erp", "000471,"], ["sku", "BAG-1,"]]
    assert "no other system calls it anything" in run("refs", blue, "--registry", codes).out
    taken = run("link", "sku", "BAG-1", blue, "--registry", codes)
    assert taken.code == 1
    assert "`configurator unlink sku BAG-1` takes that back" in taken.err
    assert run("unlink", "sku", "BAG-1", "--registry", codes).code == 0
    assert run("link", "sku", "BAG-1", blue, "--registry", codes).code == 0
    assert "unlinked" in run("resolve", red, "--registry", codes).out
    assert run("resolve", "--system", "sku", "nothing", "--registry", codes).code == 1
    assert run("link", "sku", "BAG-1", "--registry", codes).code == 2
    assert run("resolve", "--registry", codes).code == 2


def test_a_file_is_linked_as_a_whole_and_conflicts_have_their_lines(
    issued: tuple[str, str, str], tmp_path: Path
) -> None:
    codes, red, blue = issued
    file = tmp_path / "m.csv"
    file.write_text(f"reference;code;remark\n1;{red};x\n2;{blue};\n1;{blue};\n3;VYK5GHBC4LMB9XRNVX7J;\n4;;\n", "utf-8")
    asked = ("link", "--csv", str(file), "--system", "erp", "--registry", codes)
    ran = run(*asked)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert [line.split(":")[1] for line in lines[:3]] == ["4", "5", "6"]
    assert "line 2 links `1` to another code" in lines[0]
    assert "never issued here" in lines[1]
    assert "nothing was linked" in lines[-1]
    assert run("resolve", "--system", "erp", "2", "--registry", codes).code == 1
    found = run(*asked, "--partly", "--format", "json").json
    assert (found["kept"], found["linked"], found["known"], len(found["conflicts"])) == (True, 2, 0, 3)
    assert run("resolve", "--system", "erp", "2", "--registry", codes).code == 0
    file.write_text(f"reference,code\n1,{red}\n", "utf-8")
    assert run(*asked).out == "0 references linked, 1 linked before, 0 in conflict\n"
    assert run("link", "--csv", str(file), "--registry", codes).code == 2
    assert run("link", "--csv", str(tmp_path / "none.csv"), "--registry", codes).code == 2


def test_a_number_is_leased_beside_a_gtin(issued: tuple[str, str, str]) -> None:
    codes, red, blue = issued
    first = run("lease", red, "--gtin", GTIN, "--registry", codes)
    assert first.code == 0
    assert f"(01){GTIN}(242)000001" in first.out
    assert run("lease", blue, "--gtin", GTIN, "--registry", codes, "--format", "json").json["number"] == "000002"
    assert run("lease", red, "--gtin", GTIN, "--registry", codes, "--format", "json").json["new"] is False
    ran = run("resolve", "--gtin", GTIN, "--number", "000002", "--registry", codes, "--format", "json")
    assert ran.json["code"] == blue
    assert run("resolve", "--gtin", GTIN, "--number", "000003", "--registry", codes).code == 1
    assert run("resolve", "--gtin", GTIN, "--registry", codes).code == 2
    wrong = run("lease", red, "--gtin", "99521234543217", "--registry", codes)
    assert wrong.code == 1
    assert "its check digit is 6" in wrong.err
    assert "(242)000001" in run("refs", red, "--registry", codes).out
