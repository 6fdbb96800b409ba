"""A copy of a registry's file, made while others issue into it, and looked through before it is one.

SQLite copies page by page, and all pages are of one moment; `copies.py` tells who waits for that. The copy is a
registry by itself, there as a whole or not at all; what a process that was killed has left beside it goes with the next
one in that folder. What was erased since a backup was made is erased in it again when it is restored.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from configurator import leftovers
from configurator.errors import DamagedRecordError, UnwritableFileError
from configurator.registry import statements
from configurator.registry.connect import must_be_ours, sync
from configurator.registry.copies import copy, reading
from configurator.registry.migrate import LATEST, version_of
from configurator.registry.private_rows import Erasure
from configurator.registry.private_texts import Erased
from configurator.registry.sqlite import open_file
from configurator.registry.store import CODER, Coder
from configurator.registry.tables import FileSnapshot
from configurator.registry.verify import findings


def back_up(source: Path, target: Path, *, coder: Coder = CODER) -> int:
    """Copy the registry in a file to another one, which must not be there yet, and give how many codes it has.

    One of an earlier version of ours, as before an upgrade, is copied too; of that only the pages are looked through.
    Raises `UnusableStoreError` where there is no registry, `UnwritableFileError` where the copy cannot be made, and
    `DamagedRecordError` where what was copied is not sound: then there is no copy.
    """
    with _copy_of(source, target) as (beside, version):
        if version == LATEST:
            _must_be_sound(beside, coder)
        with reading(beside) as snapshot:
            if version < LATEST:
                _must_be_whole(snapshot)
            return int(snapshot.connection.execute(statements.COUNT).fetchone()[0] or 0)


def restore(backup: Path, target: Path, erasures: Iterable[Erasure], *, coder: Coder = CODER) -> Erased:
    """Make a registry of a backup, without what was erased since; give what was erased in it for that.

    The target must not be there yet. Raises as `back_up` does, and whatever reading the erasures raises: then there is
    no new registry.
    """
    with _copy_of(backup, target) as (beside, _):
        with open_file(beside, create=True, coder=coder) as registry:  # brought up to date where it is older
            erased = registry.private.apply(erasures)
        _must_be_sound(beside, coder)
    return erased


@contextmanager
def _copy_of(source: Path, target: Path) -> Iterator[tuple[Path, int]]:
    """A copy that takes the place of the target at the end, with its version. What is no registry is the source."""
    with _new_file(target) as beside:
        try:
            copy(source, beside)
        except UnwritableFileError as error:
            raise UnwritableFileError(str(target), error.finding) from None
        with reading(beside) as snapshot:
            must_be_ours(snapshot.connection, source, upgrade=True)
            version = version_of(snapshot.connection)
        yield beside, version


def _must_be_whole(snapshot: FileSnapshot) -> None:
    for (found,) in snapshot.connection.execute("PRAGMA integrity_check(1)").fetchall():
        if found != "ok":
            raise DamagedRecordError(None, str(found))


def _must_be_sound(path: Path, coder: Coder) -> None:
    with reading(path) as snapshot:
        for each in findings(snapshot, coder):
            raise DamagedRecordError(None, f"{each.place}: {each.finding}")


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A place beside the target for a file that takes its place when it is finished; else nothing stays of it."""
    try:
        is_there = target.exists()
    except OSError as error:
        raise UnwritableFileError(str(target), error.strerror or str(error)) from None
    if is_there:
        raise UnwritableFileError(str(target), "there is a file of this name already")
    if not target.absolute().parent.is_dir():
        raise UnwritableFileError(str(target), f"there is no folder `{target.parent}`; make it first")
    beside = leftovers.beside(target)
    try:
        yield beside
        try:
            sync(beside)
            os.link(beside, target)  # unlike a rename, this takes nobody's place
            sync(target.absolute().parent)
        except OSError as error:
            raise UnwritableFileError(str(target), error.strerror or str(error)) from None
    finally:
        leftovers.remove(beside)
