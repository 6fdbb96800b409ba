"""More than a space: `team with { house { ink: #101010 } }`, the values of a space and further ones for one option.

The option stays one of the space, so it can be compared with others of it, and one attribute means one thing for all of
its values. So a further value has the attributes that the space declares, of their types, and no key that a value of
the space has, or had first: it may join the space some day, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from configurator.analysis import csv_cells
from configurator.analysis.expression_types import amount_of
from configurator.analysis.scope import Report
from configurator.analysis.values import described, value_domain
from configurator.diagnostics import Label, codes
from configurator.diagnostics.suggest import listed, nearest
from configurator.model.domain import ValueDomain
from configurator.model.units import is_money
from configurator.model.value import AttributeType, AttributeValue, Value
from configurator.syntax import nodes as n

HasFile = Callable[[str], bool]


def more_than_space(report: Report, space: ValueDomain, node: n.MoreNode, has_file: HasFile) -> ValueDomain | None:
    """The values of a space and those of `with { … }`; None, and a diagnostic, if there are none of these.

    A value whose key is taken is left out, and so is an attribute that does not fit, each with a diagnostic.
    """
    if not node.values:
        report.say(codes.NO_VALUES, node.span, "`with` has no values", "list them in the braces, or take it out")
        return None
    read = value_domain(report, node.values)
    nodes = {each.key.text: each for each in reversed(node.values)}
    fitting = _Fitting(report, space, read.attribute_types, has_file)
    further = tuple(fitting.value(value, nodes[value.key]) for value in read.values if _is_free(report, space, value))
    keys = frozenset(value.key for value in further)
    return replace(space, values=(*space.values, *further), further=keys)


def _is_free(report: Report, space: ValueDomain, value: Value) -> bool:
    """Whether no value of the space has, or had first, the key of a further one; a diagnostic if one has."""
    name = f"space `{space.space}`"
    if value.key in space.by_key:
        label = Label(space.by_key[value.key].span, "it stands here already")
        hint = f"give it another key; what stands behind `with` is more than what {name} has"
        report.say(codes.DUPLICATE_NAME, value.span, f"{name} has a value `{value.key}` already", hint, label)
        return False
    for key in dict.fromkeys((value.key, value.permanent_key)):
        owner = space.by_permanent_key.get(key) or space.by_key.get(key)
        if owner is not None:
            first = "" if owner.key == key else ", which was called so first"
            label = Label(owner.span, "it stands here")
            message = f"`{key}` belongs to `{owner.key}` of {name}{first}"
            report.say(codes.REUSED_KEY, value.span, message, "give this value a key of its own", label)
            return False
    return True


class _Fitting:
    """Holds the attributes of further values to those of their space."""

    def __init__(
        self, report: Report, space: ValueDomain, found: Mapping[str, AttributeType], has_file: HasFile
    ) -> None:
        self._report, self._space, self._found, self._has_file = report, space, found, has_file

    def value(self, value: Value, node: n.ValueNode) -> Value:
        """A further value with those of its attributes that fit."""
        written = {each.name.text: each for each in reversed(node.attributes)}
        fits = {
            name: fitting
            for name, found in value.attributes.items()
            for fitting in self._attribute(written[name], found)
        }
        return replace(value, attributes=fits)

    def _attribute(self, node: n.Attribute, value: AttributeValue) -> Iterator[AttributeValue]:
        """The value of an attribute as the space would have it; nothing, and a diagnostic, where it does not fit."""
        name, space = node.name.text, f"space `{self._space.space}`"
        known, found = self._space.attribute_types.get(name), self._found[name]
        if known is None:
            if name in self._report.faulty_attributes:
                return
            types = self._space.attribute_types
            hint = _meant(name, types) or f"{_those(types)}; a further attribute is given to the space first"
            message = f"the values of {space} have no attribute `{name}`"
            self._report.say(codes.UNKNOWN_ATTRIBUTE, node.name.span, message, hint)
        elif known.kind == "file" and found.kind == "text":
            yield from self._file(node, str(value))
        elif (known.kind, known.dimension) != (found.kind, found.dimension):
            message = f"`{name}` is {described(found)} here and {described(known)} in {space}"
            self._report.say(codes.MIXED_ATTRIBUTE, node.value.span, message, f"write {_example(known)}")
        elif known.kind == "symbol" and value not in known.symbols:
            message = f"`{name}` of {space} has no value `{value}`"
            instead = f"there are {listed(known.symbols[:6])}; leave it out, or give the word to the space"
            hint = _meant(str(value), known.symbols) or instead
            self._report.say(codes.UNKNOWN_VALUE, node.value.span, message, hint)
        else:
            yield value

    def _file(self, node: n.Attribute, path: str) -> Iterator[AttributeValue]:
        try:
            path = csv_cells.file(path)
        except csv_cells.BadCellError as error:
            message = f"`{path}` is not {error}"
            self._report.say(codes.MISSING_FILE, node.value.span, message, error.hint)
            return
        if self._has_file(path):
            yield path
            return
        hint = "paths are written from the catalog's folder, with `/`; upper and lower case differ"
        self._report.say(codes.MISSING_FILE, node.value.span, f"`{path}` is not below the catalog's folder", hint)


def _meant(name: str, known: Iterable[str]) -> str | None:
    near = nearest(name, known, most=1)
    return f"did you mean `{near[0]}`?" if near else None


def _those(types: Mapping[str, AttributeType]) -> str:
    return f"its values have {listed(list(types)[:6])}" if types else "its values have none"


def _example(known: AttributeType) -> str:
    """How an attribute of a type is written."""
    match known.kind:
        case "amount" if known.unit is not None:
            return f"an amount such as `{'2.50' if is_money(known.dimension) else '2'} {known.unit.symbol}`"
        case "amount":
            return f"{amount_of(known.dimension)}, such as `2`"
        case "symbol":
            return f"a word without quotes: {listed(list(known.symbols)[:6])}"
    return _EXAMPLES.get(known.kind, "it as the space does")


_EXAMPLES = {
    "text": 'text in quotes: `"…"`',
    "file": 'the path of a file in quotes: `"art/eagles.svg"`',
    "color": "a color such as `#1a2b3c`",
    "date": "a day such as `2026-05-01`",
    "flag": "`yes` or `no`",
}
