"""Releases as files, and in a registry, from the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cli_runs import run, spawn
from test_cli_releases import FIRST, REFUSED, SECOND

from configurator.answers import CodeAnswer, ReleaseAnswer, ReleasesAnswer

CHOSEN = ("size=small",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two releases, an edit that breaks codes, and another catalog with the same key."""
    other = FIRST.replace("product box", "product bag")
    for name, text in (("first", FIRST), ("second", SECOND), ("refused", REFUSED), ("other", other)):
        (tmp_path / f"{name}.vpc").write_text(text, "utf-8")
    return tmp_path


def test_a_release_stands_in_the_place_of_its_catalog(folder: Path) -> None:
    catalog, file = folder / "first.vpc", folder / "first.vpcr"
    made = run("release", str(catalog), "-o", str(file), "--format", "json")
    answer = ReleaseAnswer.model_validate_json(made.out)
    assert (answer.catalog, answer.length, answer.file) == ("shop", file.stat().st_size, str(file))
    for command in (
        ("code", *CHOSEN), ("validate", "size=huge"), ("count",), ("narrow", *CHOSEN), ("list",), ("rank", *CHOSEN),
        ("schema",), ("search", "gold"), ("explain", *CHOSEN), ("complete", *CHOSEN), ("explode", *CHOSEN),
        ("check",), ("test",), ("languages",), ("diff", str(folder / "first.vpc")),
    ):  # fmt: skip
        name, *rest = command
        of_catalog, of_release = run(name, str(catalog), *rest), run(name, str(file), *rest)
        assert of_release.code == of_catalog.code
        plain = of_catalog.out.replace(str(catalog), "first.vpc").replace("first.vpcr", "first.vpc")
        assert of_release.out.replace(str(file), "first.vpc") == plain
    assert spawn("code", str(file), *CHOSEN).out == run("code", str(catalog), *CHOSEN).out
    code = CodeAnswer.model_validate_json(run("code", str(file), *CHOSEN, "--format", "json").out)
    assert code.release == answer.release


def test_a_release_is_an_earlier_release(folder: Path) -> None:
    run("release", str(folder / "first.vpc"), "-o", str(folder / "first.vpcr"))
    of_catalog = run("check", str(folder / "second.vpc"), "--against", str(folder / "first.vpc"), "--format", "line")
    of_release = run("check", str(folder / "second.vpc"), "--against", str(folder / "first.vpcr"), "--format", "line")
    assert of_release.out == of_catalog.out.replace("first.vpc`", "first.vpcr`")
    assert "was called `small` in" in of_release.out


def test_a_file_is_never_changed_to_another_release(folder: Path) -> None:
    file = folder / "shop.vpcr"
    assert run("release", str(folder / "first.vpc"), "-o", str(file)).code == 0
    before = file.read_bytes()
    assert run("release", str(folder / "first.vpc"), "-o", str(file)).code == 0
    refused = run("release", str(folder / "second.vpc"), "-o", str(file))
    assert (refused.code, file.read_bytes()) == (2, before)
    assert "is there already, and is something else" in refused.err
    laid_out = run("fmt", str(file))
    assert (laid_out.code, file.read_bytes()) == (2, before)
    assert "is a release, which never changes" in laid_out.err


@pytest.mark.parametrize("length", [0, 7, 100, 2000])
def test_a_damaged_file_is_told_at_once(folder: Path, length: int) -> None:
    run("release", str(folder / "first.vpc"), "-o", str(folder / "shop.vpcr"))
    cut = folder / "cut.vpcr"
    cut.write_bytes((folder / "shop.vpcr").read_bytes()[:length])
    refused = run("code", str(cut), *CHOSEN, "--format", "json")
    assert refused.code == 2
    assert refused.json["error"]["code"] == ("damaged-release" if length > 7 else "not-a-release")


def test_what_cannot_be_released_says_why(folder: Path) -> None:
    (folder / "fm.uvl").write_text("features\n    A\n", "utf-8")
    (folder / "faulty.vpc").write_text(FIRST.replace("large", "small"), "utf-8")
    foreign = run("release", str(folder / "fm.uvl"), "-o", str(folder / "fm.vpcr"))
    assert (foreign.code, "configurator import" in foreign.err) == (2, True)
    faulty = run("release", str(folder / "faulty.vpc"), "-o", str(folder / "faulty.vpcr"))
    assert (faulty.code, "faulty.vpc:4" in faulty.err) == (1, True)
    assert run("release", str(folder / "first.vpc")).code == 2
    assert "-o shop.vpcr" in run("release", str(folder / "first.vpc"), "-o", "shop.txt").err
    assert not (folder / "faulty.vpcr").exists()


