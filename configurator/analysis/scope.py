"""What analysis knows while it works on a catalog, and how it says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from configurator.diagnostics import Code, Diagnostic, Label, codes, did_you_mean
from configurator.diagnostics.enough import MOST_TOLD
from configurator.model.domain import AnyOfDomain, Domain, ValueDomain
from configurator.model.expression import Constant
from configurator.model.option import Option
from configurator.model.units import CURRENCIES, UNITS, Unit
from configurator.model.value import AttributeType
from configurator.source import Sources, Span
from configurator.syntax.nodes import Name, Reference, Text

if TYPE_CHECKING:
    from configurator.analysis.derivations import Derivations

ReadFile = Callable[[str], str]
"""The text of a file that the catalog names, relative to the catalog's own folder.

It raises `UnreadableFileError` where there is none, or it may not be read.
"""

RESERVED = frozenset(
    "and or not in present absent yes no none when because optional default option rule table "
    "expect gtin sell derive build matches require forbid since baseline private retired was step else over any "
    "integer number text image product".split()
)
"""Words that conditions and statements need for themselves; no option and no unquoted value may be called so."""

NOT_YET = Constant("(not yet)")
"""What a derived option follows from until that has been read."""


@dataclass
class Report:
    """Diagnostics in the order found; and the names of attributes that are faulty, so nobody calls them unknown.

    `sources` are the texts of files that were read on the way, for spans in them; `folders` says where files lie that
    the catalog uses.
    """

    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: Sources = Sources()
    folders: Mapping[str, str] = field(default_factory=dict)

    def path(self, file: Text) -> str:
        """A file that is named somewhere, from the catalog's own folder."""
        folder = self.folders.get(file.span.name, "")
        return f"{folder}/{file.text}" if folder else file.text

    faulty_attributes: set[str] = field(default_factory=set)

    def say(self, code: Code, span: Span, message: str, hint: str | None = None, *labels: Label) -> None:
        """Add one."""
        self.diagnostics.append(Diagnostic(code, span, message, labels, hint))

    guesses: int = 0
    """Names that the nearest known one has been looked for."""
    large_patterns: int = 0
    """Patterns that were beyond a limit."""

    def unknown(self, code: Code, name: Name, message: str, known: Iterable[str]) -> None:
        """Add one about an unknown name, with the nearest known as its hint."""
        self.say(code, name.span, message, self.near(name.text, known))

    def near(self, word: str, known: Iterable[str]) -> str | None:
        """A hint that names the nearest known name; after too many such, none."""
        self.guesses += 1
        return did_you_mean(word, known) if self.is_guessing else None

    @property
    def is_guessing(self) -> bool:
        """Whether so few names are unknown that it is worth while to look for what was meant."""
        return self.guesses <= 2 * MOST_TOLD


@dataclass
class Scope:
    """The names that a product's conditions can use.

    `options` are those analyzed so far, by key; `declared` has the place of every option of the product, so that a
    faulty one is not called unknown as well; `broken` are the keys of the faulty ones. `facts` are those of a sale,
    which only `sell` and `derive` look at: for these, `of_sale` gives a scope where facts are like options.
    `derivations` gives derived amounts by their names, `nested_amounts` those of a product within this one, by its key.
    `is_rule` is false where an amount may be one of two; `folds`, where nobody asks how it was said of several things.
    """

    report: Report
    spaces: Mapping[str, ValueDomain]
    options: dict[str, Option] = field(default_factory=dict)
    declared: dict[str, Span] = field(default_factory=dict)
    currency: str | None = None
    facts: Mapping[str, Option] = field(default_factory=dict)
    derivations: Derivations | None = None
    is_rule: bool = True
    read_file: ReadFile | None = None
    nested_amounts: Callable[[str], Derivations | None] = lambda _: None
    folds: bool = True

    def joined(self, node: Reference) -> Reference:
        """A reference whose first word is the key of an option as a whole: of `first.finish.price`, `first.finish`."""
        for size in range(len(node.path), 1, -1):
            key = ".".join(each.text for each in node.path[:size])
            if key in self.options:
                span = node.path[0].span.cover(node.path[size - 1].span)
                return Reference((Name(key, span), *node.path[size:]), node.span)
        return node

    def with_options(self, more: Iterable[Option]) -> Scope:
        """The same with more options."""
        options = {**self.options, **{each.key: each for each in more}}
        places = {key: option.span for key, option in options.items()}
        return replace(self, options=options, declared={**places, **self.declared})

    @property
    def domains(self) -> Mapping[str, Domain]:
        """The domain of each option, by key."""
        return {key: option.domain for key, option in self.options.items()}

    def option(self, name: Name) -> Option | None:
        """The option of this name; None and a diagnostic if there is none, None alone if it is faulty itself."""
        found = self.options.get(name.text)
        if found is None and self.is_unusable(name):
            return None
        if found is None and name.text not in self.declared:
            self.report.unknown(codes.UNKNOWN_OPTION, name, f"there is no option `{name.text}`", self.declared)
        return found

    def is_unusable(self, name: Name) -> bool:
        """Whether a name means a fact of the sale, or a derived amount, and not an option; said, if so."""
        if name.text in self.facts and name.text not in self.options:
            message = f"`{name.text}` is a fact of the sale, and decides nothing about what is built"
            self.report.say(codes.FACT_IN_RULE, name.span, message, "use it in `sell` and `derive`")
            return True
        if self.derivations is not None and name.text in self.derivations.keys:
            message = f"`{name.text}` is a derived amount, and no option"
            self.report.say(codes.NOT_AN_AMOUNT, name.span, message, "compare it with an amount")
            return True
        return False

    def of_build(self) -> Scope:
        """The same, where an amount may be one of two."""
        return replace(self, is_rule=False, folds=False)

    def of_sale(self) -> Scope:
        """The same, with the facts of the sale among the options."""
        places = {key: fact.span for key, fact in self.facts.items()}
        options, declared = {**self.options, **self.facts}, {**self.declared, **places}
        return replace(self, options=options, declared=declared, is_rule=False)


