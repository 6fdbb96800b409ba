"""Pictures and private text on the command line: the file is looked at, the text stays with whoever gave it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_runs import run
from made_media import made_font, made_picture

from configurator import load
from configurator.errors import RefusedPictureError, UnreadableFileError
from configurator.media.pictures import digest_of

CATALOG = """
catalog studio "Studio" { }
product phone_case "Phone case" {
  option model: p14 | p15
  option cover: black | clear
  option photo: image { jpeg, png } at least 30 x 40 optional when cover = clear
  option line: text { max: 20, script: latin, font: "EngraveSans", width: 12 mm, banned: "banned.txt" } optional
  option name: text { max: 12 } optional private
}
"""
SCAN = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "studio.vpc").write_text(CATALOG, "utf-8")
    (tmp_path / "banned.txt").write_text("damn\r\nbloody hell\r\n", "utf-8")
    (tmp_path / "EngraveSans.otf").write_bytes(made_font({chr(each): 600 for each in range(0x20, 0x7F)}))
    (tmp_path / "good.jpg").write_bytes(made_picture("jpeg", 30, 40))
    (tmp_path / "small.jpg").write_bytes(made_picture("png", 40, 30))
    return tmp_path / "studio.vpc"


def test_a_picture_is_looked_at_and_its_digest_is_chosen(studio: Path) -> None:
    ran = run("code", str(studio), "model=p14", "cover=clear", "photo=@good.jpg", "--format", "json")
    digest = digest_of((studio.parent / "good.jpg").read_bytes())
    assert json.loads(ran.out)["document"].count(digest) == 1
    by_digest = run("code", str(studio), "model=p14", "cover=clear", f"photo={digest}", "--format", "json")
    assert json.loads(by_digest.out)["code"] == json.loads(ran.out)["code"]


def test_a_picture_is_known_by_its_bytes_and_refused_for_its_pixels(studio: Path) -> None:
    ran = run("validate", str(studio), "model=p14", "cover=clear", "photo=@small.jpg")
    assert ran.code == 1
    assert "too-few-pixels: the picture for `photo` is 40 x 30 pixels, and must be at least 30 x 40" in ran.out
    assert "not seen" not in ran.out


def test_a_digest_whose_file_nobody_has_seen_is_told(studio: Path) -> None:
    choices = ("model=p14", "cover=clear", f"photo={SCAN}")
    for command in ("validate", "code"):
        assert "not seen" in run(command, str(studio), *choices).out
        assert json.loads(run(command, str(studio), *choices, "--format", "json").out)["unseen"] == ["photo"]
    seen = run("validate", str(studio), "model=p14", "cover=clear", "photo=@good.jpg", "--format", "json")
    assert json.loads(seen.out)["unseen"] == []


def test_the_code_of_a_digest_is_that_of_the_independent_implementation(studio: Path) -> None:
    ran = run("code", str(studio), "model=p14", "cover=clear", f"photo={SCAN}", "--format", "json")
    assert json.loads(ran.out)["code"] == "V8VZQGFV28NHJ67Z97S3"


@pytest.mark.parametrize("name", ["none.jpg", "", ".", "a\0b"])
def test_a_file_that_is_not_there_is_wrong_use(studio: Path, name: str) -> None:
    ran = run("validate", str(studio), "model=p14", "cover=clear", f"photo=@{name}")
    assert (ran.code, ran.out) == (2, "")


def test_files_are_read_for_words_of_the_command_line_only(studio: Path) -> None:
    (studio.parent / "order.json").write_text('{"model": "p14", "cover": "clear", "photo": "@good.jpg"}', "utf-8")
    ran = run("validate", str(studio), "order.json", "--format", "json")
    assert [each["code"] for each in json.loads(ran.out)["problems"]] == ["wrong-digest"]
    ran = run("validate", str(studio), "model=@good.jpg", "cover=black", "--format", "json")
    assert [each["code"] for each in json.loads(ran.out)["problems"]] == ["unknown-value"]


def test_lettering_and_banned_words_come_from_files_beside_the_catalog(studio: Path) -> None:
    assert run("check", str(studio)).code == 0
    (problem,) = json.loads(
        run("validate", str(studio), "model=p14", "cover=black", "line=BLOODY HELL", "--format", "json").out
    )["problems"][:1]
    assert problem["code"] == "banned-word"
    assert "bloody" not in problem["message"].lower()
    assert "hell" not in problem["message"].lower()
    assert run("validate", str(studio), "model=p14", "cover=black", "line=AAAA").code == 0
    assert "too-wide" in run("validate", str(studio), "model=p14", "cover=black", "line=AAAAA").out


def test_a_release_is_named_by_its_fonts_too(studio: Path) -> None:
    before = load(studio).release
    (studio.parent / "EngraveSans.otf").write_bytes(made_font({chr(each): 601 for each in range(0x20, 0x7F)}))
    assert load(studio).release != before


def test_against_an_earlier_release_the_font_of_that_release_is_read(studio: Path) -> None:
    old = studio.parent / "old"
    old.mkdir()
    for name in ("studio.vpc", "banned.txt"):
        (old / name).write_bytes((studio.parent / name).read_bytes())
    (old / "EngraveSans.ttf").write_bytes(made_font({chr(each): 500 for each in range(0x20, 0x7F)}))
    (studio.parent / "banned.txt").write_text("damn\n", "utf-8")
    out = run("check", str(studio), "--against", str(old), "--format", "line").out
    assert "note[changed-range]: `EngraveSans` has other letters, or other widths, for the text of `line`" in out
    assert "note[changed-range]: other words may not stand in the text of `line`" in out
    assert "error" not in out


def test_private_text_needs_a_key_and_is_not_shown(studio: Path) -> None:
    key = studio.parent / "key.hex"
    key.write_text(bytes(range(32)).hex() + "\n", "utf-8")
    choices = (str(studio), "model=p14", "cover=black", "name=Zoe Canary")
    ran = run("code", *choices)
    assert (ran.code, ran.out) == (2, "")
    assert "needs an identity key: `name` is private" in ran.err
    assert "--identity-key-file" in ran.err
    for command, more in (("code", ("--complete", "--canonical")), ("validate", ("--complete", "--canonical"))):
        for form in ("text", "json"):
            ran = run(command, *choices, *more, "--identity-key-file", str(key), "--format", form)
            assert ran.code == 0, ran.err
            assert "hmac-sha256:" in ran.out
            assert "(private)" in ran.out
            assert "Canary" not in ran.out + ran.err
    ran = run("validate", *choices, "--format", "json")
    assert json.loads(ran.out)["document"] is None
    assert "Canary" not in ran.out
    assert run("validate", *choices, "--canonical").code == 2


def test_private_text_can_be_issued_with_the_key_only(studio: Path) -> None:
    key = studio.parent / "key.hex"
    key.write_text(bytes(range(32)).hex(), "utf-8")
    lines = studio.parent / "orders.ndjson"
    lines.write_text(
        '{"model": "p14", "cover": "black", "name": "Zoe Canary"}\n{"model": "p14", "cover": "black"}\n', "utf-8"
    )
    registry = ("--registry", "codes.db", "--create")
    ran = run("issue", str(studio), "--lines", str(lines), *registry)
    assert ran.code == 1
    assert "line 1: the code of this configuration of `studio/phone_case` needs an identity key" in ran.err
    assert len(ran.out.split()) == 1
    ran = run("issue", str(studio), "--lines", str(lines), *registry, "--identity-key-file", str(key))
    assert (ran.code, len(ran.out.split())) == (0, 2)
    again = run(
        "issue",
        str(studio),
        "model=p14",
        "cover=black",
        "name=Zoe Canary",
        *registry,
        "--identity-key-file",
        str(key),
        "--format",
        "json",
    )
    assert json.loads(again.out)["grouped"] == ran.out.split()[0]
    assert all(b"Canary" not in file.read_bytes() for file in studio.parent.glob("codes.db*"))
    assert "Canary" not in ran.out + ran.err + again.out


@pytest.mark.parametrize("content", ["", "abcd", "canary", "zz" * 32])
def test_a_key_file_without_a_key_is_wrong_use(studio: Path, content: str) -> None:
    key = studio.parent / "key.hex"
    key.write_text(content, "utf-8")
    ran = run("code", str(studio), "model=p14", "cover=black", "--identity-key-file", str(key))
    assert (ran.code, ran.out) == (2, "")
    assert "identity key" in ran.err
    assert not content or content not in ran.err
    assert run("code", str(studio), "model=p14", "cover=black", "--identity-key-file", "none").code == 2


def test_from_python_a_picture_is_checked_and_named_by_its_digest(studio: Path) -> None:
    line = load(studio)["phone_case"]
    data = (studio.parent / "good.jpg").read_bytes()
    digest = line.image("photo", data)
    assert (
        digest == line.image("photo", studio.parent / "good.jpg") == line.image("photo", "good.jpg") == digest_of(data)
    )
    assert line.code({"model": "p14", "cover": "clear", "photo": digest}).verdict.unseen == ("photo",)
    with pytest.raises(RefusedPictureError, match="must be at least 30 x 40") as caught:
        line.image("photo", made_picture("jpeg", 3, 4))
    assert [each.code.value for each in caught.value.problems] == ["too-few-pixels"]
    with pytest.raises(UnreadableFileError):
        line.image("photo", "none.jpg")
    for option in ("cover", "nothing"):
        with pytest.raises(KeyError):
            line.image(option, data)