def test_a_published_catalog_is_listed_and_fetched(folder: Path) -> None:
    registry = str(folder / "codes.db")
    first = run("release", str(folder / "first.vpc"), "--registry", registry, "--create", "--format", "json")
    again = run("release", str(folder / "first.vpc"), "--registry", registry, "--format", "json")
    second = run("release", str(folder / "second.vpc"), "--registry", registry, "--by", "Anna", "--format", "json")
    published = [ReleaseAnswer.model_validate_json(each.out) for each in (first, again, second)]
    assert [(each.place, each.new) for each in published] == [(1, True), (1, False), (2, True)]
    assert {each.code for each in published[2].changes} >= {"renamed", "retired", "added"}
    listed = ReleasesAnswer.model_validate_json(
        run("registry", "releases", "--registry", registry, "--format=json").out
    )
    assert [each.release for each in listed.releases] == [published[0].release, published[2].release]
    fetched = run(
        "registry", "fetch", published[0].release[:24], "-o", str(folder / "old.vpcr"), "--registry", registry
    )
    assert fetched.code == 0
    run("release", str(folder / "first.vpc"), "-o", str(folder / "first.vpcr"))
    assert (folder / "old.vpcr").read_bytes() == (folder / "first.vpcr").read_bytes()
    several = run("registry", "fetch", "shop@", "-o", str(folder / "any.vpcr"), "--registry", registry)
    assert (several.code, "2 releases begin with" in several.err) == (2, True)
    unknown = run("registry", "fetch", "none@", "-o", str(folder / "any.vpcr"), "--registry", registry)
    assert (unknown.code, "holds no release" in unknown.err) == (1, True)


def test_what_would_break_codes_is_not_published(folder: Path) -> None:
    registry = str(folder / "codes.db")
    for name in ("first", "second"):
        assert run("release", str(folder / f"{name}.vpc"), "--registry", registry, "--create").code == 0
    refused = run("release", str(folder / "refused.vpc"), "--registry", registry)
    assert refused.code == 1
    assert re.search(r"error\[\w+.*\]: ", refused.err)
    assert "would break codes of its earlier releases" in refused.err
    other = run("release", str(folder / "other.vpc"), "--registry", registry, "--format", "json")
    assert (other.code, other.json["error"]["code"]) == (1, "other-lineage")
    assert other.json["error"]["details"]
    checked = run("check", str(folder / "refused.vpc"), "--against", "registry", "--registry", registry)
    assert (checked.code, "compared with 2 earlier releases" in checked.out, "was paper" in checked.out) == (
        1,
        True,
        True,
    )
    assert run("check", str(folder / "second.vpc"), "--against", "registry", "--registry", registry).code == 0
    assert run("check", str(folder / "second.vpc"), "--against", "registry").code == 2
    held = run("registry", "releases", "--registry", registry, "--format", "json").json["releases"]
    assert len(held) == 2


def test_only_what_is_published_issues_where_something_is(folder: Path) -> None:
    registry = str(folder / "codes.db")
    (folder / "lines").write_text('{"size": "small"}\n', "utf-8")
    draft = run("issue", str(folder / "second.vpc"), "size=little", "--registry", registry, "--create")
    assert draft.code == 0
    run("release", str(folder / "first.vpc"), "--registry", registry)
    for more in (["size=little"], ["--lines", str(folder / "lines")]):
        refused = run("issue", str(folder / "second.vpc"), *more, "--registry", registry, "--format", "json")
        assert (refused.code, refused.json["error"]["code"]) == (1, "unreleased")
        assert "configurator release" in refused.json["error"]["hint"]
    assert run("issue", str(folder / "first.vpc"), *CHOSEN, "--registry", registry).code == 0
    run("release", str(folder / "first.vpc"), "-o", str(folder / "first.vpcr"))
    issued = run("issue", str(folder / "first.vpcr"), "--lines", str(folder / "lines"), "--registry", registry)
    assert issued.code == 0
    run("release", str(folder / "second.vpc"), "--registry", registry)
    assert run("issue", str(folder / "second.vpc"), "size=little", "--registry", registry).code == 0
