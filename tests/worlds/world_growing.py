"""Grow a random product: options that can be tried in all combinations, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Any

from world_judging import broken, unfit, wholes
from world_meaning import Derived, Option, Pick, Product, Rule, Said, Whole, amount_of, decimal, plain
from world_options import NAMES, Options, Space, values_of
from world_phrases import Phrases
from world_refs import MEASURES, Ref, named_amounts, path_text, refs_of
from world_tables import giving, table


@dataclass
class Grower:
    """Grows one product; `most` is how many combinations it may have, `inner` what may stand within it."""

    random: Random
    product: Product
    most: int
    spaces: Sequence[Space]
    facts: Sequence[Option]
    inner: Sequence[Product] = ()

    def grow(self, options: int) -> Product:
        """A product with up to so many options that are chosen."""
        options_of = Options(self.random, self.spaces, self.inner)
        names = self.random.sample(NAMES, min(options, len(NAMES)))
        for name in names:
            self._add(options_of.option(name))
        if not self.product.options:
            self._add(options_of.modified(options_of.flag("only")))
        for number in range(self.random.choice((0, 0, 1, 1, 2))):
            self._derive_option(f"follows{number}")
        product = self.product
        product.declared = [each.key for each in product.options]
        self.random.shuffle(product.declared)
        for number in range(self.random.choice((0, 1, 1, 2))):
            self._amount(f"amount{number}")
        self._rules()
        for number in range(self.random.choice((0, 1, 2)) if self.facts else 0):
            self._sell(f"sold{number}")
        for number in range(self.random.choice((0, 1, 2, 3))):
            self._pick(number)
        return product

    def phrases(self, facts: bool = False, chooses: bool = False) -> Phrases:
        """Phrases about all options that there are so far."""
        refs = refs_of(self.product.options)
        amounts = [each for each in named_amounts(self.product) if facts or not each[1].looks_at_facts]
        amounts = [each for each in amounts if facts or not each[1].chooses]
        if facts:
            refs = [*refs, *(Ref((each.key,), each) for each in self.facts)]
        return Phrases(self.random, refs, amounts, chooses)

    def _add(self, option: Option) -> None:
        if self.product.options and self.random.random() < 0.3:
            option = self._with_when(option)
        product = replace(self.product, options=[*self.product.options, option])
        if sum(1 for _ in islice(wholes(product), self.most + 1)) <= self.most:
            self.product.options.append(option)

    def _with_when(self, option: Option) -> Option:
        when = self.phrases().truth(1)
        return replace(option, when=when, names=option.names | when.names)

    def _derive_option(self, key: str) -> None:
        """An option that follows from those before it, by a formula or a table."""
        refs = [each for each in refs_of(self.product.options) if each.option.kind not in ("text", "many", "one")]
        refs = [each for each in refs if each.option.follows is None or "." not in each.text]
        if not refs:
            return
        option = giving(self.random, key, refs) if self.random.random() < 0.5 else self._formula(key, refs)
        if option is not None:
            product = replace(self.product, options=[*self.product.options, option])
            if any(not unfit(product, each) and not broken(product, each) for each in wholes(product)):
                self.product.options.append(option)

    def _formula(self, key: str, refs: list[Ref]) -> Option | None:
        phrases, optional = Phrases(self.random, refs), self.random.random() < 0.5
        kind = self.random.choice(("flag", "integer", "values", "number"))
        traits: dict[str, dict[str, Any]] = {}
        values: tuple[Any, ...]
        keep: Callable[[Any], tuple[Any, bool]] = lambda found: (found, True)  # noqa: E731
        if kind == "flag":
            formula, domain, values = phrases.truth(1), "yes or no", (True, False)
        elif kind == "integer":
            formula = phrases.amount("", 2)
            domain, values = "integer 0 .. 6", tuple(range(7))
            keep = lambda found: (int(found), True) if found in values else (None, False)  # noqa: E731
        elif kind == "number":
            measure = self.random.choice([each for each in phrases.kinds() if each != "money"])
            unit = self.random.choice(MEASURES[measure][:2])
            formula = phrases.amount(measure, 2)
            values = tuple(str(decimal(Fraction(each, 2))) for each in range(9))
            domain = f"number 0 .. 4 {unit} step 0.5"
            worths = {amount_of(each, unit): each for each in values}
            keep = lambda found: (worths.get(found), found in worths)  # noqa: E731
        else:
            traits, texts = values_of(self.random, 3)
            domain, values = " | ".join(texts), tuple(traits)
            one, other, when = self.random.choice(values), self.random.choice(values), phrases.truth(1)
            formula = Said(f"({one} when {when.text} else {other})", lambda w: one if when.of(w) is True else other)
        if not formula.names:
            return None

        def follows(whole: Whole) -> tuple[Any, bool]:
            found = formula.of(whole)
            return (None, optional) if found is None else keep(found)

        unit = unit if kind == "number" else ""
        modifiers = f"{'optional ' if optional else ''}derived = {formula.text}"
        return Option(
            key, kind, domain.replace("  ", " "), values, unit, traits, optional=optional, follows=follows,
            modifiers=modifiers, names=formula.names,
        )  # fmt: skip

    def _amount(self, key: str) -> None:
        phrases = self.phrases(facts=bool(self.facts), chooses=self.random.random() < 0.5)
        kind = self.random.choice(phrases.kinds())
        formula = phrases.amount(kind, 2)
        named = [each for path, each in named_amounts(self.product) if path_text(path) in formula.text]
        looks = bool(formula.names & {each.key for each in self.facts}) or any(each.looks_at_facts for each in named)
        chooses = " else " in formula.text or any(each.chooses for each in named)
        types = {"money": ": money", "mass": ": number kg", "length": ": number cm", "": ": number"}
        declared = types[kind] if self.random.random() < 0.5 else ""
        self.product.amounts.append(Derived(key, formula, kind, declared, looks, chooses))

    def _rules(self) -> None:
        """Rules and tables that leave something valid, and mostly forbid something."""
        product = self.product
        valid = [each for each in wholes(product) if not unfit(product, each) and not broken(product, each)]
        refs = [each for each in refs_of(product.options) if each.option.inner is None]
        for number in range(self.random.randint(0, 5)):
            for _ in range(3):
                if refs and self.random.random() < 0.35:
                    found = table(self.random, f"r{number}", refs)
                else:
                    found = rule(self.random, f"r{number}", "rule", self.phrases())
                left = [each for each in valid if not found.breaks(each)]
                if left and (len(left) < len(valid) or self.random.random() < 0.1):
                    product.rules.append(found)
                    valid = left
                    break

    def _sell(self, key: str) -> None:
        self.product.sells.append(rule(self.random, key, "sell", self.phrases(facts=True)))

    def _pick(self, number: int) -> None:
        phrases = self.phrases()
        refs = [each for each in phrases.refs if each.option.kind in ("values", "integer", "number", "flag")]
        ref = self.random.choice(refs) if refs and self.random.random() < 0.7 else None
        text = f"P{number}-{{{ref.text}}}" if ref else f"P{number}"

        def part(whole: Whole) -> str:
            found = ref.get(whole) if ref else None
            shown = (
                {True: "yes", False: "no"}[found] if isinstance(found, bool) else "" if found is None else str(found)
            )
            return f"P{number}-{shown}" if ref else f"P{number}"

        kind = self.random.choice(("one", "fixed", "amount", "measure"))
        quantity = Said({"one": "", "fixed": "2 each", "measure": "3 cm"}.get(kind, ""), lambda w: Fraction(1))
        worth: Callable[[Whole], Fraction | None] = lambda w: Fraction(2 if kind == "fixed" else 1)  # noqa: E731
        if kind == "amount":
            quantity = phrases.amount("", 1)
            worth = quantity.of
        elif kind == "measure":
            worth = lambda w: amount_of(3, "cm")  # noqa: E731
        when = phrases.truth(1) if self.random.random() < 0.5 else None
        line = f'pick "{plain(text)}" {plain(quantity.text)}'.rstrip()
        unit = "cm" if kind == "measure" else ""
        self.product.picks.append(Pick(line, part, worth, unit, when))


def rule(random: Random, key: str, word: str, phrases: Phrases) -> Rule:
    """A rule: `require` is broken only by false, `forbid` only by true, and an unknown `when` is not met."""
    condition = phrases.truth(2)
    when = phrases.truth(1) if random.random() < 0.4 else None
    forbids = random.random() < 0.5
    text = f"{'forbid' if forbids else 'require'} {condition.text}{f' when {when.text}' if when else ''}"

    def breaks(whole: Whole) -> bool:
        return (when is None or when.of(whole) is True) and condition.of(whole) is forbids

    return Rule(key, word, text, breaks, condition.names | (when.names if when else frozenset()))
