"""`configurator registry backup` and `restore`: a copy of an SQLite registry, and a registry of such a copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.faults import WrongUseError
from configurator.cli.output import Out, answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.registry.private_rows import Erasure


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The new file.", show_default=False)],
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Copy an SQLite registry to another file, while others go on issuing.

    The copy is of one moment and is looked through before it is there. Issuing
    waits while pages are read: for moments, or, where it makes no pause, once
    until all is copied, 3 seconds for 1.2 GB. A file that is there already is
    never replaced. For PostgreSQL there are pg_dump and
    pg_basebackup, and `configurator registry export`.

    Examples:
      configurator registry backup codes-monday.db --registry codes.db
      configurator registry backup /backups/codes.db

    Exit codes: 0 made, 2 wrong use, 3 damaged, or our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import BackupAnswer
        from configurator.cli.wording import plural
        from configurator.registry.backup import back_up

        codes = back_up(_file(out, registry), target)
        words = f"{target} is a backup with {plural(codes, 'code')}, and sound"
        out.show(words, lambda: BackupAnswer(file=str(target), codes=codes))


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="What `backup` made.", show_default=False)],
    erasures: Annotated[
        str,
        typer.Option(
            "--erasures",
            metavar="LIST|REGISTRY",
            help="What was erased since: the list of `registry erasures`, or the registry that is to be replaced; "
            "or `none`.",
            show_default=False,
        ),
    ],
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Make a registry of a backup, without what was erased since.

    The backup still has private texts that were erased later, so you have to say
    where it stands which ones. The file of the registry must not be there yet.

    Examples:
      configurator registry restore monday.db --erasures gone.ndjson
      configurator registry restore monday.db --erasures old.db --registry a.db

    Exit codes: 0 restored, 2 wrong use, 3 damaged, or our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import RestoreAnswer
        from configurator.cli.wording import plural
        from configurator.registry.backup import restore as restored

        target = _file(out, registry)
        with _erasures(erasures) as listed:
            done = restored(source, target, listed)
        words = f"{target} is restored; {plural(done.texts, 'private text')} erased in it again"
        if done.damaged:
            words += f", {done.damaged:,} of them damaged"
        out.show(
            words,
            lambda: RestoreAnswer(file=str(target), texts=done.texts, codes=done.codes, damaged=done.damaged),
        )


def _file(out: Out, registry: str | None) -> Path:
    """The registry's file. Raises `WrongUseError` for one that is no file."""
    from configurator.registry.opening import is_path

    address = registry_address(out, registry)
    if not is_path(address):
        hint = "use pg_dump or pg_basebackup, or `configurator registry export`"
        raise WrongUseError("no-file", "a registry in PostgreSQL is no file", hint)
    return Path(address)


@contextmanager
def _erasures(given: str) -> Iterator[Iterator[Erasure]]:
    """The erasures in a list or in a registry."""
    from configurator.registry.erasure_list import read_erasures
    from configurator.registry.opening import is_path, open_registry

    path = Path(given)
    if given == "none":
        yield iter(())
    elif not is_path(given) or _is_database(path):
        with open_registry(given, create=False) as store:
            yield store.private.erasures()
    else:
        try:
            file = path.open("rb")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise WrongUseError("unreadable-file", f"`{given}` cannot be read: {reason}") from None
        with file:
            yield read_erasures(file, path.name)


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(15) == b"SQLite format 3"
    except (OSError, ValueError):
        return False
