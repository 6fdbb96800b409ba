"""Valid domains in words: an option a line."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from configurator.answers.narrowed import Page, kind_of
from configurator.cli.wording import plural, problem_words, table, value_words
from configurator.model.domain import IntegerDomain, NumberDomain
from configurator.model.units import show_fraction
from configurator.source import Source, Sources

if TYPE_CHECKING:
    from configurator.engine.narrow import Narrowed
    from configurator.engine.valid_domain import ValidDomain
    from configurator.product_line import ProductLine

MOST_SHOWN = 8
"""Values of one option, where nobody says otherwise."""


def narrow_words(
    line: ProductLine, narrowed: Narrowed, sources: Source | Sources, keys: tuple[str, ...], page: Page
) -> str:
    """What each option can still be; before it, what is wrong with the choices."""
    parts = ["\n".join(problem_words(each, sources)) for each in narrowed.problems]
    if not narrowed.is_consistent:
        message = none_valid(line, bool(narrowed.chosen))
        mendable = [key for key in keys if key in narrowed.chosen and narrowed.domains[key].classes]
        why = "why, and what to change" if narrowed.chosen else "which rules exclude one another"
        one = f"one of them could be otherwise: {', '.join(mendable)}"
        parts.append(f"{message}\n  hint: {one if mendable else f'`configurator explain` tells {why}'}")
        if not narrowed.chosen:
            return "\n\n".join(parts)  # of no option is there anything to tell
    else:
        left = sum(not narrowed.domains[key].is_decided and key not in narrowed.chosen for key in keys)
        parts.append(f"{line.key}: {plural(left, 'option')} open")
    parts.append(table(((key, _said(narrowed, narrowed.domains[key], page)) for key in keys), "  "))
    return "\n\n".join(parts)


def none_valid(line: ProductLine, has_choices: bool) -> str:
    """What is said where nothing is possible."""
    if has_choices:
        return f"no valid configuration of {line.key} has all these choices"
    return f"{line.key} has no valid configuration"


def _said(narrowed: Narrowed, domain: ValidDomain, page: Page) -> str:
    key = domain.option.key
    possible = possible_words(domain, page)
    if key not in narrowed.chosen:
        return possible or "(nothing)"
    chosen = f"= {value_words(narrowed.chosen[key])}"
    if narrowed.chosen[key] in domain:
        return chosen if domain.is_decided else f"{chosen}  (possible: {possible})"
    return (
        f"{chosen}  (possible instead: {possible})" if possible else f"{chosen}  (to change this alone does not help)"
    )


def possible_words(domain: ValidDomain, page: Page) -> str:
    """What an option can still be, in one line; empty where it can be nothing."""
    return ", ".join(_possible(domain, page))


def _possible(domain: ValidDomain, page: Page) -> Iterator[str]:
    """What is possible, piece by piece."""
    option, kind = domain.option, kind_of(domain.option)
    if kind == "number":
        yield from _numbers(domain)
    elif kind == "products":
        counts = [str(each) for pair in domain.ranges() for each in dict.fromkeys(pair)]
        if counts:
            yield f"{' .. '.join(dict.fromkeys((counts[0], counts[-1])))} of them"
    elif kind in ("text", "image", "product"):
        if domain.may_have_value:
            yield {"text": "a text", "image": "a picture", "product": f"a `{option.key}`"}[kind]
    else:
        yield from _values(domain, page, kind)
    if domain.may_lack_value or (kind == "set" and () in domain):
        yield "(none)" if kind == "set" else "(no value)"


def _numbers(domain: ValidDomain) -> Iterator[str]:
    own = domain.option.domain
    assert isinstance(own, IntegerDomain | NumberDomain)  # noqa: S101 - the caller looked
    unit = f" {own.unit.symbol}" if isinstance(own, NumberDomain) and own.unit else ""
    step = "" if own.step == 1 else f" step {show_fraction(Fraction(own.step))}"
    for first, last in domain.ranges():
        if Fraction(last) - Fraction(first) <= own.step:  # one or two
            yield ", ".join(f"{each}{unit}" for each in dict.fromkeys((first, last)))
        else:
            yield f"{first} .. {last}{unit}{step}"


def _values(domain: ValidDomain, page: Page, kind: str) -> Iterator[str]:
    matching = list(page.matching(domain))
    shown = list(page.of(matching))
    prefix = "any of " if kind == "set" and shown else ""
    for value, _ in shown:
        yield prefix + value_words(value)
        prefix = ""
    left = len(matching) - len(shown)
    if left:
        yield f"and {left:,} more"
    if page.is_search and not matching and domain.may_have_value:
        yield "(none that match)"
