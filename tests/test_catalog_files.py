"""Which files a catalog may read, and what is said of the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from configurator import catalog_files
from configurator.catalog_files import CatalogFiles
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
