"""Random amounts over some options: each a text and what it is worth, grown together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from typing import Any

from world_meaning import UNITS, Derived, Said, Whole, amount_of, total
from world_refs import (
    AMOUNTS,
    MEASURES,
    TRAITS,
    Ref,
    amount_traits,
    counted_in,
    how_many,
    named,
    of_values,
    refs_of,
)


@dataclass(frozen=True)
class Amounts:
    """Makes random amounts. `chooses`: a choice between amounts may stand here; `amounts` are derived ones, by path."""

    random: Random
    refs: Sequence[Ref]
    amounts: Sequence[tuple[tuple[str, ...], Derived]] = field(default_factory=tuple)
    chooses: bool = False
    variable: str = "u"

    def of(self, *kinds: str) -> list[Ref]:
        return [each for each in self.refs if each.option.kind in kinds]

    def truth(self, depth: int = 2) -> Said:
        """A condition."""
        raise NotImplementedError

    def several(self) -> tuple[Ref, Amounts, Callable[[Whole], Sequence[Any]]]:
        """Several things, the phrases about one of them, and those that are chosen."""
        ref = self.random.choice(self.of("many", "set"))
        name = self.random.choice(("one", "each"))

        def members(whole: Whole) -> Sequence[Any]:
            return ref.get(whole) or ()

        if ref.option.kind == "set":
            value = replace(ref.option, kind="values", key=name, optional=False, when=None)
            about = [Ref((name,), value), *self.random.sample(list(self.refs), min(1, len(self.refs)))]
            return ref, replace(self, refs=about, amounts=(), variable=name), members
        assert ref.option.inner is not None
        inner = [Ref((name, *each.path), each.option) for each in refs_of(ref.option.inner.options)]
        amounts = [((name, each.key), each) for each in ref.option.inner.amounts if not each.looks_at_facts]
        if not self.chooses:
            amounts = [each for each in amounts if not each[1].chooses]
        others = self.random.sample(list(self.refs), min(1, len(self.refs)))
        return ref, replace(self, refs=[*inner, *others], amounts=amounts, variable=name), members

    def kinds(self) -> list[str]:
        """Of which kinds there are amounts."""
        found = {UNITS[each.option.unit][0] for each in self.of("integer", "number")} | {""}
        for each in self.of("values", "set"):
            found |= {TRAITS[name] for found in each.option.traits.values() for name in found if name in TRAITS}
        return sorted(found | {each.kind for _, each in self.amounts})

    def literal(self, kind: str) -> Said:
        unit = self.random.choice(MEASURES[kind])
        number = self.random.choice(AMOUNTS if kind != "mass" else (*AMOUNTS, "30", "45"))
        worth = amount_of(number, unit)
        return Said(f"{number} {unit}".strip(), lambda w: worth)

    def amount(self, kind: str, depth: int) -> Said:
        """An amount of a kind."""
        makers: list[Callable[[], Said]] = []
        for ref in self.of("integer", "number"):
            if UNITS[ref.option.unit][0] == kind:
                makers += [lambda ref=ref: Said(ref.text, lambda w: ref.option.amount(ref.get(w)))] * 2  # type: ignore[misc]
        for ref in self.of("values"):
            for name in sorted(amount_traits(ref, kind)):
                makers.append(lambda ref=ref, name=name: Said(f"{ref.text}.{name}", ref.trait(name)))  # type: ignore[misc]
        for path, each in self.amounts:
            if each.kind == kind:
                makers.append(lambda path=path, each=each: named(path, each))  # type: ignore[misc]
        if kind == "":
            makers += [lambda: self.length(self.of("text")[0])] if self.of("text") else []
            makers += [self.count] * 2 if depth else []
        if depth:
            makers += [lambda: self.sum(kind, depth), lambda: self.extreme(kind, depth)]
            makers += [lambda: self.added(kind, depth), lambda: self.multiplied(kind, depth)]
            if self.of("many") and self.variable == "u":
                makers += [lambda: self.of_each(kind, depth)] * 2
            if self.chooses:
                makers.append(lambda: self.chosen(kind, depth))
        return self.random.choice(makers or [lambda: self.literal(kind)])()

    def length(self, ref: Ref) -> Said:
        return Said(f"length({ref.text})", lambda w: None if ref.get(w) is None else Fraction(len(ref.get(w))))

    def count(self) -> Said:
        """How many: values, products, conditions."""
        parts: list[Said] = []
        for _ in range(self.random.randint(1, 3)):
            ref = self.random.choice(self.refs)
            parts.append(self.truth(0) if self.random.random() < 0.4 else Said(ref.text, how_many(ref)))
        return Said(
            f"count({', '.join(each.text for each in parts)})", lambda w: Fraction(sum(map(counted_in(w), parts)))
        )

    def addends(self, kind: str, depth: int) -> list[Said]:
        """What stands in a sum: amounts, and those of all values of a set; each is worth a list."""
        found: list[Said] = []
        for _ in range(self.random.randint(1, 3)):
            sets = [(ref, name) for ref in self.of("set") for name in sorted(amount_traits(ref, kind))]
            if sets and self.random.random() < 0.6:
                ref, name = self.random.choice(sets)
                found.append(Said(f"{ref.text}.{name}", of_values(ref, name)))
            else:
                part = self.amount(kind, depth - 1)
                found.append(Said(part.text, lambda w, part=part: [part.of(w)]))  # type: ignore[misc]
        return found

    def sum(self, kind: str, depth: int) -> Said:
        parts = self.addends(kind, depth)
        text = f"sum({', '.join(each.text for each in parts)})"
        return Said(text, lambda w: total(each for part in parts for each in part.of(w)))

    def extreme(self, kind: str, depth: int) -> Said:
        parts, word = self.addends(kind, depth), self.random.choice(("min", "max"))
        best: Callable[..., Any] = min if word == "min" else max

        def of(w: Whole) -> Any:
            return best((each for part in parts for each in part.of(w) if each is not None), default=None)

        return Said(f"{word}({', '.join(each.text for each in parts)})", of)

    def added(self, kind: str, depth: int) -> Said:
        left, right = self.amount(kind, depth - 1), self.amount(kind, depth - 1)
        sign = self.random.choice("+-")
        factor = 1 if sign == "+" else -1
        return Said(
            f"({left.text} {sign} {right.text})", lambda w: total((left.of(w),)) + factor * total((right.of(w),))
        )

    def multiplied(self, kind: str, depth: int) -> Said:
        amount, plain = self.amount(kind, depth - 1), self.amount("", depth - 1)
        if self.random.random() < 0.3 and plain.names:

            def divided(w: Whole) -> Fraction | None:
                left, right = amount.of(w), plain.of(w)
                return None if left is None or not right else left / right

            return Said(f"({amount.text}) / ({plain.text})", divided)

        def times(w: Whole) -> Fraction | None:
            left, right = amount.of(w), plain.of(w)
            return None if left is None or right is None else left * right

        return Said(f"({plain.text}) * ({amount.text})", times)

    def of_each(self, kind: str, depth: int) -> Said:
        """An amount of each of several products, or how many of them are so."""
        products = replace(self, refs=[each for each in self.refs if each.option.kind != "set"])
        ref, inner, members = products.several()
        name = inner.variable
        when = inner.truth(0) if kind == "" or self.random.random() < 0.5 else None

        def chosen(w: Whole) -> list[Whole]:
            each = [{**w, name: one} for one in members(w)]
            return [one for one in each if when is None or when.of(one) is True]

        if kind == "" and self.random.random() < 0.6:
            assert when is not None
            return Said(f"count({name} in {ref.text} when {when.text})", lambda w: Fraction(len(chosen(w))))
        amount = inner.amount(kind, depth - 1)
        condition = f" when {when.text}" if when else ""
        text = f"sum({amount.text} for {name} in {ref.text}{condition})"
        return Said(text, lambda w: total(amount.of(one) for one in chosen(w)))

    def chosen(self, kind: str, depth: int) -> Said:
        """One of two amounts."""
        one, other, when = self.amount(kind, depth - 1), self.amount(kind, depth - 1), self.truth(1)
        text = f"({one.text} when {when.text} else {other.text})"
        return Said(text, lambda w: one.of(w) if when.of(w) is True else other.of(w))
