"""Files in other notations, opened like catalogs: by their endings, unpacked, named by their own bytes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from configurator.errors import CatalogError, UnreadableFileError
from configurator.exchange.bridge import ALL, BRIDGES, bridge_of, decoded
from configurator.exchange.foreign_files import opened
from configurator.service import load

MODEL = "features\n  Phone\n    optional\n      Camera\n"


def test_each_ending_has_one_bridge_whose_reader_can_be_imported() -> None:
    assert len(BRIDGES) == sum(len(bridge.suffixes) for bridge in ALL)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in BRIDGES)
    assert all(callable(bridge.reader()) for bridge in ALL)


def test_the_ending_of_a_name_tells_its_notation() -> None:
    assert bridge_of("a/b/Model.UVL") is BRIDGES[".uvl"]
    assert bridge_of("shop.vpc") is None
    assert bridge_of("uvl") is None


def test_what_nobody_reads_is_refused_with_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "model.xyz"
    path.write_text("something", "utf-8")
    with pytest.raises(UnreadableFileError) as caught:
        opened(path)
    assert caught.value.hint is not None
    assert ".uvl" in caught.value.hint
    assert ".vpc" in caught.value.hint


def test_a_catalog_under_another_name_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "shop.catalog"
    path.write_text("// ours\ncatalog shop\nproduct p {\n  option a: b | c\n}\n", "utf-8")
    assert load(opened(path)).only.count() == 2


def test_gzip_is_unpacked_and_alphabets_are_minded() -> None:
    assert decoded("m.uvl", gzip.compress(MODEL.encode())) == MODEL
    assert decoded("m.sxfm", '<?xml version="1.0" encoding="ISO-8859-1"?><é/>'.encode("latin-1")).endswith("<é/>")
    with pytest.raises(UnreadableFileError, match="damaged"):
        decoded("m.uvl", gzip.compress(MODEL.encode())[:20])
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        decoded("m.uvl", b"features\n  \xff")


def test_a_release_is_named_by_the_bytes_of_the_model_and_of_what_it_imports(tmp_path: Path) -> None:
    main, sub = tmp_path / "main.uvl", tmp_path / "sub.uvl"
    main.write_text("imports\n  sub\nfeatures\n  R\n    mandatory\n      sub.S\n", "utf-8")
    sub.write_text("features\n  S\n    optional\n      a\n", "utf-8")
    first = load(opened(main)).release
    assert load(opened(main)).release == first
    sub.write_text("features\n  S\n    optional\n      a  // the same\n", "utf-8")
    assert load(opened(main)).release != first


def test_a_model_imports_nothing_from_above_its_folder(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "secret.uvl").write_text("features\n  S\n", "utf-8")
    path = tmp_path / "inner" / "m.uvl"
    path.write_text('imports\n  "..".secret as s\nfeatures\n  R\n    optional\n      s.S\n', "utf-8")
    with pytest.raises(CatalogError):
        load(opened(path))
