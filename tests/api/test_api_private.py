"""Private text over HTTP: kept where there is the owner's key, refused where it would be lost, shown to whoever may."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from api_client import Client, logged, service_in, shop_in
from cli_runs import run, spawn

from configurator.access_keys import Keys, Scope, write_keys
from configurator.api.reply import LINES
from configurator.identity.identity_key import IdentityKey
from configurator.registry.key_ring import new_key_ring
from configurator.registry.opening import open_registry

TEXT = "Qwxzannafvb"
GEMS = """
catalog gems "Gems" { }
product ring "Ring" {
  option name "Name": text { max: 20, min: 3 } optional private
  option metal "Metal": gold | silver
}
"""
RING = "/v1/catalogs/gems/products/ring"
PRIVATE = {"choices": {"name": TEXT, "metal": "gold"}}
PLAIN = {"choices": {"metal": "gold"}}
KEPT = [{"option": "name", "state": "readable", "text": None}]


def jeweler(folder: Path, **told: Any) -> Client:
    """A service with the catalog's identity key."""
    return service_in(folder, shop_in(folder, GEMS), identity_key=IdentityKey(b"k" * 32), **told)


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    new_key_ring().save(tmp_path / "owner.key")
    return tmp_path / "owner.key"


def batch(client: Client, *lines: object, **sent: str) -> list[Any]:
    body = b"\n".join(json.dumps(each).encode() for each in lines)
    headers = {name.replace("_", "-"): value for name, value in sent.items()}
    reply = client.ask("POST", f"{RING}/batch?answer=issue", body=body, headers={"content-type": LINES, **headers})
    return [json.loads(each) for each in reply.text.splitlines()]


def test_private_text_that_would_be_lost_is_not_issued(tmp_path: Path) -> None:
    client = jeweler(tmp_path)
    refused = client.post(f"{RING}/issue", PRIVATE)
    assert (refused.status_code, refused.json()["code"]) == (422, "keeps-no-private-text")
    assert "--owner-key" in refused.json()["hint"]
    first, second = batch(client, PRIVATE, PLAIN)
    assert first["problem"]["code"] == "keeps-no-private-text"
    assert second["new"] is True
    assert client.post(f"{RING}/code", PRIVATE).status_code == 200
    assert client.post(f"{RING}/issue", PLAIN).status_code == 200
    assert [each["kind"] for each in client.get("/v1/changes").json()["entries"]] == ["issued"]


def test_private_text_is_kept_with_the_owners_key_and_shown_where_it_is_asked_for(tmp_path: Path, ring: Path) -> None:
    client = jeweler(tmp_path, owner_key=ring, open=frozenset(Scope))
    issued = client.post(f"{RING}/issue", PRIVATE)
    assert (issued.status_code, issued.json()["private"], TEXT in issued.text) == (201, KEPT, False)
    assert [(each["new"], each["private"]) for each in batch(client, PRIVATE, PLAIN)] == [(False, KEPT), (True, [])]
    where = issued.headers["location"]
    withheld = client.get(where)
    assert (withheld.json()["private"][0]["state"], TEXT in withheld.text) == ("withheld", False)
    shown = client.get(f"{where}?private=true")
    assert shown.json()["private"] == [{"option": "name", "state": "readable", "text": TEXT}]
    assert (shown.headers["cache-control"], "etag" in shown.headers) == ("no-store", False)
    told = run("resolve", issued.json()["code"], "--registry", str(tmp_path / "codes.db"), "--owner-key", str(ring),
               "--format", "json").json  # fmt: skip
    assert told == shown.json()
    without = jeweler(tmp_path, open=frozenset(Scope)).get(f"{where}?private=true")
    assert (without.json()["private"][0]["state"], TEXT in without.text) == ("withheld", False)


def test_private_text_is_shown_only_to_whoever_has_a_key_for_it(tmp_path: Path, ring: Path) -> None:
    keys, reader = Keys().with_new("owner", [Scope.RESOLVE, Scope.RESOLVE_PRIVATE])
    keys, other = keys.with_new("warehouse", [Scope.RESOLVE])
    write_keys(tmp_path / "keys.json", keys)
    where = jeweler(tmp_path, owner_key=ring).post(f"{RING}/issue", PRIVATE).headers["location"] + "?private=true"
    client = jeweler(tmp_path, owner_key=ring, keys=tmp_path / "keys.json")
    assert client.get(where, x_api_key=reader).json()["private"][0]["text"] == TEXT
    refused = client.get(where, x_api_key=other)
    assert (refused.status_code, refused.json()["code"], TEXT in refused.text) == (403, "not-allowed", False)
    assert "`resolve-private`" in refused.json()["detail"]
    unopened = jeweler(tmp_path, owner_key=ring).get(where)
    assert (unopened.status_code, TEXT in unopened.text) == (401, False)


def test_that_a_text_was_erased_is_told_only_to_whoever_may_read_it(tmp_path: Path, ring: Path) -> None:
    keys, till = Keys().with_new("till", [Scope.ISSUE])
    keys, batches = keys.with_new("batches", [Scope.VALIDATE, Scope.ISSUE])
    keys, owner = keys.with_new("owner", [Scope.VALIDATE, Scope.ISSUE, Scope.RESOLVE_PRIVATE])
    write_keys(tmp_path / "keys.json", keys)
    client = jeweler(tmp_path, owner_key=ring, keys=tmp_path / "keys.json")
    issued = client.post(f"{RING}/issue", PRIVATE, x_api_key=till)
    assert (issued.status_code, issued.json()["private"]) == (201, KEPT)
    with open_registry(tmp_path / "codes.db") as registry:
        registry.private.erase(issued.json()["code"])
    withheld, erased = ([{"option": "name", "state": state, "text": None}] for state in ("withheld", "erased"))
    assert client.post(f"{RING}/issue", PRIVATE, x_api_key=till).json()["private"] == withheld
    assert client.post(f"{RING}/issue", PRIVATE, x_api_key=owner).json()["private"] == erased
    assert [each["private"] for each in batch(client, PRIVATE, x_api_key=batches)] == [withheld]
    assert [each["private"] for each in batch(client, PRIVATE, x_api_key=owner)] == [erased]
    assert jeweler(tmp_path, owner_key=ring).post(f"{RING}/issue", PRIVATE).json()["private"] == withheld


def test_a_new_owners_key_is_taken_when_somebody_looks(tmp_path: Path, ring: Path) -> None:
    client = jeweler(tmp_path, owner_key=ring, open=frozenset(Scope))
    where = client.post(f"{RING}/issue", PRIVATE).headers["location"] + "?private=true"
    registry = str(tmp_path / "codes.db")
    assert run("keys", "rotate", str(ring)).code == 0
    assert run("keys", "rewrap", str(ring), "--registry", registry).code == 0
    assert client.get(where).json()["private"][0]["state"] == "withheld"
    client.service.look(closely=False)
    assert client.get(where).json()["private"][0]["text"] == TEXT
    ring.write_text("{}")
    with logged() as lines:
        client.service.look(closely=False)
    assert [line.startswith("the owner's keys are as they were: ") for line in lines] == [True]
    assert client.get(where).json()["private"][0]["text"] == TEXT


def test_an_owners_key_that_is_none_is_told_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "owner.key").write_text("{}")
    (tmp_path / "owner.key").chmod(0o600)
    ran = spawn("serve", shop_in(tmp_path, GEMS), "--owner-key", str(tmp_path / "owner.key"), "--port", "0")
    assert (ran.code, "is no key ring" in ran.err) == (2, True)
