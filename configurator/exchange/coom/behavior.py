"""Write what COOM says of structures: rules, one for each combination of parts, and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from configurator.diagnostics import Diagnostic, codes
from configurator.exchange.catalog_text import CatalogText, Keys, number
from configurator.exchange.conditions import both, required, test
from configurator.exchange.coom import tree as t
from configurator.exchange.coom.formulas import Ground, Speaker, combined_conditions, names_of, present
from configurator.exchange.coom.paths import Enumerated, Place, Structured
from configurator.exchange.mistake import beyond, not_so
from configurator.exchange.rows import Tables


@dataclass(slots=True)
class Writer:
    """Writes the rules and tables of one product; `said` is what its readers should hear of."""

    speaker: Speaker
    text: CatalogText
    tables: Tables
    keys: Keys
    said: list[Diagnostic]
    _number: int = 0

    def write(self, behavior: t.Behavior) -> None:
        """Write something that is said of the structure."""
        said = behavior.said
        if isinstance(said, t.Aside):
            self.text.comment(said.text)
            return
        self._number += 1
        match said:
            case t.Require(condition):
                self._rules(behavior, self.speaker.conditions(condition))
            case t.Imply(path, formula):
                self._rules(behavior, self.speaker.conditions(t.Compared(path, "=", formula, behavior.span)))
            case t.Default(path, formula):
                message = "a default holds wherever nobody has chosen; so it is counted, and written as a rule"
                hint = "take the rule out of the catalog to let customers choose otherwise"
                self.said.append(Diagnostic(codes.FOREIGN_READING, behavior.span, message, hint=hint))
                self._rules(behavior, self.speaker.conditions(t.Compared(path, "=", formula, behavior.span)), "default")
            case t.AllDifferent(path):
                self._rules(behavior, list(self._different(path)))
            case t.Combinations():
                self._table(behavior, said)

    def _rules(self, behavior: t.Behavior, wanted: Sequence[Ground], word: str = "rule") -> None:
        """A rule for each combination of what is wanted and the conditions under which it is."""
        key = f"{word}_{self._number}"
        for when, condition in product(combined_conditions(self.speaker, behavior.conditions), wanted):
            needs = when.needs | condition.needs
            if when.sure_true and condition.sure_false:
                needs = frozenset()
            rule = required(condition.condition, both((*present(needs), when.condition)))
            if rule is not None:
                self.text.rule(self.keys.of(key), rule, behavior.because)

    def _different(self, path: t.Path) -> Iterator[Ground]:
        places = self.speaker.world.places(path, self.speaker.structure) or []
        if not places or any(isinstance(each.kind, Structured) for each in places):
            raise not_so(path.span, "`alldiff` is of what has values")
        for one, other in combinations(places, 2):
            needs = frozenset(frozenset((each.needs,)) for each in (one, other) if each.needs)
            yield Ground(test(one.text, "!=", other.text), needs)

    def _table(self, behavior: t.Behavior, said: t.Combinations) -> None:
        """A table for each combination of the parts that its columns look at; one that is not there breaks none."""
        if behavior.conditions:
            raise beyond(behavior.span, "combinations under a condition are not read", "write rules")
        columns = [self._places(column) for column in said.columns]
        for places in product(*columns):
            allowed = [each for each in said.rows if each.allows]
            forbidden = [each for each in said.rows if not each.allows]
            scope = list(dict.fromkeys(_option(place) for place in places))
            rows = [row for each in allowed if (row := _row(places, scope, each, free="*"))]
            if allowed and rows:
                needy = {_option(place) for place in places if place.needs}
                rows += [["none" if each == option else "*" for each in scope] for option in scope if option in needy]
                self._add(scope, rows, "allow", behavior.because)
            elif allowed:
                needs = frozenset(frozenset((place.needs,)) for place in places if place.needs)
                self.text.rule(self.keys.of(f"table_{self._number}"), f"forbid {_always(needs)}", behavior.because)
            rows = [row for each in forbidden if (row := _row(places, scope, each, free=None))]
            if rows:
                self._add(scope, rows, "forbid", behavior.because)

    def _add(self, scope: list[str], rows: list[list[str]], word: str, because: str | None) -> None:
        self.tables.add(self.keys.of(f"table_{self._number}"), scope, rows, word, because)

    def _places(self, column: t.Formula) -> list[Place]:
        places = self.speaker.world.places(column, self.speaker.structure) if isinstance(column, t.Path) else None
        if not places or any(isinstance(each.kind, Structured) for each in places):
            raise beyond(column.span, "a column is a path to something with values")
        return places


def _always(needs: frozenset[frozenset[str]]) -> str:
    return both(present(needs)).text if needs else "1 = 1"


def _option(place: Place) -> str:
    """The option that a column is about, also where it looks at an attribute of that."""
    return place.text if place.attribute is None else place.text.rpartition(".")[0]


def _row(places: Sequence[Place], scope: Sequence[str], row: t.Row, *, free: str | None) -> list[str] | None:
    """The cells of a row, an option each; None where nothing fits it. `free` is what stands for anything."""
    fitting: dict[str, list[str] | None] = dict.fromkeys(scope)
    for place, cell in zip(places, row.cells, strict=True):
        if cell is None and free is not None:
            continue
        found, before = _fitting(place, cell), fitting[_option(place)]
        fitting[_option(place)] = found if before is None else [each for each in before if each in found]
    if any(found == [] for found in fitting.values()):
        return None
    return [_cell(fitting[option], free) for option in scope]


def _cell(found: list[str] | None, free: str | None) -> str:
    if found is None:
        return free or "*"
    return found[0] if len(found) == 1 else f"{{ {', '.join(found)} }}"


def _fitting(place: Place, cell: tuple[t.Formula, ...] | None) -> list[str]:
    """What the option of a place may be so that it fits a cell; everything, without a cell."""
    if isinstance(place.kind, t.Range):
        if cell is None:
            assert place.kind.low is not None and place.kind.high is not None  # noqa: S101, PT018 - it is an option
            return [f"{number(place.kind.low)} .. {number(place.kind.high)}"]
        return [_number(each) for each in cell]
    assert isinstance(place.kind, Enumerated)  # noqa: S101 - parts have been refused
    choices = place.kind.choices
    if cell is None:
        return list(choices.values())
    if place.attribute is None:
        return [choices[_name(place, each)] for each in cell]
    worths = {worth for each in cell for worth in ([each.worth] if isinstance(each, t.Number) else [_text(each)])}
    return [key for key, worth in zip(choices.values(), place.worths, strict=True) if worth in worths]


def _number(formula: t.Formula) -> str:
    if isinstance(formula, t.Negative) and isinstance(formula.of, t.Number):
        return number(-formula.of.worth)
    if not isinstance(formula, t.Number):
        raise not_so(formula.span, "a number is wanted in this cell")
    return number(formula.worth)


def _text(formula: t.Formula) -> str:
    if isinstance(formula, t.Truth):
        return "True" if formula.holds else "False"
    if not isinstance(formula, t.Path) or len(formula.steps) > 1:
        raise not_so(formula.span, "a name is wanted in this cell")
    return formula.steps[0].name.text


def _name(place: Place, formula: t.Formula) -> str:
    name = _text(formula)
    if name not in names_of(place):
        raise not_so(formula.span, f"this column cannot be `{name}`")
    return name


def default_of(speaker: Speaker, behavior: t.Behavior) -> tuple[str, str] | None:
    """The option of the product itself, and its default, where something says so without conditions."""
    said = behavior.said
    if not isinstance(said, t.Default) or behavior.conditions or len(said.path.steps) != 1:
        return None
    places = speaker.world.places(said.path, speaker.structure)
    if not places or len(places) != 1 or places[0].needs:
        return None
    kind = places[0].kind
    if isinstance(kind, Enumerated) and isinstance(said.formula, t.Path | t.Truth):
        return places[0].text, kind.choices.get(_text(said.formula), "")
    return (places[0].text, _number(said.formula)) if isinstance(kind, t.Range) else None
