"""An opened release answers as the loaded catalog does, before and after anything but its look-up tables is loaded."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

import flat_products
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law import LAW, LAW_OF_EACH_WAY
from released import MUG, altered, mug, release_of_product, shipped_release
from valid_walks import CATALOGS, catalog_products, said, sent, valid_configurations
from valid_walks import Line as Seeds

from configurator.catalog_files import CatalogFiles
from configurator.compiler.compile_flat import compile_product
from configurator.engine.looked_up import is_valid
from configurator.engine.narrow import Narrowed
from configurator.engine.validate import validate
from configurator.errors import (
    ConfiguratorError,
    InvalidConfigurationError,
    NeedsIdentityKeyError,
    UnknownProductError,
    UnusableReleaseError,
    UnwritableFileError,
)
from configurator.identity.coded import Coded
from configurator.knowledge.knowledge_base import ProductKnowledge
from configurator.model.catalog import Product
from configurator.model.expectation import ExpectVerdict
from configurator.pipeline import code
from configurator.product_line import ProductLine
from configurator.release.artifact import MODEL, made_by
from configurator.release.container import Container
from configurator.release.files import NamedFiles, ReleasedFiles
from configurator.release.making import release_of
from configurator.release.opened import OpenedRelease, ReleasedLine, open_release
from configurator.service import LoadedCatalog, load

FINE: dict[str, object] = {"size": "small", "color": "white"}
KEY = bytes(range(32))
LAW_OF_EACH_CATALOG = settings(LAW, max_examples=LAW.max_examples // 10)


def named(path: Path) -> LoadedCatalog:
    """A catalog from its text, whose places are called as in a release."""
    return load(NamedFiles(path))


@cache
def products_of(path: Path) -> Mapping[str, ProductKnowledge]:
    """The products of a shipped catalog, compiled from its text."""
    return catalog_products(path, path.read_text("utf-8"))


def left(narrowed: Narrowed) -> object:
    """What is left after some choices, as plain values."""
    domains = {key: (domain.classes, domain.size) for key, domain in narrowed.domains.items()}
    return narrowed.chosen, narrowed.problems, domains, narrowed.is_consistent, narrowed.method


def answer(line: ProductLine, choices: Mapping[str, object], key: bytes | None = KEY) -> object:
    """All that is said of choices, as plain values."""
    try:
        coded: object = line.code(choices, identity_key=key)
    except InvalidConfigurationError as error:
        coded = error.problems
    if isinstance(coded, Coded):
        coded = coded.document, coded.digest, coded.code, coded.long_code, coded.verdict
    return line.is_valid(choices), coded, line.validate(choices)


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_a_shipped_release_answers_as_its_catalog(path: Path) -> None:
    loaded, data, chance = named(path), shipped_release(path), random.Random(0)
    opened = open_release(data)
    assert (opened.release, opened.key, opened.label) == (loaded.release, loaded.key, loaded.label)
    assert list(opened) == list(loaded)
    for key in loaded:
        product = loaded[key].product
        examples = [each.example.choices for each in product.expectations if isinstance(each, ExpectVerdict)]
        for given_choices in examples:
            for dropped in (None, *given_choices):
                choices = {each: value for each, value in given_choices.items() if each != dropped}
                if dropped is None and chance.random() < 0.1:
                    at_once = open_release(data)[key]  # nothing is loaded yet
                    assert answer(at_once, choices) == answer(loaded[key], choices)
                assert answer(opened[key], choices) == answer(loaded[key], choices)


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
@given(data=st.data())
@LAW_OF_EACH_CATALOG
def test_valid_configurations_have_the_same_codes(path: Path, data: st.DataObject) -> None:
    products, released = products_of(path), open_release(shipped_release(path))
    key = data.draw(st.sampled_from(sorted(products)))
    seeds = [
        dict(each.example.choices)
        for each in products[key].product.expectations
        if isinstance(each, ExpectVerdict) and each.valid
    ]
    line = Seeds(key, products[key], tuple(seeds))
    choices = sent(line, said(products[key], data.draw(valid_configurations(line))))
    again = OpenedRelease(released.container)[key]
    assert again.is_valid(choices)
    assert document(partial(again.code, choices)) == document(partial(code, products[key], choices))


def document(coded: Callable[[], Coded]) -> object:
    """The document of something coded, or who says that there is none, and why."""
    try:
        return coded().document
    except NeedsIdentityKeyError as error:
        return str(error)


@given(st.data())
@LAW_OF_EACH_WAY
def test_a_random_product_is_answered_alike(data: st.DataObject) -> None:
    product: Product = data.draw(flat_products.products())
    knowledge, opened = compile_product(product), release_of_product(product)
    line = opened.only
    for _ in range(3):
        choices = data.draw(flat_products.raw_choices(product))
        assert line.is_valid(choices) == is_valid(knowledge, choices) == validate(knowledge, choices).valid
        if is_valid(knowledge, choices):
            assert line.code(choices).document == code(knowledge, choices).document
        else:
            with pytest.raises(InvalidConfigurationError):
                line.code(choices)
        assert line.validate(choices) == validate(knowledge, choices)


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_what_can_still_be_chosen_comes_from_the_release(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, loaded = shipped_release(path), named(path)

    def never(*_: object) -> None:
        raise AssertionError("it is in the release, so nobody compiles it")

    with monkeypatch.context() as changed:
        for name in ("compiled", "compiled_here", "file_of", "mapped"):
            changed.setattr(f"configurator.kept_spaces.{name}", never)
        opened = open_release(data)
        found = {key: opened[key].narrow({}) for key in opened}
    for key, narrowed in found.items():
        assert left(narrowed) == left(loaded[key].narrow({}))
        examples = (each for each in loaded[key].product.expectations if isinstance(each, ExpectVerdict) and each.valid)
        for example in examples:
            choices = dict(list(example.example.choices.items())[:2])
            assert left(opened[key].narrow(choices)) == left(loaded[key].narrow(choices))


def test_what_is_asked_seldom_is_answered_too(tmp_path: Path) -> None:
    loaded, opened = named(mug(tmp_path)), open_release(release_of(CatalogFiles(mug(tmp_path))))
    verdict = opened.only.validate({**FINE, "team": "eagles"})
    assert opened.only.product == opened["cafe/mug"].product
    assert opened.only.count() == loaded.only.count()
    assert [each.key for each in opened.search("eagles")] == [each.key for each in loaded.search("eagles")]
    assert opened.languages == loaded.languages
    assert opened.only.explode(verdict.completed) == loaded.only.explode(verdict.completed)
    assert opened.only.key == loaded.only.key == "cafe/mug"
    with pytest.raises(UnknownProductError, match="no product `cup`; its products: `mug`"):
        opened["cup"]


def test_places_are_told_as_the_catalog_calls_them(tmp_path: Path) -> None:
    loaded, opened = named(mug(tmp_path)), open_release(release_of(CatalogFiles(mug(tmp_path)))).loaded
    for there, here in ((loaded, loaded.only.product), (opened, opened.only.product)):
        assert there.sources.main.where(here.constraints[0].span).endswith("mug.vpc:8:8")
        team = here.by_key["team"].domain.by_key["bears"]  # type: ignore[union-attr]
        assert there.sources.of(team.span).where(team.span).endswith("teams.csv:3")
    assert opened.source.text == MUG
    assert opened.sources.texts == loaded.sources.texts


def test_everything_that_a_catalog_and_a_product_can_be_asked_a_release_can_be_asked(tmp_path: Path) -> None:
    opened = open_release(release_of(CatalogFiles(mug(tmp_path))))
    for whole, part in ((opened, LoadedCatalog), (opened.only, ProductLine)):
        for name in vars(part):
            if not name.startswith("_"):
                assert hasattr(whole, name), name
    assert {*vars(LoadedCatalog)} - {*vars(OpenedRelease), "__doc__", "__module__"} - {*dir(opened.loaded)} == set()
    assert isinstance(opened.only, ReleasedLine)
    with pytest.raises(AttributeError):
        getattr(opened, "nothing_like_it")  # noqa: B009 - a type checker knows better


def test_a_release_that_another_version_compiled_is_compiled_anew(tmp_path: Path) -> None:
    data = release_of(CatalogFiles(mug(tmp_path)))
    for others in ({"form": 0, "tool": "0.0"}, {**made_by(), "tool": "0.0"}, {"something": "else"}):
        older = open_release(altered(data, {"compiled": others}, {MODEL: b"of another version"}))
        assert answer(older.only, FINE) == answer(open_release(data).only, FINE)
        assert left(older.only.narrow(FINE)) == left(open_release(data).only.narrow(FINE))
        assert older.loaded.release == older.release


def test_a_model_that_is_not_in_order_is_compiled_anew(tmp_path: Path) -> None:
    data = release_of(CatalogFiles(mug(tmp_path)))
    for wrong in (b"", b"{}", b'{"kinds":[],"atoms":[],"rows":[]}'):
        broken = open_release(altered(data, members={MODEL: wrong, "space/mug": b"no diagram"}))
        assert answer(broken.only, {"size": "large"}) == answer(open_release(data).only, {"size": "large"})
        assert left(broken.only.narrow(FINE)) == left(open_release(data).only.narrow(FINE))


def test_a_changed_bit_changes_no_answer(tmp_path: Path) -> None:
    data = release_of(CatalogFiles(mug(tmp_path)))
    asked: list[dict[str, object]] = [FINE, {**FINE, "motif": "monogram", "initials": "ABC"}, {"size": "other"}]
    right = [answer(open_release(data).only, each) for each in asked]
    chance, refused = random.Random(1), 0
    for _ in range(60):
        changed = bytearray(data)
        place = chance.randrange(len(data))
        changed[place] ^= 1 << chance.randrange(8)
        try:
            opened = open_release(bytes(changed))
            assert [opened.only.is_valid(each) for each in asked] == [each[0] for each in right]  # type: ignore[index]
            assert [answer(opened.only, each) for each in asked] == right
            opened.check()
        except UnusableReleaseError:
            refused += 1
    assert refused == 60


def test_a_release_is_the_same_wherever_its_catalog_lies_and_is_made_of_itself(tmp_path: Path) -> None:
    here, there = (release_of(CatalogFiles(mug(tmp_path / name))) for name in ("here", "there"))
    assert here == there
    assert str(tmp_path).encode() not in here
    assert release_of(ReleasedFiles(Container(here, "mug.vpcr"))) == here
    assert open_release(here).release == load(tmp_path / "here" / "mug.vpc").release


def test_a_release_is_loaded_like_a_catalog_and_sent_whole(tmp_path: Path) -> None:
    (tmp_path / "mug.vpcr").write_bytes(release_of(CatalogFiles(mug(tmp_path / "there"))))
    loaded = load(tmp_path / "mug.vpcr")
    assert answer(loaded.only, {"size": "large"}) == answer(named(mug(tmp_path / "there")).only, {"size": "large"})
    files = pickle.loads(pickle.dumps(loaded.files))
    assert isinstance(files, ReleasedFiles)
    assert load(files).release == loaded.release
    with pytest.raises(UnwritableFileError, match="never changes"):
        files.write("languages/fr.po", "")


def test_what_is_private_needs_its_key_here_too(tmp_path: Path) -> None:
    text = MUG.replace('pattern: "[A-Z]+" }', 'pattern: "[A-Z]+" } private')
    mug(tmp_path).write_text(text, "utf-8")
    opened = open_release(release_of(CatalogFiles(tmp_path / "mug.vpc")))
    choices = {**FINE, "motif": "monogram", "initials": "ABC"}
    with pytest.raises(NeedsIdentityKeyError):
        opened.only.code(choices)
    loaded = load(tmp_path / "mug.vpc")
    assert opened.only.code(choices, identity_key=KEY) == loaded.only.code(choices, identity_key=KEY)
    assert open_release(opened.container.data).only.code(FINE) == loaded.only.code(FINE)


def test_who_asks_for_a_language_gets_it_from_the_release() -> None:
    lamp = next(path for path in CATALOGS if path.stem == "lamp")
    opened, loaded = open_release(shipped_release(lamp)), named(lamp)
    wrong: dict[str, object] = {"nothing": 1}
    assert opened["lamp"].validate(wrong, "fr") == loaded["lamp"].validate(wrong, "fr")
    with pytest.raises(ConfiguratorError, match="no language"):
        opened["lamp"].code(wrong, "xx")
