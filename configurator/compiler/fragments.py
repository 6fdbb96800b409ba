"""How one option's choices are written in canonical documents: key and value, as far as they are known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from json.encoder import encode_basestring as quoted  # with exactly the escapes of RFC 8785, section 3.2.2.2

from configurator.compiler.grids import MOST_LISTED_NUMBERS
from configurator.knowledge.flat_checks import OptionSums
from configurator.knowledge.knowledge_base import Fragments
from configurator.model.domain import AnyOfDomain, CanonicalValue, ProductDomain, ValueDomain, members_of
from configurator.model.evaluation import Choices
from configurator.model.option import Option


def fragments_of(
    option: Option, permanent_key: str, sums: OptionSums, is_met: Callable[[Choices], bool] | None
) -> Fragments:
    """The fragments of an option that is written under a permanent key; `is_met` says whether its `when` is."""
    prefix = f"{quoted(permanent_key)}:"
    members = members_of(option.domain)
    renamed = members.renamed if members else {}
    prepared: dict[CanonicalValue | None, str] = {}
    if isinstance(option.domain, ValueDomain) and len(sums.listed) <= MOST_LISTED_NUMBERS:
        prepared = {key: prefix + quoted(renamed.get(key, key)) for key in option.domain.by_key}
    elif len(sums.listed) <= MOST_LISTED_NUMBERS and not isinstance(option.domain, ProductDomain):
        prepared = {value: prefix + written(value, renamed) for value in sums.listed}
    prepared[option.left_out] = ""
    # With a baseline, no value can mean that nobody asks for one, or that somebody wants none: that is written.
    wants_none = option.left_out is not None and option.optional and not isinstance(option.domain, AnyOfDomain)
    is_met = is_met if wants_none else None
    if is_met is None:
        prepared[None] = f"{prefix}null" if wants_none else ""
    return Fragments(option.key, prefix, prepared, renamed, is_met)


def written(value: CanonicalValue, renamed: Mapping[str, str]) -> str:
    """A canonical value in JSON, under the permanent keys of what is called otherwise today."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return quoted(renamed.get(value, value))
        case tuple():
            return f"[{','.join(map(quoted, sorted(renamed.get(key, key) for key in value)))}]"


def member_written(each: Fragments, value: CanonicalValue | None) -> str:
    """Key and value of one member, known beforehand or not; the empty text where it is left out."""
    known = each.prepared.get(value)
    if known is not None:
        return known
    return "" if value is None else each.prefix + written(value, each.renamed)
