"""What is private stands in no log and no problem; what is not comes back to whoever sent it, and to nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from api_client import logged, service_in, shop_in

from configurator.access_keys import Keys, Scope, write_keys
from configurator.api.app import ROUTES
from configurator.api.reply import LINES
from configurator.identity.identity_key import IdentityKey
from configurator.registry.key_ring import new_key_ring
from configurator.registry.opening import open_registry

CANARY = "Qwxzcanaryfvb"

PRIVATE = """
catalog gems "Gems" { }
product ring "Ring" {
  option name "Name": text { max: 20, min: 3 } optional private
  option metal "Metal": gold | silver
}
"""
RING = "/v1/catalogs/gems/products/ring"


def test_private_texts_and_keys_stand_in_no_log_and_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A canary as private text, valid and not, in every route and header, also where something fails on the way."""
    keys, key = Keys().with_new("shop", Scope)
    write_keys(tmp_path / "keys.json", keys)
    assert key not in (tmp_path / "keys.json").read_text()
    new_key_ring().save(tmp_path / "owner.key")
    told: dict[str, Any] = {"keys": tmp_path / "keys.json", "identity_key": IdentityKey(b"k" * 32)}
    told["owner_key"] = tmp_path / "owner.key"
    client = service_in(tmp_path, shop_in(tmp_path, PRIVATE), **told)
    texts: list[str] = []
    asked = 0
    with logged() as lines:
        for fails in (False, True):
            if fails:
                monkeypatch.setattr("configurator.api.judging.choices_of", _failing)
                monkeypatch.setattr("configurator.api.possible.choices_of", _failing)
                monkeypatch.setattr("configurator.api.batches.seen", _failing)
            for route in ROUTES:
                path = route.path.format(catalog="gems", product="ring", option="metal", code="V", digest="x")
                for name in (CANARY, CANARY * 9, [CANARY], {"text": CANARY}):
                    for bearer in (key, CANARY):
                        choices = {"name": name, "metal": "gold"}
                        message: object = {"codes": []} if route.name == "resolveMany" else {"choices": choices}
                        media = route.takes[0] if isinstance(route.takes, tuple) else "application/json"
                        headers = {"authorization": f"Bearer {bearer}", "x-name": CANARY, "content-type": media}
                        try:
                            reply = client.ask(route.method, path, message, headers=headers)
                        except Exception:  # noqa: BLE001 - an answer that was cut off
                            continue
                        asked += 1
                        texts.append(reply.text)
                        texts += [f"{name}: {value}" for name, value in reply.headers.items()]
    assert asked > 16 * len(ROUTES) - 40
    assert [text for text in (*texts, *lines) if CANARY in text] == []
    assert [text for text in (*texts, *lines) if key in text] == []
    assert any("RuntimeError" in line for line in lines)


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"metal": CANARY}, f"`metal` has no value `{CANARY}`"),
        ({CANARY: "gold"}, f"`ring` has no option `{CANARY}`"),
        ({"size": CANARY}, f"`size` takes an integer, not `{CANARY}`"),
        ({"nome": CANARY}, "`ring` has no option `nome`"),
        ({"name": CANARY}, "`name` takes at most 5 characters"),
        ({"card": CANARY}, "`card` takes at most 5 characters"),
    ],
)
def test_names_and_values_that_are_not_private_come_back_to_whoever_sent_them_only(
    tmp_path: Path, choices: dict[str, object], told: str
) -> None:
    more = '  option card "Card": text { max: 5 } optional\n  option size "Size": integer 40 .. 70 optional\n}'
    text = PRIVATE.replace("max: 20", "max: 5").rstrip().removesuffix("}") + more
    client = service_in(tmp_path, shop_in(tmp_path, text), identity_key=IdentityKey(b"k" * 32))
    message = {"choices": {"metal": "gold", **choices}}
    with logged() as lines:
        replies = [client.post(f"{RING}/{route}", message) for route in ("issue", "code", "offer")]
        body, media = json.dumps(message).encode(), {"content-type": LINES}
        (line,) = client.ask("POST", f"{RING}/batch?answer=code", body=body, headers=media).text.splitlines()
    for reply in replies:
        assert (reply.status_code, reply.headers["cache-control"]) == (422, "no-store")
    for problem in (*(each.json() for each in replies), json.loads(line)["problem"]):
        assert told in problem["detail"]
        assert (CANARY in json.dumps(problem)) is (CANARY in told)
    assert (len(lines), [line for line in lines if CANARY in line]) == (4, [])


def _failing(*_: object) -> Any:
    raise RuntimeError(f"a fault that repeats {CANARY}")


def test_private_text_is_coded_only_with_the_identity_key(tmp_path: Path) -> None:
    message = {"choices": {"name": "Anna", "metal": "gold"}}
    without = service_in(tmp_path, shop_in(tmp_path, PRIVATE))
    assert without.post(f"{RING}/validate", message).json()["document"] is None
    refused = without.post(f"{RING}/code", message)
    assert (refused.status_code, refused.json()["code"]) == (422, "needs-identity-key")
    keyed = service_in(tmp_path, shop_in(tmp_path, PRIVATE), identity_key=IdentityKey(b"k" * 32))
    assert "hmac-sha256:" in keyed.post(f"{RING}/code", message).json()["document"]


def test_an_erased_text_is_told_as_one_that_was_never_kept(tmp_path: Path) -> None:
    """Rule 10: unknown, foreign and erased get one answer; that something was erased is told, and not of what."""
    client = service_in(tmp_path)
    document = b'{"choices":{"name":"hmac-sha256:%s"},"product":"shop/tag"}' % (b"0" * 64)
    ring = new_key_ring()
    with open_registry(tmp_path / "codes.db") as registry:
        keeping = registry.private.keeping(ring, {"name": "Zoë"})
        kept = registry.issue(document, release="shop@1", also=keeping)
        never = registry.issue(document.replace(b"0" * 64, b"1" * 64), release="shop@1")
        before = [client.get(f"/v1/codes/{each.code}").json() for each in (kept, never)]
        registry.private.erase(kept.code)
    after = [client.get(f"/v1/codes/{each.code}").json() for each in (kept, never)]
    assert after == before
    assert [each["private"] for each in after] == [[{"option": "name", "state": "withheld", "text": None}]] * 2
    assert [each["entries"] for each in after] == [[], []]
    entries = client.get("/v1/changes").json()["entries"]
    assert [each["kind"] for each in entries] == ["issued", "issued", "erased"]
    assert (entries[-1]["subject"], entries[-1]["detail"]) == (None, {})
