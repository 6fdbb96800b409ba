"""A verdict and a document by looking things up: one look-up for each choice, which tells what it adds and writes.

What nobody mentions costs nothing: the total begins with what all unmentioned options add, the document with what they
write, and a choice that is found adds the difference. Whoever is not asked for before something else is chosen
(`when`) is settled at the end. What is written otherwise than in canonical form, and what exactly is wrong with a
value, is left to `engine.validate`: a look-up either answers for certain or says that it does not know.

All of it is plain data, which can be kept as JSON, and this module loads next to nothing, so that a process which has
just begun answers at once.
"""

from __future__ import annotations

from configurator.knowledge.found_values import REFUSED_ALL, RefusedError, SetsOf, ValuesOf, as_value
from configurator.knowledge.wide_sums import joined, limbs_of, parts_of

TYPE_CHECKING = False
if TYPE_CHECKING:  # these would take longer to load than the answer
    from collections.abc import Callable, Collection, Mapping
    from typing import Any, Final

    from configurator.knowledge.found_values import Found
    from configurator.knowledge.wide_sums import Parts

UNKNOWN: Final = None
INVALID: Final = ""
REFUSED: Final = -1
"""In the place of a total: no valid configuration has one of these choices, or lacks what is not mentioned."""

TYPES: Mapping[str, type] = {each.__name__: each for each in (str, bool, int, list, float, dict)}
"""The types of raw values, as they come from JSON, besides that of None."""


class Lookup:
    """What is to be looked up for one product.

    `found`: by the type of a raw value, the option's key, and the value. `bias`: what the total begins with; nothing is
    missing where `total & counting == expected`, and nothing broken where `total & guard == 0` and no index says so
    (`indexed`: a shift, a mask, and bytes with a 1 where it is broken). `limbs`: the bias in limbs, where what choices
    add is in parts; else None. `blank`: what is written while nothing is mentioned, place by place; `ending`: how the
    document ends. `conditional`: see `Conditional`. `types`: that of the canonical values of each option; `keys`: those
    of all options, also of such as cannot be looked up. `tells_all`: whether all that is wrong with what adds up are
    the constraints whose fields say so.
    """

    __slots__ = (
        "bias", "blank", "conditional", "counting", "ending", "expected", "found", "guard", "indexed", "keys",
        "limbs", "tells_all", "types",
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], otherwise: Mapping[str, Callable[[Any], Found]]) -> None:
        """`data` as `compiler.lookups` makes it; `otherwise`: by option, what is found for values that it lacks."""
        self.bias, self.guard, self.counting, self.expected = (
            int(data[name], 16) for name in ("bias", "guard", "counting", "expected")
        )
        count: int | None = data["limbs"]
        self.limbs = None if count is None else limbs_of(parts_of(self.bias), count)
        self.indexed = [(shift, mask, bytes.fromhex(broken)) for shift, mask, broken in data["indexed"]]
        self.blank: list[str] = data["blank"]
        self.ending: str = data["ending"]
        found: dict[type, dict[str, Any]] = {kind: {} for kind in TYPES.values()}
        nothing = found[type(None)] = {}
        for each in data["options"]:
            key = each["key"]
            of = SetsOf if each["type"] == "list" else ValuesOf
            found[TYPES[each["type"]]][key] = of(each, otherwise.get(key))
            for name in each["refused"]:
                found[TYPES[name]][key] = REFUSED_ALL
            if each["nothing"] is not None:
                nothing[key] = {None: tuple(each["nothing"])}
        self.types = {each["key"]: TYPES[each["type"]] for each in data["options"]}
        self.keys = frozenset(data["keys"])
        self.tells_all: bool = data["tells_all"]
        self.found: dict[type, dict[str, Mapping[Any, Found]]] = found
        among = [each["key"] for each in data["conditional"]]
        self.conditional = [Conditional(each, among) for each in data["conditional"]]


