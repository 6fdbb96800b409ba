"""Read a configuration: from the choices somebody made to completed canonical values (CODE.md, section 1).

Options are read in order of dependence. One whose `when` is not met must not be mentioned, except as None. An active
one that is not mentioned gets its baseline; else its default; else the empty set (`any of`) or no value (`optional`);
else it is missing.
All that is wrong is found in one go. What would surprise: an option with a problem has no completed value, and
whatever depends on it through `when` is judged neither inactive nor missing on that account.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from configurator.diagnostics.suggest import MOST_LISTED, listed
from configurator.model.catalog import Product
from configurator.model.derived_options import derived_value, not_what_follows
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    ProductDomain,
    TextDomain,
    keys_of,
)
from configurator.model.evaluation import evaluate
from configurator.model.expression import options_in
from configurator.model.faults import Hints, called_now
from configurator.model.nesting import FAULTY, enclosing, spread
from configurator.model.option import Option
from configurator.model.problem import WHOLE, Problem, ProblemCode, path_to, shown
from configurator.model.raw_numbers import range_of
from configurator.model.raw_values import may_be_empty, read_value
from configurator.model.what_was_read import Reading


def read_configuration(product: Product, choices: Mapping[str, object]) -> Reading:
    """Read raw choices by option key, as they come from JSON or Python; any object is answered, none raises."""
    if not isinstance(choices, Mapping):
        return Reading({}, (no_object(),))
    hints = Hints()
    unknown: list[Problem] = []
    if product.nests:
        choices, misshapen = spread(product, choices, hints)
        unknown += misshapen
    else:
        names: Collection[object] = choices.keys()  # whatever somebody says
        unknown += [unknown_option(product, name, hints) for name in names if name not in product.by_key]
    found: dict[str, CanonicalValue | None] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    unsure: set[str] = set()  # nobody can say whether these are active before others are in order
    for option in product.in_order_of_dependence:
        key = option.key
        active = _is_active(option, found, unsure, product)
        mentioned = key in choices
        raw = choices.get(key)
        if active is None:
            unsure.add(key)
        if raw is FAULTY or (active is None and raw is None):
            continue
        if active is False:
            value, faults = None, mentioned_in_vain(option) if raw is not None else ()
        elif option.derivation is not None:
            if active is None:
                continue
            value, faults = _derived(option, raw if mentioned else None, found, product, hints)
        elif mentioned:
            value, faults = read_value(option, raw, hints)
        else:
            value, faults = unmentioned(option)
        if faults:
            problems[key] = faults
        else:
            found[key] = value
    in_declared_order = [problem for key in product.by_key if key in problems for problem in problems[key]]
    completed = {key: found[key] for key in product.by_key if key in found}
    return Reading(completed, (*unknown, *in_declared_order))


def no_object() -> Problem:
    """The problem of choices that are no object at all."""
    message = "a configuration is an object with a member for each choice"
    return Problem(ProblemCode.WRONG_TYPE, WHOLE, message)


def _is_active(
    option: Option, found: Mapping[str, CanonicalValue | None], unsure: Collection[str], product: Product
) -> bool | None:
    """Whether an option is asked for; None where nobody can say before others are in order."""
    around = enclosing(option.key) if product.nests else None
    if around is not None and around not in found:
        return None
    if option.derivation is not None and not all(key in found and key not in unsure for key in option.depends_on):
        return None
    if option.when is None:
        return True
    if all(key in found and key not in unsure for key in options_in(option.when)):
        return evaluate(option.when, found, product.domains) is True
    return None


def _derived(
    option: Option,
    raw: object,
    found: Mapping[str, CanonicalValue | None],
    product: Product,
    hints: Hints,
) -> tuple[CanonicalValue | None, tuple[Problem, ...]]:
    """What follows from other choices; whoever mentions it must mean the same."""
    value, problems = derived_value(option, found, product.domains)
    if raw is not None and not problems:
        given, faults = read_value(option, raw, hints)
        return value, faults or (() if given == value else (not_what_follows(option, value),))
    return value, problems


def unknown_option(product: Product, name: object, hints: Hints) -> Problem:
    """The problem of a choice for an option that the product does not have."""
    if not isinstance(name, str):
        message = f"the name of an option is a string, not a value of the type `{shown(type(name).__name__)}`"
        return Problem(ProblemCode.UNKNOWN_OPTION, WHOLE, message)
    message = f"`{product.key}` has no option `{shown(name)}`"
    return Problem(
        ProblemCode.UNKNOWN_OPTION,
        path_to("", shown(name)),
        message,
        called_now(product.by_permanent_key.get(name)) or hints.nearest(name, product.by_key),
        span=product.span,
    )


def mentioned_in_vain(option: Option) -> tuple[Problem, ...]:
    """The problem of a value for an option that is not asked for."""
    asked = options_in(option.when) if option.when is not None else ()
    message = f"`{option.key}` does not apply to what is chosen for {listed(asked)}"
    hint = f"leave `{option.key}` out, or choose otherwise for {listed(asked)}"
    involved = tuple(dict.fromkeys((option.key, *asked)))
    return (Problem(ProblemCode.INACTIVE_OPTION, path_to(option.key), message, hint, None, involved, option.span),)


def unmentioned(option: Option) -> tuple[CanonicalValue | None, tuple[Problem, ...]]:
    """What an active option gets that nobody mentioned."""
    if option.preset is not None:
        return option.preset, ()
    if may_be_empty(option):
        return (), ()
    if option.optional:
        return None, ()
    message = f"`{option.key}` needs {_needed(option.domain)} and is not mentioned"
    return None, (
        Problem(
            ProblemCode.MISSING_OPTION,
            path_to(option.key),
            message,
            _possible(option),
            options=(option.key,),
            span=option.span,
        ),
    )


def _needed(domain: Domain) -> str:
    """What an option needs that has none: a value, so many of them, a product."""
    if isinstance(domain, ProductDomain):
        return f"{'a' if domain.least == 1 else f'{domain.least} of'} `{domain.nested.key}`"
    few_values = domain.least if isinstance(domain, AnyOfDomain) else 1
    return "a value" if few_values == 1 else f"{few_values} values"


def _possible(option: Option) -> str | None:
    """A hint that says what the option can be, where that is soon said."""
    match option.domain:
        case FlagDomain():
            return "choose `true` or `false`"
        case TextDomain() | ImageDomain():
            return None
        case ProductDomain() as domain:
            return f"give the choices for {'each' if domain.many else 'a'} `{domain.nested.key}`"
        case IntegerDomain() | NumberDomain() as domain:
            return f"choose a number from {range_of(domain)}"
    among = "among" if isinstance(option.domain, AnyOfDomain) else "one of"
    few = list(keys_of(option.domain)) if option.domain.size() <= MOST_LISTED else []
    return f"choose {among} {listed(few)}" if few else None
