"""Read virtual product codes (CODE.md section 3); `code_text` writes them.

A code is a word of 20 or 28 symbols: a scheme, a payload, four check symbols. The payload is a number, usually a part
of the digest of a configuration. What is read is the code, or a CodeError that says what is wrong with the text;
nothing is ever corrected.
"""

from __future__ import annotations

from dataclasses import dataclass

from configurator.errors import CodeError
from configurator.identity.code_text import HEADS, LONG, PAYLOADS, SHORT, payload_text
from configurator.identity.symbols import ALPHABET, number, word


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read, and whose check symbols are right.

    `text` is in upper case without hyphens; `scheme` its first symbol; `length` 20 or 28; `payload` the number in it.
    """

    text: str
    scheme: str
    length: int
    payload: int

    @property
    def is_test(self) -> bool:
        """Whether what bears it must never ship."""
        return self.scheme == "T"

    @property
    def is_long(self) -> bool:
        """Whether it is of the length for issuers that share no registry."""
        return self.length == LONG

    @property
    def is_digest(self) -> bool:
        """Whether the payload is part of a digest, so that a long code has a short one."""
        return self.scheme in "VT"

    def __str__(self) -> str:
        return self.text


def read_code(text: str) -> Code:
    """The code that a text spells: ASCII letters in either case, ASCII hyphens and spaces dropped.

    Raises CodeError with one of the reasons `empty-code`, `unknown-symbol`, `wrong-length`, `wrong-check`,
    `unknown-scheme`, looked for in this order; its index, where there is one, counts code points of `text`.
    """
    symbols = text.replace("-", "").replace(" ", "")
    if symbols.isascii():  # `upper` would make symbols of strangers: of the long s, for one
        symbols = symbols.upper()
    if not symbols:
        raise CodeError("empty-code", "the code is empty; it has 20 or 28 symbols")
    if symbols.strip(ALPHABET):
        raise _unknown_symbol(text)
    length = len(symbols)
    payloads = PAYLOADS.get(length)
    if payloads is None:
        plural = "symbol" if length == 1 else "symbols"
        raise CodeError("wrong-length", f"the code has {length} {plural}; 20 or 28 are expected")
    head = number(symbols[:-4])
    if word(head, length) != symbols:
        raise CodeError("wrong-check", "a symbol of the code is wrong, missing or swapped; nothing was corrected")
    if symbols[0] not in HEADS:
        raise CodeError("unknown-scheme", f"the code begins with `{symbols[0]}`, which is no scheme of this version")
    return Code(symbols, symbols[0], length, head % payloads)


def short_of(text: str) -> str:
    """The code of 20 symbols of the same digest, for a code of either length; it is the key of the store.

    CodeError as in `read_code`, or with the reason `no-short-code` for a long code that holds no part of a digest.
    """
    code = read_code(text)
    if not code.is_long:
        return code.text
    if not code.is_digest:
        raise CodeError("no-short-code", f"a long code of the scheme `{code.scheme}` has no short one")
    return payload_text(code.payload % PAYLOADS[SHORT], SHORT, code.scheme)


def _unknown_symbol(text: str) -> CodeError:
    """The refusal of the first character that is no symbol, with its place and a word that helps."""
    known = ALPHABET + ALPHABET.lower() + "- "
    index = next(place for place, character in enumerate(text) if character not in known)
    stranger = text[index]
    shown = f"`{stranger}`" if "!" <= stranger <= "~" else f"the character U+{ord(stranger):04X}"
    if stranger in "aeiouAEIOU":
        advice = "codes have no vowels; compare it with the print"
    elif stranger in "01":
        advice = "codes have no 0 and no 1; compare it with the print"
    elif twin := _TWINS.get(stranger):
        advice = f"it only looks like `{twin}`; type the plain one"
    elif stranger.isascii():
        advice = "a code has digits, consonants, hyphens and spaces only"
    else:
        advice = "a code has plain digits and Latin consonants, hyphens and spaces only"
    place = index + 1
    return CodeError("unknown-symbol", f"{shown} at position {place} is no symbol of a code: {advice}", index)


def _twins() -> dict[str, str]:
    """Letters, digits, dashes and spaces of other scripts that look like those of a code."""
    twins = dict(zip("ВСЕНКМРТХҮЅЈԌԜвсенкмртхуѕјԍԝ", "BCEHKMPTXYSJGWBCEHKMPTXYSJGW", strict=True))  # Cyrillic
    twins |= dict(zip("ΒΖΗΚΜΝΡΤΥΧϹ", "BZHKMNPTYXC", strict=True))  # Greek
    twins |= {chr(ord(symbol) + 0xFEE0): symbol for symbol in ALPHABET + ALPHABET.lower()}  # full width
    twins |= dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d\u00ad", "-")
    return twins | dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000", " ")


_TWINS = _twins()
