"""A code that is answered at once is what the command says, and nothing is answered so that it would say otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import platformdirs
import pytest

from configurator.catalog_files import example_catalogs
from configurator.cli import at_once
from configurator.cli.choices import said
from configurator.engine.sample import Samples
from configurator.errors import ConfiguratorError
from configurator.kept_files import kept_path
from configurator.kept_lookups import keep_lookup, kept_lookup
from configurator.knowledge.lookup import document_text
from configurator.service import load

CATALOG = """
catalog shop "Shop"
product cup "Cup" {
  option size "Size": small | large
  option lid "Lid": yes or no default no
  option colors "Colors": any of { red, blue, green } up to 2
  option edition "Edition": integer 1 .. 9 default 1
  option handle "Handle": left | right when size = large default right
  option name "Name": text { max: 12 } optional
  option motto "Motto": text { max: 12 } optional
  option monogram "Monogram": text { max: 3, case: upper, script: latin, pattern: "[A-Z]+" } optional
  rule mottos require length(motto) > 2 when motto present
  rule names require lid = yes when name present and size = large
  rule lids require lid = no when size = small
}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a catalog, of a user who never ran anything."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cup.vpc").write_text(CATALOG, "utf-8")
    return tmp_path


def told(folder: Path, *arguments: str, **environment: str) -> tuple[str, bool]:
    """What the command writes, and whether it did so without the library that reads command lines."""
    code = (
        "import sys; from configurator.__main__ import main\n"
        "try: main()\n"
        "finally: print(int('typer' in sys.modules or 'pydantic' in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )
    return done.stdout.decode(), done.stderr.decode().splitlines()[-1] == "0"


def test_the_second_answer_is_at_once_and_the_same(folder: Path) -> None:
    for choices in (
        ["size=small"],
        ["size=large", "lid=YES", "colors=red, blue", "edition=7", "handle=left"],
        ["size=small", "name=Zoe\u0308 "],
        ["size=large", "name=Anna", "lid=yes", "monogram=abc"],
    ):
        asked = ["code", "cup.vpc", *choices]
        first, _ = told(folder, *asked)
        assert first.startswith("code       V")
        assert told(folder, *asked) == (first, True)
        assert told(folder, "code", str(folder), *choices) == (first, True)


def test_what_is_unusual_is_left_to_the_command(folder: Path) -> None:
    told(folder, "code", "cup.vpc", "size=small")
    for unusual in (
        ["size=small", "lid=yes"],  # not valid
        ["size=small", "size=small"],
        ["size=small", "name=Zoe and Anna and I"],  # too long
        ["size=small", "name= "],
        ["size=small", "motto=Zoe"],  # a rule looks into it
        ["size=small", "monogram=12"],
        ["size=small", "edition=07"],
        ["size=small", "colour=red"],
        ["size=small", "handle=left"],
        ["size=medium"],
        ["size"],
        ["size=small", "--format", "json"],
        ["size=small", "--canonical"],
    ):
        assert told(folder, "code", "cup.vpc", *unusual)[1] is False, unusual


def test_a_catalog_that_was_changed_is_read_anew(folder: Path) -> None:
    asked = ["code", "cup.vpc", "size=large"]
    first, _ = told(folder, *asked)
    (folder / "cup.vpc").write_text(CATALOG.replace("default right", "default left"), "utf-8")
    second, at_once_ = told(folder, *asked)
    assert not at_once_
    assert second != first
    assert told(folder, *asked) == (second, True)


@pytest.mark.parametrize("place", [0, 70, -10], ids=["seal", "head", "tables"])
def test_a_kept_file_that_was_changed_is_not_believed(folder: Path, place: int) -> None:
    asked = ["code", "cup.vpc", "size=large"]
    first, _ = told(folder, *asked)
    (path,) = (folder / "cache" / "optionary").glob("lookups-*")
    damaged = bytearray(path.read_bytes())
    damaged[place] ^= 1
    path.write_bytes(damaged)
    assert told(folder, *asked) == (first, False)


def test_of_several_products_only_the_one_that_is_asked_for_is_kept(folder: Path) -> None:
    two = CATALOG.replace(
        'product cup "Cup"', 'product mug "Mug" { option size "Size": small | large }\nproduct cup "Cup"'
    )
    (folder / "two.vpc").write_text(two, "utf-8")
    mug, _ = told(folder, "code", "two.vpc:mug", "size=small")
    assert told(folder, "code", "two.vpc:mug", "size=small") == (mug, True)
    assert told(folder, "code", "two.vpc", "size=small")[1] is False
    cup, at_once_ = told(folder, "code", "two.vpc:cup", "size=small")
    assert not at_once_
    assert cup != mug
    assert len([*(folder / "cache" / "optionary").glob("lookups-*")]) == 2
    # the product is named in the file, so nothing is kept for those who name none
    (folder / "mug.json").write_text('{"product": "mug", "choices": {"size": "small"}}', "utf-8")
    assert told(folder, "code", "two.vpc", "mug.json") == (mug, False)
    assert told(folder, "code", "two.vpc", "size=small")[1] is False


def test_what_is_not_for_a_pipe_or_in_another_form_is_left_to_the_command(folder: Path) -> None:
    asked = ["code", "cup.vpc", "size=large"]
    first, _ = told(folder, *asked)
    assert told(folder, *asked, OPTIONARY_FORMAT="json")[1] is False
    assert told(folder, *asked, OPTIONARY_COUNT_NODES="many") == ("", False)
    assert told(folder, "validate", *asked[1:])[1] is False
    assert told(folder, *asked) == (first, True)


@pytest.mark.parametrize("name", example_catalogs())
def test_examples_are_looked_up_as_they_are_coded(name: str, folder: Path) -> None:
    catalog = load(name)
    random = Random(4)
    for key in catalog:
        line = catalog[key]
        keep_lookup(line, key)
        kept = kept_lookup(str(catalog.files.path), key)
        assert (kept is None) is (line.knowledge.lookup is None)
        if kept is None:
            continue
        for outcomes in Samples(line.space).many(random, 25):
            words = {option: said(value) for option, value in outcomes.items()}
            active = {option: word for option, word in words.items() if word}
            choices = at_once._choices(kept[1], [f"{option}={word}" for option, word in active.items()])
            text = document_text(kept[1], choices)
            try:
                assert text is None or text.encode() == line.code(choices).document
            except ConfiguratorError:
                assert text == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the library is asked itself")
@pytest.mark.parametrize("base", ["/somewhere", "", " "])
def test_the_cache_folder_is_where_the_library_says(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    path = kept_path("diagrams", (b"",))
    assert path is not None
    assert path.parent == platformdirs.user_cache_path("optionary")
