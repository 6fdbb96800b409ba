"""What the service answers is what the command line answers, member for member; and what only the service has."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from api_client import BOX, GOOD, Client, service_in, shop_in
from cli_runs import run
from made_media import made_picture

import configurator
from configurator.api.messages import PossibleAnswer
from configurator.exchange.browser.product import browser_text
from configurator.media.pictures import digest_of

BAD = {"size": "small", "lid": True, "layers": 9, "charms": ["sun", "dog"]}
DAY = "2027-01-01"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return service_in(tmp_path)


def told(folder: Path, command: str, *more: str, choices: object = None) -> Any:
    """What a command answers as JSON, about the box."""
    given = b"" if choices is None else json.dumps(choices).encode()
    words = () if choices is None else ("-",)
    return run(command, f"{shop_in(folder)}:box", *words, *more, "--format", "json", given=given).json


def without_files(answer: Any) -> Any:
    """The same without the names of files: the service tells nobody where they lie."""
    if isinstance(answer, dict):
        return {key: without_files(each) for key, each in answer.items() if key not in ("file", "blocked")}
    return [without_files(each) for each in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize("choices", [GOOD, BAD, {}, {"size": "small", "lid": True}, {"size": 7, "x": None}])
def test_verdicts_are_those_of_the_command_line(client: Client, tmp_path: Path, choices: object) -> None:
    found = client.post(f"{BOX}/validate", {"choices": choices, "on": DAY}).json()
    assert without_files(found) == without_files(told(tmp_path, "validate", "--on", DAY, choices=choices))


@pytest.mark.parametrize("choices", [GOOD, {}, {"size": "small", "lid": True}, {"size": "tiny"}])
def test_domains_and_explanations_are_those_of_the_command_line(
    client: Client, tmp_path: Path, choices: object
) -> None:
    for command, path in (("narrow", "complete"), ("explain", "explain")):
        found = client.post(f"{BOX}/{path}", {"choices": choices}).json()
        assert without_files(found) == without_files(told(tmp_path, command, choices=choices))


def test_codes_are_those_of_the_command_line_also_in_brief(client: Client, tmp_path: Path) -> None:
    shown = told(tmp_path, "code", choices=GOOD)
    assert client.post(f"{BOX}/code", {"choices": GOOD}).json() == shown
    brief = client.post(f"{BOX}/code?brief=true", {"choices": GOOD}).json()
    assert brief == {name: shown[name] for name in ("code", "long_code", "sha256")}


def test_what_is_issued_resolves_and_may_be_issued_again(client: Client) -> None:
    first, second = (client.post(f"{BOX}/issue", {"choices": GOOD}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert {**first.json(), "new": False} == second.json()
    where = first.headers["location"]
    found = client.get(where).json()
    assert found["document"] == first.json()["document"]
    assert client.get(f"{where}?today=true").json()["today"]["buildable"] is True
    assert client.get(where.lower().replace("/v1/codes/", "/v1/codes/ ")).json()["code"] == found["code"]


def test_what_is_retired_resolves_and_says_so(client: Client) -> None:
    code = client.post(f"{BOX}/issue", {"choices": GOOD}).json()["code"]
    client.service.state.registry.retire(code, reason="recalled")  # type: ignore[union-attr] # it has one
    reply = client.get(f"/v1/codes/{code}")
    assert (reply.status_code, reply.json()["retired"]) == (200, True)
    kinds = [each["kind"] for each in client.get("/v1/changes").json()["entries"]]
    assert kinds == ["issued", "retired"]
    assert client.get("/v1/changes?after=1").json()["entries"][0]["kind"] == "retired"
    assert client.get("/v1/changes?after=2").json() == {"entries": [], "last": 2}


def test_many_codes_are_resolved_in_one_question(client: Client) -> None:
    code = client.post(f"{BOX}/issue", {"choices": GOOD}).json()["code"]
    found = client.post("/v1/codes", {"codes": [code, "V64K4P24HHB58R9M9BZ5", "x"]}).json()["codes"]
    assert found[0]["code"] == code
    problems = [each["problem"] for each in found[1:]]
    assert [each["code"] for each in problems] == ["unknown-code", "wrong-length"]
    assert [each["pointer"] for each in problems] == ["/codes/1", "/codes/2"]


def test_what_is_not_valid_has_no_code_but_every_reason_at_its_place(client: Client) -> None:
    for path in ("code", "issue", "offer"):
        reply = client.post(f"{BOX}/{path}", {"choices": BAD})
        found = reply.json()
        assert (reply.status_code, found["code"]) == (422, "not-valid")
        assert [each["pointer"] for each in found["errors"]] == ["/choices/charms/1", "/choices", "/choices"]
        assert [each["constraint"] for each in found["errors"]] == [None, "airy", "fit"]
    assert client.get("/v1/changes").json()["entries"] == []


def test_values_are_searched_and_paged_by_key(client: Client) -> None:
    path = f"{BOX}/options/charms/values"
    first = client.get(f"{path}?limit=3").json()
    assert [each["value"] for each in first["values"]] == ["sun", "moon", "star"]
    rest = client.get(f"{path}?limit=3&after={first['after']}").json()
    assert ([each["value"] for each in rest["values"]], rest["after"]) == (["cat"], None)
    assert [each["value"] for each in client.get(f"{path}?q=S").json()["values"]] == ["sun", "star"]


def test_after_choices_possible_values_come_first_and_others_say_why(client: Client) -> None:
    path = f"{BOX}/options/size/values"
    found = client.post(path, {"choices": {"lid": True, "size": "small"}}).json()
    assert [each["value"] for each in found["possible"]] == ["large"]
    (blocked,) = found["blocked"]
    assert blocked["why"]["choices"] == {"lid": True, "size": "small"}
    assert [each["message"] for each in blocked["why"]["constraints"]] == ["A small box has no lid."]
    page = client.post(path, {"choices": {"lid": True}, "limit": 1}).json()
    assert ([each["value"] for each in page["possible"]], page["blocked"]) == (["large"], [])
    rest = client.post(path, {"choices": {"lid": True}, "limit": 1, "after": page["after"], "why": False}).json()
    assert ([each["value"] for each in rest["blocked"]], rest["blocked"][0]["why"]) == (["small"], None)


def test_blocked_values_are_told_with_the_domains_where_somebody_asks(client: Client) -> None:
    message = {"choices": {"size": "small"}, "options": ["lid"], "blocked": True}
    (lid,) = client.post(f"{BOX}/complete", message).json()["options"]
    assert [each["value"] for each in lid["blocked"]] == [True]
    assert lid["blocked"][0]["why"]["constraints"][0]["constraint"] == "airy"
    refused = client.post(f"{BOX}/complete", {**message, "options": ["lod"]}).json()
    assert (refused["code"], refused["pointer"], refused["hint"]) == (
        "unknown-option",
        "/options/0",
        "did you mean `lid`?",
    )


def test_a_batch_answers_each_line_in_order(client: Client) -> None:
    lines = [GOOD, {"choices": GOOD}, BAD]
    body = b"\n".join(json.dumps(each).encode() for each in lines) + b'\n\n{"size": "large", "size": "small"}\n'
    for asked, members in (("verdict", "valid"), ("code", "sha256"), ("issue", "new")):
        headers = {"content-type": "application/x-ndjson"}
        reply = client.ask("POST", f"{BOX}/batch?answer={asked}", body=body, headers=headers)
        found = [json.loads(each) for each in reply.text.splitlines()]
        assert [each["line"] for each in found] == [1, 2, 3, 5]
        assert members in found[0]
        assert (found[3]["problem"]["code"], found[3]["problem"]["pointer"]) == ("duplicate-key", "/size")
        if asked == "verdict":
            assert found[2]["valid"] is False
            continue
        assert (found[2].keys(), found[2]["problem"]["code"]) == ({"line", "problem"}, "not-valid")
        assert [each["pointer"] for each in found[2]["problem"]["errors"]] == ["/charms/1", "", ""]
    assert len(client.get("/v1/changes").json()["entries"]) == 1  # the same box twice


@pytest.mark.parametrize("asked", ["verdict", "code", "issue"])
def test_a_line_that_is_no_object_is_answered_like_any_other(client: Client, asked: str) -> None:
    headers = {"content-type": "application/x-ndjson"}
    reply = client.ask(
        "POST", f"{BOX}/batch?answer={asked}", body=b'null\n7\n[]\n"x"\n{"choices": null}', headers=headers
    )
    found = [json.loads(each) for each in reply.text.splitlines()]
    assert [each["line"] for each in found] == [1, 2, 3, 4, 5]
    assert [each.get("valid") for each in found] == [False if asked == "verdict" else None] * 5
    if asked != "verdict":
        assert {each["problem"]["code"] for each in found} == {"not-valid"}
        assert [each["problem"]["pointer"] for each in found] == ["", "", "", "", "/choices"]


@pytest.mark.parametrize("draft", ["2020-12", "7"])
def test_both_json_schemas_are_sound_and_say_the_same(tmp_path: Path, draft: str) -> None:
    for name in ("studio", "gifts", "laptop"):
        client = service_in(tmp_path, name)
        product = client.get("/v1/catalogs").json()["catalogs"][0]
        path = f"/v1/catalogs/{product['key']}/products/{product['products'][-1]['key']}"
        schema = client.get(f"{path}/schema?draft={draft}").json()
        kind = {"7": jsonschema.Draft7Validator, "2020-12": jsonschema.Draft202012Validator}[draft]
        kind.check_schema(schema)
        assert "$defs" not in schema or draft != "7"
        assert not kind(schema).is_valid({"nothing": 1})
    choices = {"model": "p14", "cover": "black"}
    schema = service_in(tmp_path, "studio").get(f"/v1/catalogs/studio/products/phone_case/schema?draft={draft}").json()
    assert kind(schema).is_valid(choices)
    assert not kind(schema).is_valid({**choices, "team": "nobody"})


PRINTS = """
catalog prints "Prints" { }
product poster "Poster" {
  option photo "Photo": image { jpeg, png } at least 120 x 180
}
"""


def test_an_uploaded_picture_has_been_seen(tmp_path: Path) -> None:
    client, path = service_in(tmp_path, shop_in(tmp_path, PRINTS)), "/v1/catalogs/prints/products/poster"
    data = made_picture("jpeg", 120, 180)
    digest = digest_of(data)
    message = {"choices": {"photo": digest}}
    assert client.post(f"{path}/validate", message).json()["unseen"] == ["photo"]
    sent = [client.ask("POST", "/v1/images", body=data, headers={"content-type": "image/jpeg"}) for _ in range(2)]
    assert [(each.status_code, each.json()["new"]) for each in sent] == [(201, True), (200, False)]
    assert (sent[0].json()["digest"], sent[0].json()["width"]) == (digest, 120)
    seen = client.post(f"{path}/validate", message).json()
    assert (seen["valid"], seen["unseen"]) == (True, [])
    assert client.post(f"{path}/code", message).json()["unseen"] == []
    found = client.get(f"/v1/images/{digest}")
    assert (found.content, found.headers["content-type"]) == (data, "image/jpeg")
    small = made_picture("jpeg", 12, 18)
    assert client.ask("PUT", f"/v1/images/{digest}", body=small).json()["code"] == "wrong-digest"
    client.ask("PUT", f"/v1/images/{digest_of(small)}", body=small)
    problems = client.post(f"{path}/validate", {"choices": {"photo": digest_of(small)}}).json()["problems"]
    assert [each["code"] for each in problems] == ["too-few-pixels"]
    assert client.ask("POST", "/v1/images", body=b"GIF89a").json()["code"] == "unreadable-picture"


def test_a_picture_that_is_damaged_on_disk_is_never_given_back(tmp_path: Path) -> None:
    client, data = service_in(tmp_path), made_picture("png", 12, 18)
    client.ask("POST", "/v1/images", body=data)
    (file,) = (tmp_path / "images").rglob("*.png.12x18")
    file.write_bytes(data[:-1] + b"x")
    reply = client.get(f"/v1/images/{digest_of(data)}")
    assert (reply.status_code, reply.json()["code"]) == (500, "damaged-image")
    client.ask("POST", "/v1/images", body=data)
    assert client.get(f"/v1/images/{digest_of(data)}").content == data


def test_a_picture_that_cannot_be_kept_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client, data = service_in(tmp_path), made_picture("png", 12, 18)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full_disk)
        refused = client.ask("POST", "/v1/images", body=data)
    assert (refused.status_code, refused.json()["code"]) == (503, "unkept-picture")
    assert [each for each in (tmp_path / "images").rglob("*") if each.is_file()] == []
    assert client.ask("POST", "/v1/images", body=data).json()["new"] is True


def full_disk(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_labels_and_reasons_come_in_the_language_of_the_client(tmp_path: Path) -> None:
    client = service_in(tmp_path, "lamp")
    path = "/v1/catalogs/lamp/products/sconce"
    plain, french = client.get(path).json(), client.get(path, accept_language="de;q=0.5, fr-CH, en;q=0.1").json()
    assert french == client.get(f"{path}?language=fr").json()
    assert french["language"] == "fr"
    assert plain["label"] != french["label"]
    labels = client.post(f"{path}/complete?language=fr", {"choices": {}}).json()["options"]
    assert [each["label"] for each in labels] == [each["label"] for each in french["options"]]


def test_only_published_releases_issue_where_there_are_some(client: Client, tmp_path: Path) -> None:
    published = run("release", shop_in(tmp_path), "--registry", str(tmp_path / "codes.db"))
    assert published.code == 0, published.err
    assert client.post(f"{BOX}/issue", {"choices": GOOD}).status_code == 201
    text = Path(shop_in(tmp_path)).read_text("utf-8")
    shop_in(tmp_path, text.replace('"Gift box"', '"Box"'))
    client.service.look(closely=True)
    refused = client.post(f"{BOX}/issue", {"choices": GOOD})
    assert (refused.status_code, refused.json()["code"]) == (409, "unreleased")
    headers = {"content-type": "application/x-ndjson"}
    assert client.ask("POST", f"{BOX}/batch?answer=issue", body=b"{}", headers=headers).status_code == 409
    assert client.post(f"{BOX}/code", {"choices": GOOD}).status_code == 200


def test_what_the_browser_runtime_loads_is_what_export_writes(tmp_path: Path) -> None:
    client = service_in(tmp_path, "lamp")
    reply = client.get("/v1/catalogs/lamp/products/lamp/runtime")
    assert reply.content == browser_text(configurator.load("lamp")["lamp"]).encode()
    assert client.get("/v1/catalogs/lamp/products/lamp/runtime", if_none_match=reply.headers["etag"]).status_code == 304
    assert client.get("/v1/catalogs/lamp/products/nothing/runtime", if_none_match="*").status_code == 404


@pytest.mark.parametrize(
    ("name", "product", "choices"),
    [
        ("studio", "phone_case", {"model": "p14", "strap_length": 1e9, "nothing": 1}),
        ("gifts", "gift_set", {"first": {"beach": 1, "feel": "dry"}}),
        ("keepsake", "locket", {"front": "Zoe"}),
        ("lamp", "lamp", {"base": "oak"}),
        ("lamp", "lamp?language=fr", {}),
    ],
)
def test_what_is_possible_is_told_as_its_model_says_it(tmp_path: Path, name: str, product: str, choices: Any) -> None:
    asked = {"choices": choices, "blocked": True, "most": 7}
    key, _, query = product.partition("?")
    path = f"/v1/catalogs/{name}/products/{key}/complete?{query}"
    reply = service_in(tmp_path, name).post(path, asked)
    assert reply.status_code == 200
    assert PossibleAnswer.model_validate_json(reply.content).to_json(pretty=False) == reply.content
