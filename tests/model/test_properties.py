"""Free properties are kept with what they are said of, and nothing else depends on them."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from configurator.analysis.releases.history import Release
from configurator.diagnostics import Diagnostic
from configurator.engine.validate import validate
from configurator.model.properties import PROPERTIES, UNSAID, Properties
from configurator.pipeline import build, code, declared
from configurator.release_check import compared
from configurator.source import Source

PLACES = ("space", "eagles", "product", "size", "small", "rule", "table", "row")
"""Where properties stand in `CATALOG`, by their marks."""

CATALOG = """catalog demo "Demo" {}
space team "Team": eagles "Eagles" «eagles» | bulls «space»
space maker from "makers.csv" key id { name: label }
product cap "Cap" «product» {
  option size: small «small» | large default small «size»
  option team: team
  option maker: maker
  rule eagles_large require size = large when team = eagles because "Eagles are large." «rule»
  table pairs (size, team) allow {
    *, *
  } «table» because "All pairs."
}
"""
CSV = "id,name,owner,reason,ticket,note\nacme,Acme,{owner},{reason},{ticket},{note}\n"

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"), exclude_characters='",'), max_size=12)
noted = st.builds(dict[str, str], st.dictionaries(st.sampled_from(PROPERTIES), words.map(str.strip).filter(bool)))
everywhere = st.fixed_dictionaries(dict.fromkeys(PLACES, noted))


def written(place: str, said: Mapping[str, str]) -> str:
    texts = {name: text.replace("\\", "\\\\") for name, text in said.items()}
    if place in ("eagles", "small"):
        return "{" + ", ".join(f'{name}: "{text}"' for name, text in texts.items()) + "}"
    return " ".join(f'{name} "{text}"' for name, text in texts.items())


def source_of(said: Mapping[str, Mapping[str, str]]) -> tuple[Source, str]:
    text = CATALOG
    for place in PLACES:
        text = text.replace(f"«{place}»", written(place, said.get(place, {})))
    row = dict.fromkeys(PROPERTIES, "") | dict(said.get("row", {}))
    return Source("demo.vpc", text), CSV.format(**row)


@given(everywhere)
def test_each_property_is_kept_where_it_was_said(said: dict[str, dict[str, str]]) -> None:
    source, csv = source_of(said)
    catalog = declared(source, lambda name: csv).value
    assert catalog is not None
    (cap,) = catalog.products
    team, maker = catalog.spaces["team"], catalog.spaces["maker"]
    size = cap.by_key["size"]
    rule, table = cap.constraints
    found: dict[str, Properties] = {
        "space": catalog.space_heads[0].properties,
        "eagles": team.by_key["eagles"].properties,
        "product": cap.properties,
        "size": size.properties,
        "small": size.domain.by_key["small"].properties,  # type: ignore[union-attr]
        "rule": rule.properties,
        "table": table.properties,
        "row": maker.by_key["acme"].properties,
    }
    assert {place: dict(properties.said()) for place, properties in found.items()} == said
    assert team.by_key["bulls"].properties == catalog.space_heads[1].properties == UNSAID


@given(everywhere)
def test_no_verdict_document_or_release_check_depends_on_properties(said: dict[str, dict[str, str]]) -> None:
    source, csv = source_of(said)
    plain, plain_csv = source_of({})
    knowledge, other = build(source, lambda name: csv).value, build(plain, lambda name: plain_csv).value
    assert knowledge is not None
    assert other is not None
    valid, invalid = {"team": "bulls", "maker": "acme"}, {"team": "eagles", "maker": "acme"}
    assert code(knowledge.products["cap"], valid).document == code(other.products["cap"], valid).document
    verdicts = [validate(each.products["cap"], invalid) for each in (knowledge, other)]
    assert [[problem.message for problem in each.problems] for each in verdicts] == [["Eagles are large."]] * 2
    told: tuple[Diagnostic, ...] = compared(knowledge.catalog, [Release("before", other.catalog)], texts=True)
    assert told == ()