Named = TypeVar("Named")

_DECLARED = ("products", "spaces", "options", "values", "rules or tables", "facts", "derived amounts", "steps")


def unique(report: Report, kind: str, named: Sequence[Named], name_of: Callable[[Named], Name]) -> list[Named]:
    """Those with a name of their own; each further one of the same name is reported, with the place of the first."""
    first: dict[str, Named] = {}
    for each in named:
        name = name_of(each)
        if name.text in first:
            label = Label(name_of(first[name.text]).span, "it stands here already")
            message = f"there are two {kind} called `{name.text}`"
            hint = "give one of them another key" if kind in _DECLARED else "take one of them out"
            report.say(codes.DUPLICATE_NAME, name.span, message, hint, label)
        else:
            first[name.text] = each
    return list(first.values())


_WRITTEN_OUT = {
    "meter": "m", "metre": "m", "millimeter": "mm", "millimetre": "mm", "centimeter": "cm", "centimetre": "cm",
    "inche": "inch", "in": "inch", "feet": "ft", "foot": "ft", "gram": "g", "kilogram": "kg", "kilo": "kg",
    "ton": "t", "pound": "lb", "ounce": "oz", "liter": "l", "litre": "l", "milliliter": "ml", "millilitre": "ml",
    "second": "s", "sec": "s", "minute": "minutes", "min": "minutes", "hour": "h", "day": "d", "watt": "W",
    "volt": "V", "ampere": "A", "hertz": "Hz", "newton": "N", "pixel": "px", "byte": "B", "pct": "percent",
    "euro": "EUR", "dollar": "USD", "pound sterling": "GBP", "yen": "JPY", "franc": "CHF",
}  # fmt: skip
"""Units as people write them out, in small letters and without the plural's s."""


_COMMON = (
    "units are `mm`, `cm`, `m`, `inch`; `g`, `kg`, `lb`; `ml`, `l`; `minutes`, `h`; `W`, `V`, `mAh`; `GB`; `percent`; "
    "`EUR`, `USD` and others"
)


def unit_of(report: Report, name: Name | None) -> Unit | None:
    """The unit of this name; None where none is written, and with a diagnostic where nobody knows it."""
    if name is None:
        return None
    unit = UNITS.get(name.text)
    if unit is None:
        if len(name.text) == 3 and name.text.isupper():
            report.unknown(codes.UNKNOWN_CURRENCY, name, f"there is no currency `{name.text}`", sorted(CURRENCIES))
            return None
        word = name.text.lower()
        meant = _WRITTEN_OUT.get(word) or _WRITTEN_OUT.get(word.removesuffix("s"))
        hint = f"did you mean `{meant}`?" if meant else did_you_mean(name.text, UNITS) or _COMMON
        report.say(codes.UNKNOWN_UNIT, name.span, f"there is no unit `{name.text}`", hint)
    return unit


def currency_of(report: Report, name: Name) -> str | None:
    """A currency by its ISO 4217 code."""
    if name.text in CURRENCIES:
        return name.text
    report.unknown(codes.UNKNOWN_CURRENCY, name, f"there is no currency `{name.text}`", sorted(CURRENCIES))
    return None


def attribute_type(domain: Domain, name: str) -> AttributeType | None:
    """The type of an attribute of a domain's values, or None."""
    return attribute_types(domain).get(name)


def attribute_types(domain: Domain) -> Mapping[str, AttributeType]:
    """The attributes that a domain's values have; none for kinds without values."""
    match domain:
        case ValueDomain():
            return domain.attribute_types
        case AnyOfDomain():
            return domain.members.attribute_types
    return {}
