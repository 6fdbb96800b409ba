"""Earlier releases are git refs: tags, branches and commits, and what of them is read or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop_in_git import CATALOG, git, refusal, release, tagged_shop, texts

from configurator import catalog_files
from configurator.earlier_releases import earlier_releases
from configurator.errors import UnreadableFileError


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tagged_shop(tmp_path)


def test_a_release_in_git_gives_bytes_and_knows_its_files(shop: Path) -> None:
    (found,) = earlier_releases("v9", shop)
    assert isinstance(found, catalog_files.ReadFiles)
    assert found.octets("lists/teams.csv").decode() == found.read("lists/teams.csv") == found("lists/teams.csv")
    asked = (
        "lists/teams.csv",
        "lists/../lists/teams.csv",
        "lists",
        "lists/Teams.csv",
        "../shop/shop.vpc",
        "/etc/passwd",
    )
    assert [found.has(name) for name in asked] == [True, True, False, False, True, False]


def test_a_tag_a_branch_and_a_commit_are_releases(shop: Path) -> None:
    assert texts("v9", shop) == [("v9", "one", "one")]
    assert texts("main", shop) == [("main", "three", "three")]
    assert texts("main~1", shop) == [("main~1", "two", "two")]


def test_a_pattern_means_all_tags_in_the_order_in_which_they_were_made(shop: Path) -> None:
    assert [name for name, _, _ in texts("v*", shop)] == ["v9", "v10", "v2"]


def test_tags_of_one_moment_stand_in_natural_order(shop: Path) -> None:
    for tag in ("r10", "r2", "r1"):
        git(shop.parent, "tag", tag)
    assert [name for name, _, _ in texts("r*", shop)] == ["r1", "r2", "r10"]


def test_a_catalog_that_was_elsewhere_is_named_by_its_path(shop: Path) -> None:
    moved = shop.with_name("market.vpc")
    shop.rename(moved)
    refused = refusal("v9", moved)
    assert (refused.reason, refused.message) == ("missing-file", "`v9` has no file `catalogs/shop/market.vpc`")
    assert refused.hint is not None
    assert "v9:PATH" in refused.hint
    assert texts("v9:catalogs/shop/shop.vpc", moved) == [("v9:catalogs/shop/shop.vpc", "one", "one")]


def test_the_source_is_called_as_git_calls_it(shop: Path) -> None:
    (found,) = earlier_releases("v9", shop)
    assert found.source().name == "v9:catalogs/shop/shop.vpc"


@pytest.mark.parametrize("argument", ["v99", "-v", "--help", "", "v9^{tree}", "no:thing", "^v9"])
def test_what_is_neither_a_file_nor_a_ref_is_told(shop: Path, argument: str) -> None:
    refused = refusal(argument, shop)
    assert refused.reason == "unknown-release"
    assert refused.message == f"there is no file, folder or git ref `{argument}`"


def test_a_misspelled_tag_is_recognized(shop: Path) -> None:
    assert refusal("v11", shop).hint == "did you mean `v10`?"


def test_a_misspelled_path_is_recognized(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("releases/2026-01", "releases/studio", ".releasez"):
        Path(name).mkdir(parents=True)
    Path("summer.vpc").write_text("catalog shop\n")
    Path("summers.txt").write_text("no catalog")
    assert refusal("relaeses", shop).hint == "did you mean `releases`?"
    assert refusal("releases/2026_01", shop).hint == "did you mean `releases/2026-01`?"
    assert refusal("sumer.vpc", Path("summer.vpc")).hint == "did you mean `summer.vpc`?"
    assert refusal("quite/another", shop).hint == "name a file, a folder, or a tag, branch or commit"


@pytest.mark.parametrize("path", ["", "/etc/passwd", "..", "../shop.vpc", "a/../../shop.vpc", "catalogs\\shop.vpc"])
def test_a_path_out_of_the_repository_is_refused(shop: Path, path: str) -> None:
    refused = refusal(f"v9:{path}", shop)
    assert (refused.reason, refused.message) == ("outside", f"`{path}` is not a path in the repository")
    assert refused.hint == "write `REF:PATH`, with `/`, from the top of the repository"


@pytest.mark.parametrize("path", ["catalogs/shop/lists/", "catalogs/shop", ".", "shop.vpc"])
def test_a_path_that_is_no_file_in_the_commit_is_told(shop: Path, path: str) -> None:
    assert refusal(f"v9:{path}", shop).message.startswith("`v9` has no file `")


def test_a_path_need_not_be_in_its_shortest_form(shop: Path) -> None:
    (found,) = earlier_releases("v9:./catalogs//shop/lists/../shop.vpc", shop)
    assert found.source().name == "v9:catalogs/shop/shop.vpc"
    assert found.read("lists/teams.csv") == "id\none\n"


def test_a_pattern_without_tags_is_told(shop: Path) -> None:
    refused = refusal("x*", shop)
    assert (refused.reason, refused.message) == ("unknown-release", "there is no tag like `x*`")


def test_a_tag_that_names_no_commit_is_no_release(shop: Path) -> None:
    """A history of nothing would let any catalog pass."""
    git(shop.parent, "tag", "file-1", "v9:catalogs/shop/shop.vpc")
    assert refusal("file*", shop).message == "there is no tag like `file*`"
    assert refusal("file-1", shop).hint != "did you mean `file-1`?"
    git(shop.parent, "tag", "file-2", "v9")
    assert texts("file*", shop) == [("file-2", "one", "one")]


@pytest.mark.parametrize("name", ["../../secret.csv", "/etc/passwd", "..\\secret.csv", "lists/../../../x", ".."])
def test_nothing_outside_the_folder_is_read_out_of_a_commit(shop: Path, name: str) -> None:
    (found,) = earlier_releases("v9", shop)
    with pytest.raises(UnreadableFileError) as refused:
        found.read(name)
    assert refused.value.reason == "outside"


@pytest.mark.parametrize("name", ["..", "lists/../..", "../x"])
def test_nothing_outside_is_read_where_the_catalog_is_at_the_top(tmp_path: Path, name: str) -> None:
    git(tmp_path, "init")
    release(tmp_path, "one", "v1", 1)
    (found,) = earlier_releases("v1", tmp_path / "shop.vpc")
    with pytest.raises(UnreadableFileError) as refused:
        found.read(name)
    assert refused.value.reason == "outside"


@pytest.mark.parametrize("name", ["nothing.csv", "lists", "lists/link.csv", "a\0b"])
def test_what_is_no_file_in_a_commit_is_missing(shop: Path, name: str) -> None:
    (shop.parent / "lists" / "link.csv").symlink_to("/etc/passwd")
    release(shop.parent, "four", "v4", 4)
    (found,) = earlier_releases("v4", shop)
    with pytest.raises(UnreadableFileError) as refused:
        found.read(name)
    assert refused.value.reason == "missing"


def test_a_file_in_a_commit_has_the_limit_of_all_files(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = earlier_releases("v9", shop)
    monkeypatch.setattr(catalog_files, "SIZE_LIMIT", len(found.source().text) + 7)
    assert found.read("lists/teams.csv") == "id\none\n"
    with pytest.raises(UnreadableFileError) as refused:
        found.read("lists/../lists/teams.csv")
    assert refused.value.reason == "too-large"


def test_a_catalog_in_no_repository_has_no_refs(tmp_path: Path) -> None:
    (tmp_path / "shop.vpc").write_text("catalog shop\n")
    refused = refusal("v9", tmp_path / "shop.vpc")
    assert refused.reason == "no-repository"
    assert refused.message.startswith("there is no file or folder `v9`; ")


def test_a_text_of_another_encoding_is_refused(shop: Path) -> None:
    shop.write_bytes(b"catalog shop\n// caf\xe9\n")
    git(shop.parent, "commit", "-a", "-m", "latin-1")
    refused = refusal("main", shop)
    assert refused.reason == "encoding"
    assert refused.message == "`shop.vpc` is not UTF-8: line 2 has a byte that cannot stand in it"


def test_a_link_in_place_of_the_catalog_is_not_followed(shop: Path) -> None:
    shop.rename(shop.with_name("real.vpc"))
    shop.symlink_to("real.vpc")
    git(shop.parent, "add", "-A")
    git(shop.parent, "commit", "-m", "a link")
    shop.unlink()
    shop.write_text("catalog shop\n")
    assert refusal("main", shop).message == "`main` has no file `catalogs/shop/shop.vpc`"


def test_equal_releases_have_equal_digests_and_both_stay(shop: Path) -> None:
    git(shop.parent, "checkout", "--", ".")
    git(shop.parent, "tag", "v3")
    releases = [*earlier_releases("v[23]*", shop), *earlier_releases(str(shop), shop)]
    said = [(each.source().text, each.read("lists/teams.csv")) for each in releases]
    assert (len(said), len(set(said))) == (3, 1)
    assert len({each.digest() for each in releases if isinstance(each, catalog_files.ReadFiles)}) == 1


def test_a_tag_may_have_any_character(shop: Path) -> None:
    git(shop.parent, "tag", "w\u2028x", "v9")
    assert texts("w*", shop) == [("w\u2028x", "one", "one")]
    assert refusal("v*\0", shop).reason == "unknown-release"


def test_another_work_tree_has_the_same_refs(shop: Path, tmp_path: Path) -> None:
    git(shop.parent, "worktree", "add", str(tmp_path / "second"), "v10")
    assert texts("v9", tmp_path / "second" / "catalogs" / "shop" / "shop.vpc") == [("v9", "one", "one")]


def test_a_file_is_a_release_before_a_ref_is(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop.parent)
    Path("v9").write_text(CATALOG.format("a file"))
    assert texts("v9", shop) == [("v9", "a file", "three")]
