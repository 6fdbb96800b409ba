"""A product as UVL: its options as features, its rules and tables as constraints, with the same number of products."""

from __future__ import annotations

from configurator.exchange.feature_tree.expression import TRUE
from configurator.exchange.feature_tree.product_conditions import Conditions
from configurator.exchange.feature_tree.product_features import features_of
from configurator.exchange.feature_tree.tree import Constraint, FeatureModel
from configurator.exchange.uvl.printer import uvl_of
from configurator.model.catalog import Product


def uvl_text(product: Product) -> str:
    """The text of a UVL model of a product. Raises `ExportError` for what UVL cannot say."""
    features = features_of(product)
    conditions = Conditions(product, features)
    found = [Constraint(condition, span) for condition, span in features.bounds]
    for each in product.all_constraints:
        condition = conditions.of(each)
        if condition != TRUE:
            found.append(Constraint(condition, each.span))
    return uvl_of(FeatureModel(features.root, product.key, found))
