"""What a random product says of a configuration: completed, valid or what it breaks, its document, parts and sale."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from world_meaning import Option, Product, Whole

UNSAID = object()


def wholes(product: Product) -> Iterator[dict[str, Any]]:
    """Every combination of what the options can be where they are asked for, valid or not."""
    yield from _extended(product.options, {})


def _extended(options: list[Option], whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not options:
        yield whole
        return
    for value in outcomes(options[0], whole):
        yield from _extended(options[1:], {**whole, options[0].key: value})


def outcomes(option: Option, whole: Whole) -> list[Any]:
    """All that an option can be beside what is chosen before it."""
    if option.follows is not None:
        return [option.follows(whole)[0]]
    if not is_asked(option, whole):
        return [None]
    nothing: list[Any] = []
    if option.optional and not (option.kind in ("set", "many") and () in option.values):
        nothing = [() if option.kind in ("set", "many") else None]
    return [*option.values, *nothing]


def is_asked(option: Option, whole: Whole) -> bool:
    """Whether its `when` is true."""
    return option.when is None or option.when.of(whole) is True


def inner_wholes(option: Option, whole: Whole) -> Iterator[tuple[str, Whole]]:
    """What is chosen of products within, with what their keys begin with."""
    chosen = whole.get(option.key)
    if option.kind == "one" and chosen is not None:
        yield f"{option.key}.", chosen
    elif option.kind == "many":
        yield from ((f"{option.key}.{number}.", each) for number, each in enumerate(chosen or (), 1))


def unfit(product: Product, whole: Whole, prefix: str = "") -> list[str]:
    """Derived options that cannot be what follows: the keys of their tables, or their own."""
    found = []
    for option in product.options:
        if option.follows is not None and not option.follows(whole)[1]:
            found.append(prefix + (option.because or option.key))
        for before, inner in inner_wholes(option, whole):
            assert option.inner is not None
            found += unfit(option.inner, inner, prefix + before)
    return found


def broken(product: Product, whole: Whole, prefix: str = "") -> list[str]:
    """The keys of all rules and tables that a whole breaks, sorted."""
    found = [prefix + rule.key for rule in product.rules if rule.breaks(whole)]
    for option in product.options:
        for before, inner in inner_wholes(option, whole):
            assert option.inner is not None
            found += broken(option.inner, inner, prefix + before)
    return sorted(found)


def barred(product: Product, whole: Whole, facts: Whole, prefix: str = "") -> list[str]:
    """The keys of all `sell` rules that bar a sale, sorted."""
    found = [prefix + rule.key for rule in product.sells if rule.breaks({**whole, **facts})]
    for option in product.options:
        for before, inner in inner_wholes(option, whole):
            assert option.inner is not None
            found += barred(option.inner, inner, facts, prefix + before)
    return sorted(found)


def completed(product: Product, said: Whole) -> dict[str, Any] | None:
    """Choices completed with what nobody mentioned; None where something is wrong with one of them."""
    whole: dict[str, Any] = {}
    if not said.keys() <= {option.key for option in product.options}:
        return None
    for option in product.options:
        found = said.get(option.key, UNSAID)
        found = None if found == () and option.kind == "many" else found  # an empty list says that there are none
        if option.follows is not None:
            whole[option.key], fits = option.follows(whole)
            if not fits or (found is not UNSAID and found is not None and found != whole[option.key]):
                return None
            continue
        if not is_asked(option, whole):
            if found is not UNSAID and found is not None:
                return None
            whole[option.key] = None
            continue
        several = option.kind in ("set", "many")
        if found is UNSAID:
            if not option.has_unsaid:
                return None
            whole[option.key] = option.unsaid
        elif found is None:
            may = option.optional or (option.kind == "many" and () in option.values)
            if not may:
                return None
            whole[option.key] = () if several else None
        else:
            inner = _completed_inner(option, found)
            if inner is None:
                return None
            whole[option.key] = inner
    return whole


def _completed_inner(option: Option, found: Any) -> Any:
    if option.inner is None:
        return found if found in option.values or (option.optional and found == ()) else None
    if option.kind == "one":
        return completed(option.inner, found)
    several = [completed(option.inner, each) for each in found]
    sizes = {len(each) for each in option.values} | ({0} if option.optional else set())
    return None if None in several or len(several) not in sizes else tuple(several)


def flat(product: Product, whole: Whole, prefix: str = "") -> dict[str, Any]:
    """A whole under the keys that options have in it; a product within is 1, several are as many as there are."""
    found: dict[str, Any] = {}
    for option in product.options:
        value = whole[option.key]
        found[prefix + option.key] = value
        if option.inner is not None:
            found[prefix + option.key] = None if value is None else len(value) if option.kind == "many" else 1
        for before, inner in inner_wholes(option, whole):
            assert option.inner is not None
            found |= flat(option.inner, inner, prefix + before)
    return found


def document(product: Product, whole: Whole) -> bytes:
    """The canonical document."""
    return _bytes(_document(product, whole))


def _bytes(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _document(product: Product, whole: Whole) -> dict[str, Any]:
    choices: dict[str, Any] = {}
    for option in product.options:
        value = whole[option.key]
        if option.follows is not None or not is_asked(option, whole) or value == option.left_out:
            continue
        choices[option.was or option.key] = _written(option, value)
    return {"product": f"{product.catalog}/{product.key}", "choices": choices}


def _written(option: Option, value: Any) -> Any:
    if value is None:
        return None
    if option.kind == "one":
        assert option.inner is not None
        return _document(option.inner, value)
    if option.kind == "many":
        inner = option.inner
        assert inner is not None
        return sorted((_document(inner, each) for each in value), key=_bytes)
    if option.kind == "set":
        return sorted(option.former.get(each, each) for each in value)
    return option.former.get(value, value) if option.kind == "values" else value


def closed(product: Product, whole: Whole) -> str:
    """What is counted of a whole: all but its texts, and not the order of several."""
    found: list[Any] = []
    for option in product.options:
        value = whole[option.key]
        if option.inner is not None and option.kind == "many" and value is not None:
            value = sorted(closed(option.inner, each) for each in value) or None  # none of them is no value
        elif option.inner is not None and value is not None:
            value = closed(option.inner, value)
        if not option.is_open:
            found.append(value)
    return repr(found)


def parts(product: Product, whole: Whole) -> dict[tuple[str, str], Fraction]:
    """What a whole is made of: so many base units by part and unit."""
    found: dict[tuple[str, str], Fraction] = {}
    for option in product.options:
        for _, inner in inner_wholes(option, whole):
            assert option.inner is not None
            _add(found, parts(option.inner, inner))
    for pick in product.picks:
        number = pick.quantity(whole)
        if (pick.when is None or pick.when.of(whole) is True) and number is not None and number > 0:
            _add(found, {(pick.part(whole), pick.unit): number})
    return found


def _add(found: dict[tuple[str, str], Fraction], more: Mapping[tuple[str, str], Fraction]) -> None:
    for key, number in more.items():
        found[key] = found.get(key, Fraction(0)) + number
