"""Which files a catalog may read, and what is said of the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from configurator import catalog_files
from configurator.catalog_files import CatalogFiles, find_catalog
from configurator.earlier_releases import earlier_releases
from configurator.errors import UnreadableFileError


@pytest.fixture
def files(tmp_path: Path) -> CatalogFiles:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "shop.vpc").write_text("catalog shop {}")
    (folder / "teams.csv").write_text("id\nlions\n")
    (tmp_path / "secret.csv").write_text("id\nkey\n")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "below").mkdir()
    return CatalogFiles(folder / "shop.vpc")


def test_a_file_below_the_folder_is_read(files: CatalogFiles) -> None:
    assert files.read("teams.csv") == "id\nlions\n"
    assert files.read("below/../teams.csv") == "id\nlions\n"


@pytest.mark.parametrize(
    "name", ["../secret.csv", "link.csv", "/etc/passwd", "..\\secret.csv", "below/../../secret.csv"]
)
def test_nothing_outside_the_folder_is_read(files: CatalogFiles, name: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        files.read(name)
    assert refused.value.reason == "outside"


def test_a_pipe_a_device_and_a_folder_are_no_files(files: CatalogFiles) -> None:
    os.mkfifo(files.folder / "pipe.csv")
    for name in ("pipe.csv", "below"):
        with pytest.raises(UnreadableFileError) as refused:
            files.read(name)
        assert refused.value.reason == "missing"
    with pytest.raises(UnreadableFileError, match="no ordinary file"):
        CatalogFiles(Path("/dev/zero")).source()


def test_all_files_together_have_a_limit(files: CatalogFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_files, "SIZE_LIMIT", len("catalog shop {}") + len("id\nlions\n"))
    files.source()
    assert files.read("teams.csv")
    (files.folder / "more.csv").write_text("x")
    with pytest.raises(UnreadableFileError) as refused:
        files.read("more.csv")
    assert refused.value.reason == "too-large"


def test_only_ordinary_files_below_the_folder_are_there(files: CatalogFiles) -> None:
    (files.folder / "art").mkdir()
    (files.folder / "art" / "lions.svg").write_text("<svg/>")
    (files.folder / "inside.csv").symlink_to(files.folder / "teams.csv")
    there = ["teams.csv", "art/lions.svg", "./art/../teams.csv", "inside.csv"]
    absent = ["Teams.csv", "art/Lions.svg", "art", "link.csv", "../secret.csv", "/etc/passwd", "art\\lions.svg", "a\0b"]
    assert [name for name in there + absent if files.has(name)] == there


def test_bytes_are_read_as_they_are_and_a_file_counts_once(
    files: CatalogFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files.folder / "book.xlsx").write_bytes(b"PK\xff\r\n")
    monkeypatch.setattr(catalog_files, "SIZE_LIMIT", 5)
    assert files.octets("book.xlsx") == files.octets("book.xlsx") == b"PK\xff\r\n"
    with pytest.raises(UnreadableFileError) as refused:
        files.read("book.xlsx")
    assert refused.value.reason == "encoding"


def test_a_slip_in_the_name_of_a_file_is_told_from_those_beside_it(tmp_path: Path) -> None:
    (tmp_path / "bag.vpc").write_text("catalog bag\n", "utf-8")
    for slip in ("bags.vpc", "bga.vpc", "bags"):
        with pytest.raises(UnreadableFileError) as told:
            find_catalog(tmp_path / slip)
        assert told.value.hint == f"did you mean `{tmp_path / 'bag.vpc'}`?"
    with pytest.raises(UnreadableFileError) as told:
        find_catalog("jersy")
    assert told.value.hint == "did you mean `jersey`?"


def test_what_is_in_the_folder_of_an_example_is_named_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = find_catalog("lamp/releases/1")
    assert first.parts[-4:] == ("lamp", "releases", "1", "lamp.vpc")
    assert find_catalog("lamp/releases/1/lamp.vpc") == first
    history = earlier_releases("lamp/releases", find_catalog("lamp"))
    assert len(history) > 1
    assert history[0].source() == CatalogFiles(first).source()
    for other in ("lamp/releases/none", "lamp/../lamp/releases/1", "nothing/releases/1", "/lamp/releases/1"):
        with pytest.raises(UnreadableFileError):
            find_catalog(other)
