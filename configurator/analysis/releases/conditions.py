"""The CODE rule about conditions: what a document says that does not mention an option with a baseline, stays.

It is the baseline where the option is asked for, and nothing where it is not. So all stays that decides this and stands
in no document: the condition, and what is known today, or follows today, of the things that it looks at.
"""

from __future__ import annotations

from collections.abc import Iterator

from configurator.analysis.releases.forms import condition_form, constraint_form
from configurator.analysis.releases.history import History
from configurator.analysis.releases.meaning import of_same_kind
from configurator.diagnostics import Diagnostic, codes
from configurator.diagnostics.suggest import listed
from configurator.model.catalog import Product
from configurator.model.constraint import Table
from configurator.model.domain import AnyOfDomain, members_of
from configurator.model.expression import Expression, attributes_in
from configurator.model.option import Option

_KEEP = "keep the condition, and forbid by a rule what cannot be built"


def changed_conditions(history: History) -> Iterator[Diagnostic]:
    """With a baseline, `when` stays: it decides what a document means that does not mention the option."""
    for each in history.options:
        if each.option.baseline is None:
            continue
        for release, product, option in of_same_kind(each):
            found = _activity_differs(each.product, each.option, product, option)
            if found is not None:
                why, hint = found
                message = f"`{each.option.key}` has a baseline, and {why} since `{release}`"
                yield Diagnostic(codes.CHANGED_WHEN, each.option.span, message, hint=hint)
                break


def _activity_differs(product: Product, option: Option, old_product: Product, old: Option) -> tuple[str, str] | None:
    """Why the same document could have an option asked for in one release and not in the other, and what to do.

    None if it cannot. The condition itself must be the same; the attributes that it looks at, of all values that there
    were; the conditions of the sets that it looks at, because a document leaves out both an empty set and one not asked
    for; and what the derived options follow from that it looks at, because a document has nothing of them.
    """
    why = _condition_differs(product, option, old_product, old)
    seen, waiting = {option.key}, [option]
    while why is None and waiting:
        looked_at = [product.by_key[key] for key in dict.fromkeys(waiting.pop().depends_on) if key not in seen]
        for asked in looked_at:
            before = old_product.by_permanent_key[asked.permanent_key]
            if asked.derivation is not None and before.derivation is not None:
                if _derivation_differs(product, asked.derivation, old_product, before.derivation):
                    hint = f"let `{asked.key}` follow from what it did, and have a new option for what follows now"
                    return f"its `when` looks at `{asked.key}`, which follows from something else", hint
            elif not isinstance(asked.domain, AnyOfDomain):
                continue
            if _condition_differs(product, asked, old_product, before) is not None:
                return f"its `when` looks at `{asked.key}`, which is asked for otherwise", _KEEP
            seen.add(asked.key)
            waiting.append(asked)
    return None if why is None else (why, _KEEP)


def _condition_differs(product: Product, option: Option, old_product: Product, old: Option) -> str | None:
    """How an option's own condition, or an attribute that it looks at, is another one; None if it is not."""
    if condition_form(option.when, product) != condition_form(old.when, old_product):
        return "its `when` is another one"
    for attribute, changed in _attributes_changed(option.when, product, old_product):
        return f"its `when` looks at `{attribute}`, which has changed for {changed}"
    return None


def _derivation_differs(
    product: Product, now: Expression | Table, old_product: Product, before: Expression | Table
) -> bool:
    """Whether an option follows from something else than it did, or from attributes that have changed."""
    if isinstance(now, Table) and isinstance(before, Table):
        return constraint_form(now, product) != constraint_form(before, old_product)
    if isinstance(now, Table) or isinstance(before, Table):
        return True
    same = condition_form(now, product) == condition_form(before, old_product)
    return not same or any(_attributes_changed(now, product, old_product))


def _attributes_changed(
    expression: Expression | None, product: Product, old_product: Product
) -> Iterator[tuple[str, str]]:
    """The attributes that an expression of both releases looks at and that have changed; the values, in words."""
    for key, name in attributes_in(expression) if expression else ():
        asked = product.by_key[key]
        changed = _changed_attributes(asked, old_product.by_permanent_key[asked.permanent_key], name)
        if changed:
            yield f"{key}.{name}", changed


def _changed_attributes(now: Option, before: Option, name: str) -> str:
    """The values, in words, that have another attribute of this name than they had."""
    members, old = members_of(now.domain), members_of(before.domain)
    if members is None or old is None:
        return ""
    changed = [
        members.by_permanent_key[key].key
        for key, value in old.by_permanent_key.items()
        if key in members.by_permanent_key
        and members.by_permanent_key[key].attributes.get(name) != value.attributes.get(name)
    ]
    return listed(changed[:3]) + (f" and {len(changed) - 3:,} more" if len(changed) > 3 else "")
