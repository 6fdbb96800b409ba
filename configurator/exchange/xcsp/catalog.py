"""Write an XCSP instance as a catalog: an integer option for each variable, a table or a rule for each constraint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Outcome, did_you_mean
from configurator.exchange.catalog_text import CatalogText, Keys, identifier
from configurator.exchange.conditions import required
from configurator.exchange.foreign import shortened, told
from configurator.exchange.imported import Imported
from configurator.exchange.mistake import beyond, not_so
from configurator.exchange.rows import Tables
from configurator.exchange.xcsp.elements import Element, root_of
from configurator.exchange.xcsp.globals import conditions
from configurator.exchange.xcsp.predicates import Speaker, Term, term
from configurator.source import Source, Span

_LARGEST = 2**53 - 1
_MOST_VALUES = 1_000_000
_BEYOND = {
    "quantification": "in a catalog, all variables are free to be chosen",
    "functions": "a catalog has no constraints that cost something when broken",
}
"""Parts of an instance that would change what it means."""


@dataclass(frozen=True, slots=True)
class Domain:
    """The numbers that a variable can be, in order, none twice."""

    numbers: Sequence[int]

    @property
    def has_gaps(self) -> bool:
        """Whether a number between the least and the greatest is missing."""
        return self.numbers[-1] - self.numbers[0] >= len(self.numbers)

    def __contains__(self, number: int) -> bool:
        return number in self.numbers


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: its tuples, and whether they are what it allows."""

    tuples: list[tuple[int, ...]]
    allows: bool
    arity: int


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate: the names of its parameters, its expression, and where that begins."""

    parameters: tuple[str, ...]
    expression: Term
    span: Span


@dataclass(slots=True)
class _Instance:
    """What is declared: by their names, the domains, the variables with the keys of their options, and the rest."""

    domains: dict[str, Domain] = field(default_factory=dict)
    variables: dict[str, tuple[str, Domain]] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    predicates: dict[str, Predicate] = field(default_factory=dict)


def catalog(source: Source, read_file: ReadFile) -> Outcome[Imported]:
    """The catalog of an XCSP instance; a feature model of SPLOT, which is XML too, is handed to its own reader."""

    def read() -> Imported | None:
        root = root_of(source)
        if root.name == "feature_model":
            return None
        return _read(source, root)

    outcome = told(source, read)
    if outcome.value is None and not outcome.diagnostics:
        from configurator.exchange.sxfm import catalog_text

        made = catalog_text(source, read_file)
        return Outcome(None if made.value is None else Imported(made.value), made.diagnostics, made.sources)
    return Outcome(outcome.value, outcome.diagnostics, outcome.sources)


def _read(source: Source, root: Element) -> Imported:
    if root.name != "instance":
        raise not_so(root.span, f"`<{shortened(root.name)}>` is no XCSP instance, and no feature model")
    presentation = root.first("presentation")
    form = presentation.attributes.get("format", "XCSP 2.1") if presentation else "XCSP 2.1"
    if not form.strip().upper().startswith("XCSP 2"):
        raise beyond((presentation or root).span, f"this is `{shortened(form)}`; XCSP 2.1 is read")
    for name, what in _BEYOND.items():
        if (beyond_us := root.first(name)) is not None:
            raise beyond(beyond_us.span, f"`<{name}>` is not read: {what}")
    label = PurePath(source.name).name.split(".")[0]
    key = identifier(label)
    text, keys, found = CatalogText(key, label, product=key), Keys(), _Instance()
    for each in _within(root, "domains", "domain"):
        found.domains[each.attribute("name")] = _domain(each)
    gaps = [_variable(each, text, keys, found) for each in _within(root, "variables", "variable")]
    if not found.variables:
        raise not_so(root.span, "this instance has no variables")
    text.gap()
    for option, domain in (found.variables[name] for name in gaps if name is not None):
        inside = ", ".join(map(str, domain.numbers))
        text.rule(keys.of(f"{option}_values"), f"require {option} in {{ {inside} }}")
    for each in _within(root, "relations", "relation"):
        found.relations[each.attribute("name")] = _relation(each)
    for each in _within(root, "predicates", "predicate"):
        found.predicates[each.attribute("name")] = _predicate(each)
    tables = Tables(text)
    for each in _within(root, "constraints", "constraint"):
        _constraint(each, tables, keys, found)
    return Imported(text.text(), tables.files)


def _within(root: Element, group: str, name: str) -> list[Element]:
    return [each for part in root.all(group) for each in part.all(name)]


def _domain(element: Element) -> Domain:
    """`0..8 10 12`."""
    numbers: dict[int, None] = {}
    for word in element.text.split():
        low, dots, high = word.partition("..")
        first = _number(element, low)
        last = _number(element, high) if dots else first
        if last - first >= _MOST_VALUES or len(numbers) > _MOST_VALUES:
            raise beyond(element.span, f"a domain has at most {_MOST_VALUES:,} values")
        numbers |= dict.fromkeys(range(first, last + 1))
    if not numbers:
        raise not_so(element.span, "this domain has no values")
    return Domain(sorted(numbers))


def _number(element: Element, word: str) -> int:
    digits = word.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise not_so(element.span, f"`{shortened(word)}` is no whole number")
    if len(digits) > 16 or int(digits) > _LARGEST:
        raise beyond(element.span, f"{shortened(word)} is beyond what a whole number of an option can be")
    return int(word)


def _variable(element: Element, text: CatalogText, keys: Keys, found: _Instance) -> str | None:
    """Write the option of a variable; its name comes back if its numbers have gaps."""
    name, domain = element.attribute("name"), found.domains.get(element.attribute("domain"))
    if domain is None:
        message = f"there is no domain `{shortened(element.attributes['domain'])}`"
        raise not_so(element.span, message, did_you_mean(element.attributes["domain"], found.domains))
    if name in found.variables:
        raise not_so(element.span, f"the variable `{shortened(name)}` is declared twice")
    key = keys.of(name)
    found.variables[name] = key, domain
    text.option(key, name, f"integer {domain.numbers[0]} .. {domain.numbers[-1]}")
    return name if domain.has_gaps else None


def _relation(element: Element) -> Relation:
    """The tuples `0 1|2 3` of a relation, one at least unless it says that it has none."""
    semantics = element.attribute("semantics")
    if semantics not in ("supports", "conflicts"):
        raise beyond(element.span, f"a relation of `{shortened(semantics)}` is not read; supports and conflicts are")
    arity = _number(element, element.attribute("arity"))
    tuples: list[tuple[int, ...]] = []
    text = element.text
    for part in text.split("|") if text.strip() else ():
        try:
            numbers = tuple(map(int, part.split()))
        except ValueError:
            raise not_so(element.span, f"`{shortened(part.strip())}` is no tuple of whole numbers") from None
        if len(numbers) != arity:
            raise not_so(element.span, f"the tuple `{shortened(part.strip())}` has not {arity} numbers")
        tuples.append(numbers)
    return Relation(tuples, semantics == "supports", arity)


def _predicate(element: Element) -> Predicate:
    parameters, expression = element.first("parameters"), element.first("expression")
    functional = expression.first("functional") if expression else None
    if parameters is None or functional is None:
        raise beyond(element.span, "a predicate is read if it has parameters and a functional expression")
    words = parameters.text.split()
    if len(words) % 2 or set(words[::2]) - {"int"}:
        raise not_so(parameters.span, "the parameters of a predicate are each `int` and a name")
    return Predicate(tuple(words[1::2]), term(functional.text, functional.span), functional.span)


def _constraint(element: Element, tables: Tables, keys: Keys, found: _Instance) -> None:
    """Write a constraint."""
    scope = []
    for name in element.attribute("scope").split():
        if name not in found.variables:
            hint = did_you_mean(name, found.variables)
            raise not_so(element.span, f"there is no variable `{shortened(name)}`", hint)
        scope.append(name)
    reference = element.attribute("reference")
    key = keys.of(element.attributes.get("name", "constraint"))
    if reference in found.relations:
        _extension(element, key, scope, found.relations[reference], tables, found)
    elif reference in found.predicates:
        predicate = found.predicates[reference]
        said = required(Speaker(_given(element, predicate, found), predicate.span).condition(predicate.expression))
        if said is not None:
            tables.text.rule(key, said)
    elif reference.lower().startswith("global:"):
        every = map(required, conditions(element, reference, scope, partial(_amount, found=found)))
        for number, each in enumerate(each for each in every if each is not None):
            tables.text.rule(key if number == 0 else keys.of(key), each)
    else:
        names = [*found.relations, *found.predicates]
        raise not_so(element.span, f"there is no relation `{shortened(reference)}`", did_you_mean(reference, names))


def _extension(
    element: Element, key: str, scope: list[str], relation: Relation, tables: Tables, found: _Instance
) -> None:
    """Write a constraint of tuples; one with a number that its variable cannot be fits nothing."""
    if len(scope) != relation.arity:
        raise not_so(element.span, f"the relation has {relation.arity} columns, and the scope {len(scope)} variables")
    columns = [found.variables[name] for name in scope]
    known = [{number: str(number) for number in domain.numbers} for _, domain in columns]
    rows = []
    for numbers in relation.tuples:
        try:
            rows.append([texts[number] for texts, number in zip(known, numbers, strict=True)])
        except KeyError:
            continue
    tables.add(key, [option for option, _ in columns], rows, "allow" if relation.allows else "forbid")


def _given(element: Element, predicate: Predicate, found: _Instance) -> dict[str, str]:
    """What stands for the parameters of a predicate: the constraint's own parameters, or else its scope."""
    parameters = element.first("parameters")
    words = parameters.text.split() if parameters is not None else element.attribute("scope").split()
    if len(words) != len(predicate.parameters):
        raise not_so(
            element.span, f"the predicate has {len(predicate.parameters)} parameters, and here are {len(words)}"
        )
    given = {}
    for name, word in zip(predicate.parameters, words, strict=True):
        given[name] = _amount(element, word, found)
    return given


def _amount(element: Element, word: str, found: _Instance) -> str:
    """What a word in a constraint stands for: the option of a variable, or a number."""
    return found.variables[word][0] if word in found.variables else str(_number(element, word))
