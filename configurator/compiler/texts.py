"""The texts of an open option, as far as rules tell them apart: literals, lengths, and all others.

Texts do not multiply, so a sample has size 1 and only its being possible counts. Each sample stands for a text that was
really found: canonical, of an allowed length, in the script, matching the pattern. Where no such text is found, none
may exist or our search may be too short; then SamplingError, for an answer must be exact or not given at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import islice, product

from configurator.compiler.budget import Allowance
from configurator.compiler.samples import Sample, SamplingError
from configurator.compiler.terms import Looks
from configurator.model.catalog import Option
from configurator.model.domain import Lettering, TextDomain
from configurator.model.faults import Hints
from configurator.model.raw_values import read_value
from configurator.text.automaton import START
from configurator.text.canonical import MAX_CODE_POINTS, composed
from configurator.text.case import in_case
from configurator.text.patterns import Pattern
from configurator.text.scripts import outside_script

_SHARED = "0123456789"  # belongs to every script, and one is one grapheme
_READABLE = "aA0bB1cC2" + "".join(map(chr, range(0x21, 0x7F))) + " "
_LETTERS = 4
_TRIES = 10_000


def text_samples(option: Option, domain: TextDomain, looks: Looks, allowance: Allowance) -> Iterator[Sample]:
    """Literals that the domain allows, and another text: one of each length if lengths are looked at.

    Raises SamplingError with the reason where it cannot be told which texts there are.
    """
    if looks.raw:
        raise SamplingError("is compared with something else than a literal text")
    literals = [each for each in looks.literals if isinstance(each, str)]
    yield from (Sample(literal, 1) for literal in literals if _allows(option, literal))
    others = _others(domain, looks.length, allowance)
    if looks.length and domain.pattern is not None:
        hint = "say the length in the pattern, such as `[A-Z]{1,5}`, and take `length(…)` out of the rules"
        raise SamplingError("has a pattern, so which lengths it can have is not known", hint)
    for candidates in others:
        tried = (text for text in islice(candidates, _TRIES) if text not in literals)
        found = None
        for text in tried:
            allowance.spend(20)  # to read a text takes some steps
            if _allows(option, text):
                found = text
                break
        if found is None:
            raise SamplingError("may have no text but those that rules name")
        yield Sample(found, 1)


def _allows(option: Option, text: str) -> bool:
    """Whether a text may be chosen as it is."""
    return read_value(option, text, Hints(0)) == (text, ())


def _others(domain: TextDomain, each_length: bool, allowance: Allowance) -> Iterator[Iterator[str]]:
    """Texts to try, for each sample that there shall be."""
    shortest, longest = max(domain.least, 1), min(domain.most, MAX_CODE_POINTS)
    if shortest > longest:
        return
    if domain.pattern is not None:
        yield _under_pattern(domain.pattern, shortest, domain, allowance)
        return
    if domain.lettering is not None:
        longest = min(longest, _most_that_fit(domain.lettering))
    signs = _SHARED if domain.lettering is None else _narrowest(domain, domain.lettering)
    lengths = range(shortest, longest + 1) if each_length else (shortest,)
    yield from (_of_length(length, signs) for length in lengths)


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


def _under_pattern(pattern: Pattern, least: int, domain: TextDomain, allowance: Allowance) -> Iterator[str]:
    """Texts that match the pattern, those nearest above `least` first, of a few characters in each class.

    Where all text is brought into a case, characters that are not in it are left out.

    The search is A* with the least number of letters to an accepting state as the exact rest of the way (Hart, Nilsson
    and Raphael, "A formal basis for the heuristic determination of minimum cost paths", 1968).
    """
    letters = _letters(pattern, domain)
    rest = _letters_to_accept(pattern, letters)
    waiting = [(max(rest.get(START, 0), least), 0, "", START)] if START in rest else []
    while waiting:
        allowance.spend(pattern.width)
        _, _, text, state = heappop(waiting)
        if pattern.accepting[state]:
            yield text
        for kind, after in enumerate(pattern.table[state * pattern.width : (state + 1) * pattern.width]):
            if after in rest:
                length = len(text) + 1
                for letter in letters[kind]:
                    heappush(waiting, (max(length + rest[after], least), -length, text + letter, after))


def _letters_to_accept(pattern: Pattern, letters: list[str]) -> dict[int, int]:
    """For each state from which a text can still match: how many letters it takes at least."""
    before: dict[int, set[int]] = {}
    for place, after in enumerate(pattern.table):
        if letters[place % pattern.width]:
            before.setdefault(after, set()).add(place // pattern.width)
    rest = {state: 0 for state, accepts in enumerate(pattern.accepting) if accepts}
    waiting = list(rest)
    for state in waiting:  # grows while we go
        for earlier in sorted(before.get(state, ())):
            if earlier not in rest:
                rest[earlier] = rest[state] + 1
                waiting.append(earlier)
    return rest


def _letters(pattern: Pattern, domain: TextDomain) -> list[str]:
    """Some characters of each class of code points: readable ones of ASCII, else the first of its runs."""
    case, lettering = domain.case, domain.lettering
    letters = [""] * pattern.width
    for character in (*_READABLE, *pattern.firsts(case)):
        kind = pattern.classes[bisect_right(pattern.starts, ord(character)) - 1]
        if lettering is not None and lettering.table.missing(character):
            continue
        if len(letters[kind]) < _LETTERS and (case is None or in_case(character, case) == character):
            letters[kind] += character
    return letters
