"""No text crashes the catalog's reader: mutated and hostile texts end in diagnostics that can be shown.

Only counts are asserted, never times. `OPTIONARY_LONG=1` tries a hundred times as many mutations.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hostile_texts import HOSTILE, product
from made_media import made_font
from mutated_texts import CHARMS, TOUR, mutated
from snippets import MADE_BY_MACHINES, parse_snippet, reader, snippet_files

from configurator.analysis.releases.history import Release
from configurator.analysis.xlsx_sheet import XlsxSource
from configurator.catalog_files import CatalogFiles
from configurator.diagnostics import Outcome, codes
from configurator.diagnostics.render import as_json, one_line, report
from configurator.errors import InvalidConfigurationError, UnknownProductError
from configurator.identity.document import read_document
from configurator.identity.identity_key import IdentityKey
from configurator.model.expectation import ExpectVerdict
from configurator.pipeline import build, check, code
from configurator.release_check import compared
from configurator.rereading import reread
from configurator.source import Source

LONG = bool(os.environ.get("OPTIONARY_LONG"))
MUTATIONS = 30_000 if LONG else 300
SEED = 20261123

PLAIN = made_font({chr(each): 600 for each in range(0x20, 0x7F)})
read_file = reader({"charms.csv": CHARMS}, {"Plain.ttf": PLAIN})
KEY = IdentityKey(bytes(32))


def tried(text: str, run: Callable[[Source], Outcome[object]]) -> Outcome[object]:
    """The outcome for a text, after its diagnostics have been shown in every way."""
    source = Source("catalog.vpc", text)
    outcome = run(source)
    assert outcome.value is not None or outcome.diagnostics, "nothing was made and nothing said"
    for each in outcome.diagnostics:
        assert each.code in codes.ALL
        held = outcome.sources.holding(each.span)
        assert held is not None
        assert -20 <= each.span.start < each.span.end
        assert each.span.end <= len(held.text) + 1 or isinstance(held, XlsxSource)
        assert each.message
        assert not MADE_BY_MACHINES.search(each.message + (each.hint or ""))
        assert len(each.message) < 1_000, "a message is one sentence, however long the text is"
        one_line(each, outcome.sources)
        as_json(each, outcome.sources)
    shown = report(outcome.diagnostics, outcome.sources)
    assert all(len(line) < 1_100 for line in shown.splitlines())
    return outcome


def test_the_text_that_gets_mutated_is_sound() -> None:
    outcome = check(Source("catalog.vpc", TOUR), read_file)
    assert outcome.is_sound, report(outcome.diagnostics, Source("catalog.vpc", TOUR))


def test_mutated_catalogs_end_in_diagnostics() -> None:
    random = Random(SEED)
    refused = 0
    for _ in range(MUTATIONS):
        outcome = tried(mutated(random, TOUR), lambda source: build(source, read_file))
        refused += not outcome.is_sound
    assert refused > MUTATIONS / 2, "most mutations are mistakes, and are found"


def test_mutated_catalogs_are_compared_with_each_other() -> None:
    """Whatever is sound can be a release, before or after another; documents of one are read under the other."""
    random = Random(SEED)
    tour = build(Source("catalog.vpc", TOUR), read_file).value
    assert tour is not None
    releases, refused = [tour], 0
    for number in range(MUTATIONS):
        text = mutated(random, TOUR)
        knowledge = build(source := Source("catalog.vpc", text), read_file).value
        if knowledge is None:
            continue
        earlier = [Release(str(at), each.catalog) for at, each in enumerate(random.choices(releases, k=1 + number % 2))]
        found = compared(knowledge.catalog, earlier, texts=True)
        refused += any(each.is_error for each in found)
        for each in found:
            assert not MADE_BY_MACHINES.search(each.message + (each.hint or ""))
            one_line(each, source)
        report(found, source)
        for made in knowledge.products.values():
            for expected in made.product.expectations:
                if not isinstance(expected, ExpectVerdict):
                    continue
                with suppress(InvalidConfigurationError, UnknownProductError):
                    document = read_document(code(made, expected.example.choices, KEY).document)
                    reread(random.choice(releases), document, date(2026, 11, 25))
        if len(releases) < 4:
            releases.append(knowledge)
    assert refused > 0


def test_mutated_snippets_end_in_diagnostics() -> None:
    random = Random(SEED)
    snippets = [parse_snippet(path.read_text(encoding="utf-8")) for path in snippet_files()]
    snippets = [each for each in snippets if each.texts("catalog")]
    for _ in range(MUTATIONS):
        snippet = random.choice(snippets)
        text = snippet.texts("catalog")[0].text
        tried(mutated(random, text), partial(build, read_file=reader(snippet.files())))


def test_mutated_csv_files_end_in_diagnostics() -> None:
    random = Random(SEED)
    for _ in range(MUTATIONS):
        file = mutated(random, CHARMS)
        tried(TOUR, lambda source, file=file: build(source, lambda _: file))  # type: ignore[misc]


def test_mutated_tables_in_files_end_in_diagnostics() -> None:
    random = Random(SEED)
    catalog = product('  option s: any of { a, b }\n  table t (a, n, s) allow from "t.csv"')
    rows = 'a,n,s,remark\nx,1 .. 5,"{a, b}",\n"x, y",*,none,"a ""b"""\ny,7,"a, b",\n'
    for _ in range(MUTATIONS):
        file = mutated(random, rows)
        tried(catalog, lambda source, file=file: build(source, lambda _: file))  # type: ignore[misc]


def test_every_beginning_of_a_catalog_ends_in_diagnostics() -> None:
    for end in range(0, len(TOUR), 1 if LONG else 7):
        tried(TOUR[:end], lambda source: build(source, read_file))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends_in_diagnostics(name: str) -> None:
    tried(HOSTILE[name], lambda source: build(source, read_file))


@pytest.mark.parametrize("name", ["windows", "tabs"])
def test_layout_of_other_editors_changes_nothing(name: str) -> None:
    assert tried(HOSTILE[name], lambda source: build(source, read_file)).is_sound


def test_a_file_beyond_the_limit_is_refused_by_name() -> None:
    outcome = tried("// " + "x" * 5_000_000, lambda source: build(source, read_file))
    assert [each.code for each in outcome.diagnostics] == [codes.TOO_LARGE]


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "catalogs").rglob("*.vpc")), ids=lambda path: path.stem
)
def test_mutated_example_catalogs_end_in_diagnostics(path: Path) -> None:
    random = Random(SEED)
    text = path.read_text(encoding="utf-8")
    for _ in range(MUTATIONS // 60):
        tried(mutated(random, text), lambda source: build(source, CatalogFiles(path)))
