"""Random products with a history behind them: options and values that were called otherwise first, and baselines."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from referee import outcomes_of
from strategies import products

from configurator.model.catalog import Product
from configurator.model.domain import AnyOfDomain, Domain, ValueDomain
from configurator.model.option import Option


@st.composite
def products_with_lineage(draw: DrawFn) -> Product:
    """A small product; names are those of today, as in products without a history, so its constraints stay."""
    product = draw(products())
    options = tuple(draw(with_lineage(option)) for option in product.options)
    return replace(product, options=options, was=draw(st.sampled_from((None, "box", "small"))))


@st.composite
def with_lineage(draw: DrawFn, option: Option) -> Option:
    """An option that may have been renamed, with values that may have been, and maybe with a baseline."""
    former = draw(st.sampled_from((None, f"former_{option.key}", option.key)))
    outcomes = [each for each in outcomes_of(option, ()) if each is not None]
    baseline = draw(st.sampled_from((None, *outcomes))) if outcomes else None
    since = None if baseline is None else "2026-05"
    return replace(option, was=former, since=since, baseline=baseline, domain=draw(renamed(option.domain)))


@st.composite
def renamed(draw: DrawFn, domain: Domain) -> Domain:
    """The same domain; values may have had another key first, so that their order by first keys is another one."""
    match domain:
        case ValueDomain():
            keys = [f"w{9 - number}" for number in range(len(domain.values))]
            first = (
                draw(st.sampled_from((None, key, value.key))) for key, value in zip(keys, domain.values, strict=True)
            )
            return replace(
                domain, values=tuple(replace(value, was=was) for value, was in zip(domain.values, first, strict=True))
            )
        case AnyOfDomain():
            members = draw(renamed(domain.members))
            assert isinstance(members, ValueDomain)
            return replace(domain, members=members)
    return domain
