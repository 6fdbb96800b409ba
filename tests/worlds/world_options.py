"""Random options of every kind, with all that they can be; and the spaces that give them their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from random import Random
from typing import Any

from world_judging import wholes
from world_meaning import Option, Product, amount_of, decimal
from world_refs import MEASURES, TEXTS, TONES, TRAITS

KEYS = ("red", "blue", "gold", "mint", "gray")
NAMES = ("size", "cover", "gift", "motif", "back", "strap", "plate", "lid", "band", "ring")


@dataclass(frozen=True)
class Space:
    """Values that stand on their own: their text, and whether that is a CSV file."""

    key: str
    values: str
    traits: dict[str, dict[str, Any]]
    csv: str | None = None


def traits_of(random: Random) -> tuple[dict[str, Any], dict[str, str]]:
    """Attributes of one value: what they are worth, and as they are written."""
    worth: dict[str, Any] = {}
    text: dict[str, str] = {}
    for name in (*TRAITS, "tone", "shiny"):
        if random.random() > 0.4:
            continue
        if name in TRAITS:
            number, unit = random.choice(("0", "1", "2", "3", "0.5")), random.choice(MEASURES[TRAITS[name]])
            unit = "" if name == "level" else unit
            worth[name], text[name] = amount_of(number, unit), f"{number} {unit}".strip()
        elif name == "tone":
            worth[name] = text[name] = random.choice(TONES)
        else:
            worth[name] = random.random() < 0.7
            text[name] = "yes" if worth[name] else "no"
    return worth, text


def values_of(random: Random, most: int) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Some values: their attributes by key, and the text of each."""
    keys = random.sample(KEYS, random.randint(1 if most < 3 else 2, most))
    traits: dict[str, dict[str, Any]] = {}
    texts = []
    for key in keys:
        traits[key], text = traits_of(random)
        braces = f" {{ {', '.join(f'{name}: {each}' for name, each in text.items())} }}" if text else ""
        texts.append(f"{key}{braces}")
    return traits, texts


def space(random: Random, key: str) -> Space:
    """A space, in place or from a file."""
    traits, texts = values_of(random, 4)
    if random.random() < 0.5:
        return Space(key, " | ".join(texts), traits)
    rows = ["id,weight,price,level,tone,shiny"]
    for each, worth in traits.items():
        numbers = ["" if name not in worth else decimal(worth[name] / per) for name, per in _COLUMNS]
        shiny = {True: "yes", False: "no"}.get(worth.get("shiny", ""), "")
        rows.append(",".join((each, *(str(number) for number in numbers), worth.get("tone", ""), shiny)))
    columns = "weight: number g, price: money, level: number, tone: dark | light, shiny: yes or no"
    return Space(key, f'from "{key}.csv" key id {{ {columns} }}', traits, "\n".join(rows) + "\n")


_COLUMNS = (("weight", Fraction(1, 1000)), ("price", Fraction(1)), ("level", Fraction(1)))


