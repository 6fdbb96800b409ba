"""`configurator diff`: how many configurations a release gains, loses and keeps, with some of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Seconds
from configurator.cli.completion import complete_catalog
from configurator.cli.faults import NO, YES, raised
from configurator.cli.output import answering, say
from configurator.cli.patience import patient

if TYPE_CHECKING:
    from configurator.differences import Changed
    from configurator.engine.difference import Configuration
    from configurator.model.catalog import Product

MOST_SHOWN = 3


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="The earlier catalog: a .vpc file, or a folder with one.",
            autocompletion=complete_catalog,
            show_default=False,
        ),
    ],
    new: CatalogAndProduct,
    most: Annotated[int, typer.Option("--most", metavar="NUMBER", min=0, help="Show so many of each.")] = MOST_SHOWN,
    seconds: Seconds = None,
    form: AnswerForm = None,
) -> None:
    """Tell how many configurations a catalog gains and loses against an earlier one.

    The numbers are exact, however large. Two configurations are the same if they
    have one code: renamed things stay what they are, and what has no option yet
    has its baseline. Texts and pictures do not multiply.

    Where a number is out of reach one hears what it is at least, if that is
    known, with examples. What needs more time gets it by --seconds, as for
    `count`.

    Examples:
      configurator diff lamp/releases/1 lamp
      configurator diff last_year/studio.vpc studio:phone_case --format json

    Exit codes: 0 told, 1 out of reach for some product, 2 wrong use,
    3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.differences import DifferencesAnswer
        from configurator.cli.address import Address
        from configurator.differences import differences

        earlier, today = Address.of(old), Address.of(new)
        before, after = earlier.load(), today.load()
        of_old = [before[key].product for key in before]
        of_new = [after[key].product for key in after]
        if today.product is not None:
            of_new = [today.choose(after).product]
            of_old = [each for each in of_old if each.permanent_key == of_new[0].permanent_key]
        with patient(out) as budget:
            found = list(differences(of_old, of_new, most, budget))
        for each in found if not out.is_json else ():
            _tell_method(each)
        out.show(
            lambda: "\n\n".join(map(_words, found)),
            lambda: DifferencesAnswer.of(found),
            NO if any(each.why for each in found) else YES,
        )


def _tell_method(changed: Changed) -> None:
    """Say on stderr if something exact was got in another way than usual."""
    if changed.method not in (None, "diagram") and changed.why is None:
        by = {"circuit": "a decision circuit", "solver": "a solver"}[changed.method]
        say(f"note: {changed.permanent_key}: exact, by {by}: {_TIED}", sys.stderr)


_TIED = "options are tied too much for a decision diagram"


def _words(changed: Changed) -> str:
    why = [] if changed.why is None else [changed.why]
    hint = changed.hint or raised(changed.limit)
    why += [f"hint: {hint}"] if hint else []
    if changed.method is None:
        return "\n  ".join((f"{changed.permanent_key}: {why[0]}", *why[1:]))
    numbers = (
        (changed.kept, changed.kept_at_least, "kept"),
        (changed.gained, changed.gained_at_least, "gained"),
        (changed.lost, changed.lost_at_least, "lost"),
    )
    said = ", ".join(f"{_number(number, at_least)} {word}" for number, at_least, word in numbers)
    head = f"{changed.permanent_key}: {said}"
    if changed.old is None or changed.new is None:
        head += "; there was none" if changed.old is None else "; there is none any more"
    sides = (("gained", changed.new, changed.some_gained), ("lost", changed.old, changed.some_lost))
    return "\n\n".join(["\n  ".join((head, *why)), *(text for side in sides for text in _examples(*side))])


def _number(number: int | None, at_least: int) -> str:
    from configurator.cli.wording import at_least_words
    from configurator.diagnostics.suggest import digits

    if number is not None:
        return digits(number, ",")
    return at_least_words(at_least) if at_least else "an unknown number"


def _examples(word: str, product: Product | None, found: Sequence[Configuration]) -> Iterator[str]:
    from configurator.cli.numbered import typed_words

    if product is not None and found:
        yield "\n".join((f"  {word}, for example:", *(f"    {' '.join(typed_words(product, each))}" for each in found)))
