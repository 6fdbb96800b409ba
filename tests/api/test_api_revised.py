"""What revisions put in force is what the service answers with: prices, labels and what stored documents come to."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api_client import UNLIMITED, Client, logged, service_in, shop_in
from cli_runs import run

from configurator.api.app import ROUTES
from configurator.api.service import Service
from configurator.errors import FailedStoreError
from configurator.registry.revisions import Revisions
from configurator.serving import Serving

CAFE = """catalog cafe "Café" { language en currency EUR }
product mug "Mug" {
  option size "Size": small "Small" { price: 8 EUR } | large "Large" { price: 9 EUR }
  derive price "Price" = size.price
  sell dear require size.price < 9 EUR because "Too dear."
}
"""
MUG = "/v1/catalogs/cafe/products/mug"
SMALL = {"choices": {"size": "small"}}


def revise(folder: Path, rows: str, *more: str) -> None:
    """Keep a revision of the café in the registry of the service."""
    (folder / "rows.csv").write_text("place,attribute,value\n" + rows, "utf-8")
    told = ("--author", "Ann", "--reason", "winter", "--registry", str(folder / "codes.db"), *more)
    ran = run("revise", shop_in(folder, CAFE), str(folder / "rows.csv"), *told)
    assert ran.code == 0, ran.err


def told(folder: Path, *more: str) -> Any:
    """What `validate` answers with what is in force."""
    path = shop_in(folder, CAFE)
    return run("validate", path, "size=small", "--registry", str(folder / "codes.db"), *more, "--format", "json").json


def test_offers_and_verdicts_are_those_of_what_is_in_force(tmp_path: Path) -> None:
    client = service_in(tmp_path, shop_in(tmp_path, CAFE))
    code = client.post(f"{MUG}/issue", SMALL).json()["code"]
    before = client.post(f"{MUG}/offer", SMALL).json()
    revise(tmp_path, "mug/size/small,price,9.50 EUR\nmug/size/small,label,Tiny\n", "--from", "2026-01-01T00:00Z")
    assert client.post(f"{MUG}/offer", SMALL).json() == before
    tag = client.get(f"{MUG}/options/size/values").headers["etag"]
    client.service.look(closely=False)
    offer, verdict, shown = (
        client.post(f"{MUG}/offer", SMALL).json(),
        client.post(f"{MUG}/validate", SMALL),
        told(tmp_path),
    )
    assert offer["amounts"] == verdict.json()["amounts"] == shown["amounts"] != before["amounts"]
    assert (offer["sellable"], before["sellable"]) == (False, True)
    assert offer["bars"] == shown["bars"]
    values = client.get(f"{MUG}/options/size/values", if_none_match=tag)
    assert (values.status_code, values.json()["values"][0]["label"]) == (200, "Tiny")
    labels = client.post(f"{MUG}/complete", {"choices": {}}).json()["options"][0]["values"]
    assert [each["label"] for each in labels] == ["Tiny", "Large"]
    assert client.get(f"/v1/codes/{code}?today=true").json()["today"]["sellable"] is False
    assert client.post(f"{MUG}/issue", SMALL).json()["code"] == code
    again = service_in(tmp_path, shop_in(tmp_path, CAFE))
    assert again.post(f"{MUG}/offer", SMALL).json() == offer


def test_a_price_is_another_from_its_moment_on(tmp_path: Path, monkeypatch: Any) -> None:
    """Whenever the revision was kept; and while nothing is another, no revision is read."""
    now = [datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)]
    service_in(tmp_path, shop_in(tmp_path, CAFE))
    told_of = {"registry": str(tmp_path / "codes.db"), "limits": UNLIMITED}
    serving = Serving(catalogs=(shop_in(tmp_path, CAFE),), **told_of)  # type: ignore[arg-type] # members of it
    client = Client(Service.begun(ROUTES, serving, now=lambda: now[0]))
    revise(tmp_path, "mug/size/small,price,8.50 EUR\n", "--from", "2026-12-01T00:00Z")
    amounts, reads = list[str](), Counter[str]()
    read = Revisions.of_release
    monkeypatch.setattr(Revisions, "of_release", lambda own, name: (reads.update([name]), read(own, name))[1])
    for moment in (now[0], datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)):
        now[0] = moment
        for _ in range(3):
            client.service.renew()
        amounts.append(client.post(f"{MUG}/offer", SMALL).json()["amounts"]["price"]["number"])
    assert amounts == ["8.00", "8.50", "8.50"]
    assert reads.total() == 2


def test_prices_come_into_force_also_beside_a_faulty_catalog(tmp_path: Path) -> None:
    client = service_in(tmp_path, shop_in(tmp_path, CAFE))
    revise(tmp_path, "mug/size/small,price,8.50 EUR\n", "--from", "2026-01-01T00:00Z")
    shop_in(tmp_path, CAFE.replace("price: 8 EUR", "price: 8 parsecs"))
    for closely in (False, False, True):
        client.service.look(closely=closely)
        assert client.post(f"{MUG}/offer", SMALL).json()["amounts"]["price"]["number"] == "8.50"


def test_where_the_registry_does_not_answer_what_was_in_force_is_served(tmp_path: Path, monkeypatch: Any) -> None:
    client = service_in(tmp_path, shop_in(tmp_path, CAFE))
    revise(tmp_path, "mug/size/small,price,8.50 EUR\n", "--from", "2026-01-01T00:00Z")
    before = client.post(f"{MUG}/offer", SMALL).json()

    def failing(*_: object) -> None:
        raise FailedStoreError("busy", "codes.db", "locked")

    with monkeypatch.context() as patched:
        patched.setattr("configurator.registry.revisions.Revisions.of_release", failing)
        shop_in(tmp_path, CAFE.replace('"Mug"', '"Cup"'))
        with logged() as lines:
            for _ in range(3):
                client.service.look(closely=True)
        assert (len(lines), "what is in force is as it was" in lines[0]) == (1, True)
        assert client.get(MUG).json()["label"] == "Mug"
        assert client.post(f"{MUG}/offer", SMALL).json() == before
    client.service.look(closely=False)
    assert client.get(MUG).json()["label"] == "Cup"
    shop_in(tmp_path, CAFE)
    client.service.look(closely=True)
    assert client.post(f"{MUG}/offer", SMALL).json()["amounts"] == told(tmp_path)["amounts"] != before["amounts"]
