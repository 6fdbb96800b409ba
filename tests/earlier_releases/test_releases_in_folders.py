"""Earlier releases are files and folders, in natural order."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop_in_git import refusal

from configurator.earlier_releases import earlier_releases, natural_order


def test_a_folder_with_one_catalog_is_a_release_and_goes_by_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "2026-01"
    folder.mkdir()
    (folder / "shop.vpc").write_text("catalog shop\n")
    (found,) = earlier_releases(str(folder), tmp_path / "shop.vpc")
    assert found.name == str(folder)


def test_a_folder_of_folders_is_a_history_in_natural_order(tmp_path: Path) -> None:
    for name in ("10", "9", "2026-01", ".hidden"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shop.vpc").write_text("catalog shop\n")
    (tmp_path / "README.md").write_text("what this is")
    found = earlier_releases(str(tmp_path), tmp_path / "shop.vpc")
    assert [Path(each.name).name for each in found] == ["9", "10", "2026-01"]


def test_a_folder_of_catalogs_is_a_history_too(tmp_path: Path) -> None:
    for name in ("r10.vpc", "r9.vpc"):
        (tmp_path / name).write_text("catalog shop\n")
    found = earlier_releases(str(tmp_path), tmp_path / "shop.vpc")
    assert [Path(each.name).name for each in found] == ["r9.vpc", "r10.vpc"]


def test_a_folder_without_a_catalog_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refusal(str(tmp_path / "empty"), tmp_path).reason == "missing-file"
    assert "empty" in refusal(str(tmp_path), tmp_path).message


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    refused = refusal(str(tmp_path), tmp_path)
    assert (refused.reason, refused.message) == (
        "missing-file",
        f"the folder `{tmp_path}` cannot be read: Permission denied",
    )


def test_natural_order_compares_numbers_as_numbers() -> None:
    assert sorted(["a10", "a9", "10", "9", "a"], key=natural_order) == ["9", "10", "a", "a9", "a10"]
    assert sorted(["v1.10", "v1.2.1", "v1.2"], key=natural_order) == ["v1.2", "v1.2.1", "v1.10"]


def test_natural_order_is_the_same_for_any_order_before() -> None:
    assert sorted(["1", "01", "001"], key=natural_order) == sorted(["001", "1", "01"], key=natural_order)


@pytest.mark.parametrize("name", ["2²", "٣", "9" * 5_000, ""])
def test_any_name_has_a_place_in_natural_order(name: str) -> None:
    assert sorted([name, "1"], key=natural_order)
