"""Arguments and options that several commands have, said once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from configurator.cli.completion import complete_catalog, complete_choice, complete_language

if TYPE_CHECKING:
    from configurator.identity.identity_key import IdentityKey


def _seconds(text: str) -> float:
    """A number of seconds as people type it. Raises `BadParameter`."""
    from configurator.settings import MOST_SECONDS

    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MOST_SECONDS:
        raise typer.BadParameter(f"`{text}` is no number of seconds above 0, and at most {MOST_SECONDS:,}")
    return seconds


Seconds = Annotated[
    float | None,
    typer.Option(
        "--seconds",
        metavar="NUMBER",
        parser=_seconds,
        help="Give up after computing so long; 10 unless OPTIONARY_COUNT_SECONDS says otherwise.",
        show_default=False,
    ),
]


class Form(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


class CheckForm(StrEnum):
    """How the answer of `check` is written; `line` is a line for each mistake, as editors and CI logs link it."""

    TEXT = "text"
    LINE = "line"
    JSON = "json"


_FORM_HELP = "How the answer is written; `text` unless OPTIONARY_FORMAT says otherwise."


def _form(kinds: type[StrEnum]) -> Any:
    """The option `--format`; what it does not take is told in our words, not in those of the library that checks."""
    known = [each.value for each in kinds]

    def read(text: str) -> str:
        if text not in known:
            raise typer.BadParameter(f"`{text}` is none of {', '.join(known)}")
        return text

    def complete(incomplete: str) -> list[str]:
        return [each for each in known if each.startswith(incomplete)]

    metavar = f"<{'|'.join(known)}>"
    return typer.Option(
        "--format", parser=read, metavar=metavar, autocompletion=complete, help=_FORM_HELP, show_default=False
    )


AnswerForm = Annotated[str | None, _form(Form)]
CheckAnswerForm = Annotated[str | None, _form(CheckForm)]

CatalogAndProduct = Annotated[
    str,
    typer.Argument(
        metavar="CATALOG[:PRODUCT]",
        help="A .vpc file, a folder with one, or the name of an example; the product, if there are several.",
        autocompletion=complete_catalog,
        show_default=False,
    ),
]
_A_CATALOG = "A .vpc file, a folder with one, or the name of an example."
OneCatalog = Annotated[
    str, typer.Argument(metavar="CATALOG", help=_A_CATALOG, autocompletion=complete_catalog, show_default=False)
]
Catalogs = Annotated[
    list[str],
    typer.Argument(metavar="CATALOG...", help=_A_CATALOG, autocompletion=complete_catalog, show_default=False),
]
CHOICES_HELP = "option=value words; or one JSON file, or - for JSON from standard input."
Choices = Annotated[
    list[str] | None,
    typer.Argument(metavar="CHOICES", help=CHOICES_HELP, autocompletion=complete_choice, show_default=False),
]


IdentityKeyFile = Annotated[
    Path | None,
    typer.Option(
        "--identity-key-file",
        metavar="FILE",
        help="The catalog's identity key in hexadecimal, for configurations with private text.",
        show_default=False,
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="LANGUAGE",
        help="Give labels and reasons in this language of the catalog.",
        autocompletion=complete_language,
        show_default=False,
    ),
]


def identity_key(file: Path | None) -> IdentityKey | None:
    """The key in a file; None without one. Raises `IdentityKeyError`, and `WrongUseError` for no file."""
    from configurator.cli.faults import WrongUseError
    from configurator.identity.identity_key import key_from_hex

    if file is None:
        return None
    try:
        with file.open("rb") as opened:
            text = opened.read(_LONGEST_KEY)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUseError("unreadable-file", f"`{file}` cannot be read: {reason}") from None
    return key_from_hex(text.decode("ascii", errors="replace"))


_LONGEST_KEY = 10_000
"""Characters of a key file that are read."""


def one_code(words: Sequence[str]) -> str:
    """The words of a code as one text. Raises `WrongUseError` where one of several is a code by itself."""
    from configurator.cli.faults import WrongUseError
    from configurator.errors import CodeError
    from configurator.identity.code import read_code

    for each in words if len(words) > 1 else ():
        with suppress(CodeError):
            read_code(each)
            raise WrongUseError(
                "several-codes", f"`{each}` is a code by itself, and more is given", "give one code at a time"
            )
    return " ".join(words)
