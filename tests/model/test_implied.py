"""What the shape of a condition says to be there is there, in every configuration where the condition is true."""

from __future__ import annotations

from referee import all_valid
from snippets import reader

from configurator.model.constraint import holds
from configurator.model.evaluation import evaluate
from configurator.model.expression import Expression, HasValue, Present
from configurator.model.implied import has_attribute, has_value
from configurator.pipeline import build
from configurator.source import Source

CONDITIONS = (
    "strap present", "strap absent", "not strap present", "strap = red", "strap != red", "not strap = red",
    "strap in {red}", "strap not in {red}", "strap.ink present", "strap.ink = dark", "strap.ink != dark",
    "size = large", "size = large and strap present", "size = large or strap present", "count(strap) = 1",
    "bag in extras", "extras present", "place = back", "depth > 2", "depth in 1 .. 2", "gift = yes", "count(strap) = 0",
    "strap present and place = edge and gift = no", "size = small and gift = yes", "gift = yes and size = small",
)  # fmt: skip
CATALOG = """catalog demo
product mug {{
  option size: small {{ blank: 1 }} | large {{ blank: 2 }}
  option strap: red {{ ink: dark }} | blue optional
  option gift: yes or no optional
  option place: back {{ tool: 1 }} | edge {{ tool: 2 }} when size = small and gift = yes
  option depth: integer 1 .. 3 optional when size = large
  option extras: any of {{ bag, lid }} when strap present
  build {{
{}
  }}
}}
"""


def test_what_a_condition_says_by_itself_is_so() -> None:
    steps = "".join(f'    pick "P{number}" when {each}\n' for number, each in enumerate(CONDITIONS))
    outcome = build(Source("catalog.vpc", CATALOG.format(steps)), reader({}))
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    product = outcome.value.products["mug"].product
    conditions = {text: step.when for text, step in zip(CONDITIONS, product.steps, strict=True)}
    valid = list(all_valid(product))
    assert all(holds(each, valid[0], product.domains) for each in product.all_constraints)
    found: set[tuple[str, str]] = set()
    for text, condition in conditions.items():
        assert condition is not None
        met = [each for each in valid if evaluate(condition, each, product.domains) is True]
        for option in product.options:
            asked: dict[str, tuple[bool, Expression]] = {
                option.key: (has_value(option, condition), HasValue(option.key))
            }
            for name in ("ink", "tool", "blank") if option.key in ("strap", "place", "size") else ():
                said = has_attribute(option, name, condition)
                asked[f"{option.key}.{name}"] = said, Present(option.key, name)
            for what, (said, there) in asked.items():
                if said:
                    found.add((text, what))
                    assert all(evaluate(there, each, product.domains) is True for each in met), (text, what)
    assert {
        ("strap present", "strap"), ("strap != red", "strap"), ("strap.ink = dark", "strap.ink"),
        ("gift = yes and size = small", "place"), ("place = back", "place.tool"), ("size = large", "size.blank"),
        ("bag in extras", "extras"), ("depth in 1 .. 2", "depth"),
    } <= found  # fmt: skip
    assert ("size = large or strap present", "strap") not in found
