"""Where earlier releases come from: files, folders and git refs, and what is said where there are none."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from configurator import catalog_files
from configurator.earlier_releases import earlier_releases, natural_order
from configurator.errors import UnreadableFileError

CATALOG = 'catalog shop\nspace team from "lists/teams.csv" key id {{}}\n// {}\n'


def git(folder: Path, *words: str, at: int = 0) -> None:
    """Run git as the author of a test repository, at a moment that is counted in seconds."""
    when = f"{1_700_000_000 + at} +0000"
    author = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_AUTHOR_DATE": when}
    committer = {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_COMMITTER_DATE": when}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**plain, **author, **committer, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, env=environment)


def release(folder: Path, text: str, tag: str, at: int) -> None:
    """Write the catalog and its list, commit both, and tag the commit."""
    (folder / "shop.vpc").write_text(CATALOG.format(text))
    (folder / "lists").mkdir(exist_ok=True)
    (folder / "lists" / "teams.csv").write_text(f"id\n{text}\n")
    git(folder, "add", "-A", at=at)
    git(folder, "commit", "-m", text, at=at)
    git(folder, "tag", tag, at=at)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A catalog below a folder with a blank and an umlaut, in a repository with three tags, tagged out of order."""
    root = tmp_path / "my räpo"
    folder = root / "catalogs" / "shop"
    folder.mkdir(parents=True)
    git(root, "init", "-b", "main")
    release(folder, "one", "v9", 1)
    release(folder, "two", "v10", 2)
    release(folder, "three", "v2", 3)
    (folder / "shop.vpc").write_text(CATALOG.format("not committed"))
    return folder / "shop.vpc"


def texts(argument: str, catalog: Path) -> list[tuple[str, str, str]]:
    """By release: what it is called, what its catalog says, and what the list says that it names."""
    found = earlier_releases(argument, catalog)
    return [(each.name, each.source().text[-8:].strip(" /\n"), each.read("lists/teams.csv")[3:-1]) for each in found]


def refusal(argument: str, catalog: Path) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as refused:
        [each.source() for each in earlier_releases(argument, catalog)]
    return refused.value


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


@pytest.mark.parametrize("argument", ["v99", "-v", "--help", "", "v9^{tree}", "no:thing"])
def test_what_is_neither_a_file_nor_a_ref_is_told(shop: Path, argument: str) -> None:
    refused = refusal(argument, shop)
    assert refused.reason == "unknown-release"
    assert refused.message == f"there is no file, folder or git ref `{argument}`"


def test_a_misspelled_tag_is_recognized(shop: Path) -> None:
    assert refusal("v11", shop).hint == "did you mean `v10`?"


def test_a_pattern_without_tags_is_told(shop: Path) -> None:
    assert refusal("x*", shop).message == "there is no tag like `x*`"


@pytest.mark.parametrize("name", ["../../secret.csv", "/etc/passwd", "..\\secret.csv", "lists/../../../x", ".."])
def test_nothing_outside_the_folder_is_read_out_of_a_commit(shop: Path, name: str) -> None:
    (found,) = earlier_releases("v9", shop)
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


def test_without_git_there_are_no_refs(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    refused = refusal("v9", shop)
    assert refused.reason == "no-git"


def test_no_filter_of_the_repository_is_run(shop: Path) -> None:
    """A smudge filter, a textconv and a hook would each leave a file behind."""
    root = shop.parents[2]
    trace = root / "trace"
    (root / ".gitattributes").write_text("*.vpc filter=evil diff=evil\n")
    git(root, "add", ".gitattributes")
    git(root, "commit", "-m", "attributes")
    for setting in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
        git(root, "config", setting, f"touch '{trace}'; cat")
    git(root, "config", "core.fsmonitor", f"touch '{trace}'")
    assert texts("main", shop) == [("main", "three", "three")]
    assert not trace.exists()


def test_a_hook_of_another_repository_does_not_mislead(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert texts("v9", shop) == [("v9", "one", "one")]


def test_another_work_tree_has_the_same_refs(shop: Path, tmp_path: Path) -> None:
    git(shop.parent, "worktree", "add", str(tmp_path / "second"), "v10")
    assert texts("v9", tmp_path / "second" / "catalogs" / "shop" / "shop.vpc") == [("v9", "one", "one")]


def test_a_file_is_a_release_before_a_ref_is(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop.parent)
    Path("v9").write_text(CATALOG.format("a file"))
    assert texts("v9", shop) == [("v9", "a file", "three")]


def test_a_folder_with_one_catalog_is_a_release_and_goes_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "2026-01"
    folder.mkdir()
    (folder / "shop.vpc").write_text("catalog shop\n")
    (found,) = earlier_releases(str(folder), tmp_path / "shop.vpc")
    assert found.name == str(folder)


def test_a_folder_of_folders_is_a_history_in_natural_order(tmp_path: Path) -> None:
    for name in ("10", "9", "2026-01", ".hidden"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shop.vpc").write_text("catalog shop\n")
    (tmp_path / "README.md").write_text("what this is")
    found = earlier_releases(str(tmp_path), tmp_path / "shop.vpc")
    assert [Path(each.name).name for each in found] == ["9", "10", "2026-01"]


def test_a_folder_of_catalogs_is_a_history_too(tmp_path: Path) -> None:
    for name in ("r10.vpc", "r9.vpc"):
        (tmp_path / name).write_text("catalog shop\n")
    found = earlier_releases(str(tmp_path), tmp_path / "shop.vpc")
    assert [Path(each.name).name for each in found] == ["r9.vpc", "r10.vpc"]


def test_a_folder_without_a_catalog_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refusal(str(tmp_path / "empty"), tmp_path).reason == "missing-file"
    assert "empty" in refusal(str(tmp_path), tmp_path).message


def test_natural_order_compares_numbers_as_numbers() -> None:
    assert sorted(["a10", "a9", "10", "9", "a"], key=natural_order) == ["9", "10", "a", "a9", "a10"]
