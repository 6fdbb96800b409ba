"""`configurator issue`: give a configuration its code and remember it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import (
    AnswerForm,
    CatalogAndProduct,
    Choices,
    IdentityKeyFile,
    Language,
    identity_key,
)
from configurator.cli.faults import WrongUseError
from configurator.cli.output import Out, answering
from configurator.cli.owner_key import OwnerKeyFile, kept_words, owner_key
from configurator.cli.registry_address import RegistryAddress, registry_address
from configurator.issuing_keys import IssuingKeys

if TYPE_CHECKING:
    from configurator.answers import PrivateTextAnswer
    from configurator.identity.coded import Coded
    from configurator.registry.store import Issued


def issue(  # noqa: PLR0913, PLR0917 - an option each
    catalog: CatalogAndProduct,
    choices: Choices = None,
    registry: RegistryAddress = None,
    create: Annotated[
        bool, typer.Option("--create", metavar="", help="Begin a new registry if the file is missing, or empty.")
    ] = False,
    lines: Annotated[
        str | None,
        typer.Option("--lines", metavar="FILE", help="Issue many: a file with one JSON configuration a line, or -."),
    ] = None,
    form: AnswerForm = None,
    key_file: IdentityKeyFile = None,
    owner_key_file: OwnerKeyFile = None,
    keep_again: Annotated[
        bool, typer.Option("--keep-again", metavar="", help="Keep also private texts that were erased before.")
    ] = False,
    language: Language = None,
) -> None:
    """Give a configuration its code and remember it in a registry.

    A code is shown only when it is safe on disk. Issuing again is harmless: the
    same configuration gets the same code. A registry that is missing is made
    only with --create, because in a misspelled one nobody would find the codes.
    Where it holds releases of the catalog, only these may issue (`release`).
    With --lines each line of a file is a configuration in JSON. As text its code
    is a line on stdout; a line that is refused is told on stderr, once and with
    its number, and stops nothing. With --format json every line is answered by a
    JSON object in a line, with its number as `line`. Empty lines are passed over.
    Private text is kept only with --owner-key, encrypted; else nobody reads it.

    Examples:
      configurator issue studio model=p14 cover=black --registry codes.db
      configurator issue studio --lines orders.ndjson --registry codes.db

    Exit codes: 0 issued, 1 not valid, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        address = registry_address(out, registry)
        keys = IssuingKeys(identity_key(key_file), owner_key(owner_key_file), keep_again)
        if lines is None:
            _one(out, catalog, choices or [], address, keys, language, create=create)
        elif choices:
            raise WrongUseError("lines-and-choices", "choices are given beside `--lines`", "leave out one of the two")
        else:
            from configurator.cli.issue_lines import issue_lines

            issue_lines(out, catalog, lines, address, keys, language, create=create)


def _one(
    out: Out,
    catalog: str,
    choices: list[str],
    address: str,
    keys: IssuingKeys,
    language: str | None,
    *,
    create: bool,
) -> None:
    from configurator.answers import IssueAnswer
    from configurator.cli.coded import code_of
    from configurator.registry.opening import open_registry

    line, coded = code_of(
        out, catalog, choices, keys.identity, language
    )  # first: nothing is created for what has no code
    with open_registry(address, create=create) as registry:
        registry.refuse_unreleased(line.release)
        issued, told = keys.issued(registry, line, coded)
    members = IssueAnswer.issued_members(line.product, coded, line.release, issued)
    words = partial(_words, issued, members, address, coded, told)
    out.show(words, lambda: IssueAnswer(**members, private=told))


def _words(
    issued: Issued, members: dict[str, object], address: str, coded: Coded, told: tuple[PrivateTextAnswer, ...]
) -> str:
    from configurator.cli.wording import code_words, unseen_rows
    from configurator.identity.code_text import grouped
    from configurator.registry.opening import shown

    rows = [("registry", f"{shown(address)}, {'issued now' if issued.new else 'was issued before'}")]
    rows += unseen_rows(coded.verdict) + kept_words(told)
    if issued.clash:
        others = " and ".join(map(grouped, issued.clash))
        rows.append(("clash", f"{grouped(issued.short_code)} is shared with {others}; label it with the code above"))
    return code_words({name: str(each) for name, each in members.items()}, *rows)
