"""Verdicts, codes and choices in words, as several commands show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from configurator.answers.answer import PRIVATE
from configurator.cli.faults import problem_sentence
from configurator.diagnostics.suggest import digits
from configurator.identity.code_text import grouped
from configurator.model.domain import NumberDomain, ProductDomain
from configurator.model.nesting import is_there
from configurator.model.private import PrivateText
from configurator.source import Source, Sources

if TYPE_CHECKING:
    from configurator.engine.offer import Offer
    from configurator.engine.verdict import Verdict
    from configurator.model.catalog import Product
    from configurator.model.problem import Problem
    from configurator.product_line import ProductLine


def table(rows: Iterable[tuple[str, str]], indent: str = "") -> str:
    """Names and what there is to say of each, the names in a column."""
    listed = list(rows)
    width = max((len(name) for name, _ in listed), default=0)
    return "\n".join(f"{indent}{name:<{width}}  {text}".rstrip() for name, text in listed)


def plural(count: int, word: str) -> str:
    """`1 product`, `2 products`, `1,200 products`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def at_least_words(number: int) -> str:
    """What a number is at least; one of thousands of digits says no more than how many there are."""
    text = digits(number)
    return f"at least {digits(number, ',')}" if len(text) <= MOST_DIGITS else f"at least 10^{len(text) - 1}"


MOST_DIGITS = 40


def value_words(value: object, unit: str = "") -> str:
    """A canonical value as people read it."""
    match value:
        case None:
            return "(no value)"
        case bool():
            return "yes" if value else "no"
        case PrivateText():
            return PRIVATE
        case list() | tuple():
            return ", ".join(map(value_words, value)) or "(none)"
    return f"{value} {unit}".rstrip()


def completed_words(product: Product, completed: Mapping[str, object]) -> str:
    """A completed configuration, an option a line, amounts with their units."""
    rows = []
    for key, value in completed.items():
        domain = product.by_key[key].domain
        if product.nests and not is_there(key, completed):
            continue
        if isinstance(domain, ProductDomain) and not domain.many and value is not None:
            continue  # what it is stands in the lines below
        unit = domain.unit.symbol if value is not None and isinstance(domain, NumberDomain) and domain.unit else ""
        rows.append((key, value_words(value, unit)))
    return table(rows, "  ")


def verdict_words(
    line: ProductLine,
    verdict: Verdict,
    sources: Source | Sources,
    *,
    complete: bool = False,
    offer: Offer | None = None,
    document: bytes | None = None,
) -> str:
    """The verdict: what is wrong, problem by problem, and what bars it from sale.

    With `complete` also the configuration completed, and what it comes to; with a `document`, that.
    """
    if verdict.valid:
        parts = [f"valid: a configuration of {line.key}"]
    else:
        parts = [f"not valid: {plural(len(verdict.problems), 'problem')} in this configuration of {line.key}"]
        parts += ["\n".join(problem_words(each, sources)) for each in verdict.problems]
    if verdict.unseen:
        which = " and ".join(f"`{key}`" for key in verdict.unseen)
        parts.append(f"not seen: the picture for {which} was given by its digest, so its file has not been looked at")
    if offer is not None and (of_sale := sale_words(offer)):
        parts.append(of_sale)
    if complete:
        parts.append("completed:\n" + completed_words(line.product, verdict.completed))
    if complete and offer is not None and offer.amounts:
        parts.append(amount_words(offer))
    if document is not None:
        parts.append("document:\n  " + document.decode())
    return "\n\n".join(parts)


def amount_words(offer: Offer) -> str:
    """The derived amounts, a line each."""
    return "amounts:\n" + table(((key, str(amount)) for key, amount in offer.amounts.items()), "  ")


def sale_words(offer: Offer) -> str:
    """Whether it may be sold, where that is not plain."""
    if offer.bars:
        return "\n".join(["it can be built, but not be sold:", *(f"  {each.message}" for each in offer.bars)])
    if offer.open:
        named = ", ".join(f"`{key}`" for key in offer.open)
        return f"whether it may be sold depends on {named}: give `--fact {offer.open[0]}=…`"
    return ""


def unseen_rows(verdict: Verdict) -> list[tuple[str, str]]:
    """The row that tells whose picture was given by its digest alone; none where there is none."""
    return [("not seen", f"the picture for {', '.join(verdict.unseen)}")] if verdict.unseen else []


def problem_words(problem: Problem, sources: Source | Sources) -> Iterator[str]:
    """One problem, a line for each thing that is known of it."""
    yield f"{problem.code.value}: {problem.message if problem.constraint else problem_sentence(problem)}"
    if problem.constraint is not None:
        yield f"  `{problem.constraint}` looks at {', '.join(problem.options)}{_place(problem, sources)}"
    if problem.hint:
        yield f"  hint: {problem.hint}"


def _place(problem: Problem, sources: Source | Sources) -> str:
    source = None if problem.span is None else sources.holding(problem.span)
    return f"\n  declared at {source.link(problem.span)}" if source and problem.span else ""


def code_words(members: Mapping[str, str], *more: tuple[str, str], canonical: bool = False) -> str:
    """A code in groups of five, what else follows from the document, `more` rows, and if asked the document itself."""
    rows = [
        ("code", grouped(members["code"])),
        ("long code", grouped(members["long_code"])),
        ("sha256", members["sha256"]),
        ("product", members["product"]),
        *more,
    ]
    if canonical:
        rows.append(("document", members["document"]))
    return table(rows)
