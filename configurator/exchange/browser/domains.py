"""What options can be, as the browser runtime reads it: each domain once, however many options have it.

Of the attributes of values only those go along that some rule or amount of the product looks at, so that no supplier or
recipe is shown to whoever opens a shop's page. Of banned words nobody gets more than digests, since the list is not
ours to spread; a word that is guessed can be held against them. What would surprise: these are cut to 64 bits, so one
text in 10^17 is refused in the browser that is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any

from configurator.exchange.browser.expressions import Patterns
from configurator.model.catalog import Product
from configurator.model.domain import (
    AnyOfDomain,
    DateDomain,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    Lettering,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.units import UNITS
from configurator.model.value import AttributeValue
from configurator.text.banned import BannedWords
from configurator.text.scripts import SCRIPTS

Written = dict[str, Any]

DIGEST_LENGTH = 16
"""Hex digits of the digest of a banned word."""


class Domains:
    """The domains of a product's options and facts, each once, in order of appearance.

    `attributes`: the names of those that expressions look at.
    """

    def __init__(self, attributes: frozenset[str], patterns: Patterns) -> None:
        self._attributes, self._patterns = attributes, patterns
        self._places: dict[int, int] = {}
        self._kept: list[Domain] = []
        self.written: list[Written] = []

    def place(self, domain: Domain) -> int:
        """Where a domain stands among them."""
        found = self._places.get(id(domain))
        if found is None:
            self._kept.append(domain)  # so that nothing else gets its identity
            one = self._written(domain)
            found = next((place for place, each in enumerate(self.written) if each == one), len(self.written))
            if found == len(self.written):
                self.written.append(one)
            self._places[id(domain)] = found
        return found

    def _written(self, domain: Domain) -> Written:
        match domain:
            case ValueDomain():
                return self._values(domain)
            case FlagDomain():
                return {"kind": "flag"}
            case AnyOfDomain():
                members = self.place(domain.members)
                return {"kind": "set", "members": members, "least": domain.least, "greatest": domain.greatest}
            case ProductDomain():
                return _product(domain)
            case IntegerDomain() | NumberDomain():
                return _range(domain)
            case DateDomain():
                return {"kind": "date"}
            case TextDomain():
                return self._text(domain)
            case ImageDomain():
                return {"kind": "image"}

    def _values(self, domain: ValueDomain) -> Written:
        found: Written = {"kind": "values", "keys": list(domain.by_key)}
        labels = {value.key: value.label for value in domain.values if value.label != value.key}
        if labels:
            found["labels"] = labels
        if domain.renamed:
            found["was"] = dict(domain.renamed)
        if domain.retired:
            found["retired"] = dict(domain.retired)
        names = dict.fromkeys(name for value in domain.values for name in value.attributes if name in self._attributes)
        if names:
            found["attributes"] = {
                name: [_attribute(each.attributes.get(name)) for each in domain.values] for name in names
            }
        return found

    def _text(self, domain: TextDomain) -> Written:
        found: Written = {"kind": "text", "least": domain.least, "most": domain.most}
        if domain.script is not None:
            found["script"] = sorted(SCRIPTS[domain.script])
        if domain.pattern is not None:
            found["pattern"] = self._patterns.place(domain.pattern)
        if domain.case is not None:
            found["case"] = domain.case
        if domain.banned is not None:
            found["banned"] = banned_written(domain.banned)
        if domain.lettering is not None:
            found["lettering"] = _lettering(domain.lettering)
        return found


def _attribute(value: AttributeValue | None) -> object:
    """An amount as `["127/5000"]`, a truth value or a word as it is, null where a value has no such attribute."""
    return [str(value)] if isinstance(value, Fraction) else value


def _range(domain: IntegerDomain | NumberDomain) -> Written:
    found: Written = {"kind": "integer", **{name: str(getattr(domain, name)) for name in ("least", "greatest", "step")}}
    if isinstance(domain, NumberDomain):
        found |= {"kind": "number", "factor": str(domain.factor)}
    dimension = domain.dimension if isinstance(domain, NumberDomain) else ()
    found["units"] = {unit.symbol: str(unit.factor) for unit in UNITS.values() if unit.dimension == dimension}
    if isinstance(domain, NumberDomain) and domain.unit is not None:
        found["unit"] = domain.unit.symbol
    return found


def _product(domain: ProductDomain) -> Written:
    """A product within a product, with its own options: their keys there, and their permanent keys."""
    nested = domain.nested
    found: Written = {
        "kind": "product",
        "least": str(domain.least),
        "greatest": str(domain.greatest),
        "step": "1",
        "many": domain.many,
        "name": domain.name,
        "key": nested.key,
        "declared": declared(nested),
    }
    return found | ({"retired": nested.retired} if nested.retired else {})


def declared(product: Product) -> list[list[str]]:
    """The options that a product declares itself: key and permanent key of each."""
    return [[option.key, option.permanent_key] for option in product.declared_options]


def _lettering(lettering: Lettering) -> Written:
    advances: Mapping[int, int] = lettering.table.advances
    return {
        "units": lettering.table.units,
        "size": str(lettering.size),
        "width": None if lettering.width is None else str(lettering.width),
        "advances": [each for pair in advances.items() for each in pair],
    }


def banned_written(banned: BannedWords) -> Written:
    """The digests of words that stand alone, and of all others by their length in code points.

    Of the others, an end that is no letter, or needs no space around it, may have anything beside it; which it is can
    be seen from the text that has the same digest.
    """
    others: dict[int, list[str]] = {}
    for word in banned.others:
        others.setdefault(len(word), []).append(_digest(word))
    return {
        "alone": sorted(map(_digest, banned.alone)),
        "others": [[length, sorted(digests)] for length, digests in sorted(others.items())],
    }


def _digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()[:DIGEST_LENGTH]
