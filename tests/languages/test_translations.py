"""A catalog in its languages: what counts as a translation, what falls back, and that nothing is decided by any."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shops import CATALOG, DARK, NOIR, TEAMS, TEXTS, po, shop_in

import configurator
from configurator.analysis.po_file import Entry, PoFile, written
from configurator.analysis.scope import ReadFile
from configurator.analysis.translations import with_translations
from configurator.engine.validate import validate
from configurator.errors import CatalogError, InvalidConfigurationError, UnknownLanguageError, UnreadableFileError
from configurator.exchange.json_schema import schema_of
from configurator.model.catalog import Catalog
from configurator.model.language import placeholders, texts_of, translated
from configurator.pipeline import build, declared
from configurator.source import Source


def reader(french: str | None) -> ReadFile:
    files = {"teams.csv": TEAMS} | ({} if french is None else {"languages/fr.po": french})

    def read(name: str) -> str:
        if name not in files:
            raise UnreadableFileError("missing", f"there is no file `{name}`")
        return files[name]

    return read


def shop(french: str | None = None, text: str = CATALOG) -> Catalog:
    outcome = declared(Source("shop.vpc", text), reader(french)).then(
        lambda catalog: with_translations(catalog, reader(french))
    )
    assert outcome.value is not None
    return outcome.value


def test_every_text_has_its_address_and_keys_of_rows_are_none() -> None:
    assert {each.address: each.text for each in texts_of(shop())} == TEXTS
    assert [each.address for each in texts_of(shop())] == list(TEXTS)


def test_addresses_are_made_of_permanent_keys() -> None:
    renamed = (
        CATALOG.replace("product phone_case", "product case")
        .replace('"Phone case" {', '"Phone case" was phone_case {')
        .replace("option cover", "option shell")
        .replace('| clear "Clear"', '| clear "Clear" was cover')
        .replace("cover = ", "shell = ")
        .replace("(cover,", "(shell,")
        .replace("black | blue", "ink { was: black } | blue")
        .replace("= black", "= ink")
    )
    now = {each.address: each.text for each in texts_of(shop(text=renamed))}
    assert now == TEXTS | {"product phone_case option cover value black": "ink"}


def test_a_french_shop_speaks_french_and_falls_back_to_its_first_language(tmp_path: Path) -> None:
    black = "product phone_case option cover value black"
    french = {"rule dark_ink of phone_case": NOIR, black: "noir", "space team value bulls": "Taureaux", "catalog": ""}
    catalog = configurator.load(shop_in(tmp_path, po(french)))
    case = catalog.only
    for language in ("fr", "FR", "fr-CA", "fr_FR"):
        (problem,) = case.validate(DARK, language).problems
        assert problem.message == NOIR
    for own in (None, "en", "en-GB"):
        (problem,) = case.validate(DARK, own).problems
        assert problem.message == TEXTS["rule dark_ink of phone_case"]
    (stands,) = case.validate({"cover": "blue", "extras": ["stand"]}, "fr").problems
    assert stands.message == "The stand is clear."
    cover, team, _ = case.translated("fr").options
    assert [each.label for each in cover.domain.values] == ["noir", "Blue", "Clear"]  # type: ignore[union-attr]
    assert [each.label for each in team.domain.values] == ["Eagles", "Taureaux", "x17"]  # type: ignore[union-attr]
    assert catalog.translated("fr").label == "Shop"
    schema = schema_of(case.translated("fr"))
    assert schema["properties"]["cover"]["x-titles"]["black"] == "noir"
    assert schema["$defs"]["space.team"]["x-titles"]["bulls"] == "Taureaux"


def test_what_the_system_says_itself_stays_as_it_is(tmp_path: Path) -> None:
    case = configurator.load(shop_in(tmp_path, po({"rule dark_ink of phone_case": NOIR}))).only
    for choices in ({}, {"cover": "pink"}, {"cover": "clear", "team": "bulls"}):
        assert case.validate(choices, "fr") == case.validate(choices)
        assert case.validate(choices, "fr").problems


def test_codes_and_old_documents_speak_the_language_too(tmp_path: Path) -> None:
    catalog = configurator.load(shop_in(tmp_path, po({"rule dark_ink of phone_case": NOIR})))
    with pytest.raises(InvalidConfigurationError, match=NOIR):
        catalog.only.code(DARK, "fr")
    with configurator.open_registry(tmp_path / "codes.db", create=True) as registry:
        with pytest.raises(InvalidConfigurationError, match=NOIR):
            catalog.only.issue(registry, DARK, "fr")
        assert catalog.only.issue(registry, {"cover": "blue"}, "fr").code == catalog.only.code({"cover": "blue"}).code
    document = '{"product": "shop/phone_case", "choices": {"cover": "black", "team": "eagles"}}'
    found = catalog.reread(document, date(2026, 1, 1), "fr")
    assert [each.message for each in found.problems] == [NOIR]


def test_a_language_that_is_not_declared_is_named_and_so_are_those_that_are(tmp_path: Path) -> None:
    catalog = configurator.load(shop_in(tmp_path))
    assert catalog.languages == ("en", "fr")
    for ask in (
        lambda: catalog.only.validate({}, "de"),
        lambda: catalog.translated("frr"),
        lambda: catalog.language(""),
    ):
        with pytest.raises(UnknownLanguageError, match=r"`en`, `fr`"):
            ask()


@pytest.mark.parametrize(
    "entry",
    [
        Entry("rule dark_ink of phone_case", "An older text.", NOIR),
        Entry("rule dark_ink of phone_case", TEXTS["rule dark_ink of phone_case"], NOIR, flags=("fuzzy",)),
        Entry("rule dark_ink of phone_case", TEXTS["rule dark_ink of phone_case"], NOIR, obsolete=True),
        Entry("rule dark_ink of phone_case", TEXTS["rule dark_ink of phone_case"], "{cover}"),
        Entry("rule dark_ink of phone_case", TEXTS["rule dark_ink of phone_case"], ""),
        Entry("rule dark_inks of phone_case", TEXTS["rule dark_ink of phone_case"], NOIR),
        Entry(None, TEXTS["rule dark_ink of phone_case"], NOIR),
    ],
)
def test_what_does_not_count_falls_back(entry: Entry) -> None:
    catalog = shop(written(PoFile((entry,))))
    assert translated(catalog, "fr") == catalog
    assert dict(catalog.translations.get("fr", {})) == {}


@given(st.dictionaries(st.sampled_from(sorted(TEXTS)), st.text(st.characters(codec="utf-8"), min_size=1)))
def test_the_words_change_and_nothing_else(french: dict[str, str]) -> None:
    catalog = shop(po(french))
    spoken = translated(catalog, "fr")
    said = {each.address: each.text for each in texts_of(spoken)}
    counting = {address for address, text in french.items() if not placeholders(text)}
    assert said == TEXTS | {address: french[address] for address in counting}
    knowledge = build(Source("shop.vpc", CATALOG), reader(po(french))).value
    plain = build(Source("shop.vpc", CATALOG), reader(None)).value
    assert knowledge is not None
    assert plain is not None
    for choices in (DARK, {"cover": "blue"}, {"cover": "blue", "extras": ["stand"]}, {}):
        verdicts = [validate(each.products["phone_case"], choices) for each in (knowledge, plain)]
        assert verdicts[0] == verdicts[1]


def test_a_translation_is_part_of_the_release_and_of_no_code(tmp_path: Path) -> None:
    plain = configurator.load(shop_in(tmp_path))
    spoken = configurator.load(shop_in(tmp_path, po({"rule dark_ink of phone_case": NOIR})))
    assert plain.release != spoken.release
    assert plain.only.code({"cover": "blue"}).document == spoken.only.code({"cover": "blue"}).document
    assert spoken.against(str(shop_in(tmp_path)), texts=True) == ()


def test_the_translations_of_an_earlier_release_are_no_question_any_more(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    shop_in(old, "what is this?")
    assert configurator.load(shop_in(tmp_path)).against(str(old), texts=True) == ()


def test_a_file_out_of_order_is_told_and_so_is_one_that_leads_out(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"`languages/fr.po`, line 2: "):
        configurator.load(shop_in(tmp_path, 'msgid "a"\nmsgid "b"'))
    inside = tmp_path / "inside"
    inside.mkdir()
    path = shop_in(inside)
    (inside / "languages").symlink_to(tmp_path / "languages")
    with pytest.raises(CatalogError) as refused:
        configurator.load(path)
    assert [each.code.name for each in refused.value.diagnostics] == ["path-escape"]


def test_a_file_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    path = shop_in(tmp_path, "")
    (tmp_path / "languages" / "fr.po").write_bytes(b'msgid "a"\nmsgstr "\xe9"\n')
    with pytest.raises(CatalogError, match="line 2 has a byte"):
        configurator.load(path)
