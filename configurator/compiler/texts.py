"""The texts of an open option, as far as rules tell them apart: literals, lengths, patterns, and all others.

Texts do not multiply, so a sample has size 1 and only its being possible counts. Each sample stands for a text that was
really found: canonical, of an allowed length, in the script, matching the pattern (`matching_texts`). Where no such
text is found though one may exist, SamplingError, for an answer must be exact or not given at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice, product

from configurator.compiler.budget import Allowance
from configurator.compiler.matching_texts import TextsWanted, texts_by_pattern
from configurator.compiler.samples import Sample, SamplingError
from configurator.compiler.terms import Looks
from configurator.model.domain import Lettering, TextDomain
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.raw_values import read_value
from configurator.text.canonical import MAX_CODE_POINTS, composed
from configurator.text.case import in_case
from configurator.text.scripts import outside_script

_SHARED = "0123456789"  # belongs to every script, and one is one grapheme
_TRIES = 10_000


def text_samples(option: Option, domain: TextDomain, looks: Looks, allowance: Allowance) -> Iterator[Sample]:
    """Literals that the domain allows, and other texts: one of each length, and of each way to match, if looked at.

    Raises SamplingError with the reason where it cannot be told which texts there are.
    """
    if looks.raw:
        raise SamplingError("is compared with something else than a literal text")
    literals = [each for each in looks.literals if isinstance(each, str) and _allows(option, each)]
    yield from (Sample(literal, 1) for literal in literals)
    shortest, longest = max(domain.least, 1), min(domain.most, MAX_CODE_POINTS)
    if shortest > longest:
        return
    most = MAX_CODE_POINTS if domain.lettering is None else _most_that_fit(domain.lettering)
    if domain.pattern is not None or looks.patterns:
        patterns = tuple(each for each in looks.patterns if each != domain.pattern)
        wanted = TextsWanted(patterns, tuple(literals), shortest, longest, most, looks.length)
        texts = texts_by_pattern(wanted, domain, lambda text: _allows(option, text), allowance)
        yield from (Sample(text, 1) for text in texts)
        return
    signs = _SHARED if domain.lettering is None else _narrowest(domain, domain.lettering)
    for length in range(shortest, min(longest, most) + 1) if looks.length else (shortest,):
        yield Sample(_other(option, _of_length(length, signs), literals, allowance), 1)


def _other(option: Option, candidates: Iterator[str], literals: Collection[str], allowance: Allowance) -> str:
    """The first of some texts that the option takes and that no rule names."""
    for text in islice(candidates, _TRIES):
        if text not in literals:
            allowance.spend(20)  # to read a text takes some steps
            if _allows(option, text):
                return text
    raise SamplingError("may have no text but those that rules name")


def _allows(option: Option, text: str) -> bool:
    """Whether a text may be chosen as it is."""
    return read_value(option, text, Hints(0)) == (text, ())


def _of_length(length: int, signs: str) -> Iterator[str]:
    """Texts of `length` graphemes: signs such as digits, the last ones changing, and then with letters and marks."""
    head = signs[:1] * (length - min(length, 4))
    for tail in product(signs, repeat=min(length, 4)):
        yield head + "".join(tail)
    for letter, mark in product("xX", map(chr, range(0x0300, 0x0340))):
        yield signs[:1] * (length - 1) + letter + mark


def _most_that_fit(lettering: Lettering) -> int:
    """How many characters could have room at most: what is longer is too wide whatever it says."""
    least = min(lettering.table.advances.values())
    if lettering.width is None or not least:
        return MAX_CODE_POINTS
    return int(lettering.width * lettering.table.units / (least * lettering.size))


def _narrowest(domain: TextDomain, lettering: Lettering) -> str:
    """The narrowest signs of the font that the option takes, ten of them like the digits."""
    advances = lettering.table.advances
    signs = (chr(code_point) for code_point in sorted(advances, key=lambda each: (advances[each], each)))
    allowed = (
        sign
        for sign in signs
        if not sign.isspace()
        and (domain.script is None or outside_script(sign, domain.script) is None)
        and (domain.case is None or in_case(sign, domain.case) == sign)
        and composed(sign) == sign
    )
    return "".join(islice(allowed, len(_SHARED)))
