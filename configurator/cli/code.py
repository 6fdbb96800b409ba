"""`configurator code`: the virtual product code of a configuration, or of a canonical document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from configurator.cli.arguments import AnswerForm, Choices, IdentityKeyFile, Language, identity_key
from configurator.cli.completion import complete_catalog
from configurator.cli.faults import WrongUseError
from configurator.cli.output import Out, answering

if TYPE_CHECKING:
    from configurator.identity.identity_key import IdentityKey


def code(  # noqa: PLR0913, PLR0917 - an option each
    catalog: Annotated[
        str | None,
        typer.Argument(
            metavar="CATALOG[:PRODUCT]",
            help="As for validate; left out with --document.",
            autocompletion=complete_catalog,
            show_default=False,
        ),
    ] = None,
    choices: Choices = None,
    document: Annotated[
        str | None,
        typer.Option("--document", metavar="FILE", help="A canonical document itself; - for standard input."),
    ] = None,
    canonical: Annotated[
        bool, typer.Option("--canonical", metavar="", help="Show the canonical document, too.")
    ] = False,
    complete: Annotated[
        bool, typer.Option("--complete", metavar="", help="Show the configuration completed, too.")
    ] = False,
    form: AnswerForm = None,
    key_file: IdentityKeyFile = None,
    language: Language = None,
) -> None:
    """Compute the code of a valid configuration; nothing is stored.

    The code depends on nothing but what the thing is: not on the order of
    choices, the spelling of numbers, labels, or writing a default or not.
    With --document no catalog is asked: it takes a canonical document itself,
    for those who check their own implementation. White space and the order of
    its members do not matter; its content (sorted sets, no decimal point but
    in a string, texts in NFC) must be canonical, or it is refused.
    Private text is in a code only as a digest under the catalog's identity key:
    at least 32 bytes, written in a file as hexadecimal digits.

    Examples:
      configurator code studio model=p14 cover=black --canonical
      configurator code --document document.json --format json

    Exit codes: 0 a code, 1 not valid or not canonical, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        if document is not None:
            if catalog is not None:
                message = f"a document names its product, so `{catalog}` has no place beside it"
                raise WrongUseError("document-and-catalog", message, "leave out `--document`, or the catalog")
            if complete:
                hint = "`configurator validate CATALOG --document FILE` reads it under a catalog"
                raise WrongUseError("nothing-to-complete", "a document by itself is not completed", hint)
            _of_document(out, document, canonical=canonical)
        elif catalog is None:
            hint = "write `configurator code CATALOG[:PRODUCT] CHOICES`, or `configurator code --document FILE`"
            raise WrongUseError("no-catalog", "neither a catalog nor a document is named", hint)
        else:
            key = identity_key(key_file)
            _of_configuration(out, catalog, choices or [], key, language, _Shown(canonical, complete))


class _Shown(NamedTuple):
    """What is shown beside the code."""

    canonical: bool
    complete: bool


def _of_configuration(
    out: Out,
    catalog: str,
    choices: list[str],
    key: IdentityKey | None,
    language: str | None,
    shown: _Shown,
) -> None:
    from configurator.answers import CodeAnswer
    from configurator.cli.address import Address
    from configurator.cli.coded import code_of
    from configurator.cli.wording import code_words, completed_words, unseen_rows
    from configurator.kept_lookups import keep_lookup

    line, coded = code_of(out, catalog, choices, key, language)
    members = CodeAnswer.members(line.product, coded, line.release)

    def words() -> str:
        completed = f"completed:\n{completed_words(line.product, coded.verdict.completed)}" if shown.complete else ""
        return "\n\n".join(
            filter(None, (code_words(members, *unseen_rows(coded.verdict), canonical=shown.canonical), completed))
        )

    out.show(words, lambda: CodeAnswer(**members))
    named = Address.of(catalog).product
    if named is not None or len(line.catalog) == 1:
        keep_lookup(line, named)


def _of_document(out: Out, name: str, *, canonical: bool) -> None:
    from configurator.answers import DocumentCodeAnswer
    from configurator.cli.choices import read_bytes
    from configurator.cli.wording import code_words
    from configurator.identity.document import document_of
    from configurator.text.json_reader import read_json

    limits = out.settings.json_limits
    document = document_of(read_json(read_bytes(name, limits), limits))
    members = {"code": document.code, "long_code": document.long_code, "sha256": document.sha256}
    shown = {**members, "product": document.product, "document": document.bytes.decode()}
    out.show(lambda: code_words(shown, canonical=canonical), lambda: DocumentCodeAnswer(**members))
