"""Products within products: how the keys of what is inside are made, and choices as people nest them.

An option with a `ProductDomain` stands for a product, or for a list of products, that is configured within another one.
All options of each stand among those of the whole, under keys that say where: `first.finish` is the finish of what is
chosen for `first`; `phones.2.model` the model of the second of the `phones`. So whatever works on options works on
these; only where choices are read and written do they stand inside one another, as in JSON:
`{"first": {"finish": "matte"}, "phones": [{"model": "slim"}, {"model": "pro"}]}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from configurator.diagnostics.suggest import listed
from configurator.model.catalog import Product
from configurator.model.domain import Domain, ProductDomain
from configurator.model.faults import Hints, called_now, kind
from configurator.model.option import Option
from configurator.model.problem import Problem, ProblemCode, path_to, shown
from configurator.text.json_reader import JsonValue

MOST_PRODUCTS = 200
"""In one list."""


class HowMany(int):
    """How many products are chosen for an option. Readers of nested choices make these; a plain number is no choice."""


FAULTY: Final = object()
"""A choice that is faulty, which has been said."""


@lru_cache(100_000)
def enclosing(key: str) -> str | None:
    """The key of the option whose product an option belongs to; None for one of the product itself."""
    head, dot, _ = key.rpartition(".")
    if not dot:
        return None
    owner, dot, number = head.rpartition(".")
    return owner if dot and number.isdigit() else head


def is_there(key: str, completed: Mapping[str, object]) -> bool:
    """Whether what has this key is part of what is chosen: not in a product, or a place of a list, that is not."""
    around = enclosing(key)
    if around is None:
        return True
    number, chosen = key[len(around) + 1 :].partition(".")[0], completed.get(around)
    least = int(number) if number.isdigit() else 1
    return isinstance(chosen, int) and chosen >= least and is_there(around, completed)


def numberless(key: str) -> str:
    """A key without the places in lists that stand in it: `phones.2.rugged` becomes `phones.rugged`."""
    return ".".join(each for each in key.split(".") if not each.isdigit())


def home(product: Product, key: str) -> tuple[Product, str]:
    """The product that declares what has this key within another one, and the key that it has there."""
    *around, own = key.split(".")
    for name in around:
        if not name.isdigit():
            domain = product.by_key[name].domain
            assert isinstance(domain, ProductDomain)  # noqa: S101 - only such a key has others behind it
            product = domain.nested
    return product, own


def inside(option: Option) -> Iterator[str]:
    """For each product that may be chosen for an option, what the keys of its options begin with."""
    domain = option.domain
    assert isinstance(domain, ProductDomain)  # noqa: S101
    if domain.many:
        yield from (f"{option.key}.{number}." for number in range(1, domain.greatest + 1))
    else:
        yield f"{option.key}."


def spread(
    product: Product, choices: Mapping[str, object], hints: Hints
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Nested choices under the keys that options have in the whole, and what is wrong with their shape.

    Whoever does not mention a nested product has none. A choice whose shape is wrong is `FAULTY`.
    """
    spreading = _Spreading(product, hints)
    spreading.take("", product, choices)
    return spreading.flat, tuple(spreading.problems)


class _Spreading:
    """Goes down into nested choices; `flat` has all that were found."""

    def __init__(self, product: Product, hints: Hints) -> None:
        self._whole, self._hints = product, hints
        self.flat: dict[str, object] = {}
        self.problems: list[Problem] = []

    def take(self, prefix: str, product: Product, choices: Mapping[str, object]) -> None:
        """Choices of a product whose options have this before their keys in the whole."""
        known = product.declared_by_key
        for name, raw in choices.items():
            option = known.get(name) if isinstance(name, str) else None
            if option is None:
                self._unknown(prefix, product, name)
            elif isinstance(option.domain, ProductDomain):
                self._nested(self._whole.by_key[prefix + option.key], option.domain, raw)
            else:
                self.flat[prefix + option.key] = raw

    def _unknown(self, prefix: str, product: Product, name: object) -> None:
        if not isinstance(name, str):
            message = f"the name of an option is a string, not {kind(name)}"
            self.problems.append(Problem(ProblemCode.UNKNOWN_OPTION, path_to(prefix.rstrip(".")), message))
            return
        message = f"`{product.key}` has no option `{shown(name)}`"
        hint = called_now(product.declared_by_permanent_key.get(name)) or _apart(product, name)
        hint = hint or self._hints.nearest(name, product.declared_by_key)
        path = path_to(prefix.rstrip("."), shown(name))
        self.problems.append(Problem(ProblemCode.UNKNOWN_OPTION, path, message, hint, span=product.span))

    def _nested(self, option: Option, domain: ProductDomain, raw: object) -> None:
        if raw is None or (isinstance(raw, str | list | tuple) and not raw):
            self.flat[option.key] = None
            return
        several = list(raw) if domain.many and isinstance(raw, list | tuple) else [raw]
        if isinstance(raw, Mapping) is domain.many or not all(isinstance(each, Mapping) for each in several):
            self._misshapen(option, domain, raw)
            return
        self.flat[option.key] = HowMany(len(several))
        for prefix, each in zip(inside(option), several, strict=False):
            choices = self._choices(option, domain, each)
            if choices is not None:
                self.take(prefix, domain.nested, choices)

    def _choices(self, option: Option, domain: ProductDomain, raw: object) -> Mapping[str, object] | None:
        """The choices of one product, which may be given as a document: `{"product": …, "choices": {…}}`."""
        assert isinstance(raw, Mapping)  # noqa: S101 - looked at before
        if raw.keys() != {"product", "choices"} or not isinstance(raw["choices"], Mapping):
            return raw
        if raw["product"] not in (domain.name, domain.nested.key):
            message = f"`{option.key}` takes `{domain.name}`, and not the product that is named here"
            self._say(option, ProblemCode.UNKNOWN_VALUE, message, f"write `{domain.name}`, or the choices alone")
            return None
        choices: Mapping[str, object] = raw["choices"]
        return choices

    def _misshapen(self, option: Option, domain: ProductDomain, raw: object) -> None:
        name = domain.nested.key
        if not domain.many:
            some = listed(list(domain.nested.declared_by_key)[:3])
            message = f"`{option.key}` takes the choices for one `{name}`, as an object, not {kind(raw)}"
            hint = f"write an object with choices for {some}"
        else:
            message = f"`{option.key}` takes an array with an object for each `{name}`"
            hint = "write `[{…}]` for one of them"
        self._say(option, ProblemCode.WRONG_TYPE, message, hint)

    def _say(self, option: Option, code: ProblemCode, message: str, hint: str) -> None:
        self.flat[option.key] = FAULTY
        path = path_to(option.key)
        self.problems.append(Problem(code, path, message, hint, options=(option.key,), span=option.span))


