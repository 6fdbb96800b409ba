"""Catalogs that are revised, and what is said of a revision."""

from __future__ import annotations

from configurator.diagnostics import Outcome
from configurator.diagnostics.render import one_line
from configurator.model.catalog import Catalog
from configurator.pipeline import declared
from configurator.revising.revise import Revised, revised
from configurator.revising.rows import read_rows
from configurator.source import Source

HEADER = "place,attribute,value\n"

CAFE = """catalog cafe "Café" { language en, fr currency EUR }
context market "Market": eu "Europe" { duty: 0 EUR } | us { duty: 2 EUR }
space team "Teams": eagles "Eagles" { royalty: 2 EUR, ink: #000000 } | owls "Owls" | hawks { royalty: 1 EUR }
product mug "Mug" {
  option size "Size":
      small "Small" { weight: 200 g, stock: "M-1", price: 8 EUR }
    | large { weight: 0.3 kg, price: 9 EUR }
  option shade "Color": white { tone: light } | ink { was: navy, tone: dark, soaked: yes, since: 2026-01-01 } was color
  option logo "Logo": team optional
  option two "Two logos": any of team up to 2
  rule heavy forbid size.weight > 250 g and logo.royalty > 1 EUR because "Too dear."
  rule dear require sum(two.royalty) <= 3 EUR because "Too dear together."
  sell duty forbid market.duty > 1 EUR and size.price > 8 EUR because "Duty."
  derive price "Price" = size.price + sum(two.royalty)
}
product pair "Pair" {
  option first "First": product mug
  option others "Others": 0 .. 2 of product mug
}
"""


def cafe(text: str = CAFE) -> Catalog:
    """The catalog, sound."""
    outcome = declared(Source("cafe.vpc", text), lambda name: name)
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    return outcome.value


def revise(*rows: str, catalog: Catalog | None = None) -> Outcome[Revised]:
    """The café after these rows of a CSV file."""
    found = catalog or cafe()
    data = (HEADER + "".join(f"{row}\n" for row in rows)).encode()
    return read_rows("r.csv", data).then(lambda read: revised(found, read.rows))


def said(outcome: Outcome[Revised]) -> list[str]:
    """What is said of it, a line each."""
    return [one_line(each, outcome.sources) for each in outcome.diagnostics]
