"""Read variables and tables in JSON: each variable becomes an option with its values, each table a table.

    {"variables": {"engine": ["E7J", "F8Q"], "fuel": ["diesel", "petrol"]},
     "tables": [{"name": "fits", "scope": ["engine", "fuel"], "allow": [["E7J", "petrol"], ["F8Q", "diesel"]]}]}

A table has `allow` or `forbid`, and may say why in `because`; a cell may be a list of values. `rules` beside them
forbid trees of conditions, as `tables_export` writes them, and `labels` gives variables names for people. Values are
strings, numbers, true, false or null, and mean themselves. Whatever else stands in the object, such as `about` or
`count`, is left alone. The Renault problems of CLib are written so in the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Outcome, did_you_mean
from configurator.exchange.catalog_text import CatalogText, Keys, identifier, named
from configurator.exchange.conditions import no, required
from configurator.exchange.foreign import shortened, told
from configurator.exchange.imported import Imported
from configurator.exchange.json_places import loaded, mistaken
from configurator.exchange.json_rules import Trees
from configurator.exchange.rows import Tables
from configurator.source import Source

_SHAPE = 'the file is an object {"variables": {…}, "tables": […]}'
_Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class _Option:
    """An option: its key, and the keys of its values by the words of the file."""

    key: str
    values: Mapping[_Value, str]


def catalog(source: Source, read_file: ReadFile) -> Outcome[Imported]:  # noqa: ARG001 - the notation imports nothing
    """The catalog with an option for each variable and a table for each table."""
    return told(source, lambda: _read(source))


def _read(source: Source) -> Imported:
    whole = loaded(source)
    if not isinstance(whole, dict) or not isinstance(whole.get("variables"), dict):
        raise mistaken(source, ("variables",), _SHAPE)
    tables = whole.get("tables", [])
    if not isinstance(tables, list):
        raise mistaken(source, ("tables",), "`tables` is a list")
    name = PurePath(source.name).name.split(".")[0]
    key = identifier(name)
    text, keys = CatalogText(key, name, product=key), Keys()
    labels = whole.get("labels") if isinstance(whole.get("labels"), dict) else {}
    options = {
        variable: _option(source, text, keys, variable, values, labels)
        for variable, values in whole["variables"].items()
    }
    text.gap()
    written = Tables(text)
    for number, table in enumerate(tables):
        _table(source, written, keys, options, number, table)
    _rules(source, text, keys, options, whole.get("rules", []))
    return Imported(text.text(), written.files)


def _option(source: Source, text: CatalogText, keys: Keys, variable: str, values: Any, labels: Any) -> _Option:
    """Write the option of a variable."""
    path = ("variables", variable)
    if not isinstance(values, list) or not values:
        raise mistaken(source, path, f"`{shortened(variable)}` has no list of values")
    of_option, known = Keys(), dict[_Value, str]()
    key = keys.of(variable)
    for number, value in enumerate(values):
        if not isinstance(value, _Value):
            raise mistaken(source, (*path, number), "a value is a string, a number, true, false or null")
        if _word(value) in known:
            raise mistaken(source, (*path, number), f"`{shortened(variable)}` has this value twice")
        known[_word(value)] = of_option.of(_word(value))
    label = labels.get(variable)
    domain = " | ".join(named(each, _word(value)) for value, each in known.items())
    text.option(key, label if isinstance(label, str) else variable, domain)
    return _Option(key, known)


def _word(value: _Value) -> str:
    """A value as a word, as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value)


def _table(
    source: Source, written: Tables, keys: Keys, options: Mapping[str, _Option], number: int, table: Any
) -> None:
    """Write a table."""
    path: tuple[str | int, ...] = ("tables", number)
    if not isinstance(table, dict) or not isinstance(table.get("scope"), list) or not table["scope"]:
        raise mistaken(source, path, "a table is an object with a `scope`, a list of variables, and rows to `allow`")
    columns = [_column(source, options, (*path, "scope", place), each) for place, each in enumerate(table["scope"])]
    words = [word for word in ("allow", "forbid") if word in table]
    if len(words) != 1 or not isinstance(table[words[0]], list):
        raise mistaken(source, path, "a table has a list of rows, to `allow` or to `forbid`")
    rows, width = table[words[0]], len(columns)
    cells = [each.values for each in columns]
    said: list[list[str]] = []
    for line, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != width:
            message = f"a row of this table has {width} value{'s' if width != 1 else ''}"
            raise mistaken(source, (*path, words[0], line), message)
        try:
            said.append([known[value] for known, value in zip(cells, row, strict=True)])
        except (KeyError, TypeError):
            here = (*path, words[0], line)
            said.append([_cell(source, (*here, place), cells[place], row[place]) for place in range(width)])
    key = keys.of(table["name"] if isinstance(table.get("name"), str) else f"table_{number + 1}")
    because = table.get("because")
    scope = [each.key for each in columns]
    written.add(key, scope, said, words[0], because if isinstance(because, str) else None)


def _column(source: Source, options: Mapping[str, _Option], path: tuple[str | int, ...], variable: Any) -> _Option:
    found = options.get(variable) if isinstance(variable, str) else None
    if found is None:
        message = f"there is no variable `{shortened(str(variable))}`"
        raise mistaken(source, path, message, did_you_mean(str(variable), options))
    return found


def _cell(source: Source, path: tuple[str | int, ...], known: Mapping[_Value, str], cell: Any) -> str:
    """The cell of a table: a value, or a list of those that fit."""
    if not isinstance(cell, list):
        return _value(source, path, known, cell)
    if not cell:
        raise mistaken(source, path, "a cell that is a list has one value at least")
    keys = [_value(source, (*path, number), known, each) for number, each in enumerate(cell)]
    return keys[0] if len(keys) == 1 else f"{{ {', '.join(dict.fromkeys(keys))} }}"


def _value(source: Source, path: tuple[str | int, ...], known: Mapping[_Value, str], value: Any) -> str:
    """The key of a value, which may be a number that is written otherwise than its variable has it."""
    word = _word(value) if isinstance(value, _Value) else str(value)
    if word not in known:
        raise mistaken(source, path, f"`{shortened(word)}` is no value here")
    return known[word]


def _rules(source: Source, text: CatalogText, keys: Keys, options: Mapping[str, _Option], rules: Any) -> None:
    """Write the rules."""
    if not isinstance(rules, list):
        raise mistaken(source, ("rules",), "`rules` is a list")
    trees = Trees(
        source,
        lambda path, variable: _column(source, options, path, variable).key,
        lambda path, variable, value: _value(source, path, options[variable].values, value),
    )
    for number, rule in enumerate(rules):
        path = ("rules", number)
        if not isinstance(rule, dict) or "forbid" not in rule:
            raise mistaken(source, path, "a rule is an object with what it forbids")
        said = required(no(trees.condition(rule["forbid"], (*path, "forbid"))))
        because = rule.get("because")
        if said is not None:
            name = rule["name"] if isinstance(rule.get("name"), str) else f"rule_{number + 1}"
            text.rule(keys.of(name), said, because if isinstance(because, str) else None)
