"""One raw value, as it comes from JSON or Python, becomes the canonical value of one option, or problems.

Raw are `str`, `bool`, `int`, `Decimal` and `Fraction`, arrays (list, tuple, set or frozenset), None, and pictures that
have been looked at (`configurator.media.pictures.Picture`). Whatever else comes is a problem, never an exception.
`True` is no number and 1 is no truth value, though Python holds them equal.

None and the empty string are "no value" for every kind of option, and so is text that is empty in canonical form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from fractions import Fraction
from math import ceil

from configurator.errors import TextError
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    DateDomain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    Lettering,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.faults import FaultyValueError, Hints, called_now, fault, kind, problem_of, takes_not
from configurator.model.nesting import HowMany
from configurator.model.option import Option
from configurator.model.pictures import read_picture
from configurator.model.private import PrivateText
from configurator.model.problem import Problem, ProblemCode, shown
from configurator.model.raw_numbers import read_number
from configurator.model.units import POINTS, decimal_text, show_fraction
from configurator.text.canonical import canonical_text
from configurator.text.graphemes import grapheme_count
from configurator.text.scripts import outside_script
from configurator.text.unicode_tables import unicode_tables


def read_value(option: Option, raw: object, hints: Hints) -> tuple[CanonicalValue | None, tuple[Problem, ...]]:
    """The canonical value of an active option, None for no value; with problems, the value means nothing."""
    try:
        return _read(option, raw, hints), ()
    except FaultyValueError as faulty:
        return None, faulty.problems


def _read(option: Option, raw: object, hints: Hints) -> CanonicalValue | None:
    if raw is None or (isinstance(raw, str) and raw == ""):
        return _no_value(option)
    match option.domain:
        case ValueDomain() as domain:
            return _key(option, domain, raw, hints, None)
        case FlagDomain():
            if isinstance(raw, bool):
                return raw
            hint = "write it without quotation marks" if isinstance(raw, str) and raw in ("true", "false") else None
            raise fault(option, ProblemCode.WRONG_TYPE, takes_not(option, raw), hint)
        case ProductDomain() as domain:
            return _how_many(option, domain, raw)
        case IntegerDomain() | NumberDomain() as domain:
            return read_number(option, domain, raw, hints)
        case AnyOfDomain() as domain:
            return _set(option, domain, raw, hints)
        case DateDomain():
            return _day(option, raw)
        case TextDomain() as domain:
            return _text(option, domain, raw)
        case ImageDomain() as domain:
            return read_picture(option, domain, raw)


def _day(option: Option, raw: object) -> str:
    """A day in ISO 8601; a `date` of Python is one, too."""
    if type(raw) is date:
        return raw.isoformat()
    if not isinstance(raw, str) or len(raw) != len("2026-05-01"):
        raise fault(option, ProblemCode.WRONG_TYPE, takes_not(option, raw))
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        pass
    raise fault(option, ProblemCode.WRONG_TYPE, f"`{shown(raw)}` is not a day of the calendar")


def _how_many(option: Option, domain: ProductDomain, raw: object) -> int:
    """How many products there are, which only nested choices tell."""
    if not isinstance(raw, HowMany):
        raise fault(option, ProblemCode.WRONG_TYPE, takes_not(option, raw))
    if domain.least <= raw <= domain.greatest:
        return int(raw)
    least = 0 if option.optional else domain.least
    wanted = f"from {least} to {domain.greatest}" if least < domain.greatest else str(domain.greatest)
    message = f"`{option.key}` has {raw} of `{domain.nested.key}`, and takes {wanted}"
    code = ProblemCode.TOO_MANY_VALUES if raw > domain.greatest else ProblemCode.TOO_FEW_VALUES
    raise fault(option, code, message)


def _no_value(option: Option) -> CanonicalValue | None:
    """What null means: the empty set, or None. CODE.md allows it only where the option is optional."""
    is_set = isinstance(option.domain, AnyOfDomain)
    if option.optional:
        return () if is_set else None
    hint = "write `[]` to choose none of them" if is_set and may_be_empty(option) else None
    raise fault(option, ProblemCode.NO_VALUE_NOT_ALLOWED, f"`{option.key}` needs a value", hint)


def may_be_empty(option: Option) -> bool:
    """Whether the empty set is one of the sets that an `any of` option takes."""
    return isinstance(option.domain, AnyOfDomain) and (option.optional or option.domain.least == 0)


def _key(option: Option, domain: ValueDomain, raw: object, hints: Hints, index: int | None) -> str:
    """One key of the domain; `index` is its place in an array."""
    if not isinstance(raw, str):
        what = takes_not(option, raw) if index is None else f"a value of `{option.key}` is a string, not {kind(raw)}"
        raise fault(option, ProblemCode.WRONG_TYPE, what, index=index)
    key = str.__str__(raw)
    if key in domain.by_key:
        return key
    hint = called_now(domain.by_permanent_key.get(key)) or hints.nearest(key, domain.by_key)
    raise fault(option, ProblemCode.UNKNOWN_VALUE, f"`{option.key}` has no value `{shown(key)}`", hint, index)


def _set(option: Option, domain: AnyOfDomain, raw: object, hints: Hints) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple | set | frozenset):
        hint = f'write an array: `["{shown(raw)}"]`' if isinstance(raw, str) else None
        raise fault(option, ProblemCode.WRONG_TYPE, takes_not(option, raw), hint)
    if len(raw) > domain.members.size():  # one of them stands twice or is unknown: no need to look at a million
        raise _too_many(option, domain, len(raw))
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for index, each in enumerate(_in_order(raw)):
        try:
            key = _key(option, domain.members, each, hints, index)
        except FaultyValueError as faulty:
            problems += faulty.problems
            continue
        if key in found:
            message = f"`{option.key}` has `{key}` already"
            problems += fault(option, ProblemCode.REPEATED_VALUE, message, "leave one of them out", index).problems
        found[key] = index
    if problems:
        raise FaultyValueError(*problems)
    if len(found) > domain.greatest:
        raise _too_many(option, domain, len(found))
    if len(found) < domain.least and not (not found and option.optional):
        message = f"`{option.key}` takes at least {_values(domain.least)}, not {len(found)}"
        raise fault(option, ProblemCode.TOO_FEW_VALUES, message)
    return tuple(sorted(found))


def _in_order(raw: Collection[object]) -> list[object]:
    """The items as given; those of a Python set, which has no order, sorted, so that answers have one."""
    if isinstance(raw, list | tuple):
        return list(raw)
    words = sorted(each for each in raw if isinstance(each, str))
    return [*words, *sorted((each for each in raw if not isinstance(each, str)), key=kind)]


def _too_many(option: Option, domain: AnyOfDomain, count: int) -> FaultyValueError:
    message = f"`{option.key}` takes at most {_values(domain.greatest)}, not {count}"
    return fault(option, ProblemCode.TOO_MANY_VALUES, message)


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count} values"


def _text(option: Option, domain: TextDomain, raw: object) -> str | None:
    if not isinstance(raw, str):
        raise fault(option, ProblemCode.WRONG_TYPE, takes_not(option, raw))
    try:
        text = canonical_text(str.__str__(raw), domain.case)
    except TextError as error:
        code = ProblemCode.TOO_LONG if error.reason == "text-too-long" else ProblemCode.REFUSED_TEXT
        # where and which it is would tell of a private text
        why = "it is too long" if code is ProblemCode.TOO_LONG else "a character of it may not stand in text"
        refusal = f"the text of `{option.key}` is refused: {why if option.private else error.message}"
    else:
        if not text:
            _no_value(option)
            return None
        problems = tuple(_text_problems(option, domain, text))
        if problems:
            raise FaultyValueError(*problems)
        return PrivateText(text) if option.private else text
    raise fault(option, code, refusal)  # outside the block: that exception would carry the text


def _text_problems(option: Option, domain: TextDomain, text: str) -> Iterator[Problem]:
    length = grapheme_count(text)
    if length > domain.most:
        message = f"`{option.key}` takes at most {_characters(domain.most)}, not {length}"
        yield problem_of(option, ProblemCode.TOO_LONG, message)
    if length < domain.least:
        message = f"`{option.key}` takes at least {_characters(domain.least)}, not {length}"
        yield problem_of(option, ProblemCode.TOO_SHORT, message)
    stranger = outside_script(text, domain.script) if domain.script else None
    if stranger is not None:
        character = _named(option, text[stranger])
        message = f"`{option.key}` is written in {domain.script}; {character} is not"
        yield problem_of(option, ProblemCode.WRONG_SCRIPT, message)
    if domain.pattern is not None and not domain.pattern.matches(text):
        message = f"the text of `{option.key}` does not match the pattern `{domain.pattern.source}`"
        yield problem_of(option, ProblemCode.PATTERN_MISMATCH, message)
    if domain.banned is not None and domain.banned.stands_in(text):
        # which word it is stays unsaid: the list is not ours to spread
        message = f"the text of `{option.key}` has a word that may not stand there"
        yield problem_of(option, ProblemCode.BANNED_WORD, message, "choose other words")
    if domain.lettering is not None:
        yield from _lettering_problems(option, domain.lettering, text)


def _lettering_problems(option: Option, lettering: Lettering, text: str) -> Iterator[Problem]:
    missing = lettering.table.missing(text)
    if missing is not None:
        character = _named(option, missing)
        message = f"`{option.key}` is set in `{lettering.font}`, which has no sign of its own for {character}"
        yield problem_of(option, ProblemCode.NO_GLYPH, message)
    elif lettering.width is not None and (width := lettering.width_of(text)) > lettering.width:
        room = show_fraction(lettering.width)
        # rounded up, so that what is too wide is never shown as what there is room for
        message = f"the text of `{option.key}` is {_hundredths(width)} mm wide, and there is room for {room} mm"
        yield problem_of(option, ProblemCode.TOO_WIDE, message, "shorten the text")


def _named(option: Option, character: str) -> str:
    """A character in a message, with its number; of a private text, none."""
    if option.private:
        return "a character of it"
    number = f"U+{ord(character):04X}"
    alone = character.isascii() or unicode_tables().grapheme_break.of(ord(character)) not in ("Extend", "SpacingMark")
    return f"`{shown(character)}` ({number})" if alone else f"the accent {number} by itself"


def lettering_words(lettering: Lettering) -> str:
    """What a text is held to by its font: ``set in `EngraveSans` at 6 mm, up to 48 mm wide``."""
    said = f"set in `{lettering.font}`"
    if lettering.width is None:
        return said
    size = decimal_text(lettering.size)
    em = f"{size} mm" if size else f"{show_fraction(lettering.size * POINTS)} points"
    return f"{said} at {em}, up to {show_fraction(lettering.width)} mm wide"


def _hundredths(amount: Fraction) -> str:
    """An amount with two decimals, rounded up."""
    whole, rest = divmod(ceil(amount * 100), 100)
    return f"{whole}.{rest:02}"


def _characters(count: int) -> str:
    return "1 character" if count == 1 else f"{count} characters"
