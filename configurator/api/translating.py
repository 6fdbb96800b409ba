"""Answers about domains in another language of their catalog: labels are put in, nothing else changes."""

from __future__ import annotations

from configurator.answers.narrowed import DomainAnswer
from configurator.model.catalog import Product
from configurator.model.domain import members_of


def in_words_of(product: Product, answer: DomainAnswer) -> DomainAnswer:
    """The same answer with the labels of a product, translated or not."""
    option = product.by_key[answer.option]
    members = members_of(option.domain)
    values = answer.values
    if members is not None:
        values = tuple(each.model_copy(update={"label": members.by_key[str(each.value)].label}) for each in values)
    return answer.model_copy(update={"label": option.label, "values": values})