def _apart(product: Product, name: str) -> str | None:
    """The hint for a name with dots that names something nested."""
    if name not in product.by_key or enclosing(name) is None:
        return None
    owner = enclosing(name) or name
    if name[len(owner) + 1 :].split(".", maxsplit=1)[0].isdigit():
        return f"write the choices for `{owner}` as an array of objects"
    return f'write `"{owner}": {{"{name[len(owner) + 1 :]}": …}}`'


def gathered(product: Product, completed: Mapping[str, object]) -> dict[str, object]:
    """Choices by the keys of the whole, as people nest them: the other way round than `spread`.

    A nested product has an object with all its options, a list of them an array; None is no value.
    """
    return _gathered(product, "", completed)


def _gathered(product: Product, prefix: str, completed: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for option in product.declared_options:
        key = prefix + option.key
        if key not in completed:
            continue
        value = completed[key]
        if isinstance(option.domain, ProductDomain) and isinstance(value, int):
            starts = [f"{key}.{number}." for number in range(1, value + 1)] if option.domain.many else [f"{key}."]
            each = [_gathered(option.domain.nested, start, completed) for start in starts]
            found[option.key] = each if option.domain.many else each[0]
        else:
            found[option.key] = value
    return found


def nested(product: Product, choices: Mapping[str, object]) -> dict[str, object]:
    """Choices by the keys of the whole, as they are nested; what names nothing within stays where it can be told of.

    Whoever chooses something of a product chooses that product, and in a list those before it.
    """
    found: dict[str, object] = {}
    for key, raw in choices.items():
        _put(found, product, key.split("."), raw)
    return found


def _put(around: dict[str, object], product: Product, steps: list[str], raw: object) -> None:
    name, *inner = steps
    option = product.declared_by_key.get(name)
    if inner and option is not None and isinstance(option.domain, ProductDomain):
        domain, within = option.domain, around.setdefault(name, [] if option.domain.many else {})
        if isinstance(within, list) and inner[1:] and inner[0].isdigit() and 1 <= int(inner[0][:5]) <= MOST_PRODUCTS:
            within += [{} for _ in range(int(inner[0]) - len(within))]
            within, inner = within[int(inner[0]) - 1], inner[1:]
        if isinstance(within, dict):
            _put(within, domain.nested, inner, raw)
            return
    around[".".join(steps)] = raw


def flattened(product: Product, choices: Mapping[str, JsonValue]) -> dict[str, object]:
    """The choices of a document under the permanent keys that options have in the whole.

    What stands for a nested product and is no document of it stays as it is.
    """
    flat: dict[str, object] = {}
    waiting = [("", product, choices)]
    while waiting:
        prefix, within, members = waiting.pop()
        for name, member in members.items():
            option = within.declared_by_permanent_key.get(name)
            documents = None if option is None else _documents(option.domain, member)
            flat[prefix + name] = member if documents is None else HowMany(len(documents))
            if documents is not None and option is not None and isinstance(option.domain, ProductDomain):
                many, nested = option.domain.many, option.domain.nested
                for number, each in enumerate(documents[: option.domain.greatest], 1):
                    waiting.append((f"{prefix}{name}.{number}." if many else f"{prefix}{name}.", nested, each))
    return flat


def _documents(domain: Domain, member: JsonValue) -> list[Mapping[str, JsonValue]] | None:
    """The choices of each document that stands for nested products; None where something else stands there."""
    if not isinstance(domain, ProductDomain) or isinstance(member, list) is not domain.many:
        return None
    found: list[Mapping[str, JsonValue]] = []
    for each in member if isinstance(member, list) else [member]:
        if not isinstance(each, dict) or each.get("product") != domain.name or not isinstance(each["choices"], dict):
            return None
        found.append(each["choices"])
    return found
