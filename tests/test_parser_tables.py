"""The parser is kept between processes, under a name that says what it is made of; what is damaged is made anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import lark
import pytest
from lark import Lark, Tree

from configurator.syntax.fast_parser import FastParser
from configurator.syntax.grammar import STARTS, parser
from configurator.syntax.parser_tables import kept_parser

GRAMMAR = 'start: "a" B+\nB: "b"\n'
OTHER = 'start: "c"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of a user who never ran anything."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "optionary"


def made(grammar: str = GRAMMAR) -> Lark:
    return Lark(grammar, parser="lalr", keep_all_tokens=True)


def never() -> Lark:
    raise AssertionError("it is kept, so nobody makes it")


def asked(make: Callable[[], Lark], grammar: str = GRAMMAR) -> Lark:
    return kept_parser([grammar.encode()], make)


def test_a_kept_parser_parses_as_the_one_that_was_made(folder: Path) -> None:
    first, second = asked(made), asked(never)
    assert second.parse("abb") == first.parse("abb") == Tree("start", ["a", "b", "b"])
    assert len(list(folder.iterdir())) == 1


def test_another_grammar_and_another_lark_are_kept_apart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(made)
    assert asked(lambda: made(OTHER), OTHER).parse("c") == Tree("start", ["c"])
    monkeypatch.setattr(lark, "__version__", "0.0")
    with pytest.raises(AssertionError, match="kept"):
        asked(never)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("damage", [lambda kept: kept[:-1], lambda kept: b"", lambda kept: kept[:-1] + b"!"])
def test_what_is_damaged_is_made_anew_and_kept_again(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    asked(made)
    (file,) = folder.iterdir()
    sound = file.read_bytes()
    file.write_bytes(damage(sound))
    assert asked(made).parse("ab")
    assert asked(never).parse("ab")
    assert len(file.read_bytes()) == len(sound)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owners here")
def test_what_is_somebody_elses_is_not_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(made)
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    with pytest.raises(AssertionError, match="kept"):
        asked(never)


def test_where_nobody_knows_the_folders_of_a_user_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "nowhere")
    assert asked(made).parse("ab")
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_kept_it_is_made_each_time(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("no folder")
    assert asked(made).parse("ab")
    assert asked(made).parse("ab")


def test_the_grammar_of_catalogs_is_kept_whole(folder: Path) -> None:
    """A loaded one can do what a made one can, with its fast twin too."""
    made_one, loaded = parser.__wrapped__(), parser.__wrapped__()
    assert loaded.source_path != made_one.source_path  # it was not made again
    assert len(list(folder.iterdir())) == 1
    text = "rules readable (words, place)"
    assert loaded.parse(text, start="rules") == made_one.parse(text, start="rules")
    for each in (made_one, loaded):
        assert list(each.options.start) == list(STARTS)
        FastParser(each)
