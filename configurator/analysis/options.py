"""Options: their domains and modifiers, from what is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from configurator.analysis.extending import more_than_space
from configurator.analysis.files import Files
from configurator.analysis.image_options import image_domain
from configurator.analysis.lineage import former_key, modifiers_of, retired_day
from configurator.analysis.literals import read_literal
from configurator.analysis.named_files import presence
from configurator.analysis.narrowing import Narrowing, is_within, part_of_space
from configurator.analysis.number_options import integer_domain, number_domain
from configurator.analysis.properties import properties_of
from configurator.analysis.scope import NOT_YET, Report
from configurator.analysis.text_options import text_domain
from configurator.analysis.values import value_domain
from configurator.diagnostics import Code, Label, codes
from configurator.diagnostics.suggest import nearest
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.option import Option
from configurator.model.units import show_fraction
from configurator.syntax import nodes as n

_NO_DEFAULT = "leave the default out: an optional option has no value unless one is chosen"
_NO_BASELINE = "leave the baseline out: without one, earlier products had no value"

ALIKE = 0.75
"""How alike the only value of an option and a space are, from 0 to 1, for the value to be a misspelt space."""


def space_name(node: n.DomainNode) -> str | None:
    """The name of the space that a domain would stand for, if there is a space of that name; else None."""
    match node:
        case n.ValuesNode(values=(n.ValueNode(key=key, label=None, attributes=()),)) if not key.quoted:
            return key.text
        case n.AnyOfNode(values=n.Name(text=text)):
            return text
    return None


def _may_be_empty(node: n.DomainNode) -> bool:
    """Whether it is a list of products that may have none: `0 .. 4 of product card`."""
    return isinstance(node, n.NestedNode) and node.numbers[:1] != () and node.numbers[0].amount == 0


@dataclass(frozen=True)
class OptionReader:
    """Reads the options of a catalog; `spaces` are those that it declares, `broken` those that cannot be read.

    `nested` gives the domain of one that takes products.
    """

    report: Report
    spaces: Mapping[str, ValueDomain]
    files: Files
    broken: Set[str] = frozenset()
    nested: Callable[[n.NestedNode], ProductDomain | None] = lambda _: None

    def read(self, node: n.OptionNode) -> Option | None:
        """The option without its `when`, which needs all options first; None, and a diagnostic, if it is faulty."""
        if node.narrowed is not None:
            return self._narrowed(node, node.narrowed)
        modifiers = modifiers_of(self.report, node.modifiers, "option")
        domain = self.domain(node.domain)
        if domain is None:
            return None
        label = node.label.text if node.label else node.key.text
        was, since = modifiers.get("was"), modifiers.get("since")
        option = Option(
            node.key.text,
            label,
            domain,
            "optional" in modifiers or _may_be_empty(node.domain),
            span=node.key.span,
            since=since.literal.text if since and isinstance(since.literal, n.Text) else None,
            was=former_key(self.report, was.literal, "option") if was else None,
            retired=retired_day(modifiers.get("retired")),
            private=self._is_private(domain, modifiers.get("private")),
            properties=properties_of(modifiers),
        )
        default = self._value(option, modifiers.get("default"), codes.BAD_DEFAULT, _NO_DEFAULT)
        baseline = self._value(option, modifiers.get("baseline"), codes.BAD_BASELINE, _NO_BASELINE)
        self._check_since(option, modifiers)
        if "derived" in modifiers and not self._may_be_derived(option, modifiers):
            return None
        return replace(
            option, default=default, baseline=baseline, derivation=NOT_YET if "derived" in modifiers else None
        )

    def _may_be_derived(self, option: Option, modifiers: Mapping[str, n.Modifier]) -> bool:
        """Whether an option can follow from others as it is declared; a diagnostic if not."""
        derived = modifiers["derived"]
        for word in ("when", "default", "since", "private"):
            if word in modifiers:
                message = f"`{word}` cannot be said of an option that follows from others"
                hint = "what it follows from says when there is a value" if word == "when" else f"take `{word}` out"
                self.report.say(codes.NOT_DERIVED, modifiers[word].span, message, hint)
                return False
        allowed = ValueDomain | FlagDomain | IntegerDomain | NumberDomain
        if isinstance(option.domain, allowed) and not isinstance(option.domain, ProductDomain):
            return True
        message = "only values, yes or no and numbers can follow from other choices"
        self.report.say(codes.NOT_DERIVED, derived.span, message, "take `derived` out")
        return False

    def _narrowed(self, node: n.OptionNode, base: n.OptionNode) -> Option | None:
        """An option of a family with fewer values; all but its values and its default stays what it is there."""
        whole = self.read(base)
        if whole is None:
            return None
        modifiers = modifiers_of(self.report, node.modifiers, "option")
        for word, modifier in modifiers.items():
            if word != "default":
                message = f"`{word}` cannot be said of an option that is narrowed"
                hint = "only its values and its default can be others than in the family"
                self.report.say(codes.NOT_NARROWER, modifier.span, message, hint)
                return None
        domain = Narrowing(self.report, self, whole).domain(node.domain)
        if domain is None:
            return None
        narrow = replace(whole, domain=domain, span=node.key.span, default=None, baseline=None)
        if "default" in modifiers:
            default = self._value(narrow, modifiers["default"], codes.BAD_DEFAULT, _NO_DEFAULT)
        else:
            default = whole.default if is_within(narrow, whole.default) else None
        if whole.baseline is not None and not is_within(narrow, whole.baseline):
            message = f"`{node.key.text}` loses its baseline, which all earlier products have"
            label = Label(base.key.span, "it is declared here")
            self.report.say(codes.NOT_NARROWER, node.key.span, message, "keep the value of the baseline", label)
            return None
        return replace(narrow, default=default, baseline=whole.baseline)

    def _value(self, option: Option, node: n.Modifier | None, code: Code, hint: str) -> CanonicalValue | None:
        """The value of a default or a baseline; None without one, and with a diagnostic where it is none."""
        if node is None or node.literal is None:
            return None
        is_given = option.private or isinstance(option.domain, ImageDomain | ProductDomain)
        if is_given and not isinstance(node.literal, n.Nothing):
            image = "an image" if isinstance(option.domain, ImageDomain) else "a product"
            what = "private text" if option.private else image
            message = f"{what} has no {node.word}: only a customer can give it"
            self.report.say(code, node.literal.span, message, f"take the {node.word} out, and write `optional`")
            return None
        value, problems = read_literal(option, node.literal)
        for problem in problems:
            self.report.say(code, node.literal.span, problem.message, problem.hint)
        if value is None and not problems:
            self.report.say(code, node.span, f"a {node.word} is a value, and `none` is not", hint)
        return value

    def _is_private(self, domain: Domain, node: n.Modifier | None) -> bool:
        """Whether the option is private, which only text can be; a diagnostic if it cannot."""
        if node is None or isinstance(domain, TextDomain):
            return node is not None
        message = "only a text option can be `private`: what has few values could be found out by trying them"
        self.report.say(codes.NEVER_PRIVATE, node.span, message, "take `private` out")
        return False

    def _check_since(self, option: Option, modifiers: Mapping[str, n.Modifier]) -> None:
        """Report a baseline and a release that do not go together, and a default that has no use beside them."""
        since, baseline, default = modifiers.get("since"), modifiers.get("baseline"), modifiers.get("default")
        if baseline is not None and since is None:
            hint = 'say since which release there is this option: `since "2026-05" baseline …`'
            self.report.say(codes.BAD_BASELINE, baseline.span, "a baseline stands behind a `since`", hint)
        if since is not None and baseline is None and not option.may_be_left_out:
            message = f"`{option.key}` came later, and nothing says what all earlier products had"
            hint = f"add `baseline …`, or `optional`; without `since`, `{option.key}` is as old as its product"
            self.report.say(codes.MISSING_BASELINE, since.span, message, hint)
        if baseline is not None and default is not None:
            message = f"this default is never used: whoever does not mention `{option.key}` gets the baseline"
            label = Label(baseline.span, "a baseline goes before a default")
            self.report.say(codes.IDLE_DEFAULT, default.span, message, "take the default out", label)

    def domain(self, node: n.DomainNode) -> Domain | None:
        """The domain as written; None, and a diagnostic, if it makes no sense."""
        match node:
            case n.ValuesNode():
                return self._values(node)
            case n.YesOrNoNode():
                return FlagDomain()
            case n.RangeNode(word="integer"):
                return integer_domain(self.report, node)
            case n.RangeNode():
                return number_domain(self.report, node)
            case n.AnyOfNode():
                return self._any_of(node)
            case n.TextNode():
                return text_domain(self.report, node, self.files)
            case n.ImageNode():
                return image_domain(self.report, node)
            case n.NestedNode():
                return self.nested(node)

    def _values(self, node: n.ValuesNode) -> ValueDomain | None:
        only = node.values[0]
        is_name = space_name(node) is not None
        if is_name and only.key.text in self.spaces:
            space = self.spaces[only.key.text]
            return self._of_space(space, node.part)
        if is_name and only.key.text in self.broken:
            return None
        meant = nearest(only.key.text, self.spaces, most=1) if is_name else []
        if meant and SequenceMatcher(None, only.key.text, meant[0]).ratio() >= ALIKE:
            hint = f'did you mean `{meant[0]}`? (a single value of this name is written `"{only.key.text}"`)'
            self.report.say(codes.UNKNOWN_SPACE, only.key.span, f"there is no space `{only.key.text}`", hint)
            return None
        if node.part is not None:
            self.report.unknown(codes.UNKNOWN_SPACE, only.key, f"there is no space `{only.key.text}`", self.spaces)
            return None
        return value_domain(self.report, node.values)

    def _of_space(self, space: ValueDomain, part: n.PartNode | n.MoreNode | None) -> ValueDomain | None:
        """The values of a space, some of them, or more; None, and a diagnostic, if that makes no sense."""
        match part:
            case n.PartNode():
                return part_of_space(self.report, space, part)
            case n.MoreNode():
                return more_than_space(self.report, space, part, presence(self.files.text))
        return space

    def _any_of(self, node: n.AnyOfNode) -> AnyOfDomain | None:
        if isinstance(node.values, n.Name):
            members = self.spaces.get(node.values.text)
            if members is None and node.values.text in self.broken:
                return None
            if members is None:
                message = f"there is no space `{node.values.text}`"
                self.report.unknown(codes.UNKNOWN_SPACE, node.values, message, self.spaces)
                return None
            members = self._of_space(members, node.part)
            if members is None:
                return None
        else:
            members = value_domain(self.report, node.values)
            if not members.values:
                self.report.say(codes.NO_VALUES, node.span, "`any of` has no values", "list them in the braces")
                return None
        bounds: dict[str, n.Quantity] = {}
        for word, number in node.bounds:
            said = [each for each in ("at least", "up to") if word in (each, "exactly")]
            if any(each in bounds for each in said):
                message = f"this option says `{word}` after it has said how many values there are"
                self.report.say(codes.REPEATED_MODIFIER, number.span, message, "leave one of them out")
            for each in said:
                bounds.setdefault(each, number)
        possible = [self._is_number_of_values(number, members.size()) for number in dict.fromkeys(bounds.values())]
        if not all(possible):
            return None
        least = int(bounds["at least"].amount) if "at least" in bounds else 0
        most = int(bounds["up to"].amount) if "up to" in bounds else members.size()
        if least > most:
            label = Label(bounds["at least"].span, "the least number is said here")
            message = f"at least {least} and up to {most} contradict each other"
            hint = "write the smaller number after `at least`"
            self.report.say(codes.BAD_CARDINALITY, bounds["up to"].span, message, hint, label)
            return None
        return AnyOfDomain(members, least, most)

    def _is_number_of_values(self, node: n.Quantity, size: int) -> bool:
        """Whether so many values can be asked for, or allowed, out of `size`; a diagnostic if not."""
        if node.amount.denominator == 1 and 1 <= node.amount <= size:
            return True
        values = "is 1 value" if size == 1 else f"are {size:,} values"
        message = (
            "a number of values is a whole number" if node.amount.denominator != 1
            else "0 values are no choice at all" if node.amount < 1
            else f"there {values}, so {show_fraction(node.amount)} cannot be chosen"
        )  # fmt: skip
        self.report.say(codes.BAD_CARDINALITY, node.span, message, f"write a whole number from 1 to {size:,}")
        return False
