"""`configurator explode`: what a configuration comes to, what it is made of, and how it is made."""

from __future__ import annotations

from configurator.cli.arguments import AnswerForm, CatalogAndProduct, Choices
from configurator.cli.days import Day, day_of
from configurator.cli.facts import GivenFacts
from configurator.cli.moments import Moment, RevisionsOf
from configurator.cli.output import answering


def explode(
    catalog: CatalogAndProduct,
    choices: Choices = None,
    form: AnswerForm = None,
    fact: GivenFacts = None,
    on: Day = None,
    registry: RevisionsOf = None,
    at: Moment = None,
) -> None:
    """List the amounts, parts and work steps of a valid configuration.

    Amounts are what the catalog derives: a price, a weight. They may depend on
    facts of the sale, such as the market, that `--fact` gives. Parts and steps
    depend on choices alone; steps come in the order in which they are done. With
    --registry all are by the revisions in force (`configurator revise`), at the
    moment of the sale if --at names it.

    Examples:
      configurator explode studio model=p14 cover=black
      configurator explode studio model=p14 cover=blue --fact market=us
      configurator explode studio model=p14 cover=blue --at 2026-12-01T09:30Z

    Exit codes: 0 listed, 1 not valid, 2 wrong use, 3 our fault.
    """
    with answering(form) as out:
        from configurator.answers.exploded import ExplodedAnswer
        from configurator.cli.coded import valid_of
        from configurator.cli.exploded_words import exploded_words
        from configurator.cli.facts import facts_of

        line, verdict = valid_of(out, catalog, choices or [], revisions=(registry, at))
        offer = line.offer(verdict.completed, day_of(on), facts_of(line, fact or []))
        exploded = line.explode(verdict.completed)
        out.show(
            lambda: exploded_words(line.key, offer, exploded), lambda: ExplodedAnswer.of(line.key, offer, exploded)
        )
