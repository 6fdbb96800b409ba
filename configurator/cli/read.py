"""`configurator read`: what a code says by itself, or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, one_code
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering

if TYPE_CHECKING:
    from configurator.answers import ReadAnswer
    from configurator.errors import CodeError
    from configurator.identity.code import Code

MEANINGS = {
    "V": "a product, by the digest of its configuration",
    "T": "a test: what bears it must never ship",
    "R": "a product by its number in the order of all; read, but not issued by this version",
    "L": "a leased number; read, but not issued by this version",
}
"""What the first symbol says."""


def read(
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT...", help="The code; several words are joined.", show_default=False),
    ],
    form: AnswerForm = None,
) -> None:
    """Read a code, and say what is wrong with it if it is none.

    Small letters, hyphens and spaces do not matter. Check symbols find every slip
    of up to four symbols; nothing is ever corrected. No registry is asked: that
    is what `resolve` does.

    Examples:
      configurator read vyk5g hbc4l mb9xr nvx7j
      configurator read VYK5G-HBC4L-MB9XR-NVX7J --format json

    Exit codes: 0 a code, 1 not a code, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.errors import CodeError
        from configurator.identity.code import read_code

        whole = one_code(text)
        try:
            code = read_code(whole)
        except CodeError as error:
            refusal = error
            out.show(f"not a code: {refusal.message}", lambda: _refused(refusal), NO)
        else:
            out.show(lambda: _words(code), lambda: _answer(code), YES)


def _words(code: Code) -> str:
    from configurator.cli.wording import table
    from configurator.identity.code_text import grouped

    size = f"{code.length} symbols, the {'long' if code.is_long else 'usual'} length"
    rows = [("code", grouped(code.text)), ("scheme", f"{code.scheme}, {MEANINGS[code.scheme]}"), ("length", size)]
    return table(rows)


def _answer(code: Code) -> ReadAnswer:
    from configurator.answers import ReadAnswer
    from configurator.identity.code_text import grouped

    return ReadAnswer(
        valid=True,
        code=code.text,
        grouped=grouped(code.text),
        length=code.length,
        scheme=code.scheme,
        meaning=MEANINGS[code.scheme],
        test=code.is_test,
    )


def _refused(error: CodeError) -> ReadAnswer:
    from configurator.answers import ReadAnswer

    position = None if error.index is None else error.index + 1
    return ReadAnswer(valid=False, reason=error.reason, message=error.message, position=position)
