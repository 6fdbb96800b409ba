"""Releases for tests, some of them altered in ways that nobody would write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from configurator.catalog_files import CatalogFiles
from configurator.compiler.compile_flat import compile_catalog
from configurator.model.catalog import Catalog, Product
from configurator.pipeline import Loaded
from configurator.release.container import Container, packed
from configurator.release.files import NamedFiles
from configurator.release.making import release_bytes, release_of
from configurator.release.opened import OpenedRelease
from configurator.source import Source, Sources

MUG = """catalog cafe "Corner café" { currency EUR }
product mug "Mug" {
  option size "Size": small "0.2 l" | large "0.4 l"
  option color "Color": white | navy | amber
  option motif "Motif": team_logo | monogram optional
  option initials "Initials": text { max: 3, pattern: "[A-Z]+" } when motif = monogram
  option team "Team": team optional
  rule dark_logo forbid motif = team_logo and color = navy
    because "A team logo cannot be seen on navy."
  derive price: money = 9 EUR + team.royalty
}
space team "Team" from "teams.csv" key id { name: label, royalty: money }
"""
TEAMS = "id,name,royalty\neagles,Eagles,2.50 EUR\nbears,Bears,3 EUR\n"


def mug(folder: Path) -> Path:
    """The file of a small catalog that reads another one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mug.vpc").write_text(MUG, "utf-8")
    (folder / "teams.csv").write_text(TEAMS, "utf-8")
    return folder / "mug.vpc"


@cache
def shipped_release(path: Path) -> bytes:
    """The release of a catalog that ships with the package."""
    return release_of(CatalogFiles(path))


def release_of_product(product: Product) -> OpenedRelease:
    """A release, without diagrams, of a catalog that nobody has written as a text."""
    files = NamedFiles(Path("none.vpc"))
    files.keep("none.vpc", b"")
    catalog = Catalog(product.catalog, product.catalog, (product,))
    loaded = Loaded(Sources((Source("none.vpc", ""),)), compile_catalog(catalog), f"{product.catalog}@sha256:0")
    return OpenedRelease(Container(release_bytes(loaded, files, None), "none.vpcr"))


def altered(data: bytes, told: Mapping[str, object] | None = None, members: Mapping[str, bytes] | None = None) -> bytes:
    """A release with other things in it, sealed as if it had been written so."""
    found = Container(data, "altered")
    others = members or {}
    kept = {key: value for key, value in found.told.items() if key != "members"}
    return packed(
        {**kept, **(told or {})},
        [(name, others.get(name, bytes(found.member(name)))) for name in found.names],
    )
