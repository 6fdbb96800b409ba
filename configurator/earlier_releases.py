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

import posixpath
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from configurator.catalog_files import SUFFIX, CatalogFiles, in_example, is_there, one_in
from configurator.diagnostics.suggest import nearest
from configurator.errors import UnreadableFileError
from configurator.git_files import GitFiles, Repository
from configurator.release.files import files_of
from configurator.source import Source


class ReleaseFiles(Protocol):
    """The files of one release; `name` is what messages call it."""

    name: str

    def source(self) -> Source:
        """The catalog's own text. Raises `UnreadableFileError`."""

    def __call__(self, name: str) -> str:
        """The text of a file that the catalog names. Raises `UnreadableFileError`."""

    def read(self, name: str) -> str:
        """The text of a file that the catalog names. Raises `UnreadableFileError`."""


def earlier_releases(argument: str, catalog: Path) -> Sequence[ReleaseFiles]:
    """The releases that are meant by one argument, oldest first; `catalog` is the file of today's.

    Raises `UnreadableFileError` where there is none.
    """
    path = Path(argument) if is_there(argument) else in_example(argument)
    if path is not None:
        return _in_folder(path) if path.is_dir() else [files_of(path)]
    repository = _repository(argument, catalog)
    if "*" in argument:
        return _of_tags(argument, repository, catalog)
    ref, colon, path_then = argument.partition(":")
    commit = repository.commit(ref)
    if commit is None:
        raise _unknown(argument, ref, repository)
    within = _path_then(path_then) if colon else repository.inside(catalog)
    return [GitFiles(repository, commit, within, argument)]


def natural_order(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """The key by which `2` sorts before `10`; names of equal numbers, as `1` and `01`, have an order, too."""
    return tuple(map(_piece, re.findall(r"[0-9]+|[^0-9]+", name))), name


def _piece(text: str) -> tuple[int, int, str]:
    if text[0] not in "0123456789":
        return 1, 0, text
    number = text.lstrip("0")  # compared as text: the longer is the larger, and no number is too long for that
    return 0, len(number), number


def _in_folder(folder: Path) -> list[CatalogFiles]:
    """One release, or a history: of files or of folders, in natural order."""
    files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda each: natural_order(each.name))
    if len(files) == 1:
        return [CatalogFiles(files[0], str(folder))]
    if files:
        return [CatalogFiles(each) for each in files]
    try:
        below = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")]
    except OSError as error:
        message = f"the folder `{folder}` cannot be read: {error.strerror}"
        raise UnreadableFileError("missing-file", message) from None
    if not below:
        one_in(folder)  # tells that there is none
    return [CatalogFiles(one_in(each), str(each)) for each in sorted(below, key=lambda each: natural_order(each.name))]


def _repository(argument: str, catalog: Path) -> Repository:
    try:
        return Repository(catalog.resolve().parent)
    except UnreadableFileError as error:
        message = f"there is no file or folder `{argument}`; {error.message}"
        raise UnreadableFileError(error.reason, message, _hint(argument, []) or error.hint) from None


def _path_then(path: str) -> str:
    """A path in the repository in its shortest form. Raises `UnreadableFileError` for what is none."""
    shortest = posixpath.normpath(path)
    if not path or "\\" in path or shortest == ".." or shortest.startswith(("/", "../")):
        hint = "write `REF:PATH`, with `/`, from the top of the repository"
        raise UnreadableFileError("outside", f"`{path}` is not a path in the repository", hint)
    return shortest


def _of_tags(pattern: str, repository: Repository, catalog: Path) -> list[GitFiles]:
    found = sorted(repository.tags(pattern), key=lambda tag: (tag[0], natural_order(tag[1])))
    commits = [(name, repository.commit(f"refs/tags/{name}")) for _, name in found]
    releases = [(name, commit) for name, commit in commits if commit is not None]  # a tag can name a lone file
    if not releases:  # never an empty history, which any catalog would pass
        hint = "`git tag` lists the tags; before the first release, leave `--against` out"
        raise UnreadableFileError("unknown-release", f"there is no tag like `{pattern}`", hint)
    path = repository.inside(catalog)
    return [GitFiles(repository, commit, path, name) for name, commit in releases]


def _unknown(argument: str, ref: str, repository: Repository) -> UnreadableFileError:
    tags = [name for _, name in repository.tags() if name != ref]
    hint = _hint(ref, tags) or "name a file, a folder, or a tag, branch or commit"
    return UnreadableFileError("unknown-release", f"there is no file, folder or git ref `{argument}`", hint)


def _hint(word: str, tags: Sequence[str]) -> str | None:
    """The tag that was meant; else the catalog or folder, of those in the folder that the word would be in."""
    alike = nearest(word, tags, most=1)
    path = Path(word)
    if not alike:
        # only the last name is compared, else a long way to it would make all names there look alike
        alike = [str(path.with_name(name)) for name in nearest(path.name, _names_in(path.parent), most=1)]
    return f"did you mean `{alike[0]}`?" if alike else None


def _names_in(folder: Path) -> list[str]:
    try:
        found = sorted(folder.iterdir())
        return [each.name for each in found if each.name[0] != "." and (each.suffix == SUFFIX or each.is_dir())]
    except (OSError, ValueError):
        return []
