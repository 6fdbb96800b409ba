"""`configurator rank`: the number of a valid configuration; `configurator list --first NUMBER` is the way back."""

from __future__ import annotations

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices, Seconds
from configurator.cli.output import answering


def rank(catalog: CatalogAndProduct, choices: Choices = None, seconds: Seconds = None, form: AnswerForm = None) -> None:
    """Tell the number of a valid configuration among all that there are.

    They are numbered from 0 in the order of what they choose, as `configurator
    list` lists them. A number belongs to this state of the catalog: unlike a
    code, it changes when the catalog does.

    Examples:
      configurator rank studio model=p14 cover=black
      configurator rank studio order.json --format json

    Exit codes: 0 told, 1 not valid or too complex, 2 wrong use, 3 our fault.
    """
    with answering(form, seconds) as out:
        from configurator.answers.numbered import RankAnswer
        from configurator.cli.coded import valid_of
        from configurator.cli.numbered import counted_ranks
        from configurator.diagnostics.suggest import digits

        line, verdict = valid_of(out, catalog, choices or [])
        ranks = counted_ranks(out, line)
        number = ranks.rank(verdict.completed)
        out.show(
            lambda: f"{digits(number, ',')} of {digits(ranks.count, ',')}, numbered from 0",
            lambda: RankAnswer.of(line.product, number, ranks.count, ranks.method),
        )