class Conditional:
    """An option that is asked for where others are chosen so.

    `asked`: those options, and what each is while nobody mentions it; one that is conditional itself is None where it
    is not asked for. `cases`: of their values together those for which this option is asked for, or where `holds` is
    false, those for which it is not; of others than `known`, if there are such, nothing can be told. `unmentioned`:
    what is found where it is asked for and nobody mentions it, None where it must be mentioned; and the `value` that it
    then has. Where one option is asked, and it is not conditional, it is the one `alone`, and cases are its values.
    """

    __slots__ = ("alone", "asked", "cases", "holds", "key", "known", "unmentioned", "usual", "value")

    def __init__(self, data: Mapping[str, Any], among: Collection[str]) -> None:
        """`among`: the keys of all conditional options."""
        self.key: str = data["key"]
        self.asked = [(key, as_value(usual)) for key, usual in data["asked"]]
        self.cases, self.holds = _cases(data["cases"]), data["holds"]
        self.known = None if data["known"] is None else _cases(data["known"])
        unmentioned = data["unmentioned"]
        self.unmentioned: Found | None = None if unmentioned is None else tuple(unmentioned)
        self.value = as_value(data["value"])
        self.alone: str | None = None
        if len(self.asked) == 1 and self.asked[0][0] not in among:
            self.alone, self.usual = self.asked[0]
            self.cases = frozenset(value for (value,) in self.cases)
            self.known = None if self.known is None else frozenset(value for (value,) in self.known)


def _cases(kept: Any) -> frozenset[Any]:
    return frozenset(tuple(map(as_value, values)) for values in kept)


def document_text(lookup: Lookup, choices: dict[str, object]) -> str | None:
    """The text of the canonical document of raw choices.

    The empty text where they are surely invalid, and None where looking up does not tell. `choices` is a `dict`.
    """
    parts = lookup.blank.copy()
    total = total_of(lookup, choices, parts)
    if total is None:
        return UNKNOWN
    if total == REFUSED or total & lookup.guard:
        return INVALID
    for shift, mask, broken in lookup.indexed:
        if broken[total >> shift & mask]:
            return INVALID
    return f'{{"choices":{{{"".join(parts)[:-1]}{lookup.ending}'


def total_of(lookup: Lookup, choices: dict[str, object], parts: list[str]) -> int | None:
    """What raw choices add up to, in the fields of the checks; `parts`, a copy of `blank`, has what they write then.

    `REFUSED` where they are surely invalid whatever they add up to, and None where looking up does not tell. `choices`
    is a `dict`.
    """
    found = lookup.found
    total: Any = lookup.bias
    try:
        if lookup.limbs is not None:
            total = joined(_limbs_of(lookup, lookup.limbs.copy(), choices, parts))
        else:
            for key, raw in choices.items():
                added, place, text = found[type(raw)][key][raw]
                total += added
                parts[place] = text
            if lookup.conditional:
                for added, place, text in _settled(lookup.conditional, choices):
                    total += added
                    parts[place] = text
    except RefusedError:
        return REFUSED
    except KeyError:
        return UNKNOWN if choices.keys() <= lookup.keys else REFUSED
    except TypeError:
        return UNKNOWN
    return total if total & lookup.counting == lookup.expected else REFUSED


def _limbs_of(lookup: Lookup, limbs: list[int], choices: dict[str, object], parts: list[str]) -> list[int]:
    """The limbs of what raw choices add up to; the same in parts. Raises as look-ups do."""
    found = lookup.found
    more: Parts
    for key, raw in choices.items():
        more, place, text = found[type(raw)][key][raw]
        for index, limb in more:
            limbs[index] += limb
        parts[place] = text
    for more, place, text in _settled(lookup.conditional, choices):
        for index, limb in more:
            limbs[index] += limb
        parts[place] = text
    return limbs


def _settled(conditional: list[Conditional], choices: dict[str, object]) -> list[Found]:
    """What is found for conditional options that nobody mentions. Raises as look-ups do."""
    values: dict[str, object] = {}
    found: list[Found] = []
    for each in conditional:
        key = each.key
        asked: object
        if each.alone is not None:
            asked = choices.get(each.alone, each.usual)
        else:
            asked = tuple([values[of] if of in values else choices.get(of, usual) for of, usual in each.asked])
        if each.known is not None and asked not in each.known:
            raise KeyError(key)
        if (asked in each.cases) is each.holds:
            if key in choices:
                values[key] = choices[key]
            elif each.unmentioned is None:
                raise RefusedError
            else:
                found.append(each.unmentioned)
                values[key] = each.value
        elif key in choices:
            raise RefusedError
        else:
            values[key] = None
    return found
