"""A catalog in a git repository, with its releases as tags; and what is found there for an argument, or refused."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from configurator.earlier_releases import earlier_releases
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


def tagged_shop(folder: Path) -> Path:
    """A catalog below a folder with a blank and an umlaut, in a repository with three tags, tagged out of order."""
    root = folder / "my räpo"
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
