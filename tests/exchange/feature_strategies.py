"""Small feature models, drawn at random, and what they mean by trying every set of their features."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from hypothesis import strategies as st

from configurator.exchange.feature_tree.expression import (
    Always,
    Amount,
    And,
    Arithmetic,
    Compare,
    Expression,
    Iff,
    Implies,
    Known,
    Literal,
    Not,
    Or,
    Selected,
    Total,
    Value,
)
from configurator.exchange.feature_tree.tree import (
    Attribute,
    Constraint,
    Feature,
    FeatureModel,
    Group,
    GroupKind,
    Type,
)
from configurator.source import Span

NOWHERE = Span(0, 0)
LEAST, GREATEST = 1, 3
"""The numbers that a typed feature has in these models."""

Product = Mapping[Feature, int | bool | None]
"""What a product has for each feature: whether it is there, or its number; None for a number that is not."""


@st.composite
def models(draw: st.DrawFn, *, most: int = 9, typed: bool = True) -> FeatureModel:
    """A model of at most so many features, with groups of all kinds, attributes, numbers, and some constraints."""
    root = Feature("root", NOWHERE)
    features = [root]
    while len(features) < most:
        parent = draw(st.sampled_from(features))
        size = draw(st.integers(1, min(3, most - len(features))))
        kind = draw(st.sampled_from(list(GroupKind)))
        group = Group(kind, NOWHERE)
        if kind is GroupKind.CARDINALITY:
            group.low = draw(st.integers(0, size))
            group.high = draw(st.integers(group.low, size + 1) | st.none())
        for _ in range(size):
            child = Feature(f"{draw(st.sampled_from(['f', 'a b', 'Option', 'or']))}{len(features)}", NOWHERE)
            if typed and draw(st.integers(0, 5)) == 0:
                child.type = Type.INTEGER
            if draw(st.booleans()):
                child.attributes["price"] = Attribute(Fraction(draw(st.integers(-2, 4)), 2), "")
            group.children.append(child)
            features.append(child)
        parent.groups.append(group)
        if draw(st.integers(0, 4)) == 0:
            break
    model = FeatureModel(root, "model")
    bounds = [each for feature in features if feature.type is Type.INTEGER for each in _bounds(feature)]
    drawn = draw(st.lists(conditions(features), max_size=4))
    model.constraints = [Constraint(each, NOWHERE) for each in (*bounds, *drawn)]
    return model


def _bounds(feature: Feature) -> Iterator[Expression]:
    for sign, bound in ((">=", LEAST), ("<=", GREATEST)):
        yield Implies(Selected(feature), Compare(sign, Value(feature), Literal(Fraction(bound)), NOWHERE))


def conditions(features: list[Feature]) -> st.SearchStrategy[Expression]:
    """Conditions over these features: all connectives, and comparisons of amounts."""
    selected = st.sampled_from(features).map(Selected)
    compared = st.builds(
        Compare,
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        amounts(features),
        amounts(features),
        st.just(NOWHERE),
    )
    return st.recursive(
        selected | compared,
        lambda inner: (
            inner.map(Not)
            | st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts)))
            | st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts)))
            | st.builds(Implies, inner, inner)
            | st.builds(Iff, inner, inner)
        ),
        max_leaves=5,
    )


def amounts(features: list[Feature]) -> st.SearchStrategy[Amount]:
    """Numbers, attributes, typed features, and sums of these."""
    leaves: list[st.SearchStrategy[Amount]] = [st.integers(-2, 5).map(lambda each: Literal(Fraction(each, 2)))]
    priced = [each for each in features if "price" in each.attributes]
    typed = [each for each in features if each.type is Type.INTEGER]
    if priced:
        leaves += [st.sampled_from(priced).map(lambda each: Known(each, "price"))]
        leaves += [st.sampled_from(features).map(lambda each: Total("sum", "price", each))]
    if typed:
        leaves += [st.sampled_from(typed).map(Value)]
    leaf = st.one_of(leaves)
    return leaf | st.builds(Arithmetic, st.sampled_from(["+", "-"]), leaf, leaf)


def products_of(model: FeatureModel) -> Iterator[Product]:
    """Every product of a model: each feature there or not, each number tried, and all groups and constraints met."""
    features = list(model.root)
    axes = [[None, *range(LEAST, GREATEST + 1)] if each.type is Type.INTEGER else [False, True] for each in features]
    for case in product(*axes):
        chosen = dict(zip(features, case, strict=True))
        fits = _is_there(model.root, chosen) and _fits(model.root, chosen)
        if fits and all(holds(each.condition, chosen) for each in model.constraints):
            yield chosen


def _is_there(feature: Feature, chosen: Product) -> bool:
    return chosen[feature] not in (None, False)


def _fits(root: Feature, chosen: Product) -> bool:
    for feature in root:
        for group in feature.groups:
            number = sum(_is_there(child, chosen) for child in group.children)
            if not _is_there(feature, chosen):
                if number:
                    return False
                continue
            size = len(group.children)
            least, most = {
                GroupKind.MANDATORY: (size, size),
                GroupKind.OPTIONAL: (0, size),
                GroupKind.OR: (1, size),
                GroupKind.ALTERNATIVE: (1, 1),
                GroupKind.CARDINALITY: (group.low, size if group.high is None else group.high),
            }[group.kind]
            if not least <= number <= most:
                return False
    return True


def holds(condition: Expression, chosen: Product) -> bool:
    """Whether a product meets a condition."""
    match condition:
        case Selected(feature):
            return _is_there(feature, chosen)
        case Always(truth):
            return truth
        case Not(part):
            return not holds(part, chosen)
        case And(parts):
            return all(holds(each, chosen) for each in parts)
        case Or(parts):
            return any(holds(each, chosen) for each in parts)
        case Implies(left, right):
            return not holds(left, chosen) or holds(right, chosen)
        case Iff(left, right):
            return holds(left, chosen) is holds(right, chosen)
        case Compare(sign, left, right):
            one, other = worth(left, chosen), worth(right, chosen)
            return {
                "=": one == other,
                "!=": one != other,
                "<": one < other,
                "<=": one <= other,
                ">": one > other,
                ">=": one >= other,
            }[sign]
    raise TypeError(condition)


def worth(amount: Amount, chosen: Product) -> Fraction:
    """What an amount comes to; what is not there counts 0."""
    match amount:
        case Literal(Fraction() as number):
            return number
        case Value(feature):
            return Fraction(chosen[feature] or 0)
        case Known(feature, name):
            known = feature.attributes[name].worth
            return known if isinstance(known, Fraction) and _is_there(feature, chosen) else Fraction(0)
        case Arithmetic(sign, left, right):
            one, other = worth(left, chosen), worth(right, chosen)
            return one + other if sign == "+" else one - other
        case Total(_, name, root):
            return sum((worth(Known(each, name), chosen) for each in root if name in each.attributes), Fraction(0))
    raise TypeError(amount)
