"""`configurator erase`: delete private texts for good, one by its code or all by their age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, one_code
from configurator.cli.days import moment_before
from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.answers import EraseAnswer


def erase(
    code: Annotated[
        list[str] | None, typer.Argument(metavar="CODE...", help="The code, short or long.", show_default=False)
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--option", metavar="OPTION", help="Only this private option; may be given again."),
    ] = None,
    older_than: Annotated[
        str | None,
        typer.Option(
            "--older-than", metavar="AGE|DAY", help="All that are older: 2y, 18m, 6w, 90d, or kept before a day."
        ),
    ] = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Erase private texts for good; the code still resolves to the rest.

    The row is deleted, with the key that only it had, and in an SQLite file no
    byte of it stays. That it was erased is noted: issuing the same again does not
    bring the text back, and a backup that is restored loses it again
    (`configurator registry erasures` writes the list). Copies that were made
    elsewhere, and what an old disk remembers, are out of reach. Safe to repeat.

    Examples:
      configurator erase VYK5G-HBC4L-MB9XR-NVX7J --registry codes.db
      configurator erase VYK5G-HBC4L-MB9XR-NVX7J --option name
      configurator erase --older-than 2y

    Exit codes: 0 erased, 1 unknown or not a code, or no private option, 2 wrong
    use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import EraseAnswer
        from configurator.registry.opening import open_registry

        if bool(code) is (older_than is not None):
            raise WrongUseError("code-or-age", "give a code, or `--older-than`", "one of the two is erased by")
        if option and older_than is not None:
            raise WrongUseError("option-and-age", "`--option` goes with a code", "leave out one of the two")
        moment = None if older_than is None else moment_before(older_than)
        with open_registry(registry_address(out, registry), create=False) as store:
            if moment is not None:
                done = store.private.erase_older(moment)
            else:
                done = store.private.erase(one_code(code or []), option or ())
        answer = EraseAnswer(texts=done.texts, codes=done.codes, damaged=done.damaged)
        out.show(lambda: _words(answer), lambda: answer)


def _words(answer: EraseAnswer) -> str:
    if not answer.codes:
        return "nothing to erase: there was no private text, or it was erased before"
    texts = f"{answer.texts:,} private text{'' if answer.texts == 1 else 's'}"
    damaged = f"; {answer.damaged:,} of them could not have been read: damaged" if answer.damaged else ""
    return f"erased: {texts} of {answer.codes:,} code{'' if answer.codes == 1 else 's'}, for good{damaged}"
