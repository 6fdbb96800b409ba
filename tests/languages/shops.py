"""A small shop in two languages, as a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from configurator.analysis.po_file import Entry, PoFile, written

CATALOG = """catalog shop "Shop" { language en, fr }
space team "Team" from "teams.csv" key id { name: label }
product phone_case "Phone case" {
  option cover "Cover": black | blue "Blue" | clear "Clear"
  option team "Team logo": team optional
  option extras "Extras": any of { strap "Strap", stand "Stand" } up to 1
  rule dark_ink forbid team = eagles when cover = black because "A black logo cannot be seen on a black cover."
  rule blank forbid team = bulls and cover = clear
  table stands (cover, extras) allow {
    *, none
    clear, {stand}
    *, {strap}
  } because "The stand is clear."
}
"""
TEAMS = "id,name\neagles,Eagles\nbulls,Bulls\nx17,\n"

TEXTS = {
    "catalog": "Shop",
    "space team": "Team",
    "space team value eagles": "Eagles",
    "space team value bulls": "Bulls",
    "product phone_case": "Phone case",
    "product phone_case option cover": "Cover",
    "product phone_case option cover value black": "black",
    "product phone_case option cover value blue": "Blue",
    "product phone_case option cover value clear": "Clear",
    "product phone_case option team": "Team logo",
    "product phone_case option extras": "Extras",
    "product phone_case option extras value strap": "Strap",
    "product phone_case option extras value stand": "Stand",
    "rule dark_ink of phone_case": "A black logo cannot be seen on a black cover.",
    "table stands of phone_case": "The stand is clear.",
}
"""Every text, with its address, in declared order."""

NOIR = "Un logo noir ne se voit pas sur une coque noire."
DARK = {"cover": "black", "team": "eagles"}
"""What `dark_ink` forbids."""


def po(translations: Mapping[str, str]) -> str:
    """A PO file with these translations by address, of the texts of today."""
    return written(PoFile(tuple(Entry(address, TEXTS[address], text) for address, text in translations.items())))


def shop_in(folder: Path, french: str | None = None, catalog: str = CATALOG) -> Path:
    """The shop as files; with `french` as its PO file."""
    path = folder / "shop.vpc"
    path.write_text(catalog, "utf-8")
    (folder / "teams.csv").write_text(TEAMS, "utf-8")
    if french is not None:
        (folder / "languages").mkdir(exist_ok=True)
        (folder / "languages" / "fr.po").write_text(french, "utf-8")
    return path
