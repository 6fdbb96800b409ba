"""`check --watch`: check catalogs again whenever they change, or a file that they name; ctrl-C ends it.

Changes are seen by asking for size and time of each file a few times a second, which works on every disk and network.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from configurator.catalog_files import CatalogFiles
from configurator.cli.checked import Checked, Wanted, of_outcome
from configurator.cli.faults import WrongUseError
from configurator.cli.output import complain, say
from configurator.cli.wording import plural
from configurator.errors import UnreadableFileError
from configurator.examining import examined
from configurator.workspace.workspace import Workspace

PAUSE = 0.2
"""Seconds between two looks."""

Stamp = tuple[int, int, int] | None


def refuse_with_watch(wanted: Wanted, *, is_json: bool) -> None:
    """Refuse what is asked once and not again and again. Raises `WrongUseError`."""
    other = "--against" if wanted.against else "--registry" if wanted.registry else "--format json" if is_json else None
    if other is not None:
        raise WrongUseError("watch-alone", f"`--watch` goes without `{other}`", f"leave out `--watch`, or `{other}`")


def stamp(path: Path) -> Stamp:
    """What changes when a file is written; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class WatchedFiles(CatalogFiles):
    """The files of a catalog, with the stamp that each had before it was looked at, those that are missing too."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.stamps: dict[Path, Stamp] = {path: stamp(path)}

    def octets(self, name: str) -> bytes:
        """The bytes of a file that the catalog names. Raises `UnreadableFileError`."""
        self._watch(name)
        return super().octets(name)

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        self._watch(name)
        return super().has(name)

    def _watch(self, name: str) -> None:
        path = Path(os.path.normpath(self.folder / name))
        if path.is_relative_to(os.path.normpath(self.folder)):
            self.stamps.setdefault(path, stamp(path))

    @property
    def have_changed(self) -> bool:
        """Whether any file is not as it was."""
        return any(stamp(path) != before for path, before in self.stamps.items())


class Watch:
    """Catalogs that are watched; `words` shows what was found in all of them."""

    def __init__(
        self,
        paths: Sequence[Path],
        wanted: Wanted,
        words: Callable[[Sequence[Checked]], str],
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._workspaces = {path: Workspace(str(path), wanted.budget, examined) for path in paths}
        self._wanted, self._words, self._sleep = wanted, words, sleep
        self._files: list[WatchedFiles] = []
        self.ok = True

    def check(self) -> None:
        """Check all of them, and show what was found."""
        self._files, found = [], []
        for path, workspace in self._workspaces.items():
            files = WatchedFiles(path)
            self._files.append(files)
            try:
                outcome = workspace.check(files.source().text, files)
                found.append(of_outcome(outcome, self._wanted, files.digest()))
            except UnreadableFileError as error:  # it may be there again in a moment
                complain(error.message, error.hint)
        self.ok = len(found) == len(self._files) and all(each.ok for each in found)
        say(self._words(found) or "no mistakes")
        number = len({path for each in self._files for path in each.stamps})
        say(f"\nwatching {plural(number, 'file')}; ctrl-C ends it\n", sys.stderr)

    def wait(self) -> None:
        """Come back when a file has changed."""
        while not any(each.have_changed for each in self._files):
            self._sleep(PAUSE)

    def run(self) -> None:
        """Check again and again, until somebody interrupts it."""
        try:
            while True:
                self.check()
                self.wait()
        except KeyboardInterrupt:
            return
