"""Writes catalog text: permanent keys for foreign names, statement after statement, in the layout of `fmt`.

What would surprise: a statement that fits on its line is in the layout already, so only longer ones are laid out by the
formatter, token by token; a model of 40,000 constraints is written in the time that its text takes. A statement is
given as one line, with single blanks, and commas in braces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from configurator.analysis.scope import RESERVED
from configurator.syntax.builder import LONGEST_KEY
from configurator.syntax.layout.lines import STEP, WIDTH
from configurator.syntax.layout.statement import written

WORDS = RESERVED | frozenset(
    "a abstract after allow apply as aspect at catalog check code context count currency derived each every exactly "
    "extends for from gives given invalid key keys label language least length max min money narrow of only owner "
    "parts pick product products reason rules same sheet sold some space sum ticket to unsold up use valid was with "
    "without x note".split()
)
"""Words that the language has a use for somewhere; no key that is made here is one of them."""

_STRANGE = re.compile(r"[^A-Za-z0-9]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Keys:
    """Permanent keys for foreign names, within one scope: identifiers, each given once, none a word of the language.

    `Größe (mm)` becomes `Grosse_mm`, the second `a.b` beside an `a_b` becomes `a_b_2`.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def of(self, name: str) -> str:
        """A new key for this name, as near to it as can be."""
        key = identifier(name)
        if key not in self._taken and key not in WORDS:
            self._taken.add(key)
            return key
        number = 2
        while (numbered := f"{key[: LONGEST_KEY - 8]}_{number}") in self._taken:
            number += 1
        self._taken.add(numbered)
        return numbered


def identifier(name: str) -> str:
    """The name with ASCII letters, digits and `_` only, beginning with a letter, and not too long for a key."""
    if not (name.isascii() and name.isidentifier()):
        spelled = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
        name = _STRANGE.sub("_", spelled).strip("_") or "n"
    if not name[0].isalpha():
        name = f"n_{name.lstrip('_')}"
    return name[:LONGEST_KEY]


def quoted(text: str) -> str:
    """Text in quotes, on one line."""
    plain = _CONTROL.sub(" ", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def number(value: Fraction | Decimal | int) -> str:
    """An exact number as the language writes it, without an exponent. Raises `ValueError` where no decimal is exact."""
    exact = Fraction(value)
    rest, places = exact.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        raise ValueError(f"{exact} has no exact decimal")
    digits = abs(exact.numerator) * 10**places // exact.denominator
    whole, part = divmod(digits, 10**places)
    tail = f"{part:0{places}}".rstrip("0") if places else ""
    return f"{'-' if exact < 0 else ''}{whole}{'.' + tail if tail else ''}"


@dataclass
class CatalogText:
    """A catalog of one product as it is being written; without a `product_label`, the product has the catalog's.

    `notes` are for people: they stand behind the product.
    """

    key: str
    label: str | None
    product: str
    notes: str | None = None
    product_label: str | None = None
    _lines: list[str] = field(default_factory=list)

    def say(self, statement: str) -> None:
        """Add a statement of the product, given on one line."""
        self._lay_out([[(STEP, statement)]])

    def lay(self, lines: Iterable[str]) -> None:
        """Add lines of the product that are in the layout already."""
        self._lines += lines

    def option(self, key: str, label: str | None, domain: str | Sequence[str], *modifiers: str) -> None:
        """Add an option; a label that is its key again is left out. A domain of values is given as these."""
        head, last = f"option {named(key, label)}:", " ".join(modifiers)
        values = [domain] if isinstance(domain, str) else [*domain]
        plans = [[(STEP, " ".join(filter(None, (head, " | ".join(values), last))))]]
        if last.startswith("note "):  # a line of its own begins with another word only
            values[-1], last = f"{values[-1]} {last}", ""
        tail = [(2 * STEP, last)] if last else []
        if tail:
            plans.append([(STEP, f"{head} {' | '.join(values)}"), *tail])
        if len(values) > 1:
            first, *others = values
            if not any("}" in each for each in values):
                plans.append([(STEP, head), (3 * STEP, " | ".join(values)), *tail])
            plans.append([(STEP, head), (3 * STEP, first), *((2 * STEP, f"| {each}") for each in others), *tail])
        self._lay_out(plans)

    def rule(self, key: str, condition: str, because: str | None = None) -> None:
        """Add a rule; the condition begins with `require` or `forbid`. One with a reason has a line for each part."""
        head = (STEP, f"rule {key}")
        reason = [(2 * STEP, f"because {quoted(because)}")] if because else []
        plans = [[head, (2 * STEP, condition), *reason]]
        if not reason:
            plans.insert(0, [(STEP, f"rule {key} {condition}")])
        demanded, _, when = condition.partition(" when ")
        if when and demanded.count('"') % 2 == 0:
            plans.append([head, (2 * STEP, demanded), (3 * STEP, f"when {when}"), *reason])
        self._lay_out(plans)

    def _lay_out(self, plans: Sequence[Sequence[tuple[int, str]]]) -> None:
        """Add a statement by the first plan whose lines have room; the formatter knows what to do where none has.

        A plan has the lines of the statement, each with the blanks before it.
        """
        for plan in plans:
            if all(indent + len(line) <= WIDTH for indent, line in plan):
                self._lines += (" " * indent + line for indent, line in plan)
                return
        self._lines += written(" ".join(line for _, line in plans[0]), STEP)

    def comment(self, text: str) -> None:
        """Add a line for those who read the text."""
        self._lines.append(f"{' ' * STEP}// {_CONTROL.sub(' ', text).strip()}")

    def gap(self) -> None:
        """Add an empty line, if something stands before it."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def text(self) -> str:
        """All of it, in the layout of `fmt`."""
        note = f" note {quoted(self.notes)}" if self.notes else ""
        head = f"product {named(self.product, self.product_label or self.label)}{note}"
        heads = [head] if len(head) + 2 <= WIDTH else written(head, 0)
        heads[-1] += " {"
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        body = [*self._lines, "}"] if self._lines else []
        if not body:
            heads[-1] += "}"
        return "\n".join([f"catalog {named(self.key, self.label)}", "", *heads, *body, ""])


def named(key: str, label: str | None) -> str:
    """A key, and behind it the label where that is something else."""
    return key if label is None or label == key or not label.strip() else f"{key} {quoted(label)}"
