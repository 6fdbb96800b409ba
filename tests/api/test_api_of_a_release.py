"""What is served of a release file is what is served of the catalog that it was made of."""

from __future__ import annotations

from pathlib import Path

from api_client import BOX, service_in, shop_in

from configurator.catalog_files import CatalogFiles
from configurator.release.making import release_of

TEXT = """catalog shop "Shop"
product box "Box" {
  option lid "Lid": yes or no
  option card "Card": plain | gold when lid = yes // only then is there room
}
"""


def test_a_release_tells_of_a_product_what_its_catalog_tells(tmp_path: Path) -> None:
    catalog, release = shop_in(tmp_path, TEXT), tmp_path / "shop.vpcr"
    release.write_bytes(release_of(CatalogFiles(Path(catalog))))
    told = [service_in(tmp_path, name).get(BOX).json() for name in (catalog, str(release))]
    assert told[0] == told[1]
    assert [each.get("when") for each in told[1]["options"]] == [None, "lid = yes"]