@dataclass(frozen=True)
class Options:
    """Makes options; `inner` are the products that may stand in one."""

    random: Random
    spaces: Sequence[Space]
    inner: Sequence[Product]

    def option(self, key: str) -> Option:
        """One of any kind."""
        kinds = ["values", "values", "values", "space", "flag", "integer", "number", "set", "text"]
        kinds += ["space"] * 2 if self.spaces else []
        kinds += ["one", "many"] * 2 if self.inner else []
        kind = self.random.choice(kinds)
        option: Option = getattr(self, kind if kind == "flag" else f"_{kind}")(key)
        return self.modified(option)

    def _values(self, key: str) -> Option:
        traits, texts = values_of(self.random, 4)
        former: dict[str, str] = {}
        if self.random.random() < 0.2:
            old = next(iter(traits))
            former = {old: f"old_{old}"}
            texts[0] = f"{texts[0][:-2]}, was: old_{old} }}" if "{" in texts[0] else f"{texts[0]} {{ was: old_{old} }}"
        return Option(key, "values", " | ".join(texts), tuple(traits), traits=traits, former=former)

    def _space(self, key: str) -> Option:
        if not self.spaces:
            return self._values(key)
        found = self.random.choice(self.spaces)
        keys = list(found.traits)
        some = self.random.sample(keys, self.random.randint(1, len(keys)))
        domain = found.key
        if self.random.random() < 0.4:
            domain = f"{found.key} only {{{', '.join(some)}}}"
        elif self.random.random() < 0.3 and len(some) < len(keys):
            domain = f"{found.key} without {{{', '.join(some)}}}"
            some = [each for each in keys if each not in some]
        else:
            some = keys
        traits = {each: found.traits[each] for each in keys if each in some}
        if self.random.random() < 0.25:
            return self._as_set(key, traits, domain)
        return Option(key, "values", domain, tuple(traits), traits=traits, space=found.key)

    def flag(self, key: str) -> Option:
        return Option(key, "flag", "yes or no", (True, False))

    def _integer(self, key: str) -> Option:
        low, step, more = self.random.randint(-2, 3), self.random.choice((1, 1, 2, 3)), self.random.randint(0, 3)
        high, by = low + step * more, f" step {step}" if step > 1 else ""
        wider = f"integer {low - step} .. {high + step}{by}"
        values = tuple(range(low, high + 1, step))
        return Option(key, "integer", f"integer {low} .. {high}{by}", values, wider=wider)

    def _number(self, key: str) -> Option:
        unit, step = self.random.choice(("cm", "mm", "g", "kg", "")), Fraction(self.random.choice(("1", "0.5", "2.5")))
        low, more = Fraction(self.random.randint(0, 4), 2), self.random.randint(0, 3)
        values = tuple(str(decimal(low + step * each)) for each in range(more + 1))
        domain = f"number {values[0]} .. {values[-1]} {unit} step {decimal(step)}".replace("  ", " ")
        return Option(key, "number", domain, values, unit)

    def _set(self, key: str) -> Option:
        traits, texts = values_of(self.random, 3)
        return self._as_set(key, traits, f"{{ {', '.join(texts)} }}")

    def _as_set(self, key: str, traits: dict[str, dict[str, Any]], domain: str) -> Option:
        low = self.random.choice((0, 0, 0, 1))
        high = self.random.randint(max(low, 1), len(traits))
        limits = f" at least {low}" if low else ""
        limits += f" up to {high}" if high < len(traits) or self.random.random() < 0.3 else ""
        if low == high and self.random.random() < 0.5:
            limits = f" exactly {low}"
        values = tuple(tuple(sorted(each)) for size in range(low, high + 1) for each in combinations(traits, size))
        return Option(key, "set", f"any of {domain}{limits}", values, traits=traits)

    def _text(self, key: str) -> Option:
        most = self.random.randint(1, 2)
        values = tuple(each for each in (*TEXTS, "7") if len(each) <= most)
        return Option(key, "text", f"text {{ max: {most} }}", values)

    def _one(self, key: str) -> Option:
        inner = self.random.choice(self.inner)
        return Option(key, "one", f"product {inner.key}", tuple(wholes(inner)), inner=inner)

    def _many(self, key: str) -> Option:
        inner = self.random.choice(self.inner)
        every = list(wholes(inner))
        low, high = self.random.choice(((0, 1), (0, 2), (1, 2), (2, 2), (1, 1)))
        high = high if len(every) <= 8 else max(low, 1)
        sizes = f"{low} .. {high}" if low < high else str(high)
        values = tuple(each for size in range(low, high + 1) for each in combinations_with_replacement(every, size))
        left_out = () if low == 0 else None
        return Option(
            key, "many", f"{sizes} of product {inner.key}", values, inner=inner,
            has_unsaid=low == 0, unsaid=(), left_out=left_out,
        )  # fmt: skip

    def modified(self, option: Option) -> Option:
        """With `optional`, a default or a baseline, another first name."""
        words = []
        nothing: Any = () if option.kind in ("set", "many") else None
        may_lack = option.kind in ("set", "many") and () in option.values
        if self.random.random() < 0.3:
            words.append("optional")
            option, may_lack = replace(option, optional=True), True
        if option.kind in ("set", "many") or option.optional:
            option = replace(option, left_out=nothing)
        if may_lack:
            option = replace(option, has_unsaid=True, unsaid=nothing)
        chance = self.random.random()
        if chance < 0.3 and option.inner is None:
            value = self.random.choice(option.values)
            if chance < 0.15:
                words.append(f"since {self.random.choice(('2027', 'spring'))} baseline {written(option, value)}")
                option = replace(option, left_out=value)
            else:
                words.append(f"default {written(option, value)}")
            option = replace(option, has_unsaid=True, unsaid=value)
        elif chance > 0.9:
            words.append(f"was old_{option.key}")
            option = replace(option, was=f"old_{option.key}")
        return replace(option, modifiers=" ".join(words))


def written(option: Option, value: Any) -> str:
    """A value as a catalog has it."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return f"{{{', '.join(value)}}}"
        case _ if option.kind == "text":
            return f'"{value}"'
    return f"{value} {option.unit}".strip()
