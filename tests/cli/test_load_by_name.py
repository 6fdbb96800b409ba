"""`configurator.load` finds a catalog where the command line does; and what `import configurator` offers."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runs import SHOP

import configurator
from configurator.errors import (
    CatalogError,
    CodeError,
    InvalidConfigurationError,
    UnreadableFileError,
    UnusableStoreError,
)


def test_a_catalog_is_loaded_from_its_file_its_folder_or_by_its_name(
    shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert {configurator.load(each).release for each in (shop, tmp_path, ".", Path())} == {
        configurator.load(shop).release
    }
    assert configurator.load("studio").key == "studio"


@pytest.mark.parametrize("name", ["", "nowhere", "stud", "bare", "nowhere/nowhere.vpc", "x" * 5000, "a\0b"])
def test_what_is_no_catalog_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bare").mkdir()
    with pytest.raises(UnreadableFileError) as refused:
        configurator.load(name)
    assert refused.value.reason == "missing-file"
    assert "``" not in str(refused.value)


def test_a_folder_with_several_catalogs_is_refused(shop: str, tmp_path: Path) -> None:
    (tmp_path / "second.vpc").write_text(SHOP, "utf-8")
    with pytest.raises(UnreadableFileError, match="several catalogs") as refused:
        configurator.load(tmp_path)
    assert "second.vpc" in (refused.value.hint or "")


def test_the_mistakes_of_a_catalog_come_along(tmp_path: Path) -> None:
    path = tmp_path / "faulty.vpc"
    path.write_text(SHOP.replace("size = small and lid", "size = smal and lid"), "utf-8")
    with pytest.raises(CatalogError) as refused:
        configurator.load(path)
    assert [each.code.name for each in refused.value.diagnostics] == ["unknown-value"]
    assert refused.value.source is not None
    assert refused.value.source.position(refused.value.diagnostics[0].span.start) == (16, 27)


def test_the_problems_of_a_configuration_come_along(shop: str) -> None:
    bag = configurator.load(shop)["bag"]
    with pytest.raises(InvalidConfigurationError) as refused:
        bag.code({"color": "green"})
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("unknown-value", "$.color")
    assert refused.value.messages == (problem.message,)


def test_the_package_shows_what_it_offers() -> None:
    assert {"load", "open_registry", "__version__"} <= set(dir(configurator))


def test_a_registry_is_not_made_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(UnusableStoreError, match="does not exist"):
        configurator.open_registry(tmp_path / "codes.db")
    assert list(tmp_path.iterdir()) == []
    with configurator.open_registry(tmp_path / "codes.db", create=True) as registry, pytest.raises(CodeError):
        registry.resolve("V")
