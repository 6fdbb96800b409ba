"""Looking into git does no harm and is not misled: nothing is changed, run or fetched, whatever the surroundings."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from shop_in_git import CATALOG, git, refusal, tagged_shop, texts

from configurator import catalog_files, git_files


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return tagged_shop(tmp_path)


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


def test_a_git_that_cannot_be_run_is_told(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal("v9", shop).message.endswith("git cannot be run: Permission denied")
