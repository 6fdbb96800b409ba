"""Raw choices for a product, as a page would send them: sound ones, sound ones a little changed, and nonsense."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from valid_walks import TEXTS, Line, is_asked, line_values, said, sent

from configurator.engine.validate import validate
from configurator.media.pictures import digest_of
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
)
from configurator.model.option import Option

NONSENSE: tuple[Any, ...] = (
    None, "", " ", "no-such-value", True, False, 0, -1, 7, 3.5, 1e21, "1e-3", "2,5", "12 parsecs", "1 / 2", "∞", [], {},
    [None], ["x", "x"], {"a": 1}, "sha256:00", "\u202eabc", "a\u200db", "tab\there", "x" * 2_001, "é" * 200, "😀😀",
)  # fmt: skip
UNKNOWN = ("no_such_option", "", "12", "it's", "constructor", "__proto__", "a.b", "ö", "x" * 80)


def random_choices(line: Line, random: Random) -> str:
    """The JSON text of some choices."""
    chosen = sound(line, random)
    for _ in range(random.choice((0, 0, 1, 1, 2, 5))):
        option = random.choice(line.knowledge.product.options)
        if random.random() < 0.3:
            chosen.pop(option.key, None)
        elif not isinstance(option.domain, ProductDomain):
            chosen[option.key] = raw_value(option, random)
    given = sent(line, chosen)
    if random.random() < 0.1:
        given[random.choice(UNKNOWN)] = random.choice(NONSENSE)
    return json.dumps(given)


def sound(line: Line, random: Random) -> dict[str, Any]:
    """A valid configuration, or what is left of one after some of its values became others that the options take."""
    completed = dict(validate(line.knowledge, random.choice(line.seeds)).completed)
    options = [option for option in line.knowledge.product.options if is_asked(option, completed)]
    for option in random.sample(options, min(len(options), random.randrange(5))):
        completed[option.key] = sound_value(option, random)
    return said(line.knowledge, completed)


def some_choices(line: Line, random: Random) -> str:
    """The JSON text of a few sound choices, which may contradict one another."""
    chosen = sound(line, random)
    kept = random.sample(sorted(chosen), min(len(chosen), random.randrange(6)))
    return json.dumps(sent(line, {key: chosen[key] for key in kept}))


def sound_value(option: Option, random: Random) -> CanonicalValue | None:
    """A canonical value that the option takes by itself."""
    domain = option.domain
    if random.random() < 0.1 and option.optional:
        return None
    match domain:
        case AnyOfDomain():
            keys = list(domain.members.by_key)
            size = random.randint(domain.least, min(domain.greatest, len(keys), domain.least + 4))
            return tuple(sorted(random.sample(keys, size)))
        case ImageDomain():
            return digest_of(random.choice((b"one", b"other")))
        case IntegerDomain() | NumberDomain():
            return domain.at(random.randrange(domain.size()))
        case TextDomain():
            return random.choice(TEXTS)
    keys = line_values(option)
    return random.choice(keys) if keys else random.random() < 0.5


def raw_value(option: Option, random: Random) -> Any:
    """A value as somebody might send it: sound, spelled otherwise, or nonsense."""
    if random.random() < 0.3:
        return random.choice(NONSENSE)
    value = sound_value(option, random)
    if isinstance(value, tuple):
        some = list(value)
        random.shuffle(some)
        return some
    if isinstance(option.domain, NumberDomain) and isinstance(value, str):
        unit = option.domain.unit.symbol if option.domain.unit else "percent"
        return random.choice(
            (value, f"{value}0" if "." in value else f"{value}.0", f" {value} {unit}", f"{value}e0", f"{value} mm")
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return random.choice((value, str(value), f"+{value}", f"{value}.5"))
    if isinstance(option.domain, TextDomain) and isinstance(value, str):
        return random.choice((value, f"  {value} ", value.lower(), value + value))
    return value


def random_facts(line: Line, random: Random) -> Mapping[str, Any]:
    """Some facts of a sale."""
    facts = {}
    for fact in line.knowledge.product.facts:
        if random.random() < 0.6:
            keys = line_values(fact)
            days = ("2026-05-01", "2027-01-01", "2019-12-31", "2026-02-30", "soon")
            facts[fact.key] = random.choice(keys) if keys else random.choice((*days, 3, 250, True))
    return facts
