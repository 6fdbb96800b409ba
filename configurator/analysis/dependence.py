"""What options depend on: the conditions under which they are asked for, and what derived ones follow from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from configurator.analysis.expressions import Typer, type_of
from configurator.analysis.scope import NOT_YET, Scope
from configurator.diagnostics import Label, codes
from configurator.model.constraint import Rule, Table
from configurator.model.expression import Expression, options_in
from configurator.model.option import Option
from configurator.source import Span
from configurator.syntax import nodes as n

MOST_SHOWN = 6
"""Steps of a circle that are shown."""


def read_dependence(scope: Scope, nodes: Sequence[n.OptionNode], tables: Sequence[n.TableNode]) -> frozenset[str]:
    """Give each option its `when` and its formula, now that all options are known; circles are reported and cut.

    Tables that give values are read later; here only their columns matter. Back come the keys of the options of which
    it is written what they follow from, even if that cannot be read.
    """
    said = {table.columns[-1].text for table in tables if table.gives}
    conditions: dict[str, Expression] = {}
    formulas: dict[str, Expression] = {}
    places: dict[str, Span] = {}
    needs: dict[str, tuple[str, ...]] = {}
    for table in (each for each in tables if each.gives):
        *inputs, output = (name.text for name in table.columns)
        needs[output] = (*needs.get(output, ()), *(key for key in inputs if key in scope.options))
        places[output] = table.columns[-1].span
    for node in nodes:
        key = node.key.text
        for modifier in node.as_declared.modifiers:
            if modifier.condition is None or key not in scope.options:
                continue
            whole = modifier.condition
            is_when = modifier.word == "when"
            said |= set() if is_when else {key}
            read = Typer(scope).condition(whole) if is_when else _formula(scope, scope.options[key], whole)
            if read is not None:
                (conditions if is_when else formulas)[key] = read
                needs[key] = (*needs.get(key, ()), *options_in(read))
                places.setdefault(key, modifier.span)
    for circle in _circles(needs):
        _say_circle(scope, circle, places)
        for key in circle:
            conditions.pop(key, None)
            formulas.pop(key, None)
    for key, condition in conditions.items():
        scope.options[key] = replace(scope.options[key], when=condition)
    for key, formula in formulas.items():
        scope.options[key] = replace(scope.options[key], derivation=formula)
    return frozenset(said)


def _formula(scope: Scope, option: Option, node: n.ExpressionNode) -> Expression | None:
    """What an option comes to; None, and a diagnostic, where that is nothing that it could be."""
    wanted = type_of(option)
    typed = Typer(replace(scope, is_rule=False)).typed(node, wanted)
    if typed is None or typed[1].agrees(wanted):
        return typed[0] if typed else None
    message = f"`{option.key}` is {wanted.described}, and this is {typed[1].described}"
    label = Label(option.span, "it is declared here")
    scope.report.say(codes.TYPE_MISMATCH, node.span, message, "both need to be of one kind", label)
    return None


def _say_circle(scope: Scope, circle: tuple[str, ...], places: Mapping[str, Span]) -> None:
    around = list(zip(circle, (*circle[1:], circle[0]), strict=True))[:MOST_SHOWN]
    links = [f"`{key}` {'depends ' if at == 0 else ''}on `{other}`" for at, (key, other) in enumerate(around)]
    more = " and so on" if len(circle) > MOST_SHOWN else ""
    message = f"{', '.join(links)}{more}, which is a circle" if len(circle) > 1 else f"`{circle[0]}` depends on itself"
    labels = [Label(places[key], f"`{key}` depends on `{other}` here") for key, other in around[1:]]
    follow = any(scope.options[key].derivation is not None for key in circle if key in scope.options)
    hint = (
        "let one of them follow from something else"
        if follow
        else "take one `when` of the circle out, or turn it into a rule"
    )
    scope.report.say(codes.CIRCULAR_WHEN, places[circle[0]], message, hint, *labels)


def _circles(needs: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Circles of options that need each other, each once; without the options in them, no circle is left."""
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in needs:
        if start in done:
            continue
        path, on_path, waiting = [start], {start}, [iter(needs[start])]
        while path:
            for other in waiting[-1]:
                if other in needs and other not in done:
                    if other in on_path:
                        circle = path[path.index(other) :]
                        found.append(tuple(circle))
                        done.update(circle)
                    else:
                        path.append(other)
                        on_path.add(other)
                        waiting.append(iter(needs[other]))
                    break
            else:
                on_path.discard(path[-1])
                done.add(path.pop())
                waiting.pop()
    return found


def given_by_tables(scope: Scope, constraints: Sequence[Rule | Table], said: Collection[str]) -> None:
    """Give each derived option the table that gives it; report those that follow from nothing, or from two things.

    `said` are the keys of those of which it is written what they follow from.
    """
    givers: dict[str, Table] = {}
    for table in (each for each in constraints if isinstance(each, Table) and each.gives):
        key = table.columns[-1]
        other = givers.setdefault(key, table)
        has_formula = scope.options[key].derivation != NOT_YET
        if other is not table or has_formula:
            label = Label(scope.options[key].span if has_formula else other.span, "it is said here already")
            message = f"`{key}` follows from two things"
            scope.report.say(codes.NOT_DERIVED, table.span, message, "leave one of them out", label)
    for key, option in scope.options.items():
        if option.derivation != NOT_YET or "." in key:
            continue
        if key in givers:
            scope.options[key] = replace(option, derivation=givers[key])
        elif key not in said:  # else that could not be read, which has been reported
            message = f"nothing says what `{key}` follows from"
            hint = f"write `derived = …` with a formula, or a table that `gives {key}`"
            scope.report.say(codes.NOT_DERIVED, option.span, message, hint)
