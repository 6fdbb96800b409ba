"""Compiled diagrams are kept between processes, under a name that says what they are made of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from configurator import kept_spaces
from configurator.compiler.budget import Budget
from configurator.engine.narrow import narrow
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError
from configurator.kept_spaces import kept_space
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.domain import FlagDomain, IntegerDomain
from configurator.model.expression import Compare, Constant, OptionValue, Sum
from configurator.model.option import Option

OPTIONS = (Option("a", "A", IntegerDomain(0, 5)), Option("b", "B", IntegerDomain(0, 5)), Option("c", "C", FlagDomain()))
SUM = Compare("<=", Sum((OptionValue("a"), OptionValue("b")), (1, 1)), Constant(4))  # type: ignore[arg-type]
PRODUCT = Product("p", "P", "tests", OPTIONS, (Rule("light", SUM),))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of a user who never ran anything."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "optionary"


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Whoever compiles from now on fails."""

    def never(product: Product, budget: Budget) -> ValidSpace:
        raise AssertionError("it is kept, so nobody compiles it")

    monkeypatch.setattr(kept_spaces, "compiled_here", never)
    monkeypatch.setattr(kept_spaces, "file_of", never)
    return monkeypatch


def sizes(space: ValidSpace) -> list[int]:
    return [domain.size for domain in narrow(space, {"a": 3}).domains.values()]


def test_what_was_compiled_once_is_read(folder: Path, request: pytest.FixtureRequest) -> None:
    assert sizes(kept_space(PRODUCT, "sha256:1")) == [5, 2, 2]
    request.getfixturevalue("uncompiled")
    assert sizes(kept_space(PRODUCT, "sha256:1")) == [5, 2, 2]
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("change", ["catalog", "product", "version", "module", "form"])
def test_whatever_it_is_made_of_keeps_it_apart(folder: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_space(PRODUCT, "sha256:1")
    product = Product("q", "Q", "tests", OPTIONS) if change == "product" else PRODUCT
    if change == "version":
        monkeypatch.setattr(kept_spaces, "__version__", "0.0")
    if change == "module":
        monkeypatch.setattr(kept_spaces, "_modules", lambda: (b"compiler/other.py 1 1",))
    if change == "form":
        monkeypatch.setattr(kept_spaces, "FORM", 0)
    kept_space(product, "sha256:2" if change == "catalog" else "sha256:1")
    assert len(list(folder.iterdir())) == 2


def test_a_catalog_without_a_digest_is_not_kept(folder: Path) -> None:
    assert sizes(kept_space(PRODUCT, None)) == [5, 2, 2]
    assert not folder.exists()


def test_what_is_damaged_is_compiled_and_kept_again(folder: Path, request: pytest.FixtureRequest) -> None:
    kept_space(PRODUCT, "sha256:1")
    (file,) = folder.iterdir()
    sound = file.read_bytes()
    for damaged in (b"", sound[:-4], sound[:100] + b"?" + sound[101:], b"something else"):
        file.unlink()  # the old one may still be looked at
        file.write_bytes(damaged)
        assert sizes(kept_space(PRODUCT, "sha256:1")) == [5, 2, 2]
        assert file.read_bytes() == sound
    request.getfixturevalue("uncompiled")
    assert sizes(kept_space(PRODUCT, "sha256:1")) == [5, 2, 2]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owners here")
def test_what_is_somebody_elses_is_not_read(folder: Path, request: pytest.FixtureRequest) -> None:
    kept_space(PRODUCT, "sha256:1")
    patch: pytest.MonkeyPatch = request.getfixturevalue("uncompiled")
    patch.setattr(os, "getuid", lambda: 4711)
    with pytest.raises(AssertionError, match="kept"):
        kept_space(PRODUCT, "sha256:1")


def test_where_nothing_can_be_kept_it_is_compiled_each_time(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("no folder")
    assert sizes(kept_space(PRODUCT, "sha256:1")) == [5, 2, 2]
    assert sizes(kept_space(PRODUCT, "sha256:1")) == [5, 2, 2]


def test_what_is_too_complex_is_said_and_not_kept(folder: Path) -> None:
    with pytest.raises(TooComplexError):
        kept_space(PRODUCT, "sha256:1", Budget(nodes=3))
    assert not folder.exists()


def test_what_was_written_long_ago_is_taken_away_and_nothing_else(folder: Path) -> None:
    kept_space(PRODUCT, "digest")
    (path,) = folder.iterdir()
    strange = folder / "notes.txt"
    strange.write_text("mine")
    young = folder / f"diagrams-{'0' * 32}"
    young.write_bytes(b"x")
    for each in (path, strange):
        os.utime(each, (0, 0))
    kept_space(PRODUCT, "another digest")
    left = set(folder.iterdir())
    assert path not in left
    assert {strange, young} < left
