"""SXFM: a tree and clauses in a little XML, and what is told of mistakes."""

from __future__ import annotations

import pytest

from configurator.diagnostics import codes
from configurator.engine.count import count
from configurator.exchange.sxfm import catalog_text
from configurator.pipeline import build
from configurator.source import Source

MODEL = """<!-- made by hand -->
<feature_model name="Bike shop">
<meta><data name="description">Ships &amp; sells</data></meta>
<feature_tree>
:r Bike(_r)
\t:m Frame(_f)
\t\t:g (_g) [1,1]
\t\t\t: steel(_s)
\t\t\t: carbon(_c)
\t:o Bell & light(_b)
\t:g [1,*]
\t\t: front (brake)(_x)
\t\t: back(_y)
</feature_tree>
<constraints>
c1:~_b or _s
~_c or _x
</constraints>
</feature_model>
""".replace("Bell & light", "Bell &amp; light")


def no_file(name: str) -> str:
    raise AssertionError(name)


def test_a_model_is_counted() -> None:
    made = catalog_text(Source("bike.sxfm", MODEL), no_file)
    assert made.value is not None, made.diagnostics
    assert 'option Bell_light "Bell & light": on optional' in made.value
    assert "option Frame: steel | carbon" in made.value
    outcome = build(Source("bike.vpc", made.value), no_file)
    assert outcome.value is not None, outcome.diagnostics
    (knowledge,) = outcome.value.products.values()
    # steel: with a bell or not, three sets of brakes; carbon: no bell, a front brake
    assert count(knowledge.product) == 6 + 2


@pytest.mark.parametrize(
    ("old", "new", "message", "place"),
    [
        ("<feature_tree>", "<feature_tre>", "this is no XML", "</feature_tree>"),
        (":o Bell", ":x Bell", "neither a feature nor a group", ":x Bell &amp; light(_b)"),
        ("\t:m Frame", ":r Frame", "one root", ":r Frame(_f)"),
        ("\t\t\t: steel", "\t\t\t:o steel", "a feature of a group is written", ":o steel(_s)"),
        ("carbon(_c)", "carbon(_s)", "two features have the identifier `_s`", ": carbon(_s)"),
        ("~_b or", "~_bb or", "no feature has the identifier `_bb`", "c1:~_bb or _s"),
        ("~_b or _s", "~_b and _s", "a constraint is a clause", "c1:~_b and _s"),
        ("feature_tree", "tree", "there is no feature tree", "<"),
    ],
)
def test_a_mistake_is_told_at_its_place(old: str, new: str, message: str, place: str) -> None:
    source = Source("bike.sxfm", MODEL.replace(old, new))
    made = catalog_text(source, no_file)
    assert made.value is None
    found = made.diagnostics[0]
    assert message in found.message
    assert source.text[found.span.start : found.span.end].replace("&amp;", "&") == place.replace("&amp;", "&")


def test_entities_are_refused_before_anything_is_expanded() -> None:
    bomb = '<!DOCTYPE f [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n' + MODEL.replace("Bike(_r)", "&b;(_r)")
    made = catalog_text(Source("bike.sxfm", bomb), no_file)
    assert [each.code for each in made.diagnostics] == [codes.FOREIGN_CONSTRUCT]
