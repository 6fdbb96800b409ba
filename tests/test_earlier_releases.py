"""Where earlier releases come from: files, folders and git refs, and what is said where there are none."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from configurator import catalog_files, git_files
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


def test_without_git_there_are_no_refs(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    refused = refusal("v9", shop)
    assert refused.reason == "no-git"
    assert refused.message.endswith("git is not installed, and refs can be looked up with it only")


def test_git_is_not_waited_for_forever(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_files, "PATIENCE", 0)
    refused = refusal("v9", shop)
    assert refused.reason == "no-git"
    assert refused.message.endswith("git has not answered within 0 seconds")


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


def test_the_work_tree_and_the_index_stay_as_they_are(shop: Path) -> None:
    root = shop.parents[2]
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert len(texts("v*", shop)) == 3
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


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


@pytest.mark.parametrize("words", [("commit", "-m", "four"), ("commit", "-a", "-m", "four")])
@pytest.mark.parametrize("in_another_tree", [False, True])
def test_releases_are_found_within_a_hook(
    shop: Path, tmp_path: Path, words: tuple[str, ...], in_another_tree: bool
) -> None:
    """Git calls the hook with an index of its own, and in another work tree with `GIT_DIR`, too."""
    hook = shop.parents[2] / ".git" / "hooks" / "pre-commit"
    if in_another_tree:
        git(shop.parent, "worktree", "add", "-b", "second", str(tmp_path / "second"), "v10")
        shop = tmp_path / "second" / "catalogs" / "shop" / "shop.vpc"
    script, trace = tmp_path / "hook.py", tmp_path / "trace"
    script.write_text(
        f"import os, sys\nsys.path.insert(0, {str(Path(catalog_files.__file__).parents[1])!r})\n"
        "from pathlib import Path\nfrom configurator.earlier_releases import earlier_releases\n"
        f"shop = Path({str(shop.relative_to(shop.parents[2]))!r})\n"
        "found = [each.source().text[-8:].strip(' /\\n') for each in earlier_releases('v*', shop)]\n"
        "found += sorted(set(os.environ) & {'GIT_DIR', 'GIT_INDEX_FILE'})\n"
        f"Path({str(trace)!r}).write_text(' '.join(found))\n"
    )
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(script))}\n")
    hook.chmod(0o755)
    shop.write_text(CATALOG.format("four"))
    git(shop.parent, "add", "-A")
    git(shop.parent, *words)
    assert trace.read_text().startswith("one two three GIT_")


@pytest.mark.parametrize("name", ["GIT_OBJECT_DIRECTORY", "GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"])
def test_no_variable_of_git_misleads(shop: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    assert texts("v9", shop) == [("v9", "one", "one")]


def test_a_partial_clone_fetches_nothing(shop: Path, tmp_path: Path) -> None:
    git(shop.parent, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--filter=blob:none", "--no-checkout", shop.parents[2].as_uri(), str(clone))
    before = sorted(clone.rglob("*"))
    folder = clone / "catalogs" / "shop"
    folder.mkdir(parents=True)
    (folder / "shop.vpc").write_text("catalog shop\n")
    refused = refusal("v9", folder / "shop.vpc")
    assert refused.reason == "damaged"
    assert refused.message.startswith("`shop.vpc` cannot be read out of the commit: ")
    assert refused.hint is not None
    assert "partial clone" in refused.hint
    assert sorted(each for each in clone.rglob("*") if "catalogs" not in each.parts) == before


def test_a_lost_object_is_told(shop: Path) -> None:
    command = ["git", "-C", str(shop.parent), "rev-parse", "v9:catalogs/shop/shop.vpc"]
    number = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    (shop.parents[2] / ".git" / "objects" / number[:2] / number[2:]).unlink()
    assert refusal("v9", shop).reason == "damaged"
    assert texts("v10", shop) == [("v10", "two", "two")]


def test_a_tag_may_have_any_character(shop: Path) -> None:
    git(shop.parent, "tag", "w\u2028x", "v9")
    assert texts("w*", shop) == [("w\u2028x", "one", "one")]
    assert refusal("v*\0", shop).reason == "unknown-release"


def test_a_git_that_cannot_be_run_is_told(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal("v9", shop).message.endswith("git cannot be run: Permission denied")


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


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    refused = refusal(str(tmp_path), tmp_path)
    assert (refused.reason, refused.message) == (
        "missing-file",
        f"the folder `{tmp_path}` cannot be read: Permission denied",
    )


def test_natural_order_compares_numbers_as_numbers() -> None:
    assert sorted(["a10", "a9", "10", "9", "a"], key=natural_order) == ["9", "10", "a", "a9", "a10"]
    assert sorted(["v1.10", "v1.2.1", "v1.2"], key=natural_order) == ["v1.2", "v1.2.1", "v1.10"]


def test_natural_order_is_the_same_for_any_order_before() -> None:
    assert sorted(["1", "01", "001"], key=natural_order) == sorted(["001", "1", "01"], key=natural_order)


@pytest.mark.parametrize("name", ["2²", "٣", "9" * 5_000, ""])
def test_any_name_has_a_place_in_natural_order(name: str) -> None:
    assert sorted([name, "1"], key=natural_order)
