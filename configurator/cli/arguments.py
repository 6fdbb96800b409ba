"""Arguments and options that several commands have, said once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.completion import complete_catalog, complete_choice


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

AnswerForm = Annotated[Form | None, typer.Option("--format", help=_FORM_HELP, show_default=False)]
CheckAnswerForm = Annotated[CheckForm | None, typer.Option("--format", help=_FORM_HELP, show_default=False)]

CatalogAndProduct = Annotated[
    str,
    typer.Argument(
        metavar="CATALOG[:PRODUCT]",
        help="A .vpc file, a folder with one, or the name of an example; the product, if there are several.",
        autocompletion=complete_catalog,
        show_default=False,
    ),
]
CHOICES_HELP = "option=value words; or one JSON file, or - for JSON from standard input."
Choices = Annotated[
    list[str] | None,
    typer.Argument(metavar="CHOICES", help=CHOICES_HELP, autocompletion=complete_choice, show_default=False),
]
RegistryFile = Annotated[
    Path | None,
    typer.Option(
        "--registry",
        metavar="FILE",
        help="The SQLite file of the registry; OPTIONARY_REGISTRY where it is not given.",
        show_default=False,
    ),
]
