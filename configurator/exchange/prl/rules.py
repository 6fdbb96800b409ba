"""Say the rules of PRL in the language of catalogs."""

from __future__ import annotations

from configurator.diagnostics import Diagnostic, codes, did_you_mean
from configurator.exchange.catalog_text import CatalogText, Keys
from configurator.exchange.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    both,
    either,
    follows,
    no,
    required,
    same,
    test,
)
from configurator.exchange.prl import tree as t
from configurator.exchange.prl.features import Features, one_of
from configurator.exchange.prl.slices import Slices, numbers_in, values_in


def write_rules(text: CatalogText, keys: Keys, found: t.RuleFile, features: Features, slices: Slices) -> None:
    """Write each rule, where it holds."""
    for number, rule in enumerate(found.rules, 1):
        when = ALWAYS if rule.when is None else condition(rule.when, features)
        said = required(condition(rule.then, features), both((slices.of(rule.body), when)))
        if said is not None:
            text.rule(keys.of(rule.body.id or f"rule_{number}"), said, rule.body.description)


def condition(formula: t.Formula, features: Features) -> Condition:
    """The condition that a formula is; it is true or false, and never unknown. Raises `ForeignMistakeError`."""
    match formula:
        case t.Constant(holds):
            return ALWAYS if holds else NEVER
        case t.Named(name):
            return features.there(name)
        case t.Version(name, sign, number):
            return _version(features, name, sign, number)
        case t.Several(names, exactly):
            return one_of(list(dict.fromkeys(features.there(name) for name in names)), exactly=exactly)
        case t.IsText():
            return _is_text(formula, features)
        case t.Compared():
            return _compared(formula, features)
        case t.InNumbers(whole, numbers):
            there, text = _there(whole, features), _sum(whole, features)
            if numbers.is_range or len(whole.terms) == 1:
                return both((there, numbers_in(text, numbers.listed, is_range=numbers.is_range)))
            return both((there, either(test(text, "=", str(number)) for number in numbers.listed)))
        case t.Joined("-", (one,)):
            return no(condition(one, features))
        case t.Joined("&", parts):
            return both(condition(part, features) for part in parts)
        case t.Joined("/", parts):
            return either(condition(part, features) for part in parts)
        case t.Joined("=>", (one, other)):
            return follows(condition(one, features), condition(other, features))
        case t.Joined("<=>", (one, other)):
            return same(condition(one, features), condition(other, features))
    raise AssertionError(formula)


def _version(features: Features, name: t.Word, sign: str, number: int) -> Condition:
    """The version of a feature, compared; false where it is not there."""
    option = features.of(name, "versioned")
    there = option.condition
    if there.text == option.key:  # no rule tells its versions apart
        return NEVER
    least = {"=": number >= 1, ">": number >= 0, ">=": number >= 1}.get(sign, False)
    compared = test(option.key, sign, str(number))
    return compared if least else both((there, compared))


def _is_text(formula: t.IsText, features: Features) -> Condition:
    option = features.of(formula.name, "enum")
    values = []
    for each in {each.text: each for each in formula.texts}.values():
        if each.text in option.texts:
            values.append(option.texts[each.text])
        else:
            message = f"`{formula.name.text}` is never `{each.text}`; it is read as false"
            hint = did_you_mean(each.text, option.texts)
            features.said.append(Diagnostic(codes.FOREIGN_READING, each.span, message, hint=hint))
    if not values:
        return option.there if formula.sign == "!=" else NEVER
    found = values_in(option.key, values)
    return both((option.there, no(found) if formula.sign == "!=" else found))


def _compared(formula: t.Compared, features: Features) -> Condition:
    left, sign, right = formula.left, formula.sign, formula.right
    if len(left.terms) == 1 and not right.terms and left.terms[0][0] == 1 and left.number == 0:
        name = left.terms[0][1]
        if features.of(name, "int", "versioned").kind == "versioned":
            return _version(features, name, sign, right.number)
    if not left.terms and not right.terms:
        holds = {"=": left == right, "!=": left != right, "<": left.number < right.number}
        holds |= {">": left.number > right.number, "<=": left.number <= right.number}
        return ALWAYS if holds.get(sign, left.number >= right.number) else NEVER
    there = both((_there(left, features), _there(right, features)))
    return both((there, test(_sum(left, features), sign, _sum(right, features))))


def _there(whole: t.Sum, features: Features) -> Condition:
    """That all of a sum has a value."""
    return both(features.of(name, "int").there for _, name in whole.terms)


def _sum(whole: t.Sum, features: Features) -> str:
    """A sum as an amount; what it adds stands before what it takes off."""
    terms = [(factor, features.of(name, "int").key) for factor, name in whole.terms if factor]
    parts = [(factor < 0, key if abs(factor) == 1 else f"{abs(factor)} * {key}") for factor, key in terms]
    if whole.number or not parts:
        parts.append((whole.number < 0, str(abs(whole.number))))
    parts.sort(key=lambda part: part[0])
    first, *others = parts
    if first[0] and len(parts) == 1 and not terms:
        return f"-{first[1]}"
    text = f"0 - {first[1]}" if first[0] else first[1]
    return text + "".join(f" {'-' if negative else '+'} {part}" for negative, part in others)
