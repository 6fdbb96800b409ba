"""A catalog as it was in a commit: its own text, and the files that it names, out of the repository of today's.

Only plumbing is called, with fixed words: no filter, hook or program that a repository names is run, nothing is
written or fetched, and the work tree is not looked at. What would surprise: a hook sets `GIT_DIR` and its like for the
repository that it is run for; here the repository is always the one that holds the catalog.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from pathlib import Path

from configurator.catalog_files import ReadFiles, check_name, not_there, outside, too_large
from configurator.errors import UnreadableFileError
from configurator.source import Source

PATIENCE = 60
"""Seconds that one call of git may take."""

_KEPT = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH")
"""How the variables begin that are the user's own; all others of git say what a caller of ours is at, as hooks do."""

# A partial clone would fetch what it lacks, by whatever program its settings name. Git knows the first variable since
# 2.45; the second lets no older git do it.
_NO_FETCHING = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}

_ENTRY = re.compile(rb"(\d+) (\w+) ([0-9a-f]+)\t")


class Repository:
    """The repository that holds a catalog's folder. Raises `UnreadableFileError` where there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.root = Path(os.fsdecode(self._run("rev-parse", "--show-toplevel")).removesuffix("\n"))
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode(errors="replace").strip().splitlines()
            hint = said[0] if said and "not a git repository" not in said[0] else "name a file or a folder instead"
            message = f"`{folder}` is in no git repository, so there are no refs"
            raise UnreadableFileError("no-repository", message, hint) from None

    def _run(self, *words: str) -> bytes:
        """What git answers. Raises `CalledProcessError` where it says no."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)
        }
        command = ["git", "--literal-pathspecs", "-C", str(self.folder), *words]
        try:
            return subprocess.run(  # noqa: S603 - fixed words, no shell; refs and paths cannot be options
                command,
                env=environment | _NO_FETCHING | {"LC_ALL": "C"},
                capture_output=True,
                check=True,
                timeout=PATIENCE,
                stdin=subprocess.DEVNULL,
            ).stdout
        except FileNotFoundError:
            message = "git is not installed, and refs can be looked up with it only"
            raise UnreadableFileError("no-git", message, "name a file or a folder instead") from None
        except OSError as error:
            raise UnreadableFileError("no-git", f"git cannot be run: {error.strerror}") from None
        except subprocess.TimeoutExpired:
            raise UnreadableFileError("no-git", f"git has not answered within {PATIENCE} seconds") from None

    def commit(self, ref: str) -> str | None:
        """The commit that a ref stands for, or None."""
        if not ref or ref.startswith(("-", "^")):  # an option, or all but a commit
            return None
        try:
            return self._run("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").decode().strip()
        except (subprocess.CalledProcessError, ValueError):
            return None

    def tags(self, pattern: str = "") -> list[tuple[int, str]]:
        """When each tag was made, in seconds since 1970, and its name; all, or those that match."""
        if "\0" in pattern:
            return []
        under = f"refs/tags/{pattern}" if pattern else "refs/tags"
        try:
            lines = self._run("for-each-ref", "--format=%(creatordate:unix) %(refname:lstrip=2)", under)
        except subprocess.CalledProcessError as error:
            raise UnreadableFileError("missing", f"the tags cannot be read: {_said(error)}") from None
        # not `splitlines`: a tag can have a line separator of Unicode in its name
        found = [line.split(" ", 1) for line in lines.decode(errors="surrogateescape").split("\n") if line]
        return [(int(made or 0), name) for made, name in found]

    def inside(self, path: Path) -> str:
        """The path of a file as the repository has it, with `/`."""
        return path.resolve().relative_to(self.root.resolve()).as_posix()

    def blob(self, commit: str, path: str, name: str, room: int) -> bytes:
        """The bytes of a file in a commit. Raises `UnreadableFileError` for what is none, or has more than `room`."""
        try:
            found = _ENTRY.match(self._run("ls-tree", "--full-tree", "-z", commit, "--", path))
            if found is None:
                raise not_there(name)
            mode, kind, blob = (each.decode() for each in found.groups())
            if kind != "blob" or mode == "120000":
                what = "a folder" if kind == "tree" else "no ordinary file"
                raise UnreadableFileError("missing", f"`{name}` is {what}", "name a file")
            if int(self._run("cat-file", "-s", blob)) > room:
                raise too_large(name)
            return self._run("cat-file", "blob", blob)
        except subprocess.CalledProcessError as error:
            message = f"`{name}` cannot be read out of the commit: {_said(error)}"
            hint = f"`git cat-file -p {commit[:12]}:{path}` fetches it, where this is a partial clone"
            raise UnreadableFileError("damaged", message, hint) from None

    def files(self, commit: str) -> frozenset[str]:
        """The paths of all ordinary files of a commit; none where it cannot be read."""
        try:
            entries = self._run("ls-tree", "-r", "--full-tree", "-z", commit).decode(errors="surrogateescape")
        except subprocess.CalledProcessError:
            return frozenset()
        found = (entry.partition("\t") for entry in entries.split("\0") if entry)
        return frozenset(path for about, _, path in found if about.startswith("100"))


def _said(error: subprocess.CalledProcessError) -> str:
    """The last line that git said, which tells why it gave up."""
    lines: list[str] = error.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else "git does not say why"


class GitFiles(ReadFiles):
    """Reads the files of a catalog as they were in a commit; `name` is what messages call the release."""

    def __init__(self, repository: Repository, commit: str, path: str, name: str) -> None:
        super().__init__()
        self._repository, self._commit, self._path = repository, commit, path
        self._folder = posixpath.dirname(path)
        self.name = name
        self._files: frozenset[str] | None = None

    def source(self) -> Source:
        """The catalog's own text, called `REF:PATH` as git does. Raises `UnreadableFileError`."""
        ref = self.name.partition(":")[0]
        try:
            name = posixpath.basename(self._path)
            text = self.decoded(name, self._octets(name, self._path))
        except UnreadableFileError as error:
            if error.reason != "missing":
                raise
            hint = f"where it was called otherwise then, write `{ref}:PATH`, from the top of the repository"
            raise UnreadableFileError("missing-file", f"`{ref}` has no file `{self._path}`", hint) from None
        return Source(f"{ref}:{self._path}", text)

    def octets(self, name: str) -> bytes:
        """The bytes of a file that the catalog names, relative to its folder. Raises `UnreadableFileError`."""
        check_name(name)
        path = posixpath.normpath(posixpath.join(self._folder, name))
        if path == ".." or path.startswith("../") or not path.startswith(f"{self._folder}/" if self._folder else ""):
            raise outside(name)
        return self._octets(name, path)

    def has(self, name: str) -> bool:
        """Whether the commit has an ordinary file of this name below the catalog's folder."""
        if "\\" in name or name.startswith("/"):
            return False
        if self._files is None:
            self._files = self._repository.files(self._commit)
        path = posixpath.normpath(posixpath.join(self._folder, name))
        return path in self._files and path.startswith(f"{self._folder}/" if self._folder else "")

    def _octets(self, name: str, path: str) -> bytes:
        before = self.kept(name)
        if before is not None:
            return before
        if "\0" in path:
            raise not_there(name.replace("\0", "\N{REPLACEMENT CHARACTER}"))
        return self.keep(name, self._repository.blob(self._commit, path, name, self.room))
