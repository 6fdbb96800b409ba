"""Where the earlier releases of a catalog are: files, folders, and refs of the git repository that holds it.

    studio-2026-01.vpc    a file: one release
    releases/2026-01      a folder with one catalog in it: one release
    releases              a folder of such folders, or with several catalogs: a history, in the natural order of names
    v1.0                  a tag, branch or commit: the catalog as it was there, in the same place
    v1.0:old/studio.vpc   the same, where it was in another place, counted from the top of the repository
    "v*"                  all tags of such names, in the order in which they were made

What is there as a file is never looked up as a ref.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from configurator.catalog_files import SUFFIX, CatalogFiles, is_there, one_in
from configurator.diagnostics.suggest import nearest
from configurator.errors import UnreadableFileError
from configurator.git_files import GitFiles, Repository
from configurator.source import Source


class ReleaseFiles(Protocol):
    """The files of one release; `name` is what messages call it."""

    name: str

    def source(self) -> Source:
        """The catalog's own text. Raises `UnreadableFileError`."""

    def read(self, name: str) -> str:
        """The text of a file that the catalog names. Raises `UnreadableFileError`."""


def earlier_releases(argument: str, catalog: Path) -> Sequence[ReleaseFiles]:
    """The releases that are meant by one argument, oldest first; `catalog` is the file of today's.

    Raises `UnreadableFileError` where there is none.
    """
    if is_there(argument):
        path = Path(argument)
        return _in_folder(path) if path.is_dir() else [CatalogFiles(path)]
    repository = _repository(argument, catalog)
    if "*" in argument:
        return _of_tags(argument, repository, catalog)
    ref, colon, path_then = argument.partition(":")
    commit = repository.commit(ref)
    if commit is None:
        raise _unknown(argument, ref, repository)
    return [GitFiles(repository, commit, path_then if colon else repository.inside(catalog), argument)]


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """The key by which `2` sorts before `10`."""
    pieces = re.split(r"([0-9]+)", name)
    return tuple((0, int(each), "") if each.isdigit() else (1, 0, each) for each in pieces if each)


def _in_folder(folder: Path) -> list[CatalogFiles]:
    """One release, or a history: of files or of folders, in natural order."""
    files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda each: natural_order(each.name))
    if len(files) == 1:
        return [CatalogFiles(files[0], str(folder))]
    if files:
        return [CatalogFiles(each) for each in files]
    below = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")]
    if not below:
        one_in(folder)  # tells that there is none
    return [CatalogFiles(one_in(each), str(each)) for each in sorted(below, key=lambda each: natural_order(each.name))]


def _repository(argument: str, catalog: Path) -> Repository:
    try:
        return Repository(catalog.resolve().parent)
    except UnreadableFileError as error:
        message = f"there is no file or folder `{argument}`; {error.message}"
        raise UnreadableFileError(error.reason, message, error.hint) from None


def _of_tags(pattern: str, repository: Repository, catalog: Path) -> list[GitFiles]:
    found = sorted(repository.tags(pattern), key=lambda tag: (tag[0], natural_order(tag[1])))
    if not found:
        hint = "`git tag` lists the tags; before the first release, leave `--against` out"
        raise UnreadableFileError("unknown-release", f"there is no tag like `{pattern}`", hint)
    path = repository.inside(catalog)
    commits = ((name, repository.commit(f"refs/tags/{name}")) for _, name in found)
    return [GitFiles(repository, commit, path, name) for name, commit in commits if commit is not None]


def _unknown(argument: str, ref: str, repository: Repository) -> UnreadableFileError:
    alike = nearest(ref, [name for _, name in repository.tags()], most=1)
    hint = f"did you mean `{alike[0]}`?" if alike else "name a file, a folder, or a tag, branch or commit"
    return UnreadableFileError("unknown-release", f"there is no file, folder or git ref `{argument}`", hint)
