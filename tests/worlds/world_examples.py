"""What a random catalog should expect of itself: true examples, and ones made wrong; and which values are dead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from world_catalogs import example
from world_judging import barred, closed, parts
from world_laws import Known, checked, names
from world_meaning import UNITS, Option, amount_of, decimal

from configurator.diagnostics import Diagnostic, codes
from configurator.engine.count import count
from configurator.errors import TooComplexError
from configurator.examination import examine_product
from configurator.knowledge.knowledge_base import ProductKnowledge

SHOWN = {"": "", "length": "cm", "mass": "g", "money": "EUR"}
Line = tuple[str, str]
"""An `expect` line, and the code that tells where it is not so."""


def numberless(key: str) -> str:
    return re.sub(r"\.\d+\.", ".", key)


def of_verdicts(known: Known, right: bool) -> Iterator[Line]:
    """Examples that are valid, and that are not because of what they break."""
    product = known.world.product
    for each in known.some(known.judged, 4):
        shown = example(product, each.whole)
        # what follows from what cannot follow is not told of, so only the first of these is sure to be
        because = [numberless(key) for key in (each.unfit or known.random.sample(each.broken, len(each.broken)))[:1]]
        if each.valid is right:
            yield f"valid {shown}", "wrong-verdict"
        elif right:
            yield f"invalid {shown} because {', '.join(because)}", "wrong-verdict"
        else:
            idle = [rule.key for rule in product.rules if rule.key not in each.broken]
            reason = f" because {idle[0]}" if idle and not each.unfit else ""
            yield (f"invalid {shown}{reason}" if each.valid or reason else f"valid {shown}"), "wrong-verdict"


def of_offers(known: Known, right: bool) -> Iterator[Line]:
    """Amounts, parts and sales of valid configurations."""
    product = known.world.product
    more = 0 if right else 1
    for whole in known.some(known.valid, 2):
        facts = known.facts(1)[0]
        shown = example(product, whole, facts)
        for each in product.amounts:
            unit = SHOWN[each.kind]
            number = decimal(each.of({**whole, **facts}) / UNITS[unit][1] + more)
            if number is not None:
                yield f"{each.key} {shown} = {number} {unit}".rstrip(), "wrong-amount"
        made = dict(parts(product, whole))
        if not right:
            made[("P0", "")] = made.get(("P0", ""), Fraction(0)) + 7
        written = {part: decimal(worth / amount_of(1, unit)) for (part, unit), worth in made.items()}
        if None not in written.values() and len(written) == len(made):
            listed = [f'"{part}": {written[part]} {unit}'.rstrip() for part, unit in made]
            yield f"parts {example(product, whole)} = {{ {', '.join(listed)} }}", "wrong-parts"
        bars = barred(product, whole, facts)
        because = f" because {', '.join(sorted(set(map(numberless, bars))))}" if right else ""
        yield f"{'unsold' if bool(bars) is right else 'sold'} {shown}{because if bars else ''}", "wrong-sale"


def of_counts(known: Known, knowledge: ProductKnowledge, right: bool) -> Iterator[Line]:
    """How many configurations there are, and how many over some options."""
    product, more = known.world.product, 0 if right else 1
    try:
        count(knowledge.product)
    except TooComplexError:
        return
    yield f"count = {len({closed(product, each) for each in known.valid}) + more}", "wrong-count"
    keys = [option.key for option in product.options if not option.is_open and option.inner is None]
    if keys:
        over = known.random.sample(keys, min(2, len(keys)))
        number = len({repr([each[key] for key in over]) for each in known.valid})
        yield f"count = {number + more} over {', '.join(over)}", "wrong-count"


def lines(known: Known, knowledge: ProductKnowledge, right: bool) -> list[Line]:
    """Examples of all kinds, all right or all wrong."""
    return [*of_counts(known, knowledge, right), *of_verdicts(known, right), *of_offers(known, right)]


def examples(known: Known, knowledge: ProductKnowledge) -> None:
    """What is right passes the check, and each wrong example is told of, with its code."""
    right = checked(known.world, [line for line, _ in lines(known, knowledge, True)])
    assert not names(right), names(right)
    wrong = lines(known, knowledge, False)
    told = checked(known.world, [line for line, _ in wrong])
    found = sorted(each.code.name for each in told.diagnostics if each.is_error)
    assert found == sorted(code for _, code in wrong), (names(told), wrong)


def dead_values(known: Known, knowledge: ProductKnowledge) -> None:
    """What the check calls unreachable is in no valid configuration, and nothing else is in none."""
    examined = examine_product(knowledge)
    if isinstance(examined.count, TooComplexError):
        return
    for option in known.world.product.options:
        if option.is_open or option.inner is not None:
            continue
        told = _told(option, examined.diagnostics)
        reached = {value for each in known.valid for value in _parts_of(option, each[option.key])}
        never = all(each[option.key] is None for each in known.valid)
        dead = {value for each in option.values for value in _parts_of(option, each)} - reached
        assert told <= dead, (option.key, told, dead)
        absent = any(
            each.code is codes.UNREACHABLE_OPTION and f"`{option.key}`" in each.message for each in examined.diagnostics
        )
        if option.follows is None or option.kind == "values":
            assert absent is never, option.key
            assert absent or told == dead, (option.key, told, dead)


def _parts_of(option: Option, value: Any) -> set[Any]:
    if option.kind == "set":
        return set(value or ())
    return set() if value is None else {value}


def _told(option: Option, diagnostics: tuple[Diagnostic, ...]) -> set[Any]:
    """The values that are told to be in nothing valid, by themselves or as what no row of a table allows."""
    found: set[Any] = set()
    for each in diagnostics:
        said = re.search(rf"(?:has|allows) `{option.key}` = ((?:`[^`]+`(?:, )?)+)", each.message)
        if said and each.code in (codes.UNREACHABLE_VALUE, codes.TABLE_GAP):
            for name in re.findall(r"`([^`]+)`", said[1]):
                found |= _meant(option, name)
    return found


def _meant(option: Option, name: str) -> set[Any]:
    if option.kind == "flag":
        return {name == "yes"}
    if option.kind in ("integer", "number"):
        low, _, high = name.partition(" .. ")
        ends = Fraction(low), Fraction(high or low)
        return {each for each in option.values if ends[0] <= Fraction(each) <= ends[1]}
    return {name}
