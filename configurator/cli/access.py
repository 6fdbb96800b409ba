"""`configurator access …`: the keys of those who may ask a service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering

if TYPE_CHECKING:
    from configurator.access_keys import Keys

KeysFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file of keys.", show_default=False)]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is.", show_default=False)]


def add(
    file: KeysFile,
    name: Name,
    scopes: Annotated[
        str,
        typer.Option("--for", metavar="SCOPES", help="What it is good for: read,validate,issue", show_default=False),
    ],
    form: AnswerForm = None,
) -> None:
    """Make a key, and show it this once; the file has only its hash.

    What a key can be good for: read, validate, issue, resolve, resolve-private.
    A file that is not there is begun.

    Examples:
      configurator access add keys.json shop --for read,validate,issue
      configurator access add keys.json warehouse --for resolve

    Exit codes: 0 made, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.access_keys import KeyFileError, Keys, changing, scopes_of, write_keys
        from configurator.answers.access import KeyAnswer

        try:
            wanted = scopes_of(scopes)
            with changing(file):
                found, key = (_read(file) if file.exists() else Keys()).with_new(name, wanted)
                write_keys(file, found)
        except KeyFileError as error:
            raise WrongUseError(error.reason, error.message, error.hint) from None
        told = KeyAnswer(name=name, scopes=tuple(map(str, wanted)), key=key)
        out.show(f"{key}\nThis is the key of {name}; it is shown only now.", lambda: told)


def list_(file: KeysFile, form: AnswerForm = None) -> None:
    """Tell who has a key, and what it is good for.

    Examples:
      configurator access list keys.json
      configurator access list keys.json --format json

    Exit codes: 0 told, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.access_keys import Scope
        from configurator.answers.access import KeyAnswer, KeysAnswer
        from configurator.cli.wording import table

        holders = _read(file).holders
        rows = [(each.name, ", ".join(scope for scope in Scope if scope in each.scopes)) for each in holders]
        out.show(
            lambda: table(rows) if rows else "nobody has a key",
            lambda: KeysAnswer(
                keys=tuple(KeyAnswer(name=e.name, scopes=tuple(s for s in Scope if s in e.scopes)) for e in holders)
            ),
        )


def remove(file: KeysFile, name: Name, form: AnswerForm = None) -> None:
    """Take a key back.

    A service that runs takes the key until it looks at the file again: on
    SIGHUP, or every second with --watch.

    Examples:
      configurator access remove keys.json shop
      configurator access remove /etc/optionary/keys.json warehouse

    Exit codes: 0 taken back, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.access_keys import KeyFileError, changing, write_keys
        from configurator.answers.access import KeyAnswer

        try:
            with changing(file):
                write_keys(file, _read(file).without(name))
        except KeyFileError as error:
            raise WrongUseError(error.reason, error.message, error.hint) from None
        told = f"the key of {name} is taken back\n{_UNTIL}"
        out.show(told, lambda: KeyAnswer(name=name, scopes=()))


_UNTIL = "A service that runs takes it until SIGHUP, or for a second more with --watch."


def _read(file: Path) -> Keys:
    from configurator.access_keys import KeyFileError, read_keys

    try:
        return read_keys(file)
    except KeyFileError as error:
        raise WrongUseError(error.reason, error.message, error.hint) from None


access = typer.Typer(
    name="access", help="Keys of those who may ask a service.", no_args_is_help=True, rich_markup_mode="rich"
)
for command in (add, list_, remove):
    access.command(command.__name__.strip("_"))(command)
