"""Bringing files up to date: every text of today is in them, and nothing that somebody wrote is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shops import CATALOG, NOIR, TEXTS, po, shop_in
from test_po_files import files, words

from configurator.analysis.po_file import Entry, PoFile, read_po_file, written
from configurator.catalog_files import CatalogFiles
from configurator.errors import CatalogError, UnwritableFileError
from configurator.languages import Lack, look_at_languages, state, updated

ADDRESSES = ("catalog", "product a", "product a option b", "rule r of a")
texts = st.dictionaries(st.sampled_from(ADDRESSES), words.filter(bool))


@st.composite
def translated_files(draw: st.DrawFn) -> PoFile:
    """Files of which some entries are for texts that there are."""
    file = draw(files())
    places = draw(st.permutations(ADDRESSES))
    found = [
        replace(each, address=place) if draw(st.booleans()) and not each.is_header else each
        for each, place in zip(file.entries, [*places, *places], strict=False)
    ]
    seen = [each for at, each in enumerate(found) if each.address not in {other.address for other in found[:at]}]
    return PoFile(tuple(seen), file.tail)


def french(path: Path) -> PoFile:
    return read_po_file((path.parent / "languages" / "fr.po").read_text("utf-8"))


def look(path: Path, *, update: bool = False) -> dict[Lack, list[str]]:
    (found,) = look_at_languages(CatalogFiles(path), update=update).states
    return {lack: [each.address for each in found.findings if each.lack is lack] for lack in Lack if found.count(lack)}


@given(translated_files(), texts)
def test_a_file_has_every_text_in_order_and_once_is_enough(file: PoFile, now: dict[str, str]) -> None:
    made = updated(file, now, "shop", "fr")
    live = [each for each in made.entries if not each.obsolete and not each.is_header]
    assert [(each.address, each.text) for each in live] == list(now.items())
    assert updated(made, now, "shop", "fr") == made
    assert read_po_file(written(made)) == made
    assert state("fr", made, now).count(Lack.UNKNOWN) == 0


@given(translated_files(), texts)
def test_no_translation_and_no_comment_is_lost(file: PoFile, now: dict[str, str]) -> None:
    made = updated(file, now, "shop", "fr")
    assert {each.translation for each in file.entries} <= {each.translation for each in made.entries} | {""}
    before = {line for each in file.entries for line in each.comments if not line.startswith("#|")}
    assert before <= {line for each in made.entries for line in each.comments}
    assert made.tail == file.tail


@given(translated_files(), texts)
def test_what_appears_in_a_language_is_the_same_after_an_update(file: PoFile, now: dict[str, str]) -> None:
    revived = {each.address for each in file.entries if each.obsolete}
    had = {each.address: each.lack for each in state("fr", file, now).findings if each.address not in revived}
    has = {each.address: each.lack for each in state("fr", updated(file, now, "shop", "fr"), now).findings}
    assert {address: lack for address, lack in had.items() if lack is not Lack.UNKNOWN} == {
        address: lack for address, lack in has.items() if address not in revived
    }


def test_a_new_file_waits_for_its_translator(tmp_path: Path) -> None:
    path = shop_in(tmp_path)
    assert look(path) == {Lack.MISSING: list(TEXTS)}
    assert not (tmp_path / "languages").exists()
    assert look(path, update=True) == {Lack.MISSING: list(TEXTS)}
    header, *rest = french(path).entries
    assert "Language: fr\n" in header.translation
    assert {each.address: each.text for each in rest} == TEXTS
    assert look_at_languages(CatalogFiles(path)).states[0].exists


def test_a_changed_text_makes_its_translation_fuzzy_and_keeps_what_it_was(tmp_path: Path) -> None:
    path = shop_in(tmp_path, "# Anna\n" + po({"rule dark_ink of phone_case": NOIR}))
    path.write_text(CATALOG.replace("on a black cover", "on black"), "utf-8")
    assert look(path)[Lack.STALE] == ["rule dark_ink of phone_case"]
    look(path, update=True)
    (entry,) = (each for each in french(path).entries if each.translation == NOIR)
    assert entry.text == "A black logo cannot be seen on black."
    assert entry.comments == ("# Anna", '#| msgid "A black logo cannot be seen on a black cover."')
    assert entry.is_fuzzy
    path.write_text(CATALOG.replace("on a black cover", "on anything"), "utf-8")
    look(path, update=True)
    (entry,) = (each for each in french(path).entries if each.translation == NOIR)
    assert entry.comments[-1] == '#| msgid "A black logo cannot be seen on a black cover."', (
        "what it is a translation of"
    )
    mended = (tmp_path / "languages" / "fr.po").read_text("utf-8").replace("#, fuzzy\n", "")
    (tmp_path / "languages" / "fr.po").write_text(mended, "utf-8")
    assert Lack.STALE not in look(path, update=True)
    (entry,) = (each for each in french(path).entries if each.translation == NOIR)
    assert entry.comments == ("# Anna",)


def test_what_is_gone_is_kept_and_comes_back_with_its_text(tmp_path: Path) -> None:
    path = shop_in(tmp_path, po({"rule dark_ink of phone_case": NOIR, "catalog": "Boutique"}))
    gone = "\n".join(line for line in CATALOG.split("\n") if "dark_ink" not in line)
    path.write_text(gone, "utf-8")
    assert look(path)[Lack.UNKNOWN] == ["rule dark_ink of phone_case"]
    assert Lack.UNKNOWN not in look(path, update=True)
    assert [each.translation for each in french(path).entries if each.obsolete] == [NOIR]
    path.write_text(CATALOG, "utf-8")
    assert "rule dark_ink of phone_case" in look(path)[Lack.MISSING]
    assert "rule dark_ink of phone_case" not in look(path, update=True)[Lack.MISSING]
    assert not any(each.obsolete for each in french(path).entries)


def test_a_file_that_is_up_to_date_is_not_written_again(tmp_path: Path) -> None:
    path = shop_in(tmp_path)
    look(path, update=True)
    file = tmp_path / "languages" / "fr.po"
    file.chmod(0o640)
    before = file.stat()
    look(path, update=True)
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    file.write_text(file.read_text("utf-8") + '\nmsgid "of no use"\nmsgstr "x"\n', "utf-8")
    look(path, update=True)
    assert '#~ msgid "of no use"' in file.read_text("utf-8")
    assert file.stat().st_mode == before.st_mode
    assert [each.name for each in file.parent.iterdir()] == ["fr.po"]


def test_a_file_that_cannot_be_read_is_never_written(tmp_path: Path) -> None:
    path = shop_in(tmp_path, 'msgid "half of')
    path.write_text(CATALOG.replace("en, fr", "en, de, fr"), "utf-8")
    with pytest.raises(CatalogError, match=r"`languages/fr.po`, line 1: "):
        look_at_languages(CatalogFiles(path), update=True)
    assert (tmp_path / "languages" / "fr.po").read_text("utf-8") == 'msgid "half of'
    assert not (tmp_path / "languages" / "de.po").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = shop_in(tmp_path)
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "fr.po").mkdir()
    with pytest.raises(UnwritableFileError, match=r"`languages/fr.po` cannot be written"):
        look_at_languages(CatalogFiles(path), update=True)
    assert [each.name for each in (tmp_path / "languages").iterdir()] == ["fr.po"]


def test_files_of_no_declared_language_are_told(tmp_path: Path) -> None:
    path = shop_in(tmp_path, po(dict.fromkeys(TEXTS, "x")))
    assert look_at_languages(CatalogFiles(path)).complete
    (tmp_path / "languages" / "de.po").write_text("", "utf-8")
    found = look_at_languages(CatalogFiles(path))
    assert found.undeclared == ("languages/de.po",)
    assert not found.complete


def test_other_placeholders_are_told(tmp_path: Path) -> None:
    text = CATALOG.replace('"Shop"', '"Shop {x}"')
    entry = Entry("catalog", "Shop {x}", "Boutique")
    path = shop_in(tmp_path, written(PoFile((entry,))), text)
    assert look(path)[Lack.PLACEHOLDERS] == ["catalog"]
