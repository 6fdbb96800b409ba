"""Random conditions over some options: each a text and what it is worth, grown together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from world_amounts import Amounts
from world_meaning import Said, Whole, all_of, any_of, compared, negated
from world_refs import COMPARISONS, DAYS, TEXTS, TONES, Ref


@dataclass(frozen=True)
class Phrases(Amounts):
    """Makes random conditions, too."""

    def truth(self, depth: int = 2) -> Said:
        """A condition."""
        makers: list[Callable[[], Said]] = [lambda: self.there(self.random.choice(self.refs))]
        makers += [self.comparison] * 2
        for kinds, maker in (
            (("values",), self.word),
            (("flag",), self.flag),
            (("set",), self.member),
            (("text",), self.written),
            (("integer", "number"), self.ranged),
            (("day",), self.dated),
        ):
            makers += [maker] * 3 if self.of(*kinds) else []
        if depth:
            makers += [lambda: self.joined(depth), lambda: self.joined(depth), lambda: self.negation(depth)]
            if self.of("many", "set") and self.variable == "u":
                makers += [lambda: self.each(depth)] * 3
        return self.random.choice(makers)()

    def there(self, ref: Ref) -> Said:
        """Whether something is there, or what is known of it."""
        word = self.random.choice(("present", "absent"))
        text = ref.text
        get: Callable[[Whole], object] = ref.get
        if ref.option.kind == "values" and self.random.random() < 0.3:
            traits = sorted({name for each in ref.option.traits.values() for name in each})
            if traits:
                name = self.random.choice(traits)
                text, get = f"{text}.{name}", ref.trait(name)
        wanted = word == "present"
        return Said(f"{text} {word}", lambda w: (get(w) not in (None, ())) is wanted)

    def word(self) -> Said:
        """A value, or a word that is known of it."""
        ref = self.random.choice(self.of("values"))
        keys = list(ref.option.traits)
        alike = [each for each in self.of("values") if each.option.space and each.option.space == ref.option.space]
        sign = self.random.choice(("=", "!="))
        kind = self.random.choice(("one", "among", "alike", "tone", "shiny"))
        tones = {name for each in ref.option.traits.values() for name in each}
        if kind == "among":
            chosen = self.random.sample(keys, self.random.randint(1, len(keys)))
            inside = self.random.random() < 0.6
            text = f"{ref.text} {'in' if inside else 'not in'} {{{', '.join(chosen)}}}"
            return Said(text, lambda w: None if ref.get(w) is None else (ref.get(w) in chosen) is inside)
        if kind == "alike" and alike:
            other = self.random.choice(alike)
            return Said(f"{ref.text} {sign} {other.text}", lambda w: compared(sign, ref.get(w), other.get(w)))
        if kind == "tone" and "tone" in tones:
            tone, get = self.random.choice(TONES), ref.trait("tone")
            held = {each.get("tone") for each in ref.option.traits.values()}
            tone = tone if tone in held else next(each for each in TONES if each in held)
            return Said(f"{ref.text}.tone {sign} {tone}", lambda w: compared(sign, get(w), tone))
        if kind == "shiny" and "shiny" in tones:
            get = ref.trait("shiny")
            return Said(f"{ref.text}.shiny = yes", lambda w: compared("=", get(w), True))
        key = self.random.choice(keys)
        return Said(f"{ref.text} {sign} {key}", lambda w: compared(sign, ref.get(w), key))

    def flag(self) -> Said:
        ref = self.random.choice(self.of("flag"))
        if self.random.random() < 0.3:
            return Said(ref.text, ref.get)
        sign, yes = self.random.choice(("=", "!=")), self.random.random() < 0.5
        return Said(f"{ref.text} {sign} {'yes' if yes else 'no'}", lambda w: compared(sign, ref.get(w), yes))

    def member(self) -> Said:
        """What is chosen of several values."""
        ref = self.random.choice(self.of("set"))
        keys = sorted(ref.option.traits)
        if self.random.random() < 0.3:
            chosen = tuple(sorted(self.random.sample(keys, self.random.randint(0, min(2, len(keys))))))
            sign = self.random.choice(("=", "!="))
            return Said(f"{ref.text} {sign} {{{', '.join(chosen)}}}", lambda w: compared(sign, ref.get(w), chosen))
        key, inside = self.random.choice(keys), self.random.random() < 0.7
        text = f"{key} {'in' if inside else 'not in'} {ref.text}"
        return Said(text, lambda w: None if ref.get(w) is None else (key in ref.get(w)) is inside)

    def written(self) -> Said:
        """A text."""
        ref = self.random.choice(self.of("text"))
        if self.random.random() < 0.5:
            sign, text = self.random.choice(("=", "!=")), self.random.choice(TEXTS[:2])
            return Said(f'{ref.text} {sign} "{text}"', lambda w: compared(sign, ref.get(w), text))
        inside = self.random.random() < 0.5
        text = f'{ref.text} {"in" if inside else "not in"} {{"a", "Zo"}}'
        return Said(text, lambda w: None if ref.get(w) is None else (ref.get(w) in TEXTS[:2]) is inside)

    def ranged(self) -> Said:
        """A number between two, or among some."""
        ref = self.random.choice(self.of("integer", "number"))
        option = ref.option
        inside = self.random.random() < 0.6
        low, high = sorted(self.random.sample(range(len(option.values)), 2) if len(option.values) > 1 else (0, 0))
        unit = f" {option.unit}" if option.unit else ""
        first, last = option.amount(option.values[low]), option.amount(option.values[high])
        word = "in" if inside else "not in"

        def lies(w: Whole, test: Callable[[Fraction], bool]) -> bool | None:
            amount = option.amount(ref.get(w))
            return None if amount is None else test(amount) is inside

        assert first is not None and last is not None  # noqa: PT018
        if self.random.random() < 0.5:
            text = f"{ref.text} {word} {option.values[low]}{unit} .. {option.values[high]}{unit}"
            return Said(text, lambda w: lies(w, lambda amount: first <= amount <= last))
        text = f"{ref.text} {word} {{{option.values[low]}{unit}, {option.values[high]}{unit}}}"
        return Said(text, lambda w: lies(w, lambda amount: amount in (first, last)))

    def comparison(self) -> Said:
        """Two amounts compared; the left one looks at something."""
        kind = self.random.choice(self.kinds())
        left = next((each for each in (self.amount(kind, 2) for _ in range(6)) if each.names), None)
        if left is None:
            return self.there(self.random.choice(self.refs))
        right = self.literal(kind) if self.random.random() < 0.6 else self.amount(kind, 1)
        sign = self.random.choice(COMPARISONS)
        return Said(f"{left.text} {sign} {right.text}", lambda w: compared(sign, left.of(w), right.of(w)))

    def joined(self, depth: int) -> Said:
        parts = [self.truth(depth - 1) for _ in range(self.random.randint(2, 3))]
        word = self.random.choice(("and", "or"))
        joined = all_of if word == "and" else any_of
        text = f" {word} ".join(f"({each.text})" for each in parts)
        return Said(text, lambda w: joined(each.of(w) for each in parts))

    def negation(self, depth: int) -> Said:
        part = self.truth(depth - 1)
        return Said(f"not ({part.text})", lambda w: negated(part.of(w)))

    def each(self, depth: int) -> Said:
        """What holds for every one, or for some."""
        ref, inner, members = self.several()
        name = inner.variable
        word = self.random.choice(("every", "some"))
        joined = all_of if word == "every" else any_of
        part = inner.truth(depth - 1)
        text = f"{word} {name} in {ref.text} ({part.text})"
        return Said(text, lambda w: joined(part.of({**w, name: each}) for each in members(w)))

    def dated(self) -> Said:
        """A day, compared or between two."""
        ref = self.random.choice(self.of("day"))
        first, last = sorted(self.random.choices(DAYS, k=2))
        if self.random.random() < 0.5:
            sign = self.random.choice(COMPARISONS)
            return Said(f"{ref.text} {sign} {first}", lambda w: compared(sign, ref.get(w), first))
        text = f"{ref.text} in {first} .. {last}"
        return Said(text, lambda w: None if ref.get(w) is None else first <= ref.get(w) <= last)
